import { Router } from 'express';
import type { Accounts } from '../accounts/accounts.ts';
import { createSealer } from '../accounts/sealing.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config/config.ts';
import type { LockCloudProvider } from '../locks/lock-cloud.ts';
import type { Logger } from '../logs/logger.ts';
import { createBrowserCookies } from '../pages/browser-cookie.ts';
import { logCall } from '../pages/call-log.ts';
import { readBody } from '../pages/form-body.ts';
import { createFormTokens } from '../pages/form-tokens.ts';
import { pageFailed } from '../pages/page-failed.ts';
import { pageHeaders } from '../pages/page-headers.ts';
import { createSessions } from '../pages/sessions.ts';
import { createThrottle } from '../pages/throttle.ts';
import type { Random } from '../random.ts';
import type { Store } from '../store/store.ts';
import { createAnswerToken } from './answer-token.ts';
import { createCodes } from './codes.ts';
import { createConsentSession } from './consent-session.ts';
import { createConsentView } from './consent-view.ts';
import { formActions } from './form-actions.ts';
import { createIssueCode } from './issue-code.ts';
import { visiting } from './page-context.ts';
import { createShowConsent } from './show-consent.ts';
import { createLinkingSignIn } from './sign-in.ts';
import { createTakeConsent } from './take-consent.ts';
import { createTokenEndpoint } from './token-endpoint.ts';

/** What {@link createLinking} needs. */
export interface LinkingDeps {
  readonly config: Config;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly store: Store;
  readonly accounts: Accounts;
  readonly cloud: LockCloudProvider;
  /** Called when a member of the household chose other locks than were shared before. Must not reject. */
  readonly sharingChanged?: (accountId: string) => Promise<unknown>;
}

/**
 * Account linking: `/oauth/authorize` and `/oauth/consent` for a person's browser, `/oauth/token` and `/oauth/revoke`
 * for Google. Needs no body parser in front of it.
 */
export function createLinking(deps: LinkingDeps): Router {
  const { config, random } = deps;
  const sealer = createSealer(config.encryptionKeys, random);
  const cookies = createBrowserCookies(random, config.publicUrl);
  const sessions = createSessions({ ...deps, sealer, cookies });
  const codes = createCodes(deps);
  const issueCode = createIssueCode({ ...deps, codes });
  const answerToken = createAnswerToken({ ...deps, codes });
  const formTokens = createFormTokens(sealer);
  const throttle = createThrottle({ ...deps, sealer });
  const signIn = createLinkingSignIn({ ...deps, sessions, throttle, formTokens });
  const consentSession = createConsentSession({ sessions, codes });
  const views = createConsentView({ ...deps, formTokens });
  const showConsent = createShowConsent({ ...deps, sessions, consentSession, views });
  const takeConsent = createTakeConsent({ ...deps, codes, issueCode, sessions, consentSession, views });

  const oauth = Router();
  oauth.use(createTokenEndpoint({ ...deps, answerToken }));

  const headers = pageHeaders(config, formActions(config));
  const visit = (handle: Parameters<typeof visiting>[1]) => visiting({ config, cookies }, handle);
  oauth
    .route('/authorize')
    .get(headers, logCall(deps, 'authorize'), visit(signIn.open), pageFailed)
    .post(headers, logCall(deps, 'sign-in'), readBody(), visit(signIn.submit), pageFailed);
  oauth
    .route('/consent')
    .get(headers, logCall(deps, 'consent'), visit(showConsent), pageFailed)
    .post(headers, logCall(deps, 'consent'), readBody(), visit(takeConsent), pageFailed);

  return Router().use('/oauth', oauth);
}
