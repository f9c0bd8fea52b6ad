import { AsyncResource } from 'node:async_hooks';

/** Requests are let in for so long in one turn of the event loop; the others wait for the next one. */
const SPELL_MS = 5;

interface IntakeLimits {
  /** A request that waits longer is refused. */
  readonly maxWaitMs: number;
  /** So few that wait are let in however long they waited. */
  readonly few: number;
}

interface Waiting {
  /** By `performance.now()`. */
  readonly since: number;
  readonly enter: () => void;
  readonly refuse: () => void;
}

/**
 * Lets a few requests in per turn of the event loop, so that turns stay short: connections are accepted in time, and it is known how
 * many requests wait and for how long. Those that wait too long are refused.
 */
export class Intake {
  readonly #limits: IntakeLimits;
  readonly #lanes: Waiting[][] = [];
  #isScheduled = false;
  /** For how long requests were let in since the last turn, ms. */
  #spentMs = 0;

  constructor(limits: IntakeLimits) {
    this.#limits = limits;
  }

  /** Returns a lane. Lanes take turns. A request that is added to it is let in or refused, at once or later, with one call. */
  lane(): (enter: () => void, refuse: () => void) => void {
    const lane: Waiting[] = [];
    this.#lanes.push(lane);
    return (enter, refuse) => {
      this.#schedule();
      if (this.#spentMs < SPELL_MS && this.#isEmpty()) this.#spend(enter);
      else lane.push({ since: performance.now(), enter: AsyncResource.bind(enter), refuse });
    };
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#spentMs = 0;
      while (this.#spentMs < SPELL_MS && !this.#isEmpty()) this.#letNextIn();
      if (!this.#isEmpty()) this.#schedule();
    });
  }

  #letNextIn(): void {
    const lane = this.#lanes.shift();
    if (lane === undefined) return;
    this.#lanes.push(lane);
    const next = lane.shift();
    if (next === undefined) return;
    const { maxWaitMs, few } = this.#limits;
    const isLate = performance.now() - next.since > maxWaitMs && lane.length >= few;
    this.#spend(isLate ? next.refuse : next.enter);
  }

  #spend(work: () => void): void {
    const begun = performance.now();
    work();
    this.#spentMs += performance.now() - begun;
  }

  #isEmpty(): boolean {
    return this.#lanes.every(({ length }) => length === 0);
  }
}
