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
