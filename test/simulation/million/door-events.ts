import type { SeededRandom } from '../seeded-random.ts';
import type { CloudRunService } from './cloud-run.ts';
import type { Counter } from './counts.ts';
import { type DoorEvent, eventsPerMinute, TIMES, TYPICAL } from './habits.ts';
import type { LightProduct } from './light-product.ts';
import type { VirtualTime } from './virtual-time.ts';

const MINUTE = 60_000;

interface DoorParts {
  readonly counter: Counter;
  readonly time: VirtualTime;
  readonly random: SeededRandom;
  readonly ids: readonly string[];
  /** Door events of an account in a day, by kind; default: those of `TYPICAL`, on average. */
  readonly doors?: Readonly<Partial<Record<string, number>>>;
  readonly api: CloudRunService<{ readonly product: LightProduct }>;
}

/** People at their doors and speakers, and what Google and Sifely send because of them. Failed requests are not repeated. */
export class DoorEvents {
  readonly #parts: DoorParts;
  readonly #habits: Readonly<Partial<Record<string, number>>>;
  readonly #perDay: number;

  constructor(parts: DoorParts) {
    this.#parts = parts;
    const { doors } = parts;
    this.#habits = doors ?? TYPICAL.habits;
    this.#perDay = doors === undefined ? TYPICAL.happeningsPerDay : sumOf(Object.values(doors));
  }

  /** Schedules what happens within a minute from now on, at random accounts of each time zone. */
  scheduleMinute(): void {
    const { time, random, ids } = this.#parts;
    const now = time.now();
    let first = 0;
    for (const { share, events } of eventsPerMinute(now, this.#perDay)) {
      const count = ids.length * share;
      for (let left = poisson(random, count * events); left > 0; left--) {
        const id = ids[Math.floor(first + random.next() * count)] ?? ids[0] ?? '';
        time.at(now + random.next() * MINUTE, () => void this.#happen(id));
      }
      first += count;
    }
  }

  async #happen(accountId: string): Promise<void> {
    const { time, random, counter } = this.#parts;
    const what = random.weighted(this.#habits) as DoorEvent;
    counter.add(`happened ${what}`);
    switch (what) {
      case 'passcode':
      case 'turnLock':
        await time.delay(TIMES.webhook);
        return this.#request((product) =>
          product.webhook(accountId, what === 'passcode' ? 'unlocked' : 'locked'),
        );
      case 'homeApp':
        await this.#request((product) => product.refreshToken(accountId));
        return this.#request((product) => product.query(accountId));
      default: {
        const bolt = what === 'voiceUnlock' ? 'unlocked' : 'locked';
        await this.#request((product) => product.refreshToken(accountId));
        await this.#request((product) => product.execute(accountId, bolt));
        await time.delay(TIMES.webhook);
        return this.#request((product) => product.webhook(accountId, bolt));
      }
    }
  }

  async #request(work: (product: LightProduct) => Promise<void>): Promise<void> {
    const { api, time, counter } = this.#parts;
    const fail = (why: string) => counter.add(`failed request: ${why}`);
    const answered = await api.handle(async ({ product }) => {
      await time.delay(TIMES.compute);
      try {
        await work(product);
      } catch (error) {
        fail(Object(error).message);
      }
      return true;
    });
    if (answered === undefined) fail('no instance');
  }
}

function sumOf(numbers: readonly (number | undefined)[]): number {
  return numbers.reduce<number>((sum, each = 0) => sum + each, 0);
}

/** Returns a number of independent events with this mean: exactly by chance if few are expected, else by the normal distribution. */
function poisson(random: SeededRandom, mean: number): number {
  if (mean > 50) {
    const normal = Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
    return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal));
  }
  let count = 0;
  for (let rest = random.next(); rest > Math.exp(-mean); rest *= random.next()) count++;
  return count;
}
