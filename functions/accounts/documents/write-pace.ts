import type { Clock } from '../../clock.ts';

/** Firestore takes about one write a second of one document for long, and more for a short time. */
const PACE = { burst: 10, everyMs: 1000 };
/** More documents than one process writes in ten seconds. */
const MAX_DOCUMENTS = 10_000;

interface Allowance {
  /** Below zero after writes that did not wait. */
  writes: number;
  /** Ms since the epoch. */
  at: number;
}

/** Counts the writes of each document, and says how long one that is not urgent should wait for others to share it. */
export class WritePace {
  readonly #clock: Clock;
  readonly #documents = new Map<string, Allowance>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Counts a write. */
  count(id: string): void {
    const allowance = this.#refilled(id);
    allowance.writes = Math.max(-PACE.burst, allowance.writes - 1);
    this.#documents.delete(id);
    this.#documents.set(id, allowance);
    const [oldest] = this.#documents.keys();
    if (this.#documents.size > MAX_DOCUMENTS && oldest !== undefined) this.#documents.delete(oldest);
  }

  /** Returns the time to wait in ms, at most a second; 0 unless the document was written often of late. */
  waitMs(id: string): number {
    const { writes } = this.#refilled(id);
    return writes >= 1 ? 0 : Math.min(1, 1 - writes) * PACE.everyMs;
  }

  #refilled(id: string): Allowance {
    const now = this.#clock.now();
    const known = this.#documents.get(id) ?? { writes: PACE.burst, at: now };
    // Nothing if the clock was set back.
    const gained = Math.max(0, now - known.at) / PACE.everyMs;
    return { writes: Math.min(PACE.burst, known.writes + gained), at: now };
  }
}
