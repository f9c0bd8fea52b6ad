import { type RequestHandler, Router } from 'express';
import type { Accounts } from '../accounts/accounts.ts';
import { createSealer } from '../accounts/sealing.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Entropy } from '../entropy.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { CloudAccess } from '../locks/lock-cloud.ts';
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
export interface AccountPagesParts {
  readonly config: Config;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly logger: Logger;
  readonly store: Store;
  readonly accounts: Accounts;
  readonly cloud: CloudAccess;
  readonly jobs: Jobs;
}

/**
 * `/account`: where the owner of a linked Sifely account sees and changes the link. Plain pages that need no script, and no
 * body parser in front.
 */
export function createAccountPages(parts: AccountPagesParts): Router {
  const { config, entropy } = parts;
  const sealer = createSealer(config.encryptionKeys, entropy);
  const cookies = createBrowserCookies(entropy, config.publicUrl);
  const sessions = createSessions({ ...parts, sealer, cookies });
  const formTokens = createFormTokens(sealer);
  const throttle = createThrottle({ ...parts, sealer });
  const visits = createOwnerVisits({ ...parts, cookies, sessions, formTokens });
  const signIn = createAccountSignIn({ ...parts, sessions, throttle, formTokens });
  const overview = createOverview({ ...parts, sessions, visits });
  const locks = createLocks({ ...parts, sessions, visits });
  const pin = createPin({ ...parts, visits });
  const webhook = createWebhookRenewal({ ...parts, visits });
  const unlinking = createUnlinking({ ...parts, sessions, visits });

  const router = Router();
  const headers = pageHeaders(config);
  const log = (endpoint: string) => logCall(parts, endpoint, 'account call');
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
