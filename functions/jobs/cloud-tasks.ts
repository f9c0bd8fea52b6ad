import { hash, randomUUID } from 'node:crypto';
import type { Functions } from 'firebase-admin/functions';
import type { Clock } from '../clock.ts';
import { StoreUnavailableError } from '../store/store.ts';
import { TimeoutError, withTimeout } from '../timeout.ts';
import { checkJob } from './job-rules.ts';
import type { Job, JobOptions, Jobs } from './jobs.ts';

/** The farthest that Cloud Tasks schedules ahead is 30 days (Cloud Tasks quotas); a task for later is put back then. */
const MAX_AHEAD_MS = 29 * 24 * 60 * 60_000;

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
export interface CloudTasksDeps {
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
export function createCloudTasks(deps: CloudTasksDeps): Jobs {
  const { region, clock } = deps;
  let connecting: Promise<Connection> | undefined;
  const connection = (): Promise<Connection> => {
    connecting ??= connect(deps).catch((error: unknown) => {
      connecting = undefined;
      throw error;
    });
    return connecting;
  };
  // The library waits for the request for a token that is under way, however long: another app asks anew.
  const leave = async (left: Promise<Connection>): Promise<void> => {
    if (connecting !== left) return;
    connecting = undefined;
    // By then nobody waits for what this one was given.
    await clock.delay(CALL_TIMEOUT_MS);
    await (await left).end();
  };
  const put = async (
    { functions }: Connection,
    data: TaskData,
    now: number,
    key: string | undefined,
  ): Promise<void> => {
    const queue = functions.taskQueue<TaskData>(`locations/${region}/functions/jobs`);
    try {
      await queue.enqueue(data, {
        ...(data.at > now && { scheduleTime: new Date(Math.min(data.at, now + MAX_AHEAD_MS)) }),
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
      const connected = connection();
      const enqueued = connected.then((to) => put(to, { job, at }, now, options.key));
      try {
        await withTimeout(enqueued, CALL_TIMEOUT_MS, clock);
      } catch (error) {
        if (error instanceof TimeoutError) leave(connected).catch(() => {});
        throw new StoreUnavailableError('Cloud Tasks did not accept a job', { cause: error });
      }
    },
  };
}

/** Spread evenly, which Cloud Tasks wants of the ids of tasks: those with a common beginning slow a queue down. */
function taskId(key: string): string {
  return hash('sha256', key, 'hex').slice(0, 40);
}

/** An app of the library, which has one token for all. */
interface Connection {
  readonly functions: Functions;
  readonly end: () => Promise<void>;
}

async function connect({ projectId, emulated }: CloudTasksDeps): Promise<Connection> {
  const [{ deleteApp, initializeApp }, { getFunctions }] = await Promise.all([
    import('firebase-admin/app'),
    import('firebase-admin/functions'),
  ]);
  const options = {
    ...(projectId !== undefined && { projectId }),
    ...(emulated && { serviceAccountId: 'emulated@example.com' }),
  };
  const app = initializeApp(options, `jobs-${randomUUID()}`);
  return { functions: getFunctions(app), end: () => deleteApp(app) };
}
