import type { Accounts } from '../accounts/accounts.ts';
import type { Config } from '../config/config.ts';
import { annotate } from '../pages/call-log.ts';
import { readOwnForm } from '../pages/forms/form-body.ts';
import { isSameOrigin } from '../pages/forms/same-origin.ts';
import { problemPage } from '../pages/problem-page.ts';
import type { Sessions } from '../pages/sessions.ts';
import { createSignIn, type SignInDeps } from '../pages/sign-in.ts';
import type { PageVisit } from '../pages/visit.ts';
import { nothingLinkedPage } from './nothing-linked-page.ts';
import { PATHS } from './paths.ts';

/** Creates the sign-in of the account pages. Only people whose Sifely account is linked are signed in. */
export function createAccountSignIn(
  deps: SignInDeps & { config: Pick<Config, 'publicUrl'>; accounts: Accounts; sessions: Sessions },
) {
  const { config, accounts, sessions, knownBrowsers } = deps;
  return createSignIn<PageVisit>(deps, {
    purpose: ['account sign-in'],
    texts: { title: 'sign-in.titleAccount', intro: 'sign-in.introAccount', hasCancel: false },
    action: () => PATHS.signIn,

    form(visit) {
      const form = readOwnForm(visit.request);
      if (isSameOrigin(visit.request, config.publicUrl)) return form;
      annotate(visit.response, { outcome: 'refused', reason: 'foreign form' });
      const { words } = visit;
      const links = [{ label: words.text('common.startAgain'), href: PATHS.overview }];
      const message = words.text('errors.foreignForm');
      visit.show(403, problemPage(words, words.text('errors.pleaseStartAgain'), message, links));
      return undefined;
    },

    async onSignedIn(
      { response, browser, words, show },
      username,
      { user, credentials },
      { askedAt, isMoved },
    ) {
      const found = await accounts.findByUser(user);
      // The new credentials work for certain, also if the cloud refused the stored ones.
      const account = found && (await accounts.replaceCredentials(found.account.id, credentials));
      if (!account) {
        annotate(response, { outcome: 'nothing linked' });
        return show(200, nothingLinkedPage(words, username));
      }
      annotate(response, { accountId: account.id });
      const wasRefused = isMoved || found.account.credentialsRefusedAt !== undefined;
      await sessions.begin(response, knownBrowsers.withMark(browser, user, account), {
        kind: 'owner',
        username,
        accountId: account.id,
        signedInAt: askedAt,
        ...(account.signOuts !== undefined && { signOuts: account.signOuts }),
        ...(wasRefused && { notice: 'reconnected' }),
      });
      response.redirect(303, PATHS.overview);
    },
  });
}
