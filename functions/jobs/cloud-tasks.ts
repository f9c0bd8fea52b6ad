import { hash, randomUUID } from 'node:crypto';
import type { Functions } from 'firebase-admin/functions';
import type { Clock } from '../clock.ts';
import { StoreUnavailableError } from '../store/store.ts';
import { TimeoutError, withTimeout } from '../timeout.ts';
import { checkJob } from './job-rules.ts';
import { type JobSealing, NO_SEALING } from './job-sealing.ts';
import type { Job, JobOptions, Jobs } from './jobs.ts';

/** Cloud Tasks schedules at most 30 days ahead (its quotas); a later task is enqueued again when it comes. */
const MAX_AHEAD_MS = 29 * 24 * 60 * 60_000;

/** Time limit of enqueueing; some answers to Google wait for it. */
const CALL_TIMEOUT_MS = 3000;

/** Time limit of the task function at Cloud Tasks; longer than the function's own. */
const DISPATCH_DEADLINE_SECONDS = 420;

interface TaskData {
  readonly job: Job;
  /** The job must not run before this time, ms since the epoch. */
  readonly at: number;
}

interface CloudTasksDeps {
  /** `undefined`: the project of the runtime. */
  readonly projectId: string | undefined;
  readonly region: string;
  /** True for the emulator: its tasks need the name of a service account, but there is none to look up. */
  readonly emulated: boolean;
  /** Whose identity delivers the tasks, by its e-mail address; default: that of the runtime, which a person's own sign-in has not. */
  readonly serviceAccount?: string;
  readonly clock: Clock;
  /** Default: tasks contain their jobs as they are. */
  readonly sealing?: JobSealing;
}

/** Creates jobs as tasks for the function `jobs`. Loads the library with the first job: most processes answer intents first. */
export function createCloudTasks(deps: CloudTasksDeps): Jobs {
  const { region, clock, sealing = NO_SEALING } = deps;
  let connecting: Promise<Connection> | undefined;
  const connection = (): Promise<Connection> => {
    connecting ??= connect(deps).catch((error: unknown) => {
      connecting = undefined;
      throw error;
    });
    return connecting;
  };
  // The library waits for its running token request without a limit: a new app starts a new one.
  const abandon = async (left: Promise<Connection>): Promise<void> => {
    if (connecting !== left) return;
    connecting = undefined;
    // By then all calls that use it have timed out.
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
      const enqueued = connected.then((to) => put(to, { job: sealing.seal(job), at }, now, options.key));
      try {
        await withTimeout(enqueued, CALL_TIMEOUT_MS, clock);
      } catch (error) {
        if (error instanceof TimeoutError) abandon(connected).catch(() => {});
        throw new StoreUnavailableError('Cloud Tasks did not accept a job', { cause: error });
      }
    },
  };
}

/** Hashed, because ids with a common prefix slow a queue of Cloud Tasks down. */
function taskId(key: string): string {
  return hash('sha256', key, 'hex').slice(0, 40);
}

interface Connection {
  readonly functions: Functions;
  readonly end: () => Promise<void>;
}

async function connect({ projectId, emulated, serviceAccount }: CloudTasksDeps): Promise<Connection> {
  const [{ deleteApp, initializeApp }, { getFunctions }] = await Promise.all([
    import('firebase-admin/app'),
    import('firebase-admin/functions'),
  ]);
  const options = {
    ...(projectId !== undefined && { projectId }),
    ...(emulated && { serviceAccountId: 'emulated@example.com' }),
    ...(serviceAccount !== undefined && { serviceAccountId: serviceAccount }),
  };
  const app = initializeApp(options, `jobs-${randomUUID()}`);
  return { functions: getFunctions(app), end: () => deleteApp(app) };
}
