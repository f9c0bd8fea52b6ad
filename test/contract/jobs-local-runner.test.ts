import { openSqliteStore } from '../../functions/store/sqlite/sqlite.ts';
import { type Store, StoreUnavailableError } from '../../functions/store/store.ts';
import { LocalQueue } from '../support/local-queue.ts';
import { OffsetClock } from '../support/offset-clock.ts';
import { until } from '../support/until.ts';
import { waitingJobs } from '../support/waiting-jobs.ts';
import { named, runsOf } from './jobs-contract.ts';

const OBSERVATION = { kind: 'observe', because: 'query', since: 0, round: 0 } as const;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('a local runner', () => {
  let clock: OffsetClock;
  let store: Store;
  let queues: LocalQueue[];

  beforeEach(() => {
    clock = new OffsetClock();
    store = openSqliteStore({ file: ':memory:', clock });
    queues = [];
  });

  afterEach(async () => {
    for (const queue of queues) {
      queue.releaseAll();
      await queue.jobs.stop(1000);
    }
    await store.close();
  });

  function queue(on: Store = store): LocalQueue {
    const made = new LocalQueue(on, clock);
    queues.push(made);
    return made;
  }

  async function started(on?: Store): Promise<LocalQueue> {
    const made = queue(on);
    await made.start();
    return made;
  }

  const kept = () => waitingJobs(store, clock.now() + 24 * HOUR);

  test('runs the jobs that an earlier process left, and keeps nothing of finished ones', async () => {
    const first = queue();
    for (const name of ['a', 'b', 'c']) await first.jobs.enqueue(named(name));
    expect(first.runs).toEqual([]);
    const second = await started();
    await second.jobs.settled();
    const names = second.runs.map(({ job }) => (job.kind === 'unlink' ? job.agentUserId : job.kind));
    // Their order is not promised.
    expect(names.sort()).toEqual(['a', 'b', 'c']);
    expect(await kept()).toEqual([]);
  });

  test('runs a job at its time without reading the store again, if it stored the job itself', async () => {
    let reads = 0;
    const counting = new Proxy(store, {
      get(target, name) {
        if (name === 'due' || name === 'dueKeys') reads += 1;
        const value = Reflect.get(target, name);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    const one = await started(counting);
    await one.jobs.settled();
    for (let second = 1; second <= 20; second++)
      await one.jobs.enqueue(named(`j${second}`), { at: clock.now() + second * 1000 });
    reads = 0;
    for (let second = 1; second <= 20; second++) {
      clock.advance(1000);
      await until(() => one.runs.length === second);
    }
    expect(reads).toBe(0);
  });

  test('reads thousands of jobs of one account a few times, not once for every fifty', async () => {
    let documents = 0;
    const counting = new Proxy(store, {
      get(target, name) {
        const value = Reflect.get(target, name);
        if (name !== 'due') return typeof value === 'function' ? value.bind(target) : value;
        return async (...query: Parameters<Store['due']>) => {
          const found = await target.due(...query);
          documents += found.length;
          return found;
        };
      },
    });
    const crowd = 5000;
    const one = queue(counting);
    await Promise.all(
      Array.from({ length: crowd }, (_, lock) =>
        one.jobs.enqueue({ ...OBSERVATION, accountId: 'crowd', lockId: String(lock) }),
      ),
    );
    await one.start();
    await one.until(() => one.runs.length === crowd);
    expect(documents).toBeLessThan(4 * crowd);
  });

  test('takes a job of another account before the thousands that wait of forty', async () => {
    const one = queue();
    const accountIds = Array.from({ length: 40 }, (_, index) => `crowd-${index}`);
    await Promise.all(
      accountIds.flatMap((accountId) =>
        Array.from({ length: 60 }, (_, lock) =>
          one.jobs.enqueue({ ...OBSERVATION, accountId, lockId: String(lock) }),
        ),
      ),
    );
    await one.jobs.enqueue({ ...OBSERVATION, accountId: 'other', lockId: '1' }, { at: clock.now() + 1 });
    clock.advance(1);
    await one.start();
    const isOther = ({ job }: (typeof one.runs)[number]) =>
      job.kind === 'observe' && job.accountId === 'other';
    await one.until(() => one.runs.some(isOther));
    expect(one.runs.findIndex(isOther)).toBeLessThan(200);
  });

  test('does not start when the store cannot be read', async () => {
    const closed = openSqliteStore({ file: ':memory:', clock });
    await closed.close();
    await expect(queue(closed).start()).rejects.toThrow(StoreUnavailableError);
  });

  test('runs each job on one of two runners, never on both', async () => {
    const [one, two] = [await started(), await started()];
    await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        (index % 2 ? one : two).jobs.enqueue(named(`j${index}`), { at: clock.now() + 1000 }),
      ),
    );
    clock.advance(1001);
    await Promise.all([one.jobs.settled(), two.jobs.settled()]);
    await one.pass(70_000);
    await two.jobs.settled();
    const names = [...one.runs, ...two.runs].map(({ job }) => job);
    expect(names).toHaveLength(200);
    expect(new Set(names.map((job) => JSON.stringify(job))).size).toBe(200);
    expect(one.runs.length).toBeGreaterThan(0);
    expect(two.runs.length).toBeGreaterThan(0);
  });

  test('holds the lease of a long job while it runs', async () => {
    const [one, two] = [await started(), await started()];
    one.hold('long');
    two.hold('long');
    await one.jobs.enqueue(named('long'));
    await one.ran('long', 1);
    for (let seconds = 0; seconds < 120; seconds += 10) {
      clock.advance(10_000);
      await two.jobs.settled();
    }
    expect(two.runs).toEqual([]);
    one.release('long');
    await one.jobs.settled();
    expect(await kept()).toEqual([]);
  });

  test('counts a job that does not end within five minutes as failed, and retries it', async () => {
    const runner = await started();
    runner.hold('stuck');
    await runner.jobs.enqueue(named('stuck'));
    await runner.ran('stuck', 1);
    for (let seconds = 0; seconds < 310; seconds += 10) {
      clock.advance(10_000);
      await new Promise(setImmediate);
    }
    runner.release('stuck');
    await runner.pass(6000);
    expect(runsOf('stuck', runner.runs)).toHaveLength(2);
    expect(runner.lines).toContainEqual(
      expect.objectContaining({
        level: 'warn',
        message: 'job failed, it will be retried',
        fields: expect.objectContaining({ error: new Error('No answer within 300000 ms') }),
      }),
    );
  });

  test('gives a job up after twelve attempts over hours, and logs that once as an error', async () => {
    const runner = await started();
    runner.failures.set('hopeless', 100);
    await runner.jobs.enqueue(named('hopeless'), { key: 'hopeless' });
    for (let hours = 0; hours < 5; hours += 1) {
      for (let minutes = 0; minutes < 60; minutes += 1) {
        clock.advance(60_000);
        await runner.jobs.settled();
      }
    }
    const times = runner.runs.map(({ at }) => at);
    expect(times).toHaveLength(12);
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan(HOUR);
    const errors = runner.lines.filter(({ level }) => level === 'error');
    expect(errors).toEqual([
      {
        level: 'error',
        message: 'job given up',
        fields: expect.objectContaining({ kind: 'unlink', accountId: 'hopeless', attempt: 12 }),
      },
    ]);
    expect(await kept()).toEqual([]);
  });

  describe('whose clock is set back by an hour', () => {
    test('runs jobs that waited at the time for which they were meant', async () => {
      const runner = await started();
      for (const [name, ms] of [
        ['report', 1500],
        ['observe', 20_000],
        ['later', 2 * MINUTE],
      ] as const)
        await runner.jobs.enqueue(named(name), { at: clock.now() + ms });
      clock.advance(1000);
      clock.setBack(HOUR);
      await runner.pass(3000);
      expect(runner.runs.map(({ job }) => job)).toEqual([named('report')]);
      await runner.pass(MINUTE);
      expect(runner.runs.map(({ job }) => job)).toEqual([named('report'), named('observe')]);
      await runner.pass(2 * MINUTE);
      expect(runsOf('later', runner.runs)).toHaveLength(1);
      expect(await kept()).toEqual([]);
    });

    test('lets jobs that are stored afterwards, or failed, wait for their time', async () => {
      const runner = await started();
      runner.failures.set('failing', 3);
      await runner.jobs.enqueue(named('failing'), { at: clock.now() + 1000 });
      clock.setBack(HOUR);
      await runner.pass(1500);
      expect(runner.runs).toHaveLength(1);
      await runner.jobs.enqueue(named('new'), { at: clock.now() + 5 * MINUTE });
      await runner.pass(500);
      expect(runner.runs).toHaveLength(1);
      await runner.pass(4 * MINUTE);
      expect(runsOf('new', runner.runs)).toHaveLength(0);
      await runner.pass(2 * MINUTE);
      expect(runsOf('new', runner.runs)).toHaveLength(1);
    });
  });

  test('counts an attempt that crashed its process, so that such a job ends as well', async () => {
    const data = { job: named('poison'), attempts: 11, at: clock.now() };
    await store.create({ collection: 'jobs', id: 'j-poison' }, data, { dueAt: clock.now() });
    const runner = queue();
    runner.failures.set('poison', 1);
    await runner.start();
    await runner.jobs.settled();
    expect(runner.lines.filter(({ level }) => level === 'error')).toHaveLength(1);
    expect(await kept()).toEqual([]);
  });

  test('does not run a job again whose last attempt recorded no result, and logs an error', async () => {
    const data = { job: named('poison'), attempts: 12, at: clock.now() };
    await store.create({ collection: 'eventJobs', id: 'k-poison' }, data, { dueAt: clock.now() });
    const runner = await started();
    await runner.jobs.settled();
    expect(runner.runs).toEqual([]);
    expect(runner.lines).toEqual([
      {
        level: 'error',
        message: 'job given up',
        fields: {
          ...{
            kind: 'unlink',
            accountId: 'poison',
            attempt: 13,
            lateMs: expect.any(Number),
            ms: expect.any(Number),
          },
          error: new Error('The last attempt recorded no result; the process may have crashed in it'),
        },
      },
    ]);
    expect(await kept()).toEqual([]);
    await runner.jobs.enqueue(named('poison'), { key: 'poison' });
    await runner.jobs.settled();
    expect(runner.runs).toEqual([]);
  });

  test('remembers a key for an hour after the job has ended, and no longer', async () => {
    const runner = await started();
    await runner.jobs.enqueue(named('keyed'), { key: 'k' });
    await runner.jobs.settled();
    clock.advance(59 * 60_000);
    await runner.jobs.enqueue(named('keyed'), { key: 'k' });
    await runner.jobs.settled();
    expect(runner.runs).toHaveLength(1);
    clock.advance(2 * 60_000);
    await runner.jobs.enqueue(named('keyed'), { key: 'k' });
    await runner.jobs.settled();
    expect(runner.runs).toHaveLength(2);
  });

  test('does not let an account with thousands of jobs delay others', async () => {
    const runner = queue();
    runner.hold('crowd');
    await Promise.all(Array.from({ length: 3000 }, () => runner.jobs.enqueue(named('crowd'))));
    clock.advance(1000);
    await Promise.all(['a', 'b', 'c'].map((name) => runner.jobs.enqueue(named(name))));
    await runner.start();
    await Promise.all(['a', 'b', 'c'].map((name) => runner.ran(name, 1)));
    expect(runsOf('crowd', runner.runs)).toHaveLength(4);
    runner.release('crowd');
    await runner.jobs.settled();
    expect(runsOf('crowd', runner.runs)).toHaveLength(3000);
  });

  test('stops without waiting for ever, and the next process runs the rest', async () => {
    const runner = await started();
    runner.hold('held');
    await runner.jobs.enqueue(named('held'));
    await runner.ran('held', 1);
    const stopping = runner.jobs.stop(5000);
    await runner.jobs.enqueue(named('late'));
    clock.advance(5001);
    expect(await stopping).toBe(false);
    const next = await started();
    await next.jobs.settled();
    expect(next.runs.map(({ job }) => job)).toEqual([named('late')]);
    // The job that still runs keeps its lease and stays in the store.
    expect((await kept()).map(({ data }) => data)).toEqual([expect.objectContaining({ job: named('held') })]);
  });

  test('waits for a running job when it is stopped', async () => {
    const runner = await started();
    runner.hold('held');
    await runner.jobs.enqueue(named('held'));
    await runner.ran('held', 1);
    const stopping = runner.jobs.stop(5000);
    runner.release('held');
    expect(await stopping).toBe(true);
    expect(await kept()).toEqual([]);
  });

  test.each([
    ['a minute', MINUTE],
    ['a year', 365 * 24 * HOUR],
  ])('runs what is due within two seconds of its clock being set forward by %s', async (_step, step) => {
    const { jobs, runs } = await started();
    await jobs.enqueue(named('soon'), { at: clock.now() + step / 2 });
    await jobs.enqueue(named('later'), { at: clock.now() + 3 * step });
    clock.setForward(step);
    const setAt = Date.now();
    await until(() => runs.length > 0);
    expect(Date.now() - setAt).toBeLessThan(2000);
    expect(runs.map(({ job }) => job)).toEqual([named('soon')]);
  });

  test('runs what is enqueued for soon after its clock was set forward on time', async () => {
    const { jobs, runs } = await started();
    clock.setForward(HOUR);
    const setAt = Date.now();
    await jobs.enqueue(named('soon'), { at: clock.now() + 500 });
    await until(() => runs.length > 0);
    expect(Date.now() - setAt).toBeLessThan(2000);
  });

  test('continues after an outage of the store', async () => {
    let out = false;
    const flaky = new Proxy(store, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]) =>
          out ? Promise.reject(new StoreUnavailableError('out')) : Reflect.apply(value, target, args);
      },
    });
    const runner = await started(flaky);
    await runner.jobs.enqueue(named('waiting'), { at: clock.now() + 1000 });
    out = true;
    await expect(runner.jobs.enqueue(named('lost'))).rejects.toThrow(StoreUnavailableError);
    clock.advance(1500);
    await runner.jobs.settled();
    expect(runner.runs).toEqual([]);
    out = false;
    await runner.pass(6000);
    expect(runner.runs.map(({ job }) => job)).toEqual([named('waiting')]);
  });

  test('keeps a document that it cannot read for a release that can, with back-off', async () => {
    const key = { collection: 'jobs', id: 'j-newer' } as const;
    await store.create(key, { job: { task: 'later' }, attempts: 0 }, { dueAt: clock.now() });
    const runner = await started();
    await runner.jobs.settled();
    const [left] = await store.due('jobs', { until: clock.now() + HOUR, limit: 1 });
    expect(left?.data).toEqual({ job: { task: 'later' }, attempts: 0, unreadable: 1 });
    expect(left?.dueAt).toBeGreaterThan(clock.now());
    expect(runner.lines.map(({ message }) => message)).toEqual(['could not read a job, it will be retried']);
  });

  test('drops a document that is no job after the last retry, and logs it', async () => {
    const at = clock.now();
    const key = { collection: 'jobs', id: 'j-odd' } as const;
    await store.create(key, { job: 'what?', unreadable: 11 }, { dueAt: at });
    const runner = await started();
    await runner.jobs.settled();
    expect(runner.lines).toContainEqual({
      level: 'error',
      message: 'dropped an unreadable job',
      fields: { id: 'j-odd' },
    });
    expect(await kept()).toEqual([]);
  });

  test('logs the account and the kind of a job, never its content', async () => {
    const runner = await started();
    await runner.jobs.enqueue({
      ...{ kind: 'follow-up', accountId: 'a1', lockId: '7', followUpToken: 'a-token-of-google' },
      ...{ commandKey: 'a-key', since: clock.now() },
    });
    await runner.jobs.settled();
    expect(runner.lines.map(({ message }) => message)).toEqual(['job done']);
    expect(JSON.stringify(runner.lines)).not.toContain('a-token-of-google');
  });

  test('runs the jobs of more accounts than fit in memory', async () => {
    const runner = queue();
    await Promise.all(Array.from({ length: 3000 }, (_, index) => runner.jobs.enqueue(named(`a${index}`))));
    await runner.start();
    await runner.jobs.settled();
    expect(new Set(runner.runs.map(({ job }) => JSON.stringify(job))).size).toBe(3000);
    expect(runner.runs).toHaveLength(3000);
  });
});
