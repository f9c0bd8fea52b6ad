import type { Accounts } from '../accounts/accounts.ts';
import type { Config } from '../config/config.ts';
import type { Sessions } from '../pages/sessions.ts';
import { createSignIn, type SignInDeps } from '../pages/sign-in.ts';
import { type AuthorizationVisit, readVisitForm } from './authorization-visit.ts';

/** Creates the first step of linking: the sign-in to the lock cloud. */
export function createLinkingSignIn(
  deps: SignInDeps & { config: Config; accounts: Accounts; sessions: Sessions },
) {
  const { config, accounts, sessions, knownBrowsers } = deps;
  return createSignIn<AuthorizationVisit>(deps, {
    purpose: ['sign-in'],
    texts: { title: 'sign-in.titleLinking', step: 1, intro: 'sign-in.introLinking', hasCancel: true },
    action: ({ paths }) => paths.signIn,
    form: (visit) => readVisitForm(visit, config.publicUrl),
    async onSignedIn({ response, browser, paths }, username, { user, credentials }, { askedAt }) {
      const account = (await accounts.findByUser(user))?.account;
      // Nothing is kept about a person who has not agreed yet: they get the mark when they have.
      const marked = account ? knownBrowsers.withMark(browser, user, account) : browser;
      await sessions.begin(response, marked, {
        kind: 'signed-in',
        username,
        user,
        credentials: { ...credentials },
        signedInAt: askedAt,
        ...(account?.signOuts !== undefined && { signOuts: account.signOuts }),
      });
      response.redirect(303, paths.consent);
    },
  });
}
