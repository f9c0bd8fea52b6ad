import { hash, randomUUID } from 'node:crypto';
import type { Functions, TaskOptions } from 'firebase-admin/functions';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logs/logger.ts';
import type { JobClass } from '../store/job-collections.ts';
import { StoreUnavailableError } from '../store/store.ts';
import { TimeoutError, withTimeout } from '../timeout.ts';
import { classOf } from './job-class.ts';
import { checkJob } from './job-rules.ts';
import { type JobSealing, NO_SEALING } from './job-sealing.ts';
import type { Job, JobOptions, Jobs } from './jobs.ts';

/** Cloud Tasks schedules at most 30 days ahead (its quotas); a later task is enqueued again when it comes. */
const MAX_AHEAD_MS = 29 * 24 * 60 * 60_000;

/** Time limit of enqueueing; some answers to Google wait for it. */
const CALL_TIMEOUT_MS = 3000;

/** Time limit of the task function at Cloud Tasks; longer than the function's own. */
const DISPATCH_DEADLINE_SECONDS = 420;

/** The task functions, each with a queue of its own of the same name. `jobs` has tasks of all classes of earlier releases, too. */
const FUNCTION_OF: Readonly<Record<JobClass, string>> = {
  commands: 'jobs',
  events: 'events',
  upkeep: 'upkeep',
};

/** The function that every release deploys. */
const FALLBACK = FUNCTION_OF.commands;

/**
 * So much earlier what a person waits for is delivered: `handleTask` waits for its time, and an instance that has to start does so
 * meanwhile. Polls keep no instance of `jobs` awake.
 */
const START_MS = 1000;

/** A queue that was found missing is not tried for so long. A new one takes about a minute to begin (Cloud Tasks). */
const MISSING_MS = 60_000;

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
  readonly logger: Logger;
  /** Default: tasks contain their jobs as they are. */
  readonly sealing?: JobSealing;
}

/**
 * Creates jobs as tasks, in the queue of their class. While a deployment has not made that queue yet they go to the function `jobs`,
 * which runs all of them. Loads the library with the first job: most processes answer intents first.
 */
export function createCloudTasks(deps: CloudTasksDeps): Jobs {
  const { region, clock, logger, sealing = NO_SEALING } = deps;
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
  /** Until when the queue of a function counts as missing, ms since the epoch. */
  const missingUntil = new Map<string, number>();
  const put = async (name: string, { functions }: Connection, task: Task): Promise<void> => {
    const queue = functions.taskQueue<TaskData>(`locations/${region}/functions/${name}`);
    try {
      await queue.enqueue(task.data, task.options);
    } catch (error) {
      if (Object(error).code !== 'functions/task-already-exists') throw error;
    }
  };
  const putByClass = async (jobClass: JobClass, connected: Connection, task: Task): Promise<void> => {
    const name = FUNCTION_OF[jobClass];
    if (clock.now() >= (missingUntil.get(name) ?? 0)) {
      try {
        await put(name, connected, task);
        return;
      } catch (error) {
        if (name === FALLBACK || !isQueueMissing(error)) throw error;
        missingUntil.set(name, clock.now() + MISSING_MS);
        logger.warn('a task queue is missing, its jobs go to another one', { queue: name, to: FALLBACK });
      }
    }
    await put(FALLBACK, connected, task);
  };
  return {
    async enqueue(job: Job, options: JobOptions = {}) {
      const now = clock.now();
      const at = checkJob(job, options, now);
      const connected = connection();
      const data = { job: sealing.seal(job), at };
      const jobClass = classOf(job);
      const deliverAt = jobClass === 'commands' ? at - START_MS : at;
      const task = { data, options: taskOptions(deliverAt, now, options.key) };
      const enqueued = connected.then((to) => putByClass(jobClass, to, task));
      try {
        await withTimeout(enqueued, CALL_TIMEOUT_MS, clock);
      } catch (error) {
        if (error instanceof TimeoutError) abandon(connected).catch(() => {});
        throw new StoreUnavailableError('Cloud Tasks did not accept a job', { cause: error });
      }
    },
  };
}

interface Task {
  readonly data: TaskData;
  readonly options: TaskOptions;
}

function taskOptions(at: number, now: number, key: string | undefined): TaskOptions {
  return {
    ...(at > now && { scheduleTime: new Date(Math.min(at, now + MAX_AHEAD_MS)) }),
    ...(key !== undefined && { id: taskId(key) }),
    dispatchDeadlineSeconds: DISPATCH_DEADLINE_SECONDS,
  };
}

/** True if Cloud Tasks know no such queue: they say NOT_FOUND, or FAILED_PRECONDITION of one that is new or was deleted. */
function isQueueMissing(error: unknown): boolean {
  const { code, httpResponse } = Object(error);
  return (
    code === 'functions/not-found' || code === 'functions/failed-precondition' || httpResponse?.status === 404
  );
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
