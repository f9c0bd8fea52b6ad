import type { Accounts } from '../../accounts/accounts.ts';
import { annotate } from '../../pages/call-log.ts';
import { donePage } from '../../pages/problem-page.ts';
import type { Sessions } from '../../pages/sessions.ts';
import type { KnownBrowsers } from '../../pages/throttle/known-browsers.ts';
import type { OwnerVisit, OwnerVisits } from '../owner-visits.ts';

/** The purpose of the form that signs out everywhere. */
export const SIGN_OUT_EVERYWHERE = 'sign-out-everywhere';

/** Creates the button that ends the sessions of an account in all browsers, this one included. */
export function createSignOutEverywhere({
  accounts,
  sessions,
  knownBrowsers,
  visits,
}: {
  readonly accounts: Pick<Accounts, 'change'>;
  readonly sessions: Sessions;
  readonly knownBrowsers: KnownBrowsers;
  readonly visits: OwnerVisits;
}) {
  return async (visit: OwnerVisit): Promise<void> => {
    if (!visits.form(visit, SIGN_OUT_EVERYWHERE)) return;
    await accounts.change(visit.loaded.account.id, (account) => ({
      ...account,
      signOuts: (account.signOuts ?? 0) + 1,
    }));
    await sessions.end(
      visit.response,
      knownBrowsers.withoutMarks(visit.browser, visit.loaded.account),
      visit.session,
    );
    annotate(visit.response, { outcome: 'signed out everywhere' });
    const { words } = visit;
    const message = words.text('data.signedOutEverywhereHelp');
    visit.show(200, donePage(words, words.text('data.signedOutEverywhere'), message));
  };
}
