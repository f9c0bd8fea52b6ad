import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { StoppedError } from './command.ts';

/** The terminal at which this process was started. */
interface Streams {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stderr: NodeJS.WritableStream;
}

/**
 * Asks at the terminal of this process; see `Terminal.ask`. Nobody can answer where standard input is no terminal. Rejects with
 * {@link StoppedError} if the person presses Ctrl-C or Ctrl-D.
 */
export async function askAtTerminal(
  question: string,
  { hidden = false }: { readonly hidden?: boolean } = {},
  { stdin, stderr }: Streams = process,
): Promise<string | undefined> {
  if (!stdin.isTTY) return undefined;
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: stdin, output: hidden ? silent : stderr, terminal: true });
  try {
    // The library clears the line before it writes its prompt, and writes none where the answer is hidden.
    if (hidden) stderr.write(question);
    return await lines.question(hidden ? '' : question);
  } catch {
    // The cursor is still behind the question.
    stderr.write('\n');
    throw new StoppedError('Stopped.');
  } finally {
    lines.close();
    if (hidden) stderr.write('\n');
  }
}

/** Returns a function that shows one line at a terminal in place of the one before; see `Terminal.showProgress`. */
export function progressAt(stderr: NodeJS.WritableStream): (line: string) => void {
  return (line) => stderr.write(`\r\u001b[K${line}`);
}

/** Reads standard input to its end; `undefined` if it is a terminal. */
export async function readInput({ stdin }: Pick<Streams, 'stdin'> = process): Promise<string | undefined> {
  if (stdin.isTTY) return undefined;
  const chunks: Buffer[] = [];
  for await (const chunk of stdin) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}
