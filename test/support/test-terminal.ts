import type { Terminal } from '../../cli/command.ts';
import { ManualClock } from './manual-clock.ts';

/** A terminal that collects what it is told and answers questions from a list. */
export interface TestTerminal extends Terminal {
  /** The lines that were printed, without the notes. */
  readonly printed: readonly string[];
  readonly notes: readonly string[];
  /** The questions that were asked. */
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
    async ask(question) {
      asked?.push(question);
      const answer = left.shift();
      if (answer !== undefined) onLine(question);
      return answer;
    },
    readInput: async () => input,
  };
}
