/** How many calls one account made to its cloud in one calendar month (UTC), whoever they were made for. */
export interface CallUsage {
  /** `YYYY-MM`. */
  readonly month: string;
  readonly calls: number;
}

/** The month of a moment (ms since the epoch) in UTC, `YYYY-MM`: what plans are counted by. */
export function monthOf(now: number): string {
  return new Date(now).toISOString().slice(0, 7);
}

/** First and last moment of the month of `now`, ms since the epoch; the end is the beginning of the next one. */
export function monthBounds(now: number): { readonly start: number; readonly end: number } {
  const date = new Date(now);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  return { start: Date.UTC(year, month), end: Date.UTC(year, month + 1) };
}

/** Calls of the month of `now`. */
export function callsInMonth(usage: CallUsage | undefined, now: number): number {
  return usage?.month === monthOf(now) ? usage.calls : 0;
}

/** The count with `calls` more at `now`; a new month begins at none. */
export function withCalls(usage: CallUsage | undefined, calls: number, now: number): CallUsage {
  return { month: monthOf(now), calls: callsInMonth(usage, now) + calls };
}
