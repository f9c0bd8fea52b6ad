import type { Samples } from './samples.ts';

/** One line of the table. */
export interface Figure {
  readonly row: string;
  readonly what: string;
  readonly value: string;
}

/** A target with what was reached. */
export interface Verdict {
  readonly target: string;
  readonly wanted: string;
  readonly reached: string;
  readonly met: boolean;
}

/** What a row of the bench found out. */
export interface Findings {
  readonly figures: readonly Figure[];
  readonly verdicts: readonly Verdict[];
}

/** A number with as many digits as it deserves. */
export function number(value: number): string {
  if (Number.isNaN(value)) return 'none';
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toFixed(digits);
}

/** Median, the middle half, and how many were measured. */
export function summary(samples: Samples, unit: string): string {
  const [low, high] = samples.spread;
  return `${number(samples.median)} ${unit} (${number(low)} to ${number(high)}, n=${samples.count})`;
}

/** A target that is reached by being at most so much. */
export function atMost(target: string, limit: number, reached: number, unit = ''): Verdict {
  const met = reached <= limit;
  return { target, wanted: `<= ${limit}${unit}`, reached: `${number(reached)}${unit}`, met };
}

/** A target that is reached by being at least so much. */
export function atLeast(target: string, limit: number, reached: number): Verdict {
  return { target, wanted: `>= ${limit}`, reached: number(reached), met: reached >= limit };
}
