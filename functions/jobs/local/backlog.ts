import { type Candidate, nameOf } from '../stored-job.ts';

/** The most jobs of one account, and of all, in memory; the rest stays in the store until there is room. */
const MAX_WAITING_PER_ACCOUNT = 50;
const MAX_WAITING = 2000;

/** The due jobs of a class in memory. Accounts take turns: one with thousands of jobs must not delay another. */
export class Backlog {
  readonly #queues = new Map<string, Candidate[]>();
  readonly #names = new Set<string>();
  /** Accounts with more jobs in the store than fit here. */
  readonly #crowded = new Set<string>();
  #isIncomplete = false;

  get isEmpty(): boolean {
    return this.#names.size === 0;
  }

  get isFull(): boolean {
    return this.#names.size >= MAX_WAITING;
  }

  has(name: string): boolean {
    return this.#names.has(name);
  }

  /** Adds a job, unless it is here already or there is no room. */
  add(candidate: Candidate): void {
    const { account } = candidate;
    const name = nameOf(candidate);
    if (this.#names.has(name)) return;
    const queue = this.#queues.get(account) ?? [];
    if (this.isFull) {
      this.#isIncomplete = true;
    } else if (queue.length >= MAX_WAITING_PER_ACCOUNT) {
      this.#crowded.add(account);
    } else {
      queue.push(candidate);
      this.#queues.set(account, queue);
      this.#names.add(name);
    }
  }

  /** Removes and returns the next job of the next account that may run one more. */
  take(canRun: (account: string) => boolean): Candidate | undefined {
    for (const [account, queue] of this.#queues) {
      if (!canRun(account)) continue;
      const candidate = queue.shift();
      // Moves the account to the end: a Map iterates in the order of insertion.
      this.#queues.delete(account);
      if (queue.length > 0) this.#queues.set(account, queue);
      if (candidate === undefined) continue;
      this.#names.delete(nameOf(candidate));
      return candidate;
    }
    return undefined;
  }

  /** True if there is room again for jobs that stayed in the store. */
  get wantsMore(): boolean {
    if (this.#isIncomplete && this.#names.size < MAX_WAITING / 2) return true;
    return [...this.#crowded].some((account) => !this.#queues.has(account));
  }

  /** Forgets which accounts have more jobs, before the store is read from the start. */
  startOver(): void {
    this.#crowded.clear();
    this.#isIncomplete = false;
  }

  markIncomplete(): void {
    this.#isIncomplete = true;
  }

  clear(): void {
    this.#queues.clear();
    this.#names.clear();
    this.startOver();
  }
}
