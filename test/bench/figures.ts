import type { Samples } from './samples.ts';

/** A line of the table. */
export interface Figure {
  readonly row: string;
  readonly what: string;
  readonly value: string;
}

/** A target and the value that was reached. */
export interface Verdict {
  readonly target: string;
  readonly wanted: string;
  readonly reached: string;
  readonly met: boolean;
}

/** The results of a row of the bench. */
export interface Findings {
  readonly figures: readonly Figure[];
  readonly verdicts: readonly Verdict[];
}

/** Formats a number with three significant digits or so. */
export function number(value: number): string {
  if (Number.isNaN(value)) return 'none';
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toFixed(digits);
}

/** Formats the median, the middle half and the count of samples. */
export function summary(samples: Samples, unit: string): string {
  const [low, high] = samples.spread;
  return `${number(samples.median)} ${unit} (${number(low)} to ${number(high)}, n=${samples.count})`;
}

/** Returns a target that is met at or below a limit. */
export function atMost(target: string, limit: number, reached: number, unit = ''): Verdict {
  const met = reached <= limit;
  return { target, wanted: `<= ${limit}${unit}`, reached: `${number(reached)}${unit}`, met };
}

/** Returns a target that is met at or above a limit. */
export function atLeast(target: string, limit: number, reached: number): Verdict {
  return { target, wanted: `>= ${limit}`, reached: number(reached), met: reached >= limit };
}
