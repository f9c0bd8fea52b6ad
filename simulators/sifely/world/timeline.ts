import { type Clock, delayUntil } from '../../../functions/clock.ts';
import type { WorldEvent } from './world.ts';

/** The storage of a {@link Timeline}'s future events. */
interface PendingEvents {
  pending: WorldEvent[];
}

/**
 * Future events, in order of time. Due events run at the latest at the next read ({@link Timeline.settle}), each with its
 * own timestamp, so it does not matter when exactly a timer fires.
 */
export class Timeline {
  readonly #events: PendingEvents;
  readonly #clock: Clock;
  readonly #happen: (event: WorldEvent) => void;
  readonly #closed: AbortSignal;
  #settling = false;

  constructor(events: PendingEvents, clock: Clock, happen: (event: WorldEvent) => void, closed: AbortSignal) {
    this.#events = events;
    this.#clock = clock;
    this.#happen = happen;
    this.#closed = closed;
    for (const event of events.pending) this.#wake(event.at);
  }

  /** Schedules `event` for its time; a due one runs at the next read. */
  schedule(event: WorldEvent): void {
    this.#events.pending.push(event);
    if (event.at > this.#clock.now()) this.#wake(event.at);
  }

  /** Runs every due event. Returns true if any ran. */
  settle(): boolean {
    if (this.#settling) return false;
    this.#settling = true;
    let happened = false;
    try {
      for (let event = this.#takeDue(); event; event = this.#takeDue()) {
        this.#happen(event);
        happened = true;
      }
    } finally {
      this.#settling = false;
    }
    return happened;
  }

  #takeDue(): WorldEvent | undefined {
    const now = this.#clock.now();
    let first: WorldEvent | undefined;
    for (const event of this.#events.pending)
      if (event.at <= now && (!first || event.at < first.at)) first = event;
    if (first) this.#events.pending = this.#events.pending.filter((event) => event !== first);
    return first;
  }

  #wake(at: number): void {
    delayUntil(this.#clock, at, this.#closed).then(
      () => this.settle(),
      () => undefined,
    );
  }
}
