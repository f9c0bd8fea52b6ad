import type { Clock } from '../../../functions/clock.ts';
import type { HomeGraph, HomeGraphResult } from '../../../functions/reporting/home-graph.ts';
import type { Counter } from './counts.ts';

const LATENCY_MS = 150;
const MINUTE = 60_000;

/** Google's HomeGraph API as far as its quota goes: so many calls in each minute, of all kinds together, and 429 for the others. */
export class MemoryHomeGraph implements HomeGraph {
  readonly #clock: Clock;
  readonly #counter: Counter;
  readonly #perMinute: number;
  readonly #isDown: (now: number) => boolean;
  #minute = 0;
  #count = 0;

  /** `isDown` is true at the times (ms since the epoch) at which every call fails. */
  constructor(
    clock: Clock,
    counter: Counter,
    perMinute: number,
    isDown: (now: number) => boolean = () => false,
  ) {
    this.#clock = clock;
    this.#counter = counter;
    this.#perMinute = perMinute;
    this.#isDown = isDown;
  }

  report(): Promise<HomeGraphResult> {
    return this.#call('report');
  }

  query(): Promise<HomeGraphResult> {
    return this.#call('query');
  }

  requestSync(): Promise<HomeGraphResult> {
    return this.#call('requestSync');
  }

  unlink(): Promise<HomeGraphResult> {
    return this.#call('unlink');
  }

  async #call(method: string): Promise<HomeGraphResult> {
    await this.#clock.delay(LATENCY_MS);
    const now = this.#clock.now();
    this.#counter.add(`homegraph ${method}`);
    if (this.#isDown(now)) {
      this.#counter.addAt('homegraph failed', now);
      return { outcome: 'unavailable', status: 503 };
    }
    const minute = Math.floor(now / MINUTE);
    if (minute !== this.#minute) [this.#minute, this.#count] = [minute, 0];
    if (this.#count >= this.#perMinute) {
      this.#counter.addAt('homegraph refused', now);
      return { outcome: 'quota', status: 429 };
    }
    this.#count++;
    this.#counter.addAt('homegraph taken', now);
    return { outcome: 'ok', status: 200 };
  }
}
