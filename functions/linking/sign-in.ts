import type { Config } from '../config/config.ts';
import type { Sessions } from '../pages/sessions.ts';
import { createSignIn, type SignInDeps } from '../pages/sign-in.ts';
import { type AuthorizationVisit, readVisitForm } from './authorization-visit.ts';

/** Creates the first step of linking: the sign-in to the lock cloud. */
export function createLinkingSignIn(deps: SignInDeps & { config: Config; sessions: Sessions }) {
  const { config, sessions } = deps;
  return createSignIn<AuthorizationVisit>(deps, {
    purpose: ['sign-in'],
    texts: { title: 'sign-in.titleLinking', step: 1, intro: 'sign-in.introLinking', hasCancel: true },
    action: ({ paths }) => paths.signIn,
    form: (visit) => readVisitForm(visit, config.publicUrl),
    async onSignedIn({ response, browser, paths }, username, { user, credentials }, { askedAt }) {
      await sessions.begin(response, browser, {
        kind: 'signed-in',
        username,
        user,
        credentials: { ...credentials },
        signedInAt: askedAt,
      });
      response.redirect(303, paths.consent);
    },
  });
}
