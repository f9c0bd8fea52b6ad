import { type RequestHandler, Router } from 'express';
import type { Accounts } from '../accounts/accounts.ts';
import { createSealer } from '../accounts/sealing.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config/config.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { LockCloudProvider } from '../locks/lock-cloud.ts';
import type { Logger } from '../logs/logger.ts';
import { createBrowserCookies } from '../pages/browser-cookie.ts';
import { logCall } from '../pages/call-log.ts';
import { readBody } from '../pages/form-body.ts';
import { createFormTokens } from '../pages/form-tokens.ts';
import type { Html } from '../pages/html.ts';
import { pageFailed } from '../pages/page-failed.ts';
import { pageHeaders } from '../pages/page-headers.ts';
import { createSessions } from '../pages/sessions.ts';
import { createThrottle } from '../pages/throttle.ts';
import { sendPage } from '../pages/visit.ts';
import type { Random } from '../random.ts';
import type { Store } from '../store/store.ts';
import { createLocks } from './locks.ts';
import { createOverview } from './overview.ts';
import { createOwnerVisits } from './owner-visits.ts';
import { PATHS } from './paths.ts';
import { createPin } from './pin.ts';
import { createAccountSignIn } from './sign-in.ts';
import { createUnlinking } from './unlinking.ts';
import { createWebhookRenewal } from './webhook-renewal.ts';

/** What {@link createAccountPages} needs. */
export interface AccountPagesDeps {
  readonly config: Config;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly store: Store;
  readonly accounts: Accounts;
  readonly cloud: LockCloudProvider;
  readonly jobs: Jobs;
}

/**
 * `/account`: where the owner of a linked Sifely account sees and changes the link. Plain pages that need no script, and no
 * body parser in front.
 */
export function createAccountPages(deps: AccountPagesDeps): Router {
  const { config, random } = deps;
  const sealer = createSealer(config.encryptionKeys, random);
  const cookies = createBrowserCookies(random, config.publicUrl);
  const sessions = createSessions({ ...deps, sealer, cookies });
  const formTokens = createFormTokens(sealer);
  const throttle = createThrottle({ ...deps, sealer });
  const visits = createOwnerVisits({ ...deps, cookies, sessions, formTokens });
  const signIn = createAccountSignIn({ ...deps, sessions, throttle, formTokens });
  const overview = createOverview({ ...deps, sessions, visits });
  const locks = createLocks({ ...deps, sessions, visits });
  const pin = createPin({ ...deps, visits });
  const webhook = createWebhookRenewal({ ...deps, visits });
  const unlinking = createUnlinking({ ...deps, sessions, visits });

  const router = Router();
  const headers = pageHeaders(config);
  const log = (endpoint: string) => logCall(deps, endpoint, 'account call');
  const { visiting } = visits;

  router.get(PATHS.overview, headers, log('overview'), visiting(overview.open, signIn.open), pageFailed);
  const submitSignIn: RequestHandler = async (request, response) => {
    const show = (status: number, page: Html) => sendPage(response, status, page);
    await signIn.submit({ request, response, browser: cookies.of(request, response), show });
  };
  router.post(PATHS.signIn, headers, log('sign-in'), readBody(), submitSignIn, pageFailed);
  router.get(PATHS.signIn, (_, response) => response.redirect(303, PATHS.overview));

  const pages = { locks, pin, webhook, unlink: unlinking } as const;
  for (const [name, page] of Object.entries(pages)) {
    const path = `${PATHS.overview}/${name}`;
    router.get(path, headers, log(name), visiting(page.open), pageFailed);
    router.post(path, headers, log(name), readBody(), visiting(page.submit), pageFailed);
  }
  const buttons = { lockout: overview.clearLockout, 'sign-out': overview.signOut } as const;
  for (const [name, press] of Object.entries(buttons)) {
    const path = `${PATHS.overview}/${name}`;
    router.get(path, (_, response) => response.redirect(303, PATHS.overview));
    router.post(path, headers, log(name), readBody(), visiting(press), pageFailed);
  }
  return router;
}
