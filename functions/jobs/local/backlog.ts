import { type Candidate, nameOf } from '../stored-job.ts';

/** The most jobs in memory; the rest stays in the store until there is room. */
const MAX_WAITING = 2000;
/** So many jobs with one turn give no room to those of others. */
const FAIR_SHARE = 10;

/** The due jobs of a class in memory. Accounts take turns: one with thousands of jobs must not delay another. An account has one turn for its looks, and one for the rest. */
export class Backlog {
  readonly #queues = new Map<string, Candidate[]>();
  readonly #names = new Set<string>();
  /** Turns with more jobs in the store than fit here. */
  readonly #crowded = new Set<string>();
  #isIncomplete = false;

  get isEmpty(): boolean {
    return this.#names.size === 0;
  }

  /** True if no job with another turn finds room. */
  get isFull(): boolean {
    return this.#hasNoPlace && this.#longest()[1].length <= FAIR_SHARE;
  }

  has(name: string): boolean {
    return this.#names.has(name);
  }

  /** Adds a job, unless it is here already or there is no room: then the turn with the most jobs leaves its last one to the store. */
  add(candidate: Candidate): void {
    const { turn } = candidate;
    const name = nameOf(candidate);
    if (this.#names.has(name)) return;
    const queue = this.#queues.get(turn) ?? [];
    if (this.#hasNoPlace && !this.#makeRoom(turn, queue.length)) return;
    queue.push(candidate);
    this.#queues.set(turn, queue);
    this.#names.add(name);
  }

  get #hasNoPlace(): boolean {
    return this.#names.size >= MAX_WAITING;
  }

  /** Returns the turn with the most jobs, and these. */
  #longest(): readonly [string, Candidate[]] {
    let longest: readonly [string, Candidate[]] = ['', []];
    for (const each of this.#queues) if (each[1].length > longest[1].length) longest = each;
    return longest;
  }

  /** Makes room for one more job with a turn that has so many here; false if it must stay in the store. */
  #makeRoom(turn: string, jobs: number): boolean {
    const [crowded, queue] = this.#longest();
    if (queue.length <= FAIR_SHARE) {
      this.#isIncomplete = true;
      return false;
    }
    if (jobs + 1 >= queue.length) {
      this.#crowded.add(turn);
      return false;
    }
    const left = queue.pop();
    if (left !== undefined) this.#names.delete(nameOf(left));
    this.#crowded.add(crowded);
    return true;
  }

  /** Removes and returns the next job of the next turn that may run one more. */
  take(canRun: (turn: string) => boolean): Candidate | undefined {
    for (const [turn, queue] of this.#queues) {
      if (!canRun(turn)) continue;
      const candidate = queue.shift();
      // Moves it to the end: a Map iterates in the order of insertion.
      this.#queues.delete(turn);
      if (queue.length > 0) this.#queues.set(turn, queue);
      if (candidate === undefined) continue;
      this.#names.delete(nameOf(candidate));
      return candidate;
    }
    return undefined;
  }

  /** True if there is room again for jobs that stayed in the store. */
  get wantsMore(): boolean {
    if (this.#isIncomplete && this.#names.size < MAX_WAITING / 2) return true;
    return [...this.#crowded].some((turn) => !this.#queues.has(turn));
  }

  /** Forgets which turns have more jobs, before the store is read from the start. */
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
