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
  parts: Partial<Pick<Terminal, 'env' | 'cwd' | 'clock'>> & { readonly answers?: readonly string[] } = {},
): TestTerminal {
  const { env = {}, cwd = process.cwd(), clock = new ManualClock(), answers = [] } = parts;
  const left = [...answers];
  const [printed, notes, asked]: string[][] = [[], [], []];
  return {
    ...{ env, cwd, clock, printed: printed ?? [], notes: notes ?? [], asked: asked ?? [] },
    print: (line) => printed?.push(line),
    note: (line) => notes?.push(line),
    async ask(question) {
      asked?.push(question);
      return left.shift();
    },
  };
}
