import type { Accounts } from '../accounts/accounts.ts';
import { annotate } from '../pages/call-log.ts';
import { donePage, problemPage } from '../pages/problem-page.ts';
import { isOver, type PageSession, type Sessions, type SignedIn } from '../pages/sessions.ts';
import type { AuthorizationVisit } from './authorization-visit.ts';
import type { Codes } from './codes.ts';
import { leaveTo } from './leave-page.ts';

interface ConsentSessionDeps {
  readonly accounts: Pick<Accounts, 'findByUser'>;
  readonly sessions: Sessions;
  readonly codes: Codes;
}

/** Finds the session of a person who signed in and has not agreed yet. Answers every other visit itself. */
export function createConsentSession({ accounts, sessions, codes }: ConsentSessionDeps) {
  /** The same form sent twice ends at the same address, until Google has redeemed the code. */
  const goBack = async (visit: AuthorizationVisit, linked: { codeId: string; location: string }) => {
    const { response, words, show } = visit;
    if (await codes.isPending(linked.codeId)) {
      annotate(response, { outcome: 'sent again' });
      return leaveTo(visit, linked.location);
    }
    annotate(response, { outcome: 'already linked' });
    show(200, donePage(words, words.text('consent.alreadyLinked'), words.text('consent.alreadyLinkedHelp')));
  };

  return async (visit: AuthorizationVisit): Promise<PageSession<SignedIn> | undefined> => {
    const session = await sessions.of(visit.browser);
    if (session?.data.kind === 'signed-in') {
      const account = (await accounts.findByUser(session.data.user))?.account;
      if (!account || !isOver(session.data, account)) return { ...session, data: session.data };
      await sessions.end(visit.response, visit.browser, session);
    }
    if (session?.data.kind === 'linked' && session.data.query === visit.authorization.query) {
      await goBack(visit, session.data);
      return undefined;
    }
    annotate(visit.response, { outcome: 'session expired' });
    const { words } = visit;
    const links = [{ label: words.text('common.startAgain'), href: visit.paths.signIn }];
    visit.show(403, problemPage(words, words.text('errors.expired'), words.text('consent.expired'), links));
    return undefined;
  };
}

export type ConsentSession = ReturnType<typeof createConsentSession>;
