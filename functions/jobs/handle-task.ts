import type { Clock } from '../clock.ts';
import type { Logger } from '../logs/logger.ts';
import { isJob } from './job-rules.ts';
import type { Job, JobHandler, Jobs } from './jobs.ts';
import { runJob } from './run-job.ts';

/** A task that comes this much too early is waited for, ms; one that comes still earlier is put back. */
const MAX_WAIT_MS = 20_000;

/** What {@link handleTask} needs. */
export interface TaskDeps {
  readonly handler: JobHandler;
  readonly jobs: Jobs;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A task as Cloud Tasks delivers it. */
export interface Task {
  /** What was enqueued, if nothing else enqueues. */
  readonly data: unknown;
  /** How often it was delivered before. */
  readonly retryCount: number;
}

/**
 * Does the job of a task. A task may come before its time: one that is due in more than a month, and every one in the
 * emulator, which knows no schedule.
 *
 * @returns whether the task has ended; otherwise it is to be delivered again. Never rejects.
 */
export async function handleTask(deps: TaskDeps, { data, retryCount }: Task): Promise<boolean> {
  const { clock, logger } = deps;
  const { job, at: given } = Object(data) as { job?: unknown; at?: unknown };
  if (!isJob(job)) {
    logger.error('dropped a task without a job', { retryCount });
    return true;
  }
  const dueAt = typeof given === 'number' && Number.isFinite(given) ? given : clock.now();
  if (dueAt > clock.now()) {
    await clock.delay(Math.min(dueAt - clock.now(), MAX_WAIT_MS));
    if (dueAt > clock.now()) return putBack(deps, job, dueAt);
  }
  return (await runJob(deps, { job, attempt: retryCount + 1, dueAt })) !== 'again';
}

async function putBack({ jobs, logger }: TaskDeps, job: Job, at: number): Promise<boolean> {
  try {
    await jobs.enqueue(job, { at });
    return true;
  } catch (error) {
    logger.warn('job failed, it will be retried', { kind: job.kind, error });
    return false;
  }
}
