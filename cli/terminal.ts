import type { Prompts } from './command.ts';
import type { Streams } from './streams.ts';

/**
 * Returns the questions of a terminal. They stand on standard error, so that standard output holds the result alone; where that or
 * standard input is no terminal, nobody is asked. The library is loaded with the first question.
 */
export function promptsAt(streams: Streams): Prompts {
  const isAttended = streams.stdin.isTTY === true && streams.stderr.isTTY === true;
  const load = async () => await import('./prompts.ts');
  return {
    ask: async (question, options) =>
      isAttended ? (await load()).askForLine(streams, question, options) : undefined,
    confirm: async (question) => (isAttended ? (await load()).askYesOrNo(streams, question) : undefined),
    choose: async (question, choices, fallback) =>
      isAttended ? (await load()).askForChoice(streams, question, { choices, fallback }) : undefined,
  };
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
