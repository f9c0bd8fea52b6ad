import { openSqliteStore } from '../../functions/store/sqlite/sqlite.ts';
import { createEnqueueDuePolls } from '../../functions/tracking/enqueue-due-polls.ts';
import { OffsetClock } from '../support/offset-clock.ts';
import { KeptLog } from '../unit/sifely/client.ts';
import { duePollsContract } from './due-polls-contract.ts';

duePollsContract('SQLite', async (clock) => {
  const store = openSqliteStore({ file: ':memory:', clock });
  return {
    store,
    fill: async (ids, dueAt) => {
      await Promise.all(ids.map((id) => store.create({ collection: 'states', id }, {}, { dueAt })));
    },
    close: () => store.close(),
  };
});

test('the schedule of polls stops claiming before its time is over', async () => {
  const clock = new OffsetClock();
  const store = openSqliteStore({ file: ':memory:', clock });
  const ids = Array.from({ length: 2000 }, (_, index) => `account-${index}`);
  await Promise.all(ids.map((id) => store.create({ collection: 'states', id }, {}, { dueAt: clock.now() })));
  let enqueued = 0;
  const jobs = {
    enqueue: async () => {
      enqueued += 1;
      clock.advance(100);
    },
  };
  const schedule = { everyMs: 120_000, jobsPerSecond: 100 };
  await createEnqueueDuePolls({ store, jobs, clock, logger: new KeptLog(), schedule })();
  // In 72 seconds, and the page that had begun.
  expect(enqueued).toBe(800);
  await store.close();
});
