import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

/** Asks at the terminal of this process; see `Terminal.ask`. Nobody can answer where standard input is no terminal. */
export async function askAtTerminal(
  question: string,
  { hidden = false }: { readonly hidden?: boolean } = {},
): Promise<string | undefined> {
  const { stdin, stderr } = process;
  if (!stdin.isTTY) return undefined;
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: stdin, output: hidden ? silent : stderr, terminal: true });
  try {
    // The library clears the line before it writes its prompt, and writes none where the answer is hidden.
    if (hidden) stderr.write(question);
    return await lines.question(hidden ? '' : question);
  } catch {
    return undefined;
  } finally {
    lines.close();
    if (hidden) stderr.write('\n');
  }
}
