import type { Clock } from '../../../functions/clock.ts';
import type { Counter } from './counts.ts';

/** An instance takes so much of its concurrency before another one is started (https://cloud.google.com/run/docs/about-instance-autoscaling). */
const TARGET = 0.6;
/** An instance without requests ends after so long. */
const IDLE_MS = 15 * 60_000;
/** Google bills by tenths of a second (https://cloud.google.com/run/pricing). */
const BILLED_MS = 100;

interface Instance<Product> {
  readonly product: Product;
  running: number;
  /** When it got its first of the requests that run now, or ended the last. */
  since: number;
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
    const roomy = this.#instances.find(({ running }) => running < concurrency * TARGET);
    if (roomy) return roomy;
    this.#instances = this.#instances.filter(({ running, since }) => running > 0 || now - since < IDLE_MS);
    if (this.#instances.length >= maxInstances) {
      return this.#instances.find(({ running }) => running < concurrency);
    }
    const started = { product: start(), running: 0, since: now };
    this.#instances.push(started);
    counter.add(`starts ${name}`);
    counter.atMost(`instances ${name}`, this.#instances.length);
    return started;
  }
}
