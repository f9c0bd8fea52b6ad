import { setImmediate } from 'node:timers/promises';
import type { Reading } from '../../functions/locks/apply-reading.ts';
import { CloudFailureError } from '../../functions/locks/cloud-failure-error.ts';
import type { CallOptions, LockCloud } from '../../functions/locks/lock-cloud.ts';
import { JOB_READING_MS } from '../../functions/locks/lock-reader.ts';
import { createLockWork, type LockWork } from '../../functions/locks/lock-work.ts';
import { createLogger } from '../../functions/logs/create-logger.ts';
import { Trace } from '../../functions/logs/trace.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { SeededRandom } from './seeded-random.ts';

/** How two processes share a gateway: each retries when it is busy, or each takes a lease in the store first. */
export type Sharing =
  | { readonly kind: 'retry' }
  | {
      readonly kind: 'lease';
      /** Of one round trip to the store. */
      readonly roundTripMs: number;
      /** Between two attempts to take a lease that the other process has. */
      readonly pollMs: number;
    };

/** The use that two processes make of one gateway. */
export interface Scene {
  readonly name: string;
  /** Readings that a job of one process makes, one after another. */
  readonly readings: number;
  /** The other process's unlock comes at any time up to so long after them. */
  readonly withinMs: number;
}

/** The result of one way of sharing in one scene. */
export interface SharingResult {
  readonly scene: Scene;
  readonly sharing: Sharing;
  readonly operations: number;
  /** Attempts that the gateway refused: each is a call of the account. */
  readonly refused: number;
  readonly roundTrips: number;
  /** From when the gateway could have taken the unlock until it did; ms, ascending. */
  readonly delays: readonly number[];
  readonly unlocks: number;
  /** Unlocks that were not sent within their time. */
  readonly unlocksLate: number;
  readonly readings: number;
  /** Readings that ended without the bolt's position. */
  readonly readingsFailed: number;
}

/** An unlock may be sent for so long. */
const UNLOCK_SEND_MS = 4000;
/** From the product to Sifely and back, when the gateway is not asked. */
const REFUSAL_MS = 150;
/** 1 to 5 s in nine cases of ten. */
const OPERATION = { medianMs: Math.sqrt(5) * 1000, sigma: Math.log(5) / 2 / 1.645 };

/** A gateway that runs one operation at a time. */
class Gateway {
  busyUntil = 0;
  refused = 0;
  /** When the unlock was taken, ms since the epoch. */
  unlockAt: number | undefined;
  readonly #clock: ManualClock;
  readonly #random: SeededRandom;

  constructor(clock: ManualClock, random: SeededRandom) {
    this.#clock = clock;
    this.#random = random;
  }

  async operate(isUnlock: boolean): Promise<void> {
    if (this.#clock.now() < this.busyUntil) {
      this.refused++;
      await this.#clock.delay(REFUSAL_MS);
      throw new CloudFailureError('gateway is busy', { reason: 'gateway-busy', executed: 'no' });
    }
    const ms = Math.max(300, OPERATION.medianMs * Math.exp(OPERATION.sigma * normal(this.#random)));
    if (isUnlock) this.unlockAt = this.#clock.now();
    this.busyUntil = this.#clock.now() + ms;
    await this.#clock.delay(ms);
  }
}

/** A lease of the gateway in a store, taken by compare-and-set. */
class GatewayLease {
  roundTrips = 0;
  #isTaken = false;
  readonly #clock: ManualClock;
  readonly #sharing: Extract<Sharing, { kind: 'lease' }>;

  constructor(clock: ManualClock, sharing: Extract<Sharing, { kind: 'lease' }>) {
    this.#clock = clock;
    this.#sharing = sharing;
  }

  async run<T>(task: () => Promise<T>): Promise<T> {
    for (;;) {
      this.roundTrips++;
      await this.#clock.delay(this.#sharing.roundTripMs);
      if (!this.#isTaken) break;
      await this.#clock.delay(this.#sharing.pollMs);
    }
    this.#isTaken = true;
    try {
      return await task();
    } finally {
      void this.#release();
    }
  }

  /** The caller does not wait for it, the other process does. */
  async #release(): Promise<void> {
    this.roundTrips++;
    await this.#clock.delay(this.#sharing.roundTripMs);
    this.#isTaken = false;
  }
}

function normal(random: SeededRandom): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}

/** Lets two processes meet at one gateway `times` times, with the product's reader and runner in each. */
export async function shareGateway(scene: Scene, sharing: Sharing, times: number): Promise<SharingResult> {
  const random = new SeededRandom(7);
  const total = { operations: 0, refused: 0, roundTrips: 0, unlocks: 0, unlocksLate: 0, readings: 0 };
  let readingsFailed = 0;
  const delays: number[] = [];
  for (let time = 0; time < times; time++) {
    const clock = new ManualClock();
    const gateway = new Gateway(clock, random);
    const lease = sharing.kind === 'lease' ? new GatewayLease(clock, sharing) : undefined;
    const [api, jobs] = [processOf(clock), processOf(clock)];
    const reads = Array.from({ length: scene.readings }, (_, index) =>
      read(jobs, clock, String(index + 2), cloudOf(clock, gateway, lease)),
    );
    const arriveAt = clock.now() + random.next() * scene.withinMs;
    const unlocking = unlock(api, clock, gateway, lease, arriveAt);
    const ended = await finish(clock, Promise.all([unlocking, ...reads] as const));
    const [{ delay }, ...readings] = ended;
    total.operations += 1 + readings.length;
    total.unlocks++;
    if (delay === undefined) total.unlocksLate++;
    else delays.push(delay);
    total.readings += readings.length;
    readingsFailed += readings.filter(({ gateway: said }) => said !== 'locked').length;
    total.refused += gateway.refused;
    total.roundTrips += lease?.roundTrips ?? 0;
  }
  return { scene, sharing, ...total, readingsFailed, delays: delays.sort((a, b) => a - b) };
}

function processOf(clock: ManualClock): LockWork {
  const destination = { write: () => undefined };
  return createLockWork({
    clock,
    logger: createLogger({ format: 'cloud', level: 'error', clock, destination }),
  });
}

/** The lanes keep the operations of one process apart; a lease is taken inside of them. */
function cloudOf(clock: ManualClock, gateway: Gateway, lease: GatewayLease | undefined): LockCloud {
  const operate = async (
    { inLane, sendBy = Number.POSITIVE_INFINITY }: CallOptions = {},
    isUnlock = false,
  ) => {
    const exchange = () => {
      if (clock.now() >= sendBy)
        throw new CloudFailureError('too late', { reason: 'gateway-busy', executed: 'no' });
      return gateway.operate(isUnlock);
    };
    const leased = () => (lease ? lease.run(exchange) : exchange());
    await (inLane ? inLane(leased) : leased());
  };
  return {
    list: async () => [],
    records: async () => [],
    detail: async () => ({}),
    gateways: async () => ['9'],
    gatewayOnline: async () => true,

    aheadMs: () => undefined,
    operate: (_lockId, _action, options) => operate(options, true),
    openState: async (_lockId, options) => {
      await operate(options);
      return 'locked';
    },
  };
}

const lanes = () => ['gateway:9'];

function read(work: LockWork, clock: ManualClock, lockId: string, cloud: LockCloud): Promise<Reading> {
  const until = clock.now() + JOB_READING_MS;
  return work.reader.read({
    ...{ accountId: 'a', lockId, lanes, cloud, until, trace: new Trace('test', clock) },
    priority: 'background',
  });
}

/** Resolves with the time for which the unlock kept the free gateway waiting; `undefined` if it was never sent. */
async function unlock(
  work: LockWork,
  clock: ManualClock,
  gateway: Gateway,
  lease: GatewayLease | undefined,
  arriveAt: number,
): Promise<{ readonly delay: number | undefined }> {
  await clock.delay(arriveAt - clock.now());
  const startedAt = clock.now();
  // The end of the operation that it met: the earliest time at which the gateway could have taken it.
  const freeAt = Math.max(startedAt, gateway.busyUntil);
  await work.runner.run({
    ...{ key: 'k', lockId: '1', action: 'unlock', lanes, trace: new Trace('test', clock) },
    ...{ cloud: cloudOf(clock, gateway, lease), sendBy: startedAt + UNLOCK_SEND_MS },
    ...{ maySend: () => true, record: async () => {} },
  }).ended;
  return { delay: gateway.unlockAt === undefined ? undefined : gateway.unlockAt - freeAt };
}

async function finish<T>(clock: ManualClock, work: Promise<T>): Promise<T> {
  let isOver = false;
  const end = () => {
    isOver = true;
  };
  work.then(end, end);
  for (;;) {
    await setImmediate();
    if (isOver) return work;
    if (clock.nextAt === undefined) throw new Error('the work waits for nothing');
    clock.moveTo(clock.nextAt);
  }
}

/** Returns the results as a table. */
export function describeSharing(results: readonly SharingResult[]): string {
  const rows = results.map((result) => {
    const { scene, sharing, operations, delays } = result;
    const at = (share: number) => `${Math.round(delays[Math.floor(delays.length * share)] ?? 0)} ms`;
    const of = (part: number, whole: number) =>
      whole === 0 ? '–' : `${((100 * part) / whole).toFixed(part === 0 ? 0 : 1)} %`;
    const how = sharing.kind === 'retry' ? 'retry' : `lease, ${sharing.roundTripMs} ms a trip`;
    const each = (count: number) => (count / operations).toFixed(2);
    return [
      ...[scene.name, how, each(result.refused), each(result.roundTrips), at(0.5), at(0.9)],
      ...[of(result.unlocksLate, result.unlocks), of(result.readingsFailed, result.readings)],
    ];
  });
  const head = [
    ...['Scene', 'Way', 'refused calls per operation', 'store trips per operation'],
    ...['unlock waits for a free gateway, p50', 'p90', 'unlocks too late', 'readings without a state'],
  ];
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
