import { handleTask } from '../../../functions/jobs/handle-task.ts';
import type { Job, JobOptions, Jobs } from '../../../functions/jobs/jobs.ts';
import type { Logger } from '../../../functions/logs/logger.ts';
import type { JobClass } from '../../../functions/store/job-collections.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { flush } from '../../support/until.ts';

const JOB: Job = { kind: 'poll', accountId: 'a1' };

describe('a task that is delivered', () => {
  let clock: ManualClock;
  let done: Job[];
  let putBack: { job: Job; options: JobOptions | undefined }[];
  let lines: { level: string; message: string }[];
  let failure: Error | undefined;
  let queueFailure: Error | undefined;

  beforeEach(() => {
    clock = new ManualClock();
    done = [];
    putBack = [];
    lines = [];
    failure = undefined;
    queueFailure = undefined;
  });

  function take(data: unknown, retryCount = 0, queue: JobClass = 'upkeep'): Promise<boolean> {
    const log = (level: string) => (message: string) => void lines.push({ level, message });
    const logger: Logger = {
      debug: log('debug'),
      info: log('info'),
      warn: log('warn'),
      error: log('error'),
    };
    const jobs: Jobs = {
      async enqueue(job, options) {
        if (queueFailure) throw queueFailure;
        putBack.push({ job, options });
      },
    };
    const handler = async (job: Job) => {
      done.push(job);
      if (failure) throw failure;
    };
    return handleTask({ queue, handler, jobs, clock, logger }, { data, retryCount });
  }

  test('runs its job', async () => {
    expect(await take({ job: JOB, at: clock.now() })).toBe(true);
    expect(done).toEqual([JOB]);
  });

  test('is delivered again when its job failed', async () => {
    failure = new Error('not now');
    expect(await take({ job: JOB, at: clock.now() }, 3)).toBe(false);
    expect(lines).toEqual([{ level: 'warn', message: 'job failed, it will be retried' }]);
  });

  test('is given up at its last attempt, as an error', async () => {
    failure = new Error('never');
    expect(await take({ job: JOB, at: clock.now() }, 11)).toBe(true);
    expect(lines).toEqual([{ level: 'error', message: 'job given up' }]);
  });

  test('has the attempts of its class, whatever queue it came by', async () => {
    failure = new Error('never');
    const report: Job = { kind: 'report', accountId: 'a1', lockIds: [] };
    expect(await take({ job: report, at: clock.now() }, 20, 'commands')).toBe(false);
    expect(await take({ job: report, at: clock.now() }, 21, 'commands')).toBe(true);
    // An earlier release enqueued all jobs there.
    expect(await take({ job: JOB, at: clock.now() }, 11, 'commands')).toBe(true);
  });

  test('waits when it comes a little early', async () => {
    const taken = take({ job: JOB, at: clock.now() + 15_000 });
    await clock.advance(14_999);
    expect(done).toEqual([]);
    await clock.advance(1);
    expect(await taken).toBe(true);
    expect(done).toEqual([JOB]);
  });

  test('is enqueued again when it comes much too early', async () => {
    const at = clock.now() + 60 * 60_000;
    const taken = take({ job: JOB, at });
    await clock.advance(20_000);
    expect(await taken).toBe(true);
    expect(done).toEqual([]);
    expect(putBack).toEqual([{ job: JOB, options: { at } }]);
  });

  test('is delivered again when it cannot be enqueued again', async () => {
    queueFailure = new Error('the queue is out');
    const taken = take({ job: JOB, at: clock.now() + 60 * 60_000 });
    await clock.advance(20_000);
    expect(await taken).toBe(false);
  });

  test.each([undefined, null, 'text', 7, [], {}, { job: null }, { job: { kind: 7 } }])(
    'without a job in it (%j) is delivered again, until the last attempt drops it',
    async (data) => {
      expect(await take(data)).toBe(false);
      expect(await take(data, 11)).toBe(true);
      expect(await take(data, 20, 'commands')).toBe(false);
      expect(done).toEqual([]);
      expect(lines).toMatchObject([
        { level: 'warn', message: 'could not read a task, it will be retried' },
        { level: 'error', message: 'dropped a task without a job' },
        { level: 'warn', message: 'could not read a task, it will be retried' },
      ]);
    },
  );

  test('without a time is due now', async () => {
    expect(await take({ job: JOB })).toBe(true);
    expect(done).toEqual([JOB]);
  });

  test('leaves no timer behind', async () => {
    await take({ job: JOB, at: clock.now() });
    await flush();
    expect(clock.pending).toBe(0);
  });
});
