import type { Accounts } from '../accounts/accounts.ts';
import type { Config } from '../config/config.ts';
import { annotate } from '../pages/call-log.ts';
import { readOwnForm } from '../pages/form-body.ts';
import { problemPage } from '../pages/problem-page.ts';
import { isSameOrigin } from '../pages/same-origin.ts';
import type { Sessions } from '../pages/sessions.ts';
import { createSignIn, type SignInDeps } from '../pages/sign-in.ts';
import type { PageVisit } from '../pages/visit.ts';
import { nothingLinkedPage } from './nothing-linked-page.ts';
import { PATHS } from './paths.ts';

/** Signing in to see one's account; only people whose Sifely account is linked get further. */
export function createAccountSignIn(
  deps: SignInDeps & { config: Pick<Config, 'publicUrl'>; accounts: Accounts; sessions: Sessions },
) {
  const { config, accounts, sessions } = deps;
  return createSignIn<PageVisit>(deps, {
    purpose: ['account sign-in'],
    words: {
      title: 'Your locks in Google',
      intro: `See and change how your Sifely locks are linked to Google. Sign in with the e-mail address or phone number and the
password that you use in the Sifely app. Signing in also renews this service’s access to your Sifely account, where it is
linked.`,
    },
    action: () => PATHS.signIn,

    form(visit) {
      const form = readOwnForm(visit.request);
      if (isSameOrigin(visit.request, config.publicUrl)) return form;
      annotate(visit.response, { outcome: 'refused', reason: 'foreign form' });
      const ways = [{ label: 'Start again', href: PATHS.overview }];
      const message = 'This form was sent by another site, so nothing was done.';
      visit.show(403, problemPage('Please start again', message, ways));
      return undefined;
    },

    async onSignedIn({ response, browser, show }, username, { user, credentials }) {
      const found = await accounts.findByUser(user);
      // The newest credentials are the ones that are sure to work, also where the cloud refused those that we had.
      const account = found && (await accounts.signedInAgain(found.account.id, credentials));
      if (!account) {
        annotate(response, { outcome: 'nothing linked' });
        return show(200, nothingLinkedPage(username));
      }
      annotate(response, { accountId: account.id });
      const wasRefused = found.account.credentialsRefusedAt !== undefined;
      await sessions.begin(response, browser, {
        kind: 'owner',
        username,
        accountId: account.id,
        ...(wasRefused && { notice: 'repaired' }),
      });
      response.redirect(303, PATHS.overview);
    },
  });
}
