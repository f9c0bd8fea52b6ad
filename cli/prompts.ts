import { type Choice, type LineOptions, StoppedError } from './command.ts';
import { definitionLines } from './fitted-text.ts';
import { matchingInList } from './matching.ts';
import type { Streams } from './streams.ts';

/** Choices that are shown at a time; the arrow keys reach the others. */
const PAGE_SIZE = 12;

/** The width of a terminal that does not tell its own. */
const DEFAULT_COLUMNS = 80;

/** Where the library reads and writes, and what ends a question. */
interface PromptContext {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  readonly signal: AbortSignal;
}

/** Asks for a line; see `Prompts.ask`. A hidden one is not shown, nor is its length. */
export function askForLine(
  streams: Streams,
  question: string,
  { hidden = false, fallback, check }: LineOptions = {},
): Promise<string> {
  const validate = (answer: string) => check?.(answer) ?? true;
  return untilStopped(streams, async (context) => {
    if (hidden) {
      const { default: password } = await import('@inquirer/password');
      return password({ message: question, toggleMask: false, validate }, context);
    }
    const { default: input } = await import('@inquirer/input');
    const config = { message: question, validate, ...(fallback !== undefined && { default: fallback }) };
    return input(config, context);
  });
}

/** Asks a question that is answered with yes or no; see `Prompts.confirm`. */
export function askYesOrNo(streams: Streams, question: string): Promise<boolean> {
  return untilStopped(streams, async (context) => {
    const { default: confirm } = await import('@inquirer/confirm');
    return confirm({ message: question, default: false }, context);
  });
}

/** Asks for one of several things; see `Prompts.choose`. */
export function askForChoice(
  streams: Streams,
  question: string,
  { choices, fallback }: { readonly choices: readonly Choice[]; readonly fallback?: string | undefined },
): Promise<string> {
  const width = Math.max(0, ...choices.map(({ id, name = id }) => name.length));
  // The cursor of the list takes two columns.
  const columns = (streams.stderr.columns || DEFAULT_COLUMNS) - 2;
  const numbered = choices.map((choice, index) => {
    const { id, name = id, meaning } = choice;
    const number = `${index + 1}  `.padStart(String(choices.length).length + 2);
    const lines =
      meaning === undefined
        ? [`${number}${name}`]
        : definitionLines([[`${number}${name.padEnd(width)}`, meaning]], columns, '');
    return { choice, shown: { value: id, short: name, name: lines.join('\n  ') } };
  });
  return untilStopped(streams, async (context) => {
    const { default: search } = await import('@inquirer/search');
    return search(
      {
        message: question,
        pageSize: PAGE_SIZE,
        ...(fallback !== undefined && { default: fallback }),
        source: (typed) => {
          const found = typed === undefined ? choices : matchingInList(choices, typed);
          return numbered.filter(({ choice }) => found.includes(choice)).map(({ shown }) => shown);
        },
      },
      context,
    );
  });
}

/**
 * Resolves with an answer. Rejects with {@link StoppedError} after Ctrl-C, which the library reports, and after Ctrl-D and the end of
 * the input, after which it would wait for ever.
 */
async function untilStopped<T>(
  { stdin, stderr }: Streams,
  ask: (context: PromptContext) => Promise<T>,
): Promise<T> {
  const stopped = new AbortController();
  const stop = () => stopped.abort();
  const onKey = (_text: unknown, key?: { readonly ctrl?: boolean; readonly name?: string }) => {
    if (key?.ctrl === true && key.name === 'd') stop();
  };
  stdin.on('keypress', onKey).on('end', stop);
  try {
    return await ask({ input: stdin, output: stderr, signal: stopped.signal });
  } catch (error) {
    // By name: the classes of the library are in its core, which nothing else needs.
    const { name } = Object(error);
    if (name !== 'ExitPromptError' && name !== 'AbortPromptError') throw error;
    throw new StoppedError('Stopped.', { cause: error });
  } finally {
    stdin.off('keypress', onKey).off('end', stop);
  }
}
