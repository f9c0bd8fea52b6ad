import { createCloudTasks } from '../../functions/jobs/cloud-tasks.ts';
import { JOB_CLASS } from '../../functions/jobs/job-class.ts';
import { JobRefusedError } from '../../functions/jobs/job-rules.ts';
import type { Job } from '../../functions/jobs/jobs.ts';
import { StoreUnavailableError } from '../../functions/store/store.ts';
import { OffsetClock } from '../support/offset-clock.ts';
import { TaskQueueServer } from '../support/task-queue-server.ts';
import { KeptLog } from '../unit/sifely/client.ts';
import { named } from './jobs-contract.ts';

const DAY = 24 * 60 * 60_000;

// Checks the requests, and the handling of the responses. `test/emulators/jobs.check.ts` runs against the official emulator.
describe('Cloud Tasks', () => {
  let server: TaskQueueServer;
  let clock: OffsetClock;
  let log: KeptLog;

  // One for all: the library takes its address from the environment once.
  beforeAll(async () => {
    server = await TaskQueueServer.start();
    process.env['CLOUD_TASKS_EMULATOR_HOST'] = server.host;
  });

  beforeEach(() => {
    clock = new OffsetClock();
    log = new KeptLog();
    server.tasks.length = 0;
    server.faults.length = 0;
    server.missing.clear();
    server.refusals = 0;
  });

  afterAll(async () => {
    delete process.env['CLOUD_TASKS_EMULATOR_HOST'];
    await server.close();
  });

  const queue = () =>
    createCloudTasks({ projectId: 'demo-test', region: 'europe-west1', emulated: true, clock, logger: log });

  const dataOf = (index: number): unknown =>
    JSON.parse(Buffer.from(server.tasks[index]?.task.httpRequest.body ?? '', 'base64').toString()).data;

  test('get a job with its time, in the queue of the function in its region', async () => {
    const at = clock.now() + 20_000;
    await queue().enqueue(named('a'), { at });
    expect(server.tasks).toHaveLength(1);
    expect(server.tasks[0]).toMatchObject({
      queue: 'projects/demo-test/locations/europe-west1/queues/events',
      task: { scheduleTime: new Date(at).toISOString(), dispatchDeadline: '420s' },
    });
    expect(dataOf(0)).toEqual({ job: named('a'), at });
  });

  test('get what a person waits for a second early, so that an instance that must start does not delay it', async () => {
    const report: Job = { kind: 'report', accountId: 'a', lockIds: [] };
    const [soon, later] = [clock.now() + 900, clock.now() + 20_000];
    await queue().enqueue(report, { at: soon });
    await queue().enqueue(report, { at: later });
    expect(server.tasks[0]?.task).not.toHaveProperty('scheduleTime');
    expect(dataOf(0)).toEqual({ job: report, at: soon });
    expect(server.tasks[1]?.task.scheduleTime).toBe(new Date(later - 1000).toISOString());
    expect(dataOf(1)).toEqual({ job: report, at: later });
  });

  test('get each job in the queue of its class', async () => {
    const kinds = Object.keys(JOB_CLASS) as Job['kind'][];
    const jobs = queue();
    for (const kind of kinds) await jobs.enqueue({ kind, accountId: 'a', agentUserId: 'a' } as never);
    const names = server.tasks.map(({ queue: path }) => path.split('/').at(-1));
    expect(Object.fromEntries(kinds.map((kind, index) => [kind, names[index]]))).toEqual({
      ...{ command: 'jobs', 'follow-up': 'jobs', report: 'jobs' },
      ...{
        events: 'events',
        observe: 'events',
        unlink: 'events',
        guests: 'events',
        door: 'events',
        alerts: 'events',
      },
      ...{ poll: 'upkeep', audit: 'upkeep', details: 'upkeep', 'request-sync': 'upkeep' },
    });
  });

  test.each(['NOT_FOUND', 'FAILED_PRECONDITION'] as const)(
    'get a job in the queue of every release while a deployment has not made its own (%s)',
    async (reason) => {
      server.missing.set('upkeep', reason);
      const jobs = queue();
      await jobs.enqueue({ kind: 'poll', accountId: 'a' }, { key: 'poll-1' });
      await jobs.enqueue({ kind: 'poll', accountId: 'b' });
      await jobs.enqueue(named('c'));
      const names = () => server.tasks.map(({ queue: path }) => path.split('/').at(-1));
      expect(names()).toEqual(['jobs', 'jobs', 'events']);
      // One call too much a minute, not one a job.
      expect(server.refusals).toBe(1);
      expect(log.lines.filter(({ level }) => level === 'warn')).toHaveLength(1);
      server.missing.clear();
      clock.advance(60_001);
      await jobs.enqueue({ kind: 'poll', accountId: 'a' });
      expect(names().at(-1)).toBe('upkeep');
    },
  );

  test('are unavailable when there is no queue at all', async () => {
    for (const name of ['jobs', 'events', 'upkeep']) server.missing.set(name, 'NOT_FOUND');
    await expect(queue().enqueue(named('a'))).rejects.toThrow(StoreUnavailableError);
  });

  test('get a job for now without a time', async () => {
    await queue().enqueue(named('a'));
    expect(server.tasks[0]?.task).not.toHaveProperty('scheduleTime');
  });

  test('get a key as a hashed id, and an existing task counts as success', async () => {
    await queue().enqueue(named('a'), { key: 'observe-1' });
    await queue().enqueue(named('a'), { key: 'observe-1' });
    await queue().enqueue(named('a'), { key: 'observe-2' });
    const ids = server.tasks.map(({ task }) => task.name?.split('/').at(-1));
    expect(ids).toEqual([expect.stringMatching(/^[0-9a-f]{40}$/), expect.stringMatching(/^[0-9a-f]{40}$/)]);
    expect(ids[0]).not.toBe(ids[1]);
  });

  test('get a job for next year within the month that they allow, with its true time inside', async () => {
    const at = clock.now() + 365 * DAY;
    await queue().enqueue(named('a'), { at });
    const scheduled = Date.parse(server.tasks[0]?.task.scheduleTime ?? '');
    expect(scheduled).toBeLessThan(clock.now() + 30 * DAY);
    expect(scheduled).toBeGreaterThan(clock.now() + 28 * DAY);
    expect(dataOf(0)).toEqual({ job: named('a'), at });
  });

  test.each([403, 500])('are unavailable when they answer %i', async (status) => {
    server.faults.push(status, status, status, status, status, status);
    await expect(queue().enqueue(named('a'))).rejects.toThrow(StoreUnavailableError);
  });

  test('are unavailable when they do not answer within three seconds', async () => {
    server.faults.push('silence');
    const enqueued = queue().enqueue(named('a'));
    const outcome = expect(enqueued).rejects.toThrow(StoreUnavailableError);
    await new Promise(setImmediate);
    clock.advance(3001);
    await outcome;
  });

  test('never get a job that is too large', async () => {
    await expect(queue().enqueue(named('x'.repeat(200_000)))).rejects.toThrow(JobRefusedError);
    expect(server.tasks).toEqual([]);
  });
});
