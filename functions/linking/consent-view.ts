import type { Config } from '../config/config.ts';
import type { LockCloudProvider } from '../locks/lock-cloud.ts';
import type { FormTokens } from '../pages/form-tokens.ts';
import type { PageSession, ShownLock, SignedIn } from '../pages/sessions.ts';
import type { AuthorizationVisit } from './authorization-visit.ts';
import { type ConsentView, consentPage } from './consent-page.ts';

/** What differs from one showing of the consent page to the next. */
export type ConsentChoices = Omit<
  ConsentView,
  'action' | 'otherAccount' | 'accountPage' | 'formToken' | 'username'
>;

/** Shows the consent page, and knows its form again. */
export function createConsentView(deps: {
  config: Pick<Config, 'publicUrl'>;
  cloud: LockCloudProvider;
  formTokens: FormTokens;
}) {
  const { config, cloud, formTokens } = deps;
  const accountPage = `${config.publicUrl}/account`;
  /** A form is good for the person that it showed, in the same browser, in any of its tabs. */
  const purpose = ({ data }: PageSession<SignedIn>) => ['consent', cloud.profile, data.user];

  return {
    show(
      { browser, paths, show }: AuthorizationVisit,
      session: PageSession<SignedIn>,
      status: number,
      view: ConsentChoices,
    ) {
      const formToken = formTokens.mint(browser.browserId, purpose(session));
      const { username } = session.data;
      const addresses = { action: paths.consent, otherAccount: paths.signIn, accountPage };
      show(status, consentPage({ ...addresses, formToken, username, ...view }));
    },

    isValidForm: (
      { browser }: AuthorizationVisit,
      session: PageSession<SignedIn>,
      form: URLSearchParams,
    ): boolean => formTokens.check(form.get('form_token'), browser.browserId, purpose(session)),
  };
}

/** What {@link createConsentView} makes. */
export type ConsentViews = ReturnType<typeof createConsentView>;

/** Whether Google can operate a lock. */
export function isOperable({ operability }: ShownLock): boolean {
  return operability === 'operable';
}

/** The ids of locks. */
export function idsOf(locks: readonly ShownLock[]): Set<string> {
  return new Set(locks.map(({ lockId }) => lockId));
}
