import express, { type Express } from 'express';
import { createAccountPages } from './account-pages/create-account-pages.ts';
import { createAccounts } from './accounts/create-accounts.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config/config.ts';
import { createJobHandlers } from './create-job-handlers.ts';
import { createTrustProxy } from './http/caller-address.ts';
import { health } from './http/health.ts';
import { ready } from './http/ready.ts';
import { RequestLoad } from './http/request-load.ts';
import { warnOfProxies } from './http/warn-of-proxies.ts';
import type { JobHandler, Jobs } from './jobs/jobs.ts';
import { createLinking } from './linking/create-linking.ts';
import { CallMeter } from './locks/call-usage.ts';
import type { LockCloudProvider } from './locks/lock-cloud.ts';
import { createLockWork } from './locks/lock-work.ts';
import type { Logger } from './logs/logger.ts';
import { withRequestContext } from './logs/request-context.ts';
import { errorHandler, notFound } from './pages/error-handler.ts';
import { frontPage } from './pages/front-page.ts';
import { createPageKit } from './pages/page-kit.ts';
import type { Random } from './random.ts';
import { createSharingChanged } from './reporting/enqueue-request-sync.ts';
import type { HomeGraph } from './reporting/home-graph.ts';
import { createStateChangeListener } from './reporting/state-change-listener.ts';
import { createSmartHome } from './smarthome/smart-home.ts';
import type { Store } from './store/store.ts';
import type { AnsweringProcess } from './tracking/answering-process.ts';

interface AppDeps {
  readonly config: Config;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly store: Store;
  readonly cloud: LockCloudProvider;
  readonly homeGraph: HomeGraph;
  readonly jobs: Jobs;
  /** Without it, nothing is subtracted for the time that the process stood still. */
  readonly load?: RequestLoad;
  /** Only where the process that answers may stand still from then on. */
  readonly answering?: AnsweringProcess;
  /** How costly the hash of a new PIN is; default 14. Only tests that do not test it set less. */
  readonly pinCost?: number | undefined;
}

export interface App {
  readonly express: Express;
  readonly runJob: JobHandler;
  /** Enqueues the polls that are due. Call it about once a minute. */
  tick(): Promise<void>;
  /** Takes up linked accounts whose states were lost. Call it once when a server starts. */
  resumeAccounts(): Promise<void>;
  /** Resolves when work that continues after a response (queued lock commands, snapshot writes) has ended. */
  settled(): Promise<void>;
}

/** Builds the product from its parts. Reads and starts nothing by itself. */
export function createApp(deps: AppDeps): App {
  const { config, clock, logger, cloud } = deps;
  const stateChangeListener = createStateChangeListener(deps);
  const calls = new CallMeter();
  cloud.onCall((owner) => calls.count(owner));
  const work = createLockWork(deps);
  const accounts = createAccounts({
    ...{ ...deps, profile: cloud.profile, stateChangeListener, calls },
    accountListener: (account) => work.gateways.learn(account),
  });
  const shared = { ...deps, ...work, accounts };
  const load = deps.load ?? new RequestLoad({ maxRequests: config.maxRequests, watch: 'never' });
  const smartHome = createSmartHome({ ...shared, load });
  const reporting = createJobHandlers(shared);
  const pageKit = createPageKit(deps);
  const app = express();
  app.disable('x-powered-by');
  // No response may be cached.
  app.disable('etag');
  app.set('trust proxy', createTrustProxy(config));
  app.use(warnOfProxies(logger));
  app.use((request, _response, next) => withRequestContext(request.headers, next));
  // First, because Google measures its latency. It reads the body itself, after it has authenticated the caller.
  app.use(smartHome.router);
  app.get(['/health', '/healthz'], health(clock));
  const isJobLate = async (until: number) =>
    (await deps.store.dueKeys('jobs', { until, limit: 1 })).length > 0;
  app.get('/ready', ready({ ...deps, isJobLate }));
  app.use(load.limit({ shown: 'nothing' }));
  app.use(reporting.router);
  app.use(
    createLinking({
      ...deps,
      accounts,
      pageKit,
      sharingChanged: createSharingChanged(deps),
      accountUsed: (accountId) => reporting.resumeAccounts.resume(accountId),
    }),
  );
  app.use(createAccountPages({ ...deps, accounts, pageKit }));
  app.get('/', frontPage(config));
  app.use(notFound);
  app.use(errorHandler(logger));
  return {
    express: app,
    runJob: reporting.runJob,
    tick: async () => {
      await accounts.openDatabase();
      await reporting.tick();
    },
    resumeAccounts: () => reporting.resumeAccounts.resumeAll(),
    settled: () => work.background.settled(),
  };
}
