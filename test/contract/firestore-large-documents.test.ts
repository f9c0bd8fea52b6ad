import { randomBytes } from 'node:crypto';

import { createLocalJobs } from '../../functions/jobs/local-jobs.ts';
import type { Collection, Store } from '../../functions/store/store.ts';
import { createEnqueueDuePolls } from '../../functions/tracking/enqueue-due-polls.ts';
import { FirestoreSimulator } from '../../simulators/firestore/firestore-simulator.ts';
import { connectStore } from '../support/firestore-client.ts';
import { HeldJobs } from '../support/held-jobs.ts';
import { OffsetClock } from '../support/offset-clock.ts';
import { fixedRandom, KeptLog } from '../unit/sifely/client.ts';

// More than fits into one answer of Firestore (functions/store/firestore/http.ts), in documents of allowed sizes.
describe('large due documents are found in Firestore', () => {
  let clock: OffsetClock;
  let simulator: FirestoreSimulator;
  let store: Store;

  beforeEach(async () => {
    clock = new OffsetClock();
    simulator = await FirestoreSimulator.start({ clock });
    store = connectStore(simulator.host, clock);
  });

  afterEach(async () => {
    await store.close();
    await simulator.close();
  });

  async function fill(collection: Collection, count: number, data: unknown): Promise<void> {
    const dueAt = clock.now();
    for (let index = 0; index < count; index += 1) {
      await store.create({ collection, id: `d${index}` }, data, { dueAt });
    }
  }

  test('states of accounts with as many locks as fit into a document', async () => {
    await fill('states', 25, { locks: randomBytes(600_000).toString('base64') });
    const jobs = new HeldJobs(clock);
    await createEnqueueDuePolls({
      store,
      jobs,
      clock,
      logger: new KeptLog(),
      schedule: { everyMs: 60_000, jobsPerSecond: 20 },
    })();
    expect(jobs.ofKind('poll')).toHaveLength(25);
    // One query for each part of the index.
    expect(simulator.calls.runQuery).toBe(store.dueShards('states'));
  });

  test('a document that compression leaves too large is refused, and not written', async () => {
    const key = { collection: 'states', id: 'd' } as const;
    await expect(store.create(key, randomBytes(800_000).toString('base64'))).rejects.toThrow(RangeError);
    expect(simulator.calls.commit ?? 0).toBe(0);
  });

  test('the largest jobs, of characters that double in size on the wire', async () => {
    const now = clock.now();
    const job = { kind: 'poll', accountId: '"'.repeat(50_000) };
    await fill('jobs', 110, { job, attempts: 0, at: now });
    const jobs = createLocalJobs({ store, clock, random: fixedRandom, logger: new KeptLog() });
    // Rejects if the store cannot be read. No job ends meanwhile.
    await jobs.start(() => new Promise(() => {}));
    expect(await jobs.stop(0)).toBe(false);
  });
});
