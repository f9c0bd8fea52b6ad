import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

/** Asks at the terminal of this process; see `Terminal.ask`. Nobody can answer where standard input is no terminal. */
export async function askAtTerminal(
  question: string,
  { hidden = false }: { readonly hidden?: boolean } = {},
): Promise<string | undefined> {
  const { stdin, stderr } = process;
  if (!stdin.isTTY) return undefined;
  stderr.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: stdin, output: hidden ? silent : stderr, terminal: true });
  try {
    return await lines.question('');
  } catch {
    return undefined;
  } finally {
    lines.close();
    if (hidden) stderr.write('\n');
  }
}
