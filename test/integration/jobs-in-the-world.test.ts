import { handleTask } from '../../functions/jobs/handle-task.ts';
import type { Job } from '../../functions/jobs/jobs.ts';
import { createLogger } from '../../functions/logs/create-logger.ts';
import { DEMO_LOCKS } from '../../simulators/sifely/index.ts';
import { waitingJobs } from '../support/waiting-jobs.ts';
import { World } from '../support/world.ts';

const FRONT = String(DEMO_LOCKS.frontDoor);
const PIN = '4711';

describe('jobs', () => {
  let world: World;

  afterEach(() => world.close());

  const atGoogle = () => {
    const { agentUserId } = world.google.user();
    return world.google.homegraph.states(agentUserId ?? '', FRONT)?.['isLocked'];
  };
  const refused = () => world.google.homegraph.calls.filter(({ status }) => status !== 200);

  /** Runs all jobs that become due within these minutes, each through `run`. */
  async function passBy(run: (job: Parameters<World['app']['runJob']>[0]) => Promise<void>): Promise<void> {
    const end = world.clock.now() + 10 * 60_000;
    for (let at = world.jobs.nextAt; at !== undefined && at <= end; at = world.jobs.nextAt) {
      world.clock.advance(Math.max(0, at - world.clock.now()));
      await world.jobs.runDue(run);
      await world.app.settled();
      await world.google.settled();
    }
  }

  test.each([
    ['one after the other', 'after'],
    ['at once', 'at once'],
  ])('leave the same result when each runs twice, %s', async (_name, how) => {
    world = await World.start();
    const { runJob } = world.app;
    const twice: typeof runJob = async (job) => {
      if (how === 'at once') {
        await Promise.all([runJob(job), runJob(job)]);
      } else {
        await runJob(job);
        await runJob(job);
      }
    };
    await world.link('alice', { pin: PIN });
    await passBy(twice);
    const movements = world.sifely.lock(FRONT).movements;
    const alice = world.google.user();
    expect((await alice.unlock('Front door', { pin: PIN })).status).toBe('SUCCESS');
    await passBy(twice);
    expect(atGoogle()).toBe(world.sifely.lock(FRONT).bolt === 'locked');
    expect(world.sifely.lock(FRONT).movements).toBe(movements + 1);
    world.sifely.lock(FRONT).turnByHand('lock');
    await world.app.tick();
    await passBy(twice);
    expect(world.jobs.failures).toEqual([]);
    expect(refused()).toEqual([]);
  });

  test('of a self-hosted server keep the states at Google correct', async () => {
    world = await World.start({ jobs: 'local' });
    await world.link('alice', { pin: PIN });
    await world.pass(5000);
    const alice = world.google.user();
    await alice.unlock('Front door', { pin: PIN });
    await world.pass(2000);
    expect(atGoogle()).toBe(false);
    world.sifely.lock(FRONT).turnByHand('lock');
    await world.pass(120_000);
    expect(atGoogle()).toBe(true);
    expect(refused()).toEqual([]);
  });

  test('of two instances that share a store keep the states at Google correct', async () => {
    world = await World.start({ jobs: 'local', instances: 2, store: 'firestore' });
    await world.link('alice', { pin: PIN });
    await world.pass(5000);
    await world.google.user().unlock('Front door', { pin: PIN });
    await world.pass(2000);
    expect(atGoogle()).toBe(false);
    expect(refused()).toEqual([]);
  });
});

describe('a job of a kind that only a newer release knows', () => {
  const unknown = { kind: 'invented-later', accountId: 'a' } as unknown as Job;

  test.each(['sqlite', 'firestore'] as const)(
    'is retried by the local runner until that release runs it (%s)',
    async (store) => {
      const world = await World.start({ jobs: 'local', store });
      try {
        await world.instances[0]?.runner?.enqueue(unknown);
        await world.pass(60_000);
        const left = await waitingJobs(world.store, world.clock.now() + 3_600_000);
        expect(left.map(({ data }) => data)).toMatchObject([{ job: unknown }]);
        expect(world.logLines.join()).toContain('job failed, it will be retried');
      } finally {
        await world.close();
      }
    },
  );

  test('is delivered again by Cloud Tasks', async () => {
    const world = await World.start();
    try {
      const { app, clock, jobs } = world;
      const logger = createLogger({ format: 'cloud', level: 'error', clock });
      const deps = { queue: 'commands', handler: app.runJob, jobs, clock, logger } as const;
      expect(await handleTask(deps, { data: { job: unknown }, retryCount: 0 })).toBe(false);
    } finally {
      await world.close();
    }
  });
});
