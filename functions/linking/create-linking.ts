import { Router } from 'express';
import type { Accounts } from '../accounts/accounts.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config/config.ts';
import type { LockCloudProvider } from '../locks/lock-cloud.ts';
import type { Logger } from '../logs/logger.ts';
import { readBody } from '../pages/forms/form-body.ts';
import type { IsCode, IsDoorCode } from '../pages/forms/pin-choice.ts';
import { pageErrorHandler } from '../pages/page-error-handler.ts';
import type { PageKit } from '../pages/page-kit.ts';
import type { Random } from '../random.ts';
import type { Store } from '../store/store.ts';
import { createVisitHandler } from './authorization-visit.ts';
import { createChooseLocks } from './choose-locks.ts';
import { createCodes } from './codes.ts';
import { createConsentSession } from './consent-session.ts';
import { createConsentView } from './consent-view.ts';
import { createHandleConsent } from './handle-consent.ts';
import { createIssueCode } from './issue-code.ts';
import { createIssueTokens } from './issue-tokens.ts';
import { createShowConsent } from './show-consent.ts';
import { createLinkingSignIn } from './sign-in.ts';
import { createTokenEndpoint } from './token-endpoint.ts';
import { createUsedCodes } from './used-codes.ts';

interface LinkingDeps {
  readonly config: Config;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly store: Store;
  readonly accounts: Accounts;
  readonly cloud: LockCloudProvider;
  readonly pageKit: PageKit;
  /** Left out, as the next, where there are no guests. */
  readonly isCode?: IsCode | undefined;
  readonly isDoorCode?: IsDoorCode | undefined;
  /** Called if a household member changed the shared locks. Must not reject. */
  readonly sharingChanged: (accountId: string) => Promise<unknown>;
  /** Called with the account of every issued token. Must not reject. */
  readonly accountUsed: (accountId: string) => Promise<void>;
}

/** Creates the pages of linking, and `/oauth/token` and `/oauth/revoke` for Google. Mount no body parser in front. */
export function createLinking(deps: LinkingDeps): Router {
  const { config } = deps;
  const { cookies, sessions, formTokens, headers, language, logCall } = deps.pageKit;
  const codes = createCodes(deps);
  const issueCode = createIssueCode({ ...deps, codes });
  const issueTokens = createIssueTokens({ ...deps, codes, usedCodes: createUsedCodes(deps) });
  const signIn = createLinkingSignIn({ ...deps, ...deps.pageKit });
  const consentSession = createConsentSession({ ...deps, sessions, codes });
  const views = createConsentView({ ...deps, formTokens });
  const showConsent = createShowConsent({ ...deps, sessions, consentSession, views });
  const handleConsent = createHandleConsent({
    ...deps,
    ...deps.pageKit,
    codes,
    issueCode,
    consentSession,
    views,
  });

  const chooseLocks = createChooseLocks({ ...deps, sessions, consentSession, views });

  const oauth = Router();
  oauth.use(createTokenEndpoint({ ...deps, logCall, issueTokens }));

  const before = [...headers(), language];
  const log = (endpoint: string) => logCall(endpoint, 'oauth call');
  const visit = (handle: Parameters<typeof createVisitHandler>[1]) =>
    createVisitHandler({ config, cookies }, handle);
  oauth
    .route('/authorize')
    .get(before, log('authorize'), visit(signIn.open), pageErrorHandler)
    .post(before, log('sign-in'), readBody, visit(signIn.submit), pageErrorHandler);
  oauth
    .route('/consent')
    .get(before, log('consent'), visit(showConsent), pageErrorHandler)
    .post(before, log('consent'), readBody, visit(handleConsent), pageErrorHandler);

  oauth
    .route('/consent/locks')
    .get(before, log('choose locks'), visit(chooseLocks.open), pageErrorHandler)
    .post(before, log('choose locks'), readBody, visit(chooseLocks.submit), pageErrorHandler);

  return Router().use('/oauth', oauth);
}
