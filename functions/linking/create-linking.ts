import { type ErrorRequestHandler, Router } from 'express';
import type { Accounts } from '../accounts/accounts.ts';
import { createSealer } from '../accounts/sealing.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Entropy } from '../entropy.ts';
import type { CloudAccess } from '../locks/lock-cloud.ts';
import type { Logger } from '../logs/logger.ts';
import { type Store, StoreUnavailable } from '../store/store.ts';
import { createAnswerToken } from './answer-token.ts';
import { createBrowserCookies } from './browser-cookie.ts';
import { logCall, note } from './call-log.ts';
import { createCodes } from './codes.ts';
import { createConsentSession } from './consent-session.ts';
import { createConsentView } from './consent-view.ts';
import { FormRefused, readBody } from './form-body.ts';
import { createFormTokens } from './form-tokens.ts';
import { createIssueCode } from './issue-code.ts';
import { visiting } from './page-context.ts';
import { pageHeaders } from './page-headers.ts';
import { problemPage } from './pages/problem-page.ts';
import { createSessions } from './sessions.ts';
import { createShowConsent } from './show-consent.ts';
import { createSignIn } from './sign-in.ts';
import { createTakeConsent } from './take-consent.ts';
import { createThrottle } from './throttle.ts';
import { createTokenEndpoint } from './token-endpoint.ts';

/** What {@link createLinking} needs. */
export interface LinkingParts {
  readonly config: Config;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly logger: Logger;
  readonly store: Store;
  readonly accounts: Accounts;
  readonly cloud: CloudAccess;
}

/**
 * Account linking: `/oauth/authorize` and `/oauth/consent` for a person's browser, `/oauth/token` and `/oauth/revoke`
 * for Google. Needs no body parser in front of it.
 */
export function createLinking(parts: LinkingParts): Router {
  const { config, entropy } = parts;
  const sealer = createSealer(config.encryptionKeys, entropy);
  const cookies = createBrowserCookies(entropy, config.publicUrl);
  const sessions = createSessions({ ...parts, sealer, cookies });
  const codes = createCodes(parts);
  const issueCode = createIssueCode({ ...parts, codes });
  const answerToken = createAnswerToken({ ...parts, codes });
  const formTokens = createFormTokens(sealer);
  const throttle = createThrottle({ ...parts, sealer });
  const signIn = createSignIn({ ...parts, sessions, throttle, formTokens });
  const consentSession = createConsentSession({ sessions, codes });
  const views = createConsentView({ cloud: parts.cloud, formTokens });
  const showConsent = createShowConsent({ ...parts, sessions, consentSession, views });
  const takeConsent = createTakeConsent({ ...parts, codes, issueCode, sessions, consentSession, views });

  const oauth = Router();
  oauth.use(createTokenEndpoint({ ...parts, answerToken }));

  const headers = pageHeaders(config);
  const visit = (handle: Parameters<typeof visiting>[1]) => visiting({ config, cookies }, handle);
  oauth
    .route('/authorize')
    .get(headers, logCall(parts, 'authorize'), visit(signIn.open), pageFailed)
    .post(headers, logCall(parts, 'sign-in'), readBody(), visit(signIn.submit), pageFailed);
  oauth
    .route('/consent')
    .get(headers, logCall(parts, 'consent'), visit(showConsent), pageFailed)
    .post(headers, logCall(parts, 'consent'), readBody(), visit(takeConsent), pageFailed);

  return Router().use('/oauth', oauth);
}

/** The last resort of the pages: says that it is not the person's fault, and nothing of what happened inside. */
const pageFailed: ErrorRequestHandler = (error: unknown, request, response, next) => {
  if (response.headersSent) return next(error);
  const ways = request.method === 'GET' ? [{ label: 'Try again', href: request.originalUrl }] : [];
  if (error instanceof FormRefused) {
    note(response, { outcome: 'refused', reason: error.message });
    const page = problemPage('This form cannot be read', 'Go back and send it again.');
    response.status(error.status).type('html').send(page.toString());
    return;
  }
  note(response, { outcome: 'failed', error });
  const isOutage = error instanceof StoreUnavailable;
  if (isOutage) response.set('Retry-After', '30');
  const page = problemPage(
    'Something went wrong on our side',
    isOutage
      ? 'Our memory cannot be reached right now. Go back and try again in a minute.'
      : 'It is not your fault. Go back and try again; if it happens again, tell whoever runs this service.',
    ways,
  );
  response
    .status(isOutage ? 503 : 500)
    .type('html')
    .send(page.toString());
};
