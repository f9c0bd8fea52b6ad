import { type RequestHandler, type Response, Router } from 'express';
import type { Accounts } from '../accounts/accounts.ts';
import type { OwnerRequests } from '../accounts/owner-requests.ts';
import type { Activity } from '../activity/activity.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config/config.ts';
import type { Guests } from '../guests/guests.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { KeyRoller, LockCloudProvider } from '../locks/lock-cloud.ts';
import type { Logger } from '../logs/logger.ts';
import { readBody } from '../pages/forms/form-body.ts';
import type { IsCode, IsDoorCode } from '../pages/forms/pin-choice.ts';
import type { Html } from '../pages/html.ts';
import { pageErrorHandler } from '../pages/page-error-handler.ts';
import type { PageKit } from '../pages/page-kit.ts';
import { wordsOf } from '../pages/page-language.ts';
import { sendPage } from '../pages/visit.ts';
import type { Random } from '../random.ts';
import { createActivityFiles } from './activity/activity-files.ts';
import { createActivityPage } from './activity/activity-page.ts';
import { type AlertsPageDeps, createAlertsPage } from './alerts/alerts.ts';
import { allowPushScript, sendWorker, WORKER_PATH } from './alerts/push-script.ts';
import { createDataFile } from './data/data-file.ts';
import { createSignOutEverywhere } from './data/sign-out-everywhere.ts';
import { createGuestPages } from './guests/guests.ts';
import { createEndLink } from './links/end-link.ts';
import { createLockSettings } from './lock-settings/lock-settings.ts';
import { createLockTest } from './lock-test/lock-test.ts';
import { createLocks } from './locks.ts';
import { createLiveEvents, type LiveEvents } from './overview/live-events.ts';
import { createOverview } from './overview/overview.ts';
import { createOwnerVisits } from './owner-visits.ts';
import { PATHS } from './paths.ts';
import { createHouseholdPin } from './pins/household-pin.ts';
import { createPersonPin } from './pins/person-pin.ts';
import { createPins } from './pins/pins.ts';
import { createRemovePin } from './pins/remove-pin.ts';
import { refuseForeign } from './refuse-foreign.ts';
import { createKeyRenewal } from './renewals/key-renewal.ts';
import { createWebhookRenewal } from './renewals/webhook-renewal.ts';
import { createAccountSignIn } from './sign-in.ts';
import { createUnlinking } from './unlinking.ts';

interface AccountPagesDeps extends Omit<AlertsPageDeps, 'visits'> {
  readonly config: Config;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly accounts: Accounts;
  readonly activity: Activity;
  readonly cloud: LockCloudProvider & KeyRoller;
  readonly jobs: Jobs;
  readonly ownerRequests: OwnerRequests;
  readonly pageKit: PageKit;
  /** Called for an answer that becomes a stream. */
  readonly released: (response: Response) => void;
  /** Left out, as the next two, where there are no guests. */
  readonly guests?: Guests | undefined;
  readonly isCode?: IsCode | undefined;
  readonly isDoorCode?: IsDoorCode | undefined;
}

/** The account pages of an app. */
export interface AccountPages {
  readonly router: Router;
  /** Ends the streams of events of all pages: the process stops. */
  readonly endStreams: LiveEvents['end'];
}

/** Creates `/account`, where owners see and change their link. Pages that need no script; mount no body parser in front. */
export function createAccountPages(deps: AccountPagesDeps): AccountPages {
  const { cookies, sessions, knownBrowsers, formTokens, logCall } = deps.pageKit;
  const visits = createOwnerVisits({ ...deps, cookies, sessions, formTokens });
  const signIn = createAccountSignIn({ ...deps, ...deps.pageKit });
  const overview = createOverview({ ...deps, sessions, visits });
  const alerts = createAlertsPage({ ...deps, visits });
  const events = createLiveEvents({ ...deps, visits });
  const locks = createLocks({ ...deps, sessions, visits });
  const lock = createLockSettings({ ...deps, visits });
  const lockTest = createLockTest({ ...deps, visits });
  const pin = createHouseholdPin({ ...deps, visits });
  const pins = createPins({ ...deps, visits });
  const personPin = createPersonPin({ ...deps, visits });
  const removePin = createRemovePin({ ...deps, visits });
  const key = createKeyRenewal({ ...deps, visits });
  const webhook = createWebhookRenewal({ ...deps, visits });
  const unlinking = createUnlinking({ ...deps, sessions, knownBrowsers, visits });
  const link = createEndLink({ ...deps, visits });
  const signOutEverywhere = createSignOutEverywhere({ ...deps, sessions, knownBrowsers, visits });

  const activityFiles = createActivityFiles(deps);
  const guestPages = deps.guests && createGuestPages({ ...deps, guests: deps.guests, visits });

  const router = Router();
  const log = (endpoint: string) => logCall(endpoint, 'account call');
  const { handler } = visits;

  // For every answer below `/account`: redirects and refusals too.
  router.use(PATHS.overview, deps.pageKit.headers(), refuseForeign, deps.pageKit.language);
  router.use(PATHS.alerts, allowPushScript);
  router.get(WORKER_PATH, sendWorker);
  router.get(PATHS.overview, log('overview'), handler(overview.open, signIn.open), pageErrorHandler);
  router.get(PATHS.events, log('events'), events.handle, pageErrorHandler);
  const submitSignIn: RequestHandler = async (request, response) => {
    const show = (status: number, page: Html) => sendPage(response, status, page);
    const visit = {
      request,
      response,
      browser: cookies.of(request, response),
      words: wordsOf(response),
      show,
    };
    await signIn.submit(visit);
  };
  router.post(PATHS.signIn, log('sign-in'), readBody, submitSignIn, pageErrorHandler);
  router.get(PATHS.signIn, (_, response) => response.redirect(303, PATHS.overview));

  const pages = {
    alerts,
    locks,
    lock,
    'lock-test': lockTest,
    pin,
    'person-pin': personPin,
    'remove-pin': removePin,
    key,
    webhook,
    link,
    unlink: unlinking,
  } as const;
  for (const [name, page] of Object.entries(pages)) {
    const path = `${PATHS.overview}/${name}`;
    router.get(path, log(name), handler(page.open), pageErrorHandler);
    router.post(path, log(name), readBody, handler(page.submit), pageErrorHandler);
  }
  if (guestPages !== undefined) {
    const { list, add, guest, remove, act, codes } = guestPages;
    router.get(PATHS.guests, log('guests'), handler(list.open), pageErrorHandler);
    for (const [name, page] of Object.entries({ 'guest-add': add, guest, 'guest-remove': remove })) {
      const path = `${PATHS.overview}/${name}`;
      router.get(path, log(name), handler(page.open), pageErrorHandler);
      router.post(path, log(name), readBody, handler(page.submit), pageErrorHandler);
    }
    for (const [name, press] of Object.entries({ 'guest-action': act, 'guest-codes': codes })) {
      const path = `${PATHS.overview}/${name}`;
      router.get(path, (_, response) => response.redirect(303, PATHS.guests));
      router.post(path, log(name), readBody, handler(press), pageErrorHandler);
    }
  }
  router.get(PATHS.activity, log('activity'), handler(createActivityPage(deps)), pageErrorHandler);
  router.get(PATHS.activityCsv, log('activity'), handler(activityFiles.csv), pageErrorHandler);
  router.get(PATHS.activityJson, log('activity'), handler(activityFiles.json), pageErrorHandler);
  router.get(PATHS.pins, log('pins'), handler(pins.open), pageErrorHandler);
  router.get(PATHS.data, log('data'), handler(createDataFile(deps)), pageErrorHandler);
  const buttons = {
    lockout: overview.clearLockout,
    'lock-now': lockTest.lockNow,
    check: lockTest.check,
    'sign-out': overview.signOut,
    'sign-out-everywhere': signOutEverywhere,
  } as const;
  for (const [name, press] of Object.entries(buttons)) {
    const path = `${PATHS.overview}/${name}`;
    router.get(path, (_, response) => response.redirect(303, PATHS.overview));
    router.post(path, log(name), readBody, handler(press), pageErrorHandler);
  }
  return { router, endStreams: events.end };
}
