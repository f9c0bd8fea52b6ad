import type { Clock } from '../../../functions/clock.ts';
import type { Counter } from './counts.ts';

/** An instance takes so much of its concurrency before another one is started (https://cloud.google.com/run/docs/about-instance-autoscaling). */
const TARGET = 0.6;
/**
 * Processor time of a request or job in ms, of one processor that an instance has: a poll with all that follows takes 7 on a slow one
 * (`docs/figures.md`, "Polling many accounts").
 */
const PROCESSOR_MS = 7;
/** Requests that an instance begins in a second before another one is started. */
const BEGUN_PER_SECOND = (TARGET * 1000) / PROCESSOR_MS;
/** An instance without requests ends after so long. */
const IDLE_MS = 15 * 60_000;
/** Google bills by tenths of a second (https://cloud.google.com/run/pricing). */
const BILLED_MS = 100;

interface Instance<Product> {
  readonly product: Product;
  running: number;
  /** When it got its first of the requests that run now, or ended the last. */
  since: number;
  /** The second of the last request, and the number of requests in it. */
  second: number;
  begun: number;
}

interface ServiceParts<Product> {
  readonly name: string;
  readonly counter: Counter;
  readonly clock: Clock;
  readonly concurrency: number;
  readonly maxInstances: number;
  /** Starts the product in a new instance. */
  readonly start: () => Product;
}

/** A function on Cloud Run: instances that start and end with the requests. The first with room for one more takes it. */
export class CloudRunService<Product> {
  readonly #parts: ServiceParts<Product>;
  #instances: Instance<Product>[] = [];

  constructor(parts: ServiceParts<Product>) {
    this.#parts = parts;
  }

  /** Runs a request in an instance; `undefined` if there is no room. */
  async handle<T>(work: (product: Product) => Promise<T>): Promise<T | undefined> {
    const { clock, counter, name } = this.#parts;
    counter.add(`requests ${name}`);
    const instance = this.#findInstance();
    if (instance === undefined) {
      counter.add(`refused ${name}`);
      return undefined;
    }
    if (instance.running === 0) instance.since = clock.now();
    instance.running++;
    countBegun(instance, clock.now());
    try {
      return await work(instance.product);
    } finally {
      instance.running--;
      if (instance.running === 0) {
        const ms = Math.max(1, clock.now() - instance.since);
        // The time in which instances have requests is billed, without minimum instances.
        counter.add(`billed ms ${name}`, Math.ceil(ms / BILLED_MS) * BILLED_MS);
        instance.since = clock.now();
      }
    }
  }

  #findInstance(): Instance<Product> | undefined {
    const { clock, concurrency, counter, maxInstances, name, start } = this.#parts;
    const now = clock.now();
    const second = Math.floor(now / 1000);
    const roomy = this.#instances.find(
      (each) =>
        each.running < concurrency * TARGET && !(each.second === second && each.begun >= BEGUN_PER_SECOND),
    );
    if (roomy) return roomy;
    this.#instances = this.#instances.filter(({ running, since }) => running > 0 || now - since < IDLE_MS);
    if (this.#instances.length >= maxInstances) {
      return this.#instances.find(({ running }) => running < concurrency);
    }
    const started = { product: start(), running: 0, since: now, second: 0, begun: 0 };
    this.#instances.push(started);
    counter.add(`starts ${name}`);
    counter.atMost(`instances ${name}`, this.#instances.length);
    return started;
  }
}

function countBegun(instance: { second: number; begun: number }, now: number): void {
  const second = Math.floor(now / 1000);
  instance.begun = instance.second === second ? instance.begun + 1 : 1;
  instance.second = second;
}
