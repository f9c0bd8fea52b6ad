import { type Clock, delayUntil } from '../clock.ts';
import type { Logger } from '../logs/logger.ts';
import type { JobClass } from '../store/job-collections.ts';
import { isJob } from './job-rules.ts';
import { type JobSealing, NO_SEALING } from './job-sealing.ts';
import type { Job, JobHandler, Jobs } from './jobs.ts';
import { RETRIES } from './retry-policy.ts';
import { runJob } from './run-job.ts';

/** A task that comes at most this much too early is waited for; one that comes earlier is enqueued again. */
const MAX_WAIT_MS = 20_000;

interface TaskDeps {
  /** The class whose queue delivered the task; its job may be of another one, see `createCloudTasks`. */
  readonly queue: JobClass;
  readonly handler: JobHandler;
  readonly jobs: Jobs;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly sealing?: JobSealing;
}

interface Task {
  /** `TaskData`, unless another program uses the queue. */
  readonly data: unknown;
  /** The number of deliveries before this one. */
  readonly retryCount: number;
}

/** Runs a task. Never rejects; false: deliver it again. Too early come those due in over a month, and all in the emulator. */
export async function handleTask(deps: TaskDeps, { data, retryCount }: Task): Promise<boolean> {
  const { clock, logger, sealing = NO_SEALING } = deps;
  const { job: sealed, at: given } = Object(data) as { job?: unknown; at?: unknown };
  const job = isJob(sealed) ? sealing.open(sealed) : undefined;
  if (job === undefined || 'sealed' in job) {
    // A newer release, or one with a newer key, of which only another function runs already, may have enqueued it.
    const isLast = retryCount + 1 >= RETRIES[deps.queue].maxAttempts;
    if (isLast) logger.error('dropped a task without a job', { retryCount });
    else logger.warn('could not read a task, it will be retried', { retryCount });
    return isLast;
  }
  const dueAt = typeof given === 'number' && Number.isFinite(given) ? given : clock.now();
  if (dueAt > clock.now()) {
    await delayUntil(clock, Math.min(dueAt, clock.now() + MAX_WAIT_MS));
    if (dueAt > clock.now()) return enqueueAgain(deps, job, dueAt);
  }
  return (await runJob(deps, { job, attempt: retryCount + 1, dueAt })) !== 'again';
}

async function enqueueAgain({ jobs, logger }: TaskDeps, job: Job, at: number): Promise<boolean> {
  try {
    await jobs.enqueue(job, { at });
    return true;
  } catch (error) {
    logger.warn('job failed, it will be retried', { kind: job.kind, error });
    return false;
  }
}
