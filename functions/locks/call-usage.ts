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

/** More owners than one process serves between two of their writes; beyond it the oldest counts are forgotten. */
const MAX_OWNERS = 50_000;

/**
 * Counts calls by account until they are written down with its states. What a process that dies had not written down
 * is lost: the count steers polling, it is not an invoice.
 */
export class CallMeter {
  readonly #pending = new Map<string, number>();

  /** One more call of an owner. */
  count(owner: string): void {
    this.#pending.set(owner, this.pending(owner) + 1);
    if (this.#pending.size <= MAX_OWNERS) return;
    const [oldest] = this.#pending.keys();
    if (oldest !== undefined) this.#pending.delete(oldest);
  }

  /** Calls of an owner that are not written down yet. */
  pending(owner: string): number {
    return this.#pending.get(owner) ?? 0;
  }

  /** So many of them are written down now. */
  settle(owner: string, calls: number): void {
    const left = this.pending(owner) - calls;
    if (left > 0) this.#pending.set(owner, left);
    else this.#pending.delete(owner);
  }
}
