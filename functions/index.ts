// The product on Firebase: one HTTP function behind Firebase Hosting, three task queues and a schedule. Wiring only.
import { HttpsError, onRequest } from 'firebase-functions/https';
import { onSchedule } from 'firebase-functions/scheduler';
import { onTaskDispatched } from 'firebase-functions/tasks';
import { createSealer } from './accounts/sealing.ts';
import { type App, createApp } from './app.ts';
import { systemClock } from './clock.ts';
import { checkDeployment } from './config/check-deployment.ts';
import { ConfigError } from './config/config-error.ts';
import { removeUnseenCharacters } from './config/env-file.ts';
import { DEPLOYMENT_DEFAULTS } from './config/firebase-parameters.ts';
import { firestoreAddress } from './config/firestore-address.ts';
import { loadConfig } from './config/load-config.ts';
import { renamedSettings } from './config/unknown-settings.ts';
import {
  concurrency,
  jobsAtOnce,
  jobsPerSecond,
  maxInstances,
  memory,
  minInstances,
  region,
  secrets,
} from './firebase-deployment.ts';
import { connectPatientlyByDefault } from './http/connection-pool.ts';
import { holdBodies, releaseBody } from './http/hold-bodies.ts';
import { leaveDomain } from './http/leave-domain.ts';
import { RequestLoad } from './http/request-load.ts';
import { createCloudTasks } from './jobs/cloud-tasks.ts';
import { handleTask } from './jobs/handle-task.ts';
import { createJobSealing, type JobSealing } from './jobs/job-sealing.ts';
import type { Jobs } from './jobs/jobs.ts';
import { RETRIES } from './jobs/retry-policy.ts';
import { createLogger } from './logs/create-logger.ts';
import type { Logger } from './logs/logger.ts';
import { withListeners } from './metrics/counting-logger.ts';
import { countVitals, createVitalsStore, VitalsCounter, type VitalsStore } from './metrics/vitals-counter.ts';
import { NOT_SET_UP, sendPlainPage } from './pages/plain-page.ts';
import { systemRandom } from './random.ts';
import { createHomeGraph } from './reporting/home-graph/client.ts';
import { createSifelyCloud } from './sifely/index.ts';
import { CLAIMS_PER_SECOND } from './store/firestore/due-index.ts';
import { openFirestoreStore } from './store/firestore/firestore.ts';
import type { JobClass } from './store/job-collections.ts';
import { createAnsweringProcess } from './tracking/answering-process.ts';

// The functions framework itself answers requests that it cannot parse; in any other mode with a stack trace.
process.env['NODE_ENV'] ??= 'production';

// The other functions need their bodies parsed, and only the platform may call them.
if (process.env['FUNCTION_TARGET'] === 'api') holdBodies();

connectPatientlyByDefault(systemClock);

// Only Firebase's tools set it: they list the functions before they deploy. What cannot work is not deployed.
if (process.env['FUNCTIONS_CONTROL_API'] === 'true') checkDeployment(process.env);

/** Minutes between two runs of `poll`. */
const POLL_MINUTES = 2;

interface Product {
  readonly app: App;
  readonly jobs: Jobs;
  readonly sealing: JobSealing;
  readonly logger: Logger;
  readonly vitals: VitalsStore;
}

// All requests of an instance share one app. The first creates it: a deployment inspects this module without configuration.
let product: Product | undefined;

/** Everything: `/smarthome`, `/oauth/…`, `/webhooks/…`, `/commands/…`, `/health`, `/ready`. */
export const api = onRequest(
  {
    region,
    minInstances,
    maxInstances,
    memory,
    concurrency,
    timeoutSeconds: 60,
    invoker: 'public',
    secrets,
  },
  (request, response): void | Promise<void> => {
    releaseBody(request);
    try {
      product ??= openProduct();
    } catch (error) {
      refuse(error);
      return sendPlainPage(request, response, NOT_SET_UP);
    }
    leaveDomain();
    product.app.express(request, response);
  },
);

/**
 * Makes the function of a task queue: runs one job per task. Cloud Tasks redelivers a task that fails. Each class of jobs has a queue
 * with a rate of its own, so that what a person waits for stands behind no polls.
 */
function taskFunction(queue: JobClass) {
  const { maxAttempts, firstPauseSeconds, maxPauseSeconds } = RETRIES[queue];
  return onTaskDispatched(
    {
      region,
      maxInstances,
      memory,
      concurrency,
      // More than the longest job needs, less than Cloud Tasks waits.
      timeoutSeconds: 400,
      secrets,
      retryConfig: {
        maxAttempts,
        minBackoffSeconds: firstPauseSeconds,
        maxBackoffSeconds: maxPauseSeconds,
        maxDoublings: 16,
      },
      rateLimits: {
        maxConcurrentDispatches: jobsAtOnce,
        maxDispatchesPerSecond: jobsPerSecond,
      },
    },
    async ({ data, retryCount }) => {
      const { app, jobs, sealing, logger, vitals } = opened();
      const parts = { queue, handler: app.runJob, jobs, sealing, clock: systemClock, logger };
      const ended = await handleTask(parts, { data, retryCount: retryCount ?? 0 });
      await vitals.flush();
      // The failure is already logged; an error of any other class would be logged again in full.
      if (!ended) throw new HttpsError('unavailable', 'again');
    },
  );
}

// Their names are those of their queues (`createCloudTasks`). `jobs` also runs what earlier releases left there.
export const jobs = taskFunction('commands');
export const events = taskFunction('events');
export const upkeep = taskFunction('upkeep');

/** The schedule: enqueues the polls that are due. */
export const poll = onSchedule(
  {
    schedule: `every ${POLL_MINUTES} minutes`,
    region,
    memory,
    timeoutSeconds: 110,
    maxInstances: 1,
    secrets,
  },
  async () => {
    const { app, logger } = opened();
    try {
      await app.tick();
    } catch (error) {
      logger.error('scheduled run failed, the next one follows', { error });
    }
  },
);

function opened(): Product {
  try {
    product ??= openProduct();
    return product;
  } catch (error) {
    refuse(error);
    throw new HttpsError('unavailable', 'not configured');
  }
}

function openProduct(): Product {
  const env = process.env;
  removeUnseenCharacters(env);
  const config = loadConfig(env, { platform: 'firebase' });
  const clock = systemClock;
  const random = systemRandom;
  const plainLogger = createLogger({ ...config.log, clock, projectId: env['GCLOUD_PROJECT'] });
  const counter = new VitalsCounter();
  const logger = withListeners(plainLogger, [countVitals(counter, clock)]);
  for (const line of renamedSettings(env)) logger.info(line);
  const store = openFirestoreStore({ ...firestoreAddress(env), clock, random });
  const cloud = createSifelyCloud({ ...config.sifely, clock, random, logger });
  const sealing = createJobSealing(createSealer(config.encryptionKeys, random));
  const queue = createCloudTasks({
    sealing,
    projectId: env['GCLOUD_PROJECT'],
    // A parameter's default is known during a deployment, but here only if the deployment wrote it into the environment.
    region: region.value() || DEPLOYMENT_DEFAULTS.REGION,
    emulated: Boolean(env['CLOUD_TASKS_EMULATOR_HOST']),
    clock,
    logger,
  });
  const homeGraph = createHomeGraph({ config, clock, logger });
  const load = new RequestLoad({ maxRequests: config.maxRequests, watch: 'while-busy' });
  const answering = createAnsweringProcess({ config, clock, logger });
  const parts = { config, clock, random, logger, store, cloud, access: cloud, homeGraph, jobs: queue };
  const vitals = createVitalsStore({ store, clock, logger, counter });
  const schedule = {
    everyMs: POLL_MINUTES * 60_000,
    jobsPerSecond: jobsPerSecond.value() || DEPLOYMENT_DEFAULTS.JOBS_PER_SECOND,
    claimsPerSecond: CLAIMS_PER_SECOND,
  };
  const app = createApp({ ...parts, load, answering, vitals, schedule, machine: { env } });
  return { app, jobs: queue, sealing, logger, vitals };
}

function refuse(error: unknown): void {
  const logger = createLogger({ format: 'cloud', level: 'error', clock: systemClock });
  if (error instanceof ConfigError) logger.error(error.message);
  else logger.error('cannot start', { error });
}
