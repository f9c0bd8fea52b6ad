/** The number of calls that one account made to its cloud in one calendar month (UTC), for any purpose. */
export interface CallUsage {
  /** `YYYY-MM`. */
  readonly month: string;
  readonly calls: number;
}

/** Returns the UTC month of `now` (ms since the epoch) as `YYYY-MM`: Sifely's plans are counted by it. */
export function monthOf(now: number): string {
  return new Date(now).toISOString().slice(0, 7);
}

/** Returns the start of the UTC month of `now` and the start of the next one, ms since the epoch. */
export function monthBounds(now: number): { readonly start: number; readonly end: number } {
  const date = new Date(now);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  return { start: Date.UTC(year, month), end: Date.UTC(year, month + 1) };
}

/** Returns the number of calls in the month of `now`. */
export function callsInMonth(usage: CallUsage | undefined, now: number): number {
  return usage?.month === monthOf(now) ? usage.calls : 0;
}

/** Returns the usage with `calls` added at `now`; a new month starts at zero. */
export function withCalls(usage: CallUsage | undefined, calls: number, now: number): CallUsage {
  return { month: monthOf(now), calls: callsInMonth(usage, now) + calls };
}

/** More accounts than one process serves between two writes; beyond it the oldest counts are dropped. */
const MAX_OWNERS = 50_000;

/** Counts calls until they are stored with the account's state. A process that dies loses its counts: they only steer polling. */
export class CallMeter {
  readonly #pending = new Map<string, number>();

  count(owner: string): void {
    this.#pending.set(owner, this.pending(owner) + 1);
    if (this.#pending.size <= MAX_OWNERS) return;
    const [oldest] = this.#pending.keys();
    if (oldest !== undefined) this.#pending.delete(oldest);
  }

  pending(owner: string): number {
    return this.#pending.get(owner) ?? 0;
  }

  settle(owner: string, calls: number): void {
    const left = this.pending(owner) - calls;
    if (left > 0) this.#pending.set(owner, left);
    else this.#pending.delete(owner);
  }
}
