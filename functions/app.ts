import express, { type Express, type Response } from 'express';
import { createAccountPages } from './account-pages/create-account-pages.ts';
import { PATHS } from './account-pages/paths.ts';
import { createAccounts } from './accounts/create-accounts.ts';
import { joinListeners } from './accounts/documents/join-listeners.ts';
import { describeKeyProblem } from './accounts/installation/installation.ts';
import { createInstallationGuard } from './accounts/installation/installation-guard.ts';
import { createSealer } from './accounts/sealing.ts';
import { webhookAddress } from './accounts/webhook-address.ts';
import { createActivity } from './activity/activity.ts';
import { createAlertListener } from './alerts/alert-listener.ts';
import { createAlerts } from './alerts/alerts.ts';
import { createAlertChoices } from './alerts/choose-alerts.ts';
import { createDeliver } from './alerts/deliver.ts';
import type { Clock } from './clock.ts';
import { type Config, SIFELY_PROFILES } from './config/config.ts';
import { ConfigError } from './config/config-error.ts';
import { createJobHandlers } from './create-job-handlers.ts';
import type { AccessCloudProvider } from './guests/access-cloud.ts';
import { createIsDoorCode } from './guests/door-codes.ts';
import type { Guests } from './guests/guests.ts';
import { createGuestWork } from './guests/jobs/guest-work.ts';
import { createTrustProxy } from './http/caller-address.ts';
import { health } from './http/health.ts';
import { ready } from './http/ready.ts';
import { RequestLoad } from './http/request-load.ts';
import { warnOfProxies } from './http/warn-of-proxies.ts';
import type { JobHandler, Jobs } from './jobs/jobs.ts';
import { createLinking } from './linking/create-linking.ts';
import { CallMeter } from './locks/call-usage.ts';
import type { KeyRoller, LockCloudProvider } from './locks/lock-cloud.ts';
import { createLockWork } from './locks/lock-work.ts';
import type { Logger } from './logs/logger.ts';
import { withRequestContext } from './logs/request-context.ts';
import { metricsWithToken } from './metrics/metrics-endpoint.ts';
import type { Registry } from './metrics/registry.ts';
import { storeVitals } from './metrics/store-vitals.ts';
import type { VitalsStore } from './metrics/vitals-counter.ts';
import { createOperatorPage } from './operator-page/create-operator-page.ts';
import type { OperatorMachine } from './operator-page/machine.ts';
import { errorHandler, notFound } from './pages/error-handler.ts';
import { frontPage } from './pages/front-page.ts';
import { legalPages } from './pages/legal/legal-pages.ts';
import { ICON_PATH, sendIcon } from './pages/mark.ts';
import { createPageKit } from './pages/page-kit.ts';
import type { Random } from './random.ts';
import { createReadyChecks } from './ready-checks.ts';
import { refuseWrongKeys } from './refuse-wrong-keys.ts';
import { createSharingChanged } from './reporting/enqueue-request-sync.ts';
import type { HomeGraph } from './reporting/home-graph.ts';
import { recordTrouble } from './reporting/home-graph-trouble.ts';
import { limitHomeGraph } from './reporting/limit-home-graph.ts';
import { createStateChangeListener } from './reporting/state-change-listener.ts';
import { createSmartHome } from './smarthome/smart-home.ts';
import type { Store } from './store/store.ts';
import type { AnsweringProcess } from './tracking/answering-process.ts';
import type { PollSchedule } from './tracking/enqueue-due-polls.ts';

interface AppDeps {
  readonly config: Config;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly store: Store;
  readonly cloud: LockCloudProvider & KeyRoller;
  /** The codes and ekeys of locks, from the same cloud; without it there are no guests. */
  readonly access?: AccessCloudProvider;
  readonly homeGraph: HomeGraph;
  readonly jobs: Jobs;
  /** Without it, nothing is subtracted for the time that the process stood still. */
  readonly load?: RequestLoad;
  /** The metrics that `/metrics` shows to those who have the token; without it there is no such path. */
  readonly metrics?: Registry;
  /** The machine that the operator's page checks; without it nothing is known of it. */
  readonly machine?: OperatorMachine;
  /** Counts by day what Google rates. */
  readonly vitals?: VitalsStore;
  /** Only where the process that answers may stand still from then on. */
  readonly answering?: AnsweringProcess;
  /** How often `tick` is called, and how many polls can follow; that of a server if left out. */
  readonly schedule?: PollSchedule;
  /** How costly the hash of a new PIN is; default 14. Only tests that do not test it set less. */
  readonly pinCost?: number | undefined;
}

export interface App {
  readonly express: Express;
  readonly runJob: JobHandler;
  /** The guests of accounts; absent without access to codes. */
  readonly guests?: Guests;
  /** Rejects with `ConfigError` if `ENCRYPTION_KEYS` does not fit the database. A server that starts calls it before all else. */
  openInstallation(): Promise<void>;
  /** Ends the streams of events of the account page, which would keep a server from stopping. */
  endStreams(): void;
  /** Enqueues the polls that are due. Call it about once a minute. */
  tick(): Promise<void>;
  /** Takes up linked accounts whose states were lost. Call it once when a server starts. */
  resumeAccounts(): Promise<void>;
  /** Returns the address at which Sifely tells of an account; `undefined` if there is no such account. It is a secret of the owner. */
  webhookUrl(accountId: string): Promise<string | undefined>;
  /** Resolves when work that continues after a response (queued lock commands, snapshot writes) has ended. */
  settled(): Promise<void>;
}

/** Builds the product from its parts. Reads and starts nothing by itself. */
export function createApp(deps: AppDeps): App {
  const { config, clock, logger, cloud } = deps;
  const stateChangeListener = joinListeners([createStateChangeListener(deps), createAlertListener(deps)]);
  const calls = new CallMeter();
  cloud.onCall((owner) => calls.count(owner));
  const work = createLockWork(deps);
  const accounts = createAccounts({
    ...{ ...deps, profile: cloud.profile, stateChangeListener, calls },
    otherProfiles: SIFELY_PROFILES.filter((profile) => profile !== cloud.profile),
    accountListener: (account) => work.gateways.learn(account),
    credentialListener: (account) => alerts.credentialsChanged(account),
  });
  const sealer = createSealer(config.encryptionKeys, deps.random);
  const activity = createActivity({ ...deps, accounts, sealer });
  const addresses = config.alertAddresses ?? 'public';
  const alerts = createAlerts({
    ...{ ...deps, accounts, sealer, deliver: createDeliver({ clock, addresses }) },
    pageUrl: `${config.publicUrl}${PATHS.overview}`,
  });
  const choices = createAlertChoices({ ...deps, accounts, sealer, addresses });
  const homeGraph = limitHomeGraph(recordTrouble(deps.homeGraph, deps), deps);
  const shared = { ...deps, ...work, accounts, activity, alerts, homeGraph };
  const load = deps.load ?? new RequestLoad({ maxRequests: config.maxRequests, watch: 'never' });
  const smartHome = createSmartHome({ ...shared, load });
  const { access } = deps;
  const guestWork = access && createGuestWork({ ...shared, access });
  const isCode = guestWork?.guests.isCode;
  const isDoorCode = access && createIsDoorCode({ ...deps, access });
  const reporting = createJobHandlers({ ...shared, guestWork });
  const pageKit = createPageKit(deps);
  const installation = createInstallationGuard(deps);
  const app = express();
  app.disable('x-powered-by');
  // No response may be cached.
  app.disable('etag');
  app.set('trust proxy', createTrustProxy(config));
  app.use(warnOfProxies(logger));
  app.use((request, _response, next) => withRequestContext(request.headers, next));
  // A server looks at its keys when it starts. A function is started by a request.
  if (config.platform === 'firebase') app.use(refuseWrongKeys(installation, deps));
  // First, because Google measures its latency. It reads the body itself, after it has authenticated the caller.
  app.use(smartHome.router);
  app.get(['/health', '/healthz'], health(clock, installation.answer));
  app.get('/ready', ready({ ...deps, checks: createReadyChecks({ ...deps, installation }) }));
  app.use(load.limit({ shown: 'nothing' }));
  if (config.platform === 'firebase' && deps.vitals !== undefined) app.use(storeVitals(deps.vitals));
  if (deps.metrics !== undefined && config.metricsToken !== undefined) {
    app.all('/metrics', metricsWithToken(deps.metrics, config.metricsToken));
  }
  app.use(reporting.router);
  app.use(
    createLinking({
      ...deps,
      accounts,
      pageKit,
      isCode,
      isDoorCode,
      sharingChanged: createSharingChanged(deps),
      accountUsed: (accountId) => reporting.resumeAccounts.resume(accountId),
    }),
  );
  const { ownerRequests } = smartHome;
  const pages = { ...deps, accounts, activity, pageKit, ownerRequests, alerts, choices, sealer };
  const released = (response: Response) => load.release(response);
  const accountPages = createAccountPages({
    ...pages,
    ...{ isCode, isDoorCode, guests: guestWork?.guests, released },
  });
  app.use(accountPages.router);
  if (config.operatorToken !== undefined) {
    const { machine = { env: {} } } = deps;
    app.use(createOperatorPage({ ...deps, pageKit, machine }, config.operatorToken));
  }
  app.get(ICON_PATH, sendIcon);
  app.use(pageKit.language);
  app.get('/', frontPage(config));
  app.use(legalPages(config));
  app.use(notFound);
  app.use(errorHandler(logger));
  return {
    express: app,
    runJob: reporting.runJob,
    ...(guestWork && { guests: guestWork.guests }),
    async openInstallation() {
      const { problem } = await installation.open();
      if (problem !== undefined) throw new ConfigError([describeKeyProblem(problem)]);
    },
    tick: async () => {
      await accounts.openDatabase();
      await reporting.tick();
      await deps.vitals?.flush();
    },
    async webhookUrl(accountId) {
      const loaded = await accounts.load(accountId);
      return loaded && webhookAddress(config.publicUrl, accounts.webhookSegment(loaded.account));
    },
    resumeAccounts: () => reporting.resumeAccounts.resumeAll(),
    endStreams: accountPages.endStreams,
    settled: () => work.background.settled(),
  };
}
