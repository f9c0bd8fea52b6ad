import type { Job } from '../../functions/jobs/jobs.ts';
import { createLocalJobs, type LocalJobs } from '../../functions/jobs/local-jobs.ts';
import { openSqliteStore } from '../../functions/store/sqlite/sqlite.ts';
import type { Collection, Store } from '../../functions/store/store.ts';
import { FirestoreSimulator } from '../../simulators/firestore/firestore-simulator.ts';
import { connectStore } from '../support/firestore-client.ts';
import { OffsetClock } from '../support/offset-clock.ts';
import { until } from '../support/until.ts';
import { waitingJobs } from '../support/waiting-jobs.ts';
import { fixedRandom, KeptLog } from '../unit/sifely/client.ts';

/** More than fit into the memory; a Firestore takes long to fill. */
const MANY = { sqlite: 10_000, firestore: 2100 };
const MINUTE = 60_000;

const poll = (accountId: string): Job => ({ kind: 'poll', accountId });
const observe = (accountId: string): Job => ({
  ...{ kind: 'observe', accountId, lockId: '7', because: 'surprise', since: 1, round: 0 },
});
const command = (accountId: string): Job => ({
  ...{ kind: 'command', accountId, lockId: '7', since: 1, round: 0, commands: [] },
});

const events = (accountId: string): Job => ({ kind: 'events', accountId, receivedAt: 1, events: [] });

/** A runner whose jobs of some kinds never end. */
class Runner {
  readonly jobs: LocalJobs;
  readonly begun: Job[] = [];
  #endless: ReadonlySet<Job['kind']> = new Set();
  #end = Promise.withResolvers<void>();

  constructor(store: Store, clock: OffsetClock) {
    this.jobs = createLocalJobs({ store, clock, random: fixedRandom, logger: new KeptLog() });
  }

  async start(...endless: readonly Job['kind'][]): Promise<void> {
    this.#endless = new Set(endless);
    await this.jobs.start(async (job) => {
      this.begun.push(job);
      if (this.#endless.has(job.kind)) await this.#end.promise;
    });
  }

  count(kind: Job['kind']): number {
    return this.begun.filter((job) => job.kind === kind).length;
  }

  /** Ends all jobs that did not end. */
  release(): void {
    this.#endless = new Set();
    this.#end.resolve();
  }
}

describe.each(['sqlite', 'firestore'] as const)(
  'a local runner with jobs of several classes in %s',
  (kind) => {
    let clock: OffsetClock;
    let store: Store;
    let simulator: FirestoreSimulator | undefined;
    let runners: Runner[];

    beforeEach(async () => {
      clock = new OffsetClock();
      simulator = kind === 'firestore' ? await FirestoreSimulator.start({ clock }) : undefined;
      store = simulator ? connectStore(simulator.host, clock) : openSqliteStore({ file: ':memory:', clock });
      runners = [];
    });

    afterEach(async () => {
      for (const runner of runners) {
        runner.release();
        await runner.jobs.stop(1000);
      }
      await store.close();
      await simulator?.close();
    });

    function runner(): Runner {
      const made = new Runner(store, clock);
      runners.push(made);
      return made;
    }

    /** Stores due jobs of an account each, as another process would. */
    async function fill(
      collection: Collection,
      count: number,
      jobOf: (accountId: string) => Job,
    ): Promise<void> {
      const at = clock.now();
      for (let done = 0; done < count; done += 500) {
        const some = Array.from({ length: Math.min(500, count - done) }, (_, index) => {
          const data = { job: jobOf(`a${done + index}`), attempts: 0, at, storedAt: at };
          return store.create({ collection, id: `j-${done + index}` }, data, { dueAt: at });
        });
        await Promise.all(some);
      }
    }

    test('runs a command that another process stored, whatever number of polls and events is due', async () => {
      await fill('upkeepJobs', MANY[kind], poll);
      await fill('eventJobs', MANY[kind] / 20, observe);
      const busy = runner();
      await busy.start('poll', 'observe');
      await until(() => busy.count('poll') > 0 && busy.count('observe') > 0);
      await runner().jobs.enqueue(command('b'), { at: clock.now() + 1000 });
      // The longest time between two reads of a store that does not tell of other processes.
      clock.advance(MINUTE + 1);
      await until(() => busy.count('command') === 1);
      // Of its own process at once.
      await busy.jobs.enqueue(command('c'));
      await until(() => busy.count('command') === 2);
    }, 30_000);

    test('leaves places for each class, whatever the others do', async () => {
      const busy = runner();
      await busy.start('poll', 'observe', 'command');
      for (const jobOf of [poll, observe, command]) {
        for (let index = 0; index < 30; index += 1) await busy.jobs.enqueue(jobOf(`a${index}`));
        await until(() => busy.count(jobOf('').kind) > 0);
      }
      await until(() => busy.begun.length === 48);
      // Polls came first and took all places that are for all.
      expect([busy.count('poll'), busy.count('observe'), busy.count('command')]).toEqual([24, 8, 16]);
      busy.release();
      await busy.jobs.settled();
      expect(busy.begun).toHaveLength(90);
      expect(await waitingJobs(store, clock.now() + 60 * MINUTE)).toEqual([]);
    });

    test('gives a place that becomes free to the most urgent job', async () => {
      const busy = runner();
      await busy.start('poll');
      for (let index = 0; index < 30; index += 1) await busy.jobs.enqueue(poll(`a${index}`));
      await until(() => busy.count('poll') === 24);
      for (let index = 0; index < 60; index += 1) await busy.jobs.enqueue(command(`a${index}`));
      await until(() => busy.count('command') === 60);
      expect(busy.count('poll')).toBe(24);
    });

    test('does not let an account’s own polls and looks delay its command', async () => {
      const busy = runner();
      await busy.start('poll', 'observe');
      for (let index = 0; index < 10; index += 1) {
        await busy.jobs.enqueue(poll('a'));
        await busy.jobs.enqueue(observe('a'));
      }
      await busy.jobs.enqueue(command('a'));
      await until(() => busy.count('command') === 1);
      expect([busy.count('poll'), busy.count('observe')]).toEqual([4, 4]);
    });

    test('does not let looks at an account’s locks delay its events', async () => {
      const busy = runner();
      await busy.start('observe');
      for (let index = 0; index < 60; index += 1) await busy.jobs.enqueue(observe('a'));
      await busy.jobs.enqueue(events('a'));
      await until(() => busy.count('events') === 1);
      expect(busy.count('observe')).toBe(4);
    });

    test('runs the jobs of an earlier release, which stored all kinds together', async () => {
      const count = { sqlite: 2500, firestore: 100 }[kind];
      await fill('jobs', count, poll);
      await store.create(
        { collection: 'jobs', id: 'j-last' },
        { job: command('b'), attempts: 0, at: clock.now() },
        { dueAt: clock.now() },
      );
      const busy = runner();
      await busy.start('poll');
      // The polls are older, and hide no command either.
      await until(() => busy.count('command') === 1);
      await until(() => busy.count('poll') === 24);
      busy.release();
      await until(() => busy.begun.length === count + 1);
      await busy.jobs.settled();
      expect(await waitingJobs(store, clock.now() + 60 * MINUTE)).toEqual([]);
    }, 30_000);
  },
);
