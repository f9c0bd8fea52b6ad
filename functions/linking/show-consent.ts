import type { Accounts } from '../accounts/accounts.ts';
import { hasPins } from '../accounts/pins/stored-pins.ts';
import type { Clock } from '../clock.ts';
import { CloudFailureError } from '../locks/cloud-failure-error.ts';
import type { CloudLock, LockCloudProvider } from '../locks/lock-cloud.ts';
import { Trace } from '../logs/trace.ts';
import { annotate } from '../pages/call-log.ts';
import { cloudProblem } from '../pages/cloud-problem.ts';
import { listWithTimeout } from '../pages/list-with-timeout.ts';
import { problemPage } from '../pages/problem-page.ts';
import type { PageSession, Sessions, ShownLock, SignedIn } from '../pages/sessions.ts';
import type { Random } from '../random.ts';
import type { AuthorizationVisit } from './authorization-visit.ts';
import type { ConsentSession } from './consent-session.ts';
import { areMany, type ConsentViews, controlsOf, idsOf, isOperable } from './consent-view.ts';
import { noOperableLockPage } from './no-operable-lock-page.ts';
import { createSessionCredentials } from './session-credentials.ts';

interface ShowConsentDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly accounts: Accounts;
  readonly cloud: LockCloudProvider;
  readonly sessions: Sessions;
  readonly consentSession: ConsentSession;
  readonly views: ConsentViews;
}

/** Creates the handler that lists the locks of the signed-in person and shows the consent page. */
export function createShowConsent(deps: ShowConsentDeps) {
  const { clock, random, accounts, cloud, sessions, consentSession, views } = deps;

  const list = async (
    visit: AuthorizationVisit,
    session: PageSession<SignedIn>,
  ): Promise<readonly ShownLock[] | undefined> => {
    const trace = new Trace(random.bytes(8).toString('hex'), clock);
    const { response, words, paths, show } = visit;
    try {
      const opened = cloud.open(createSessionCredentials(sessions, session));
      return (await listWithTimeout(opened, { trace }, clock)).map(shownOf);
    } catch (error) {
      if (!(error instanceof CloudFailureError)) throw error;
      const { status, title, message } = cloudProblem(words, error);
      annotate(response, { outcome: 'list failed', reason: error.reason, ...(status === 503 && { error }) });
      if (status === 503) response.set('Retry-After', '30');
      const retry = { label: words.text('common.tryAgain'), href: paths.consent };
      const links = [
        ...(status === 503 ? [retry] : []),
        { label: words.text('common.signInAgain'), href: paths.signIn },
      ];
      show(status, problemPage(words, title, message, links));
      return undefined;
    } finally {
      annotate(response, { upstreamMs: trace.times().upstreamMs });
    }
  };

  /** Stores the shown locks in the session, and which of many are chosen, also if another request changes it at the same time. */
  const storeShown = async (
    session: PageSession<SignedIn>,
    shown: readonly ShownLock[],
    chosen: ReadonlySet<string>,
  ): Promise<void> => {
    const choosing = { chosen: [...chosen], find: '', page: 0 };
    await sessions.change(session, (data) =>
      data.kind === 'signed-in'
        ? { ...data, shown: [...shown], ...(areMany(shown) && { choosing }) }
        : undefined,
    );
  };

  const showNothingToShare = (
    { response, words, paths, show }: AuthorizationVisit,
    username: string,
    locks: readonly ShownLock[],
  ) => {
    annotate(response, { outcome: locks.length === 0 ? 'no locks' : 'no operable lock' });
    const links = [
      { label: words.text('common.checkAgain'), href: paths.consent },
      { label: words.text('common.useOtherAccount'), href: paths.signIn },
    ];
    const message = words.text('consent.noLocksHelp', { username });
    const none = () => problemPage(words, words.text('consent.noLocks'), message, links);
    show(200, locks.length === 0 ? none() : noOperableLockPage(words, locks, links));
  };

  return async (visit: AuthorizationVisit): Promise<void> => {
    const session = await consentSession(visit);
    // Many locks are listed once: the list takes up to ten calls, and the person comes back here from the page where they choose.
    const { shown, choosing } = session?.data ?? {};
    const known = choosing !== undefined && shown !== undefined && areMany(shown) ? shown : undefined;
    const locks = session && (known ?? (await list(visit, session)));
    if (!session || !locks) return;
    const operable = locks.filter(isOperable);
    if (operable.length === 0) return showNothingToShare(visit, session.data.username, locks);
    const existing = (await accounts.findByUser(session.data.user))?.account;
    const isChosen = ({ lockId }: ShownLock) =>
      choosing?.chosen.includes(lockId) ?? existing?.locks[lockId]?.shared ?? !areMany(locks);
    const chosen = idsOf(operable.filter(isChosen));
    await storeShown(session, locks, chosen);
    const hasPin = existing !== undefined && hasPins(existing);
    annotate(visit.response, { outcome: 'shown' });
    views.show(visit, session, 200, {
      locks,
      chosen,
      controls: controlsOf(existing),
      unlocking: hasPin ? 'keep' : existing ? 'off' : 'pin',
      hasPin,
      isShared: existing !== undefined,
    });
  };
}

function shownOf({ lockId, name, groupName, operability }: CloudLock): ShownLock {
  return { lockId, name, operability, ...(groupName !== undefined && { groupName }) };
}
