import type { Jobs } from '../../functions/jobs/jobs.ts';
import type { Store } from '../../functions/store/store.ts';
import {
  createEnqueueDuePolls,
  createServerSchedule,
  type PollSchedule,
} from '../../functions/tracking/enqueue-due-polls.ts';
import { HeldJobs } from '../support/held-jobs.ts';
import { OffsetClock } from '../support/offset-clock.ts';
import { KeptLog } from '../unit/sifely/client.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const BROKEN = 5000;

interface OpenedStore {
  readonly store: Store;
  /** Stores the states of accounts that are due at a time; faster than by the store, one after the other. */
  fill(ids: readonly string[], dueAt: number): Promise<void>;
  close(): Promise<void>;
}

/** The tests of the schedule that hold on every store. */
export function duePollsContract(name: string, open: (clock: OffsetClock) => Promise<OpenedStore>): void {
  describe(`the schedule of polls, on ${name}`, () => {
    let clock: OffsetClock;
    let opened: OpenedStore;
    let jobs: HeldJobs;
    let log: KeptLog;

    beforeEach(async () => {
      clock = new OffsetClock();
      opened = await open(clock);
      jobs = new HeldJobs(clock);
      log = new KeptLog();
    });

    afterEach(() => opened.close());

    const ids = (count: number, prefix: string) =>
      Array.from({ length: count }, (_, index) => `${prefix}-${String(index).padStart(4, '0')}`);
    const tickOf = (schedule: Partial<PollSchedule> = {}, parts: { jobs?: Jobs; store?: Store } = {}) =>
      createEnqueueDuePolls({
        ...{ store: opened.store, jobs, clock, logger: log, ...parts },
        schedule: { everyMs: 2 * MINUTE, jobsPerSecond: 100, ...schedule },
      });
    const waiting = () => jobs.ofKind('poll').map(({ job }) => job.accountId);

    test(`polls healthy accounts at each tick, behind ${BROKEN} whose polls never end`, async () => {
      const healthy = ids(5, 'healthy');
      await opened.fill(healthy, clock.now());
      await opened.fill(ids(BROKEN, 'broken'), clock.now() - HOUR);
      let queue: string[] = [];
      const takes: Jobs = {
        enqueue: async (job) => void queue.push(job.kind === 'poll' ? job.accountId : ''),
      };
      const tick = tickOf({ everyMs: 10 * MINUTE }, { jobs: takes });
      const broken: number[] = [];
      for (let ticks = 0; ticks < 8; ticks += 1) {
        queue = [];
        await tick();
        clock.advance(MINUTE);
        const polled = queue.filter((id) => healthy.includes(id));
        expect(polled.sort()).toEqual(healthy);
        broken.push(queue.length - polled.length);
        for (const id of polled) {
          const [states] = await opened.store.get([{ collection: 'states', id }]);
          const dueAt = clock.now() + 5 * MINUTE;
          await opened.store.replace({ collection: 'states', id }, states?.revision ?? '', {}, { dueAt });
        }
        clock.advance(9 * MINUTE);
      }
      // After 0, 10, 30 and 70 minutes.
      expect(broken).toEqual([BROKEN, BROKEN, 0, BROKEN, 0, 0, 0, BROKEN]);
      const stuck = log.lines.filter(({ message }) => message === 'polls of accounts do not end');
      expect(stuck.map(({ fields }) => fields)).toEqual([
        { accounts: BROKEN, claims: 3 },
        { accounts: BROKEN, claims: 4 },
      ]);
    });

    test(`polls what became due since the last tick although ${BROKEN} in front fill the queue for minutes`, async () => {
      const healthy = ids(50, 'healthy');
      await opened.fill(healthy, clock.now());
      await opened.fill(ids(BROKEN, 'broken'), clock.now() - HOUR);
      const queue: string[] = [];
      const takes: Jobs = {
        enqueue: async (job) => void queue.push(job.kind === 'poll' ? job.accountId : ''),
      };
      const tick = tickOf({ everyMs: MINUTE, jobsPerSecond: 20 }, { jobs: takes });
      let broken = 0;
      for (let ticks = 1; ticks <= 9; ticks += 1) {
        await tick();
        const taken = queue.splice(0);
        const polled = taken.filter((id) => healthy.includes(id));
        expect(polled.sort()).toEqual(healthy);
        expect(taken.length).toBeLessThanOrEqual(960);
        broken += taken.length - polled.length;
        clock.advance(30_000);
        for (const id of polled) {
          const [states] = await opened.store.get([{ collection: 'states', id }]);
          const dueAt = clock.now();
          await opened.store.replace({ collection: 'states', id }, states?.revision ?? '', {}, { dueAt });
        }
        clock.advance(30_000);
      }
      // Their claims last ten minutes. The queue has room for 960 polls a tick.
      expect(broken).toBe(BROKEN);
    });

    test('enqueues a poll for each due account, the first now, the others spread over the interval', async () => {
      await opened.fill(ids(400, 'account'), clock.now());
      const startedAt = clock.now();
      await tickOf()();
      const times = jobs.ofKind('poll').map(({ at }) => at - startedAt);
      expect(times).toHaveLength(400);
      expect(times[0]).toBeLessThan(1000);
      for (let quarter = 0; quarter < 4; quarter += 1) {
        const part = times.filter((time) => Math.floor(time / (MINUTE / 2)) === quarter);
        expect(part.length).toBeGreaterThan(70);
      }
      expect(Math.max(...times)).toBeLessThan(2 * MINUTE);
    });

    test('enqueues no more polls than the queue runs, the earliest first, and the others at the next ticks', async () => {
      await opened.fill(ids(60, 'late'), clock.now() - HOUR);
      await opened.fill(ids(60, 'early'), clock.now() - 2 * HOUR);
      // Of 120 jobs, a fifth is left to other upkeep.
      const tick = tickOf({ jobsPerSecond: 1 });
      await tick();
      expect(waiting().length).toBeLessThanOrEqual(96);
      expect(waiting().length).toBeGreaterThan(80);
      expect(waiting().filter((id) => id.startsWith('early')).length).toBeGreaterThan(50);
      await tick();
      expect(new Set(waiting()).size).toBe(120);
    });

    test('enqueues fewer polls while jobs of the queue are late, and none while it is full', async () => {
      await opened.fill(ids(60, 'account'), clock.now() - HOUR);
      let late = 48;
      const tick = tickOf({ jobsPerSecond: 0.5, late: async (limit) => Math.min(late, limit) });
      await tick();
      expect(waiting()).toEqual([]);
      late = 28;
      await tick();
      expect(waiting().length).toBeLessThanOrEqual(20);
      expect(waiting().length).toBeGreaterThan(10);
    });

    test('on a server counts what waits in its store', async () => {
      const { late } = createServerSchedule({ store: opened.store, clock });
      for (const [id, dueAt] of [
        ['a', clock.now() - 1],
        ['b', clock.now()],
        ['c', clock.now() + HOUR],
      ] as const) {
        await opened.store.create({ collection: 'upkeepJobs', id }, {}, { dueAt });
      }
      expect([await late?.(10), await late?.(1)]).toEqual([2, 1]);
    });

    test('paces its claims and goes on with them when the clock is set back meanwhile', async () => {
      await opened.fill(ids(900, 'account'), clock.now() - 2 * HOUR);
      let isSetBack = false;
      const slow: Jobs = {
        enqueue: async (job, options) => {
          if (!isSetBack) clock.setBack(HOUR);
          isSetBack = true;
          await jobs.enqueue(job, options);
        },
      };
      // Several pages, a fraction of a second apart.
      await tickOf({ jobsPerSecond: 10, claimsPerSecond: 1000 }, { jobs: slow })();
      expect(new Set(waiting()).size).toBeGreaterThan(700);
    });

    test('goes on with the other accounts when some cannot be enqueued', async () => {
      await opened.fill(ids(50, 'account'), clock.now());
      const broken: Jobs = {
        enqueue: async (job, options) => {
          if ('accountId' in job && job.accountId.endsWith('7')) throw new Error('not this one');
          await jobs.enqueue(job, options);
        },
      };
      await tickOf({}, { jobs: broken })();
      expect(waiting()).toHaveLength(45);
      expect(log.lines).toContainEqual({
        level: 'warn',
        message: 'could not enqueue polls, they are due again',
        fields: { failed: 5, of: 50, error: expect.any(Error) },
      });
      clock.advance(10 * MINUTE);
      await tickOf()();
      expect(new Set(waiting()).size).toBe(50);
    });

    test('leaves the other accounts as they are while the queue takes nothing', async () => {
      await opened.fill(ids(2500, 'account'), clock.now());
      const refusing: Jobs = {
        enqueue: async () => {
          throw new Error('the queue is away');
        },
      };
      await tickOf({}, { jobs: refusing })();
      const left = await opened.store.dueKeys('states', { until: clock.now(), limit: 2500 });
      expect(left.length).toBeGreaterThan(500);
      await tickOf()();
      expect(waiting()).toHaveLength(left.length);
    });

    test('goes on with the other parts of the index when one fails, and rejects when all do', async () => {
      await opened.fill(ids(90, 'account'), clock.now());
      const { store } = opened;
      const shards = store.dueShards('states');
      const failing = (isFailing: (shard: number) => boolean): Store => {
        const claimDue: Store['claimDue'] = async (collection, query, dueAgainAt) => {
          if (isFailing(query.shard ?? 0)) throw new Error('the store is away');
          return store.claimDue(collection, query, dueAgainAt);
        };
        return new Proxy(store, {
          get: (target, property) => {
            if (property === 'claimDue') return claimDue;
            const value = Reflect.get(target, property);
            return typeof value === 'function' ? value.bind(target) : value;
          },
        });
      };
      await expect(tickOf({}, { store: failing(() => true) })()).rejects.toThrow('the store is away');
      if (shards === 1) return;
      await tickOf({}, { store: failing((shard) => shard === 3) })();
      const enqueued = waiting().length;
      expect(enqueued).toBeGreaterThan(60);
      expect(log.lines).toContainEqual({
        level: 'warn',
        message: 'could not claim due accounts, the next run does',
        fields: { failed: 1, of: shards, error: expect.any(Error) },
      });
      await tickOf()();
      expect(waiting()).toHaveLength(90);
    });
  });
}
