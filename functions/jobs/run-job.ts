import type { Clock } from '../clock.ts';
import type { Logger } from '../logs/logger.ts';
import { withTimeout } from '../timeout.ts';
import { accountOf } from './job-rules.ts';
import type { Job, JobHandler } from './jobs.ts';
import { MAX_RUN_MS, retriesOf } from './retry-policy.ts';

const NO_RESULT = 'The last attempt recorded no result; the process may have crashed in it';

type JobOutcome = 'done' | 'again' | 'given-up';

interface Attempt {
  readonly job: Job;
  /** 1 for the first. */
  readonly attempt: number;
  /** When it was due, ms since the epoch. */
  readonly dueAt: number;
}

/** Runs a job within a time limit, logs no content, never rejects. Over the maximum, the last attempt crashed: gives up. */
export async function runJob(
  { handler, clock, logger }: { handler: JobHandler; clock: Clock; logger: Logger },
  { job, attempt, dueAt }: Attempt,
): Promise<JobOutcome> {
  const startedAt = clock.now();
  const { maxAttempts } = retriesOf(job);
  const line = () => ({
    ...{ kind: job.kind, accountId: accountOf(job), attempt },
    ...{ lateMs: Math.max(0, startedAt - dueAt), ms: clock.now() - startedAt },
  });
  if (attempt > maxAttempts) {
    logger.error('job given up', { ...line(), error: new Error(NO_RESULT) });
    return 'given-up';
  }
  try {
    await withTimeout(handler(job), MAX_RUN_MS, clock);
    logger.debug('job done', line());
    return 'done';
  } catch (error) {
    if (attempt < maxAttempts) {
      logger.warn('job failed, it will be retried', { ...line(), error });
      return 'again';
    }
    logger.error('job given up', { ...line(), error });
    return 'given-up';
  }
}
