import { hash } from 'node:crypto';
import type { Functions } from 'firebase-admin/functions';
import { type Clock, OVER } from '../clock.ts';
import { StoreUnavailable } from '../store/store.ts';
import { checkJob } from './job-rules.ts';
import type { Job, JobOptions, Jobs } from './jobs.ts';

/** The farthest that Cloud Tasks schedules ahead is 30 days (Cloud Tasks quotas); a task for later is put back then. */
const FARTHEST_MS = 29 * 24 * 60 * 60_000;

/** How long enqueueing may take, ms: some of it is on the way of an answer to Google. */
const CALL_TIMEOUT_MS = 3000;

/** What Cloud Tasks waits for the answer of the task function, s; longer than the function's own time. */
const DISPATCH_DEADLINE_SECONDS = 420;

/** What a task carries. */
export interface TaskData {
  readonly job: Job;
  /** Not before this moment, ms since the epoch. */
  readonly at: number;
}

/** What {@link createCloudTasks} needs. */
export interface CloudTasksParts {
  /** The runtime's own when left out. */
  readonly projectId: string | undefined;
  /** Region of the task function `jobs`. */
  readonly region: string;
  /**
   * Whether the environment leads the library to the emulator (`CLOUD_TASKS_EMULATOR_HOST`). There tasks need the name of a
   * service account, but none exists to be looked up.
   */
  readonly emulated: boolean;
  readonly clock: Clock;
}

/**
 * Jobs as tasks of the queue of the function `jobs`. The library is loaded with the first job: most starts of a process
 * answer an intent first.
 */
export function createCloudTasks(parts: CloudTasksParts): Jobs {
  const { region, clock } = parts;
  let connecting: Promise<Functions> | undefined;
  const connection = (): Promise<Functions> => {
    connecting ??= connect(parts).catch((error: unknown) => {
      connecting = undefined;
      throw error;
    });
    return connecting;
  };
  const put = async (data: TaskData, now: number, key: string | undefined): Promise<void> => {
    const functions = await connection();
    const queue = functions.taskQueue<TaskData>(`locations/${region}/functions/jobs`);
    try {
      await queue.enqueue(data, {
        ...(data.at > now && { scheduleTime: new Date(Math.min(data.at, now + FARTHEST_MS)) }),
        ...(key !== undefined && { id: taskId(key) }),
        dispatchDeadlineSeconds: DISPATCH_DEADLINE_SECONDS,
      });
    } catch (error) {
      if (Object(error).code !== 'functions/task-already-exists') throw error;
    }
  };
  return {
    async enqueue(job: Job, options: JobOptions = {}) {
      const now = clock.now();
      const at = checkJob(job, options, now);
      try {
        await inTime(put({ job, at }, now, options.key), clock);
      } catch (error) {
        throw new StoreUnavailable('Cloud Tasks does not take a job', { cause: error });
      }
    },
  };
}

/** Spread evenly, which Cloud Tasks wants of the ids of tasks: those with a common beginning slow a queue down. */
function taskId(key: string): string {
  return hash('sha256', key, 'hex').slice(0, 40);
}

async function connect({ projectId, emulated }: CloudTasksParts): Promise<Functions> {
  const [{ getApps, initializeApp }, { getFunctions }] = await Promise.all([
    import('firebase-admin/app'),
    import('firebase-admin/functions'),
  ]);
  const name = 'jobs';
  const options = {
    ...(projectId !== undefined && { projectId }),
    ...(emulated && { serviceAccountId: 'emulated@example.com' }),
  };
  return getFunctions(getApps().find((app) => app.name === name) ?? initializeApp(options, name));
}

async function inTime<T>(work: Promise<T>, clock: Clock): Promise<T> {
  const done = new AbortController();
  const late = clock.delay(CALL_TIMEOUT_MS, done.signal).then(() => {
    throw new Error(`No answer within ${CALL_TIMEOUT_MS} ms`);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    done.abort(OVER);
    await late.catch(() => {});
  }
}
