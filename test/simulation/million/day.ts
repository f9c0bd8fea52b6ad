import { DEPLOYMENT_DEFAULTS } from '../../../functions/config/firebase-parameters.ts';
import { handleTask } from '../../../functions/jobs/handle-task.ts';
import { classOf } from '../../../functions/jobs/job-class.ts';
import { RETRIES } from '../../../functions/jobs/retry-policy.ts';
import type { LogFields, Logger } from '../../../functions/logs/logger.ts';
import { withListeners } from '../../../functions/metrics/counting-logger.ts';
import {
  countVitals,
  createVitalsStore,
  VitalsCounter,
  type VitalsStore,
} from '../../../functions/metrics/vitals-counter.ts';
import { recordTrouble } from '../../../functions/reporting/home-graph-trouble.ts';
import { limitHomeGraph } from '../../../functions/reporting/limit-home-graph.ts';
import { MISSED } from '../../../functions/reporting/missed/missed-calls.ts';
import { createRepeatMissed } from '../../../functions/reporting/missed/repeat-missed.ts';
import { FOREVER } from '../../../functions/store/document-rules.ts';
import { CLAIMS_PER_SECOND } from '../../../functions/store/firestore/due-index.ts';
import { openFirestoreStore } from '../../../functions/store/firestore/firestore.ts';
import { JOB_CLASSES, type JobClass } from '../../../functions/store/job-collections.ts';
import type { Store } from '../../../functions/store/store.ts';
import { createEnqueueDuePolls } from '../../../functions/tracking/enqueue-due-polls.ts';
import { SeededRandom } from '../seeded-random.ts';
import { CloudRunService } from './cloud-run.ts';
import { Counter, type Counts } from './counts.ts';
import { createDirectStore } from './direct-store.ts';
import { DoorEvents } from './door-events.ts';
import { createLightAccounts, idsOfPart, seedAccount } from './light-account.ts';
import { LightProduct } from './light-product.ts';
import { MemoryCalls } from './memory-calls.ts';
import { MemoryCloudTasks, type QueueLimits } from './memory-cloud-tasks.ts';
import { MemoryFirestore } from './memory-firestore.ts';
import { MemoryHomeGraph } from './memory-home-graph.ts';
import { VirtualTime } from './virtual-time.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** `schedule` of the function `poll` in `functions/index.ts`. */
const TICK_MS = 2 * MINUTE;
const LONGEST_POLL_MS = 6 * HOUR;

/** The size of a simulated deployment, and what it can take. */
export interface DayOptions {
  readonly accounts: number;
  /** Default: a day. */
  readonly hours?: number;
  readonly seed?: number;
  /** The part of a deployment that is lived; default: the whole. */
  readonly part?: { readonly index: number; readonly parts: number };
  /** True if all polls should have run in the last six hours, as after an outage. */
  readonly isOverdue?: boolean;
  /** Accounts whose documents cannot be read: their polls fail. */
  readonly broken?: number;
  /** Calls a minute that HomeGraph takes; default Google's quota, 6000. */
  readonly homeGraphPerMinute?: number;
  /** The hours between which HomeGraph takes no calls. Default: none. */
  readonly homeGraphDown?: { readonly from: number; readonly to: number };
  /** `JOBS_PER_SECOND`, `JOBS_AT_ONCE` and `MAX_INSTANCES`; the defaults are those of a deployment. */
  readonly jobsPerSecond?: number;
  readonly jobsAtOnce?: number;
  readonly maxInstances?: number;
  /** Door events of an account in a day, by kind; default: those of `TYPICAL`, on average. */
  readonly doors?: Readonly<Partial<Record<string, number>>>;
  /** True: single documents are read and written without the adapter, which is faster. */
  readonly isDirect?: boolean;
}

/** One instance: the light product, and what is one for each process. */
interface Instance {
  readonly product: LightProduct;
  readonly vitals: VitalsStore;
  /** The schedule's work, as `create-job-handlers.ts` puts it together. */
  readonly tick: () => Promise<unknown>;
}

/** Lives a day of many accounts in virtual time, and counts it. Nothing leaves this process. */
export async function liveADay(options: DayOptions, onHour?: (hour: number) => void): Promise<Counts> {
  const { accounts, hours = 24, seed = 1, broken = 0, isOverdue = false } = options;
  const ids = idsOfPart(accounts, options.part ?? { index: 0, parts: 1 });
  const startedAt = Date.UTC(2026, 10, 2);
  const time = new VirtualTime(startedAt);
  const counter = new Counter(startedAt, hours);
  const random = new SeededRandom(seed);
  const firestore = new MemoryFirestore(time, counter);
  const { homeGraphPerMinute = 6000, homeGraphDown: down } = options;
  const isDown = (now: number) =>
    down !== undefined && now >= startedAt + down.from * HOUR && now < startedAt + down.to * HOUR;
  const google = new MemoryHomeGraph(time, counter, homeGraphPerMinute, isDown);
  const brokenIds = new Set(ids.slice(0, broken));
  const isBroken = (accountId: string) => broken > 0 && brokenIds.has(accountId);
  const plainLogger = complainingLogger(counter);
  const { JOBS_PER_SECOND, JOBS_AT_ONCE, CONCURRENCY, MAX_INSTANCES } = DEPLOYMENT_DEFAULTS;
  const { jobsPerSecond = JOBS_PER_SECOND, jobsAtOnce = JOBS_AT_ONCE } = options;
  const schedule = { everyMs: TICK_MS, jobsPerSecond, claimsPerSecond: CLAIMS_PER_SECOND };
  const connect = async () => new MemoryCalls(firestore);
  const openStore = () => {
    const adapter = openFirestoreStore({ clock: time, random, connect });
    return options.isDirect ? createDirectStore(firestore, adapter) : adapter;
  };
  const start = (): Instance => {
    const vitalsCounter = new VitalsCounter();
    const logger = withListeners(plainLogger, [countVitals(vitalsCounter, time)]);
    const store = openStore();
    const vitals = createVitalsStore({ store, clock: time, logger, counter: vitalsCounter });
    const recorded = recordTrouble(google, { store, clock: time });
    const homeGraph = limitHomeGraph(recorded, { clock: time, logger });
    const deps = { store, clock: time, random, logger, jobs: tasks, homeGraph, counter, isBroken };
    const enqueueDuePolls = createEnqueueDuePolls({ ...deps, schedule });
    const repeatMissed = createRepeatMissed(deps);
    const tick = () => Promise.all([enqueueDuePolls(), repeatMissed()]);
    return { vitals, tick, product: new LightProduct(deps) };
  };
  const serve = (name: string) => {
    const limits = { concurrency: CONCURRENCY, maxInstances: options.maxInstances ?? MAX_INSTANCES };
    return new CloudRunService<Instance>({ name, clock: time, counter, start, ...limits });
  };
  const [api, poll] = [serve('api'), serve('poll')];
  const queues = new Map(JOB_CLASSES.map((name) => [name, serve(name)]));
  const limitsOf = (queue: JobClass): QueueLimits => ({
    perSecond: jobsPerSecond,
    atOnce: jobsAtOnce,
    maxAttempts: RETRIES[queue].maxAttempts,
    firstPauseMs: RETRIES[queue].firstPauseSeconds * 1000,
    maxPauseMs: RETRIES[queue].maxPauseSeconds * 1000,
  });
  const tasks = new MemoryCloudTasks<JobClass>({
    ...{ time, counter, queueOf: classOf },
    queues: new Map(JOB_CLASSES.map((name) => [name, limitsOf(name)])),
    deliver: async ({ queue, data, retryCount }) => {
      const ended = await queues.get(queue)?.handle(async ({ product, vitals }) => {
        const parts = { queue, handler: product.runJob, jobs: tasks, clock: time, logger: plainLogger };
        const isDone = await handleTask(parts, { data, retryCount });
        await vitals.flush();
        return isDone;
      });
      return ended ?? false;
    },
  });
  const seeding = openStore();
  const facts = { now: startedAt, random: () => random.next(), intervalMs: LONGEST_POLL_MS, isOverdue };
  for (const id of ids) await seedAccount(seeding, id, facts);
  counter.clear();
  const people = { ids, ...(options.doors && { doors: options.doors }) };
  const doors = new DoorEvents({ time, random, counter, api, ...people });
  repeat(time, MINUTE, () => doors.scheduleMinute());
  repeat(time, TICK_MS, () =>
    poll.handle(({ tick }) =>
      tick().catch((error: unknown) => plainLogger.error('scheduled run failed', { error })),
    ),
  );
  for (let hour = 1; hour <= hours; hour++) {
    await time.runUntil(startedAt + hour * HOUR);
    onHour?.(hour);
  }
  tasks.countWaiting();
  const healthy = ids.filter((id) => !isBroken(id));
  await countUndone(counter, seeding, healthy, time.now());
  return counter;
}

/**
 * Counts what was not done in time and is not done yet: polls that are due, accounts whose bolt HomeGraph has otherwise for more than
 * a minute, calls that wait to be repeated. Its reads are not the product's.
 */
async function countUndone(
  counter: Counter,
  store: Store,
  ids: readonly string[],
  now: number,
): Promise<void> {
  const sums = { ...counter.sums };
  const light = createLightAccounts(store);
  for (const id of ids) {
    const { states } = (await light.load(id)) ?? {};
    if (states === undefined) throw new Error(`${id} is gone`);
    if (states.pollDueAt < now) counter.addDuration('poll late', now - states.pollDueAt);
    if (states.bolt === states.reported) continue;
    counter.addDuration('report age', now - states.staleSince);
    if (now - states.staleSince >= MINUTE) sums['stale accounts'] = (sums['stale accounts'] ?? 0) + 1;
  }
  const missed = await store.dueKeys(MISSED, { until: FOREVER, limit: ids.length });
  counter.sums = { ...sums, 'missed calls': missed.length };
}

/** Runs `work` now and every so often. */
function repeat(time: VirtualTime, everyMs: number, work: () => unknown): void {
  const run = () => {
    time.at(time.now() + everyMs, run);
    work();
  };
  run();
}

/** Returns a logger that counts warnings and errors. */
function complainingLogger(counter: Counter): Logger {
  const complain = (message: string, { kind, error }: LogFields = {}) => {
    const words = [message, kind, Object(error).message].filter((word) => word !== undefined);
    counter.add(`log: ${words.join(' ')}`);
  };
  const ignore = () => {};
  return { debug: ignore, info: ignore, warn: complain, error: complain };
}
