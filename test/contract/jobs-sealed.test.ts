import { randomBytes } from 'node:crypto';
import { createSealer } from '../../functions/accounts/sealing.ts';
import { handleTask } from '../../functions/jobs/handle-task.ts';
import { createJobSealing } from '../../functions/jobs/job-sealing.ts';
import type { Job, Jobs } from '../../functions/jobs/jobs.ts';
import { systemRandom } from '../../functions/random.ts';
import { waitingJobs } from '../support/waiting-jobs.ts';
import { World } from '../support/world.ts';
import { KeptLog } from '../unit/accounts/fixture.ts';

const keys = [{ id: 'k1', key: randomBytes(32) }];
const sealing = createJobSealing(createSealer(keys, systemRandom));
const FOLLOW_UP: Job = {
  kind: 'follow-up',
  accountId: 'account-of-the-smiths',
  lockId: '4711',
  followUpToken: 'token-of-google',
  commandKey: 'command-1',
  since: 1,
};

describe('a job that waits', () => {
  test.each(['sqlite', 'firestore'] as const)(
    'names no home and contains no token in the store, and runs as it was (%s)',
    async (store) => {
      const world = await World.start({ jobs: 'local', store, sealing });
      try {
        const [instance] = world.instances;
        const at = world.clock.now() + 60_000;
        await instance?.runner?.enqueue(FOLLOW_UP, { at, key: 'follow-up-account-of-the-smiths' });
        await instance?.runner?.enqueue(FOLLOW_UP, { at, key: 'follow-up-account-of-the-smiths' });
        const [waiting, ...more] = await waitingJobs(world.store, at);
        expect(more).toEqual([]);
        expect(JSON.stringify(waiting)).not.toMatch(/smiths|4711|token-of-google|command-1/);
        expect(JSON.stringify(waiting)).toContain('"kind":"follow-up"');
        await world.pass(61_000);
        expect(world.logLines.join()).toMatch(/"kind":"follow-up","accountId":"account-of-the-smiths"/);
        expect(await waitingJobs(world.store, at + 120_000)).toEqual([]);
      } finally {
        await world.close();
      }
    },
  );

  test('of a release before is run as it is', () => {
    expect(sealing.open(FOLLOW_UP)).toBe(FOLLOW_UP);
  });

  test.each([
    'report',
    'follow-up',
    'unlink',
    'request-sync',
    'poll',
    'command',
    'observe',
    'events',
    'door',
    'audit',
    'details',
  ])('for a release that cannot open it (%s) is retried and does nothing', async (kind) => {
    const world = await World.start();
    try {
      const { app, clock, google, jobs } = world;
      const job = { ...FOLLOW_UP, kind, agentUserId: 'a', lockIds: [], events: [], commands: [], round: 0 };
      const sealed = sealing.seal(job as never);
      const logger = new KeptLog();
      expect(
        await handleTask(
          { queue: 'commands', handler: app.runJob, jobs: jobs as Jobs, clock, logger },
          { data: { job: sealed }, retryCount: 0 },
        ),
      ).toBe(false);
      expect(google.homegraph.calls).toEqual([]);
    } finally {
      await world.close();
    }
  });
});
