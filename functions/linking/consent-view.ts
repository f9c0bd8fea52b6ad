import type { Account, LockControl } from '../accounts/account.ts';
import type { Config } from '../config/config.ts';
import type { LockCloudProvider } from '../locks/lock-cloud.ts';
import type { FormTokens } from '../pages/forms/form-tokens.ts';
import { MAX_PLAIN_LOCKS } from '../pages/lock-list/arrange-locks.ts';
import type { PageSession, ShownLock, SignedIn } from '../pages/sessions.ts';
import type { AuthorizationVisit } from './authorization-visit.ts';
import { type ConsentView, consentPage } from './consent-page.ts';

type ConsentChoices = Omit<
  ConsentView,
  'words' | 'action' | 'chooseLocks' | 'otherAccount' | 'accountPage' | 'formToken' | 'username'
>;

/** Creates the functions that show the consent page and verify its form token. */
export function createConsentView(deps: {
  config: Pick<Config, 'publicUrl'>;
  cloud: LockCloudProvider;
  formTokens: FormTokens;
}) {
  const { config, cloud, formTokens } = deps;
  const accountPage = `${config.publicUrl}/account`;
  /** A form is valid for the person that it showed, in the same browser, in any tab. */
  const purpose = ({ data }: PageSession<SignedIn>) => ['consent', cloud.profile, data.user];

  const mint = ({ browser }: Pick<AuthorizationVisit, 'browser'>, session: PageSession<SignedIn>) =>
    formTokens.mint(browser.browserId, purpose(session));

  return {
    formToken: mint,

    show(
      { browser, words, paths, show }: AuthorizationVisit,
      session: PageSession<SignedIn>,
      status: number,
      view: ConsentChoices,
    ) {
      const formToken = mint({ browser }, session);
      const { username } = session.data;
      const addresses = {
        ...{ action: paths.consent, chooseLocks: paths.locks },
        ...{ otherAccount: paths.signIn, accountPage },
      };
      show(status, consentPage({ words, ...addresses, formToken, username, ...view }));
    },

    isValidForm: (
      { browser }: AuthorizationVisit,
      session: PageSession<SignedIn>,
      form: URLSearchParams,
    ): boolean => formTokens.check(form.get('form_token'), browser.browserId, purpose(session)),
  };
}

export type ConsentViews = ReturnType<typeof createConsentView>;

/** True if Google can control the lock. */
export function isOperable({ operability }: ShownLock): boolean {
  return operability === 'operable';
}

/** True if there are so many locks that they are chosen on a page of their own. */
export function areMany(locks: readonly unknown[]): boolean {
  return locks.length > MAX_PLAIN_LOCKS;
}

export function idsOf(locks: readonly ShownLock[]): Set<string> {
  return new Set(locks.map(({ lockId }) => lockId));
}

/** Returns what Google may do with each lock of an account that was linked before, as far as its owner chose. */
export function controlsOf(account: Account | undefined): Map<string, LockControl> {
  const kept = Object.entries(account?.locks ?? {});
  return new Map(kept.flatMap(([lockId, { control }]) => (control === undefined ? [] : [[lockId, control]])));
}
