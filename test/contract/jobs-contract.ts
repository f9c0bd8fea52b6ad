import { JobRefusedError, MAX_JOB_BYTES } from '../../functions/jobs/job-rules.ts';
import type { Job, Jobs } from '../../functions/jobs/jobs.ts';

/** One run of a job, as the handler saw it. */
export interface Run {
  readonly job: Job;
  /** Ms since the epoch, of the clock of {@link JobsUnderTest.now}. */
  readonly at: number;
}

/** A job queue under test with what it runs. */
export interface JobsUnderTest {
  readonly jobs: Jobs;
  now(): number;
  /** Everything that ran so far, in order. */
  runs(): readonly Run[];
  /** Makes the next runs of the job of this name fail. */
  fail(name: string, times: number): void;
  /** Lets time pass, and what is due meanwhile run. */
  pass(ms: number): Promise<void>;
  /** Waits until this many runs of the job of this name have happened. */
  ran(name: string, times: number): Promise<void>;
  /** Starts a job of this name, ends its process by force while it runs, and begins again. */
  crash(name: string): Promise<void>;
  close(): Promise<void>;
}

/** A job of any account, identified by its name. */
export function named(name: string): Job {
  return { kind: 'unlink', agentUserId: name };
}

/** The runs of the job of a name. */
export function runsOf(name: string, runs: readonly Run[]): readonly Run[] {
  return runs.filter(({ job }) => job.kind === 'unlink' && job.agentUserId === name);
}

/** The contract of every job queue. `open` returns an empty, running one. */
export function jobsContract(name: string, open: () => Promise<JobsUnderTest>, timeoutMs = 30_000): void {
  describe(`${name} as a job queue`, () => {
    let queue: JobsUnderTest;
    const runs = (of: string): readonly Run[] => runsOf(of, queue.runs());

    beforeEach(async () => {
      queue = await open();
    }, timeoutMs);

    afterEach(async () => {
      await queue?.close();
    }, timeoutMs);

    test(
      'runs a job once, and soon',
      async () => {
        await queue.jobs.enqueue(named('soon'));
        await queue.ran('soon', 1);
        await queue.pass(2000);
        expect(runs('soon').map(({ job }) => job)).toEqual([named('soon')]);
      },
      timeoutMs,
    );

    test(
      'runs a job not before its time, and then',
      async () => {
        const at = queue.now() + 4000;
        await queue.jobs.enqueue(named('later'), { at });
        await queue.jobs.enqueue(named('soon'));
        await queue.ran('soon', 1);
        await queue.pass(1000);
        expect(runs('later')).toEqual([]);
        await queue.pass(3500);
        await queue.ran('later', 1);
        expect(runs('later')[0]?.at).toBeGreaterThanOrEqual(at);
      },
      timeoutMs,
    );

    test(
      'runs a job again that failed, after pauses that grow, until it succeeds',
      async () => {
        queue.fail('stubborn', 2);
        await queue.jobs.enqueue(named('stubborn'));
        await queue.ran('stubborn', 1);
        await queue.pass(5500);
        await queue.ran('stubborn', 2);
        await queue.pass(10_500);
        await queue.ran('stubborn', 3);
        await queue.pass(2000);
        const [first = 0, second = 0, third = 0, ...more] = runs('stubborn').map(({ at }) => at);
        expect(more).toEqual([]);
        expect(second - first).toBeGreaterThanOrEqual(2400);
        expect(third - second).toBeGreaterThanOrEqual(4800);
      },
      timeoutMs,
    );

    test(
      'takes a job once that is enqueued again with its key, before it ran and after',
      async () => {
        const again = { at: queue.now() + 1000, key: 'the-key' };
        await Promise.all([1, 2, 3].map(() => queue.jobs.enqueue(named('keyed'), again)));
        await queue.pass(1500);
        await queue.ran('keyed', 1);
        await queue.jobs.enqueue(named('keyed'), { key: 'the-key' });
        await queue.jobs.enqueue(named('other'), { key: 'another-key' });
        await queue.ran('other', 1);
        await queue.pass(1500);
        expect(runs('keyed')).toHaveLength(1);
      },
      timeoutMs,
    );

    test(
      'takes jobs without a key as often as they are enqueued',
      async () => {
        await Promise.all([1, 2, 3].map(() => queue.jobs.enqueue(named('thrice'))));
        await queue.ran('thrice', 3);
      },
      timeoutMs,
    );

    test(
      'runs a job again whose process was killed while it ran',
      async () => {
        await queue.crash('cut-short');
        await queue.ran('cut-short', 2);
      },
      timeoutMs,
    );

    test('refuses a job that is too large, with its size', async () => {
      const huge = { kind: 'unlink', agentUserId: 'x'.repeat(MAX_JOB_BYTES) } as const;
      await expect(queue.jobs.enqueue(huge)).rejects.toThrow(JobRefusedError);
      await expect(queue.jobs.enqueue(huge)).rejects.toThrow(/102\d{3} bytes, at most 102400/);
    });

    test.each(['', 'no spaces', 'x'.repeat(101), 'ü'])('refuses the key %p', async (key) => {
      await expect(queue.jobs.enqueue(named('odd'), { key })).rejects.toThrow(JobRefusedError);
    });

    test('refuses a time that is not a number', async () => {
      await expect(queue.jobs.enqueue(named('odd'), { at: Number.NaN })).rejects.toThrow(JobRefusedError);
    });
  });
}
