import type { Terminal } from '../../cli/command.ts';
import { matchingInList } from '../../cli/matching.ts';
import { ManualClock } from './manual-clock.ts';

/**
 * A terminal that collects what is printed and answers questions from a list, as a person who corrects what is refused. The questions
 * themselves are tested at a terminal in `test/unit/cli/terminal.test.ts`.
 */
export interface TestTerminal extends Terminal {
  /** The lines that were printed, without the notes. */
  readonly printed: readonly string[];
  readonly notes: readonly string[];
  /** The questions that were asked, each with the list to choose from. */
  readonly asked: readonly string[];
}

/** Creates a terminal; without `answers` nobody is there to ask. */
export function testTerminal(
  parts: Partial<Pick<Terminal, 'env' | 'cwd' | 'clock' | 'isPrintedForPerson' | 'columns'>> & {
    readonly answers?: readonly string[];
    /** What is piped in. */
    readonly input?: string;
    /** Called with what is printed, noted and asked, in the order of a screen. */
    readonly onLine?: (line: string) => void;
  } = {},
): TestTerminal {
  const { env = {}, cwd = process.cwd(), clock = new ManualClock(), answers = [] } = parts;
  const { input, isPrintedForPerson = false, columns, onLine = () => {} } = parts;
  const left = [...answers];
  const [printed, notes, asked]: string[][] = [[], [], []];
  return {
    ...{ env, cwd, clock, printed: printed ?? [], notes: notes ?? [], asked: asked ?? [] },
    isPrintedForPerson,
    ...(columns !== undefined && { columns }),
    print: (line) => {
      printed?.push(line);
      onLine(line);
    },
    note: (line) => {
      notes?.push(line);
      onLine(line);
    },
    ask: async (question, { fallback, check } = {}) => {
      asked?.push(question);
      onLine(question);
      for (;;) {
        const typed = left.shift();
        if (typed === undefined) return undefined;
        const answer = typed === '' ? (fallback ?? '') : typed;
        const fault = check?.(answer);
        if (fault === undefined) return answer;
        notes?.push(fault);
        onLine(fault);
      }
    },
    async confirm(question) {
      asked?.push(question);
      onLine(question);
      const answer = left.shift();
      return answer === undefined ? undefined : /^y(es)?$/i.test(answer);
    },
    async choose(question, choices, fallback) {
      const list = choices.map(({ id, name = id, meaning = '' }, index) =>
        `  ${index + 1}  ${name}  ${meaning}`.trimEnd(),
      );
      const shown = [question, ...list].join('\n');
      asked?.push(shown);
      onLine(shown);
      for (;;) {
        const typed = left.shift();
        if (typed === undefined) return undefined;
        if (typed === '' && fallback !== undefined) return fallback;
        // The list stays until an answer names one of it.
        const [first] = matchingInList(choices, typed);
        if (first !== undefined) return first.id;
      }
    },
    readInput: async () => input,
  };
}
