import { type Candidate, nameOf } from '../stored-job.ts';

/** The most jobs in memory; the rest stays in the store until there is room. */
const MAX_WAITING = 2000;
/** So many jobs of an account give no room to those of others. */
const FAIR_SHARE = 10;

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

  /** True if no job of another account finds room. */
  get isFull(): boolean {
    return this.#hasNoPlace && this.#longest()[1].length <= FAIR_SHARE;
  }

  has(name: string): boolean {
    return this.#names.has(name);
  }

  /** Adds a job, unless it is here already or there is no room: then the account with the most jobs leaves its last one to the store. */
  add(candidate: Candidate): void {
    const { account } = candidate;
    const name = nameOf(candidate);
    if (this.#names.has(name)) return;
    const queue = this.#queues.get(account) ?? [];
    if (this.#hasNoPlace && !this.#makeRoom(account, queue.length)) return;
    queue.push(candidate);
    this.#queues.set(account, queue);
    this.#names.add(name);
  }

  get #hasNoPlace(): boolean {
    return this.#names.size >= MAX_WAITING;
  }

  /** Returns the account with the most jobs, and these. */
  #longest(): readonly [string, Candidate[]] {
    let longest: readonly [string, Candidate[]] = ['', []];
    for (const each of this.#queues) if (each[1].length > longest[1].length) longest = each;
    return longest;
  }

  /** Makes room for one more job of an account that has so many here; false if it must stay in the store. */
  #makeRoom(account: string, jobs: number): boolean {
    const [crowded, queue] = this.#longest();
    if (queue.length <= FAIR_SHARE) {
      this.#isIncomplete = true;
      return false;
    }
    if (jobs + 1 >= queue.length) {
      this.#crowded.add(account);
      return false;
    }
    const left = queue.pop();
    if (left !== undefined) this.#names.delete(nameOf(left));
    this.#crowded.add(crowded);
    return true;
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
