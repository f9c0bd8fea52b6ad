import type { Candidate } from './stored-job.ts';

/** How many jobs of one account, and of all, are held in memory; the rest stays in the store until there is room. */
const MAX_WAITING_PER_ACCOUNT = 50;
const MAX_WAITING = 2000;

/**
 * Jobs that are due, in memory, by account. Accounts take turns, so that one with thousands of jobs does not hold up
 * another with one.
 */
export class Backlog {
  readonly #queues = new Map<string, Candidate[]>();
  readonly #ids = new Set<string>();
  /** Accounts that have more in the store than they may have here. */
  readonly #crowded = new Set<string>();
  #overflown = false;

  get isEmpty(): boolean {
    return this.#ids.size === 0;
  }

  get isFull(): boolean {
    return this.#ids.size >= MAX_WAITING;
  }

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  /** Adds a job, unless it is here already or there is no room. */
  add(candidate: Candidate): void {
    const { account, key } = candidate;
    if (this.#ids.has(key.id)) return;
    const queue = this.#queues.get(account) ?? [];
    if (this.isFull) {
      this.#overflown = true;
    } else if (queue.length >= MAX_WAITING_PER_ACCOUNT) {
      this.#crowded.add(account);
    } else {
      queue.push(candidate);
      this.#queues.set(account, queue);
      this.#ids.add(key.id);
    }
  }

  /** Takes the next job of the account whose turn it is among those that may have one running (more). */
  take(mayRun: (account: string) => boolean): Candidate | undefined {
    for (const [account, queue] of this.#queues) {
      if (!mayRun(account)) continue;
      const candidate = queue.shift();
      // To the end of the round; a Map keeps the order of insertion.
      this.#queues.delete(account);
      if (queue.length > 0) this.#queues.set(account, queue);
      if (candidate === undefined) continue;
      this.#ids.delete(candidate.key.id);
      return candidate;
    }
    return undefined;
  }

  /** Whether there is room again for jobs that had to stay in the store. */
  get wantsMore(): boolean {
    if (this.#overflown && this.#ids.size < MAX_WAITING / 2) return true;
    return [...this.#crowded].some((account) => !this.#queues.has(account));
  }

  /** To be called before the store is read from the start: what was left there is about to be seen again. */
  startOver(): void {
    this.#crowded.clear();
    this.#overflown = false;
  }

  /** Says that there is more in the store, whosever it is. */
  markIncomplete(): void {
    this.#overflown = true;
  }

  clear(): void {
    this.#queues.clear();
    this.#ids.clear();
    this.startOver();
  }
}
