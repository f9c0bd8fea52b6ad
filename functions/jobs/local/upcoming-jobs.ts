import type { Clock } from '../../clock.ts';
import { type Candidate, nameOf } from '../stored-job.ts';
import { WakeTimer } from './wake-timer.ts';

/** The most jobs in memory that are not due yet; the others are read from the store when they are. */
const MAX_UPCOMING = 5000;

/** The longest pause between two looks at the clock. */
const MAX_PAUSE_MS = 60_000;

/** Jobs that this process stored and that are due later: it runs them without reading the store again. */
export class UpcomingJobs {
  readonly #clock: Clock;
  readonly #onDue: (candidates: readonly Candidate[]) => void;
  readonly #onSetBack: () => void;
  readonly #timer: WakeTimer;
  readonly #jobs = new Map<string, { readonly candidate: Candidate; readonly at: number }>();

  /** Calls `onDue` with jobs at their times, and `onSetBack` when the clock was set back: it has forgotten all jobs then. */
  constructor(clock: Clock, onDue: (candidates: readonly Candidate[]) => void, onSetBack: () => void) {
    this.#clock = clock;
    this.#onDue = onDue;
    this.#onSetBack = onSetBack;
    this.#timer = new WakeTimer(clock, MAX_PAUSE_MS, () => this.#wake());
  }

  has(name: string): boolean {
    return this.#jobs.has(name);
  }

  /** Adds a job that is due at `at`. False if there is no room. */
  add(candidate: Candidate, at: number): boolean {
    if (this.#jobs.size >= MAX_UPCOMING) return false;
    this.#jobs.set(nameOf(candidate), { candidate, at });
    this.#timer.at(at);
    return true;
  }

  delete(name: string): void {
    this.#jobs.delete(name);
  }

  clear(): void {
    this.#jobs.clear();
    this.#timer.cancel();
  }

  #wake(): void {
    const now = this.#clock.now();
    if ((this.#clock.setBackSince?.(now) ?? 0) > 0) {
      this.clear();
      this.#onSetBack();
      return;
    }
    const due: Candidate[] = [];
    let next: number | undefined;
    for (const [name, { candidate, at }] of this.#jobs) {
      if (at > now) {
        next = Math.min(next ?? at, at);
        continue;
      }
      due.push(candidate);
      this.#jobs.delete(name);
    }
    if (next !== undefined) this.#timer.at(next);
    this.#onDue(due);
  }
}
