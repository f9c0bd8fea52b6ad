import type { Account, AccountLock } from '../accounts/account.ts';
import { openAccountCloud } from '../accounts/account-cloud.ts';
import type { Accounts, LoadedAccount } from '../accounts/accounts.ts';
import { isAwaitingProbe } from '../accounts/credentials/credential-refusal.ts';
import { sharedIds } from '../accounts/shared-lock.ts';
import type { Clock } from '../clock.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { AccountState } from '../locks/account-state.ts';
import { CloudFailureError } from '../locks/cloud-failure-error.ts';
import { lastListedAt, withList, withListedAt } from '../locks/listed-lock.ts';
import type { CloudLock, LockCloudProvider } from '../locks/lock-cloud.ts';
import type { Logger } from '../logs/logger.ts';
import { Trace } from '../logs/trace.ts';
import { annotate } from '../pages/call-log.ts';
import { cloudProblem } from '../pages/cloud-problem.ts';
import { listWithTimeout } from '../pages/list-with-timeout.ts';
import type { Sessions } from '../pages/sessions.ts';
import type { Random } from '../random.ts';
import { createSharingChanged } from '../reporting/enqueue-request-sync.ts';
import { areMany, beginChoosing, isChoosing, manyLocksPage, readManyLocks } from './choose-locks.ts';
import { canChange, choicesFromCache, choicesFromList, type LockChoice } from './lock-choices.ts';
import { locksPage } from './locks-page.ts';
import type { OwnerVisit, OwnerVisits } from './owner-visits.ts';
import { PATHS } from './paths.ts';

interface LocksDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly accounts: Accounts;
  readonly cloud: LockCloudProvider;
  readonly jobs: Jobs;
  readonly sessions: Sessions;
  readonly visits: OwnerVisits;
}

const FORM = 'locks';
/** Lists mostly take one second. */
const SHORT_MS = 3000;

/** Creates the handlers of the page where the owner chooses the shared locks. */
export function createLocks(deps: LocksDeps) {
  const { clock, random, logger, accounts, sessions, visits } = deps;
  const sharingChanged = createSharingChanged(deps);

  /** Waits only shortly where a list is known and the person did not ask for a new one. */
  const list = async ({
    request,
    response,
    words,
    loaded,
  }: OwnerVisit): Promise<readonly CloudLock[] | string> => {
    const { account } = loaded;
    const isPatient = 'again' in request.query || choicesFromCache(words, loaded).length === 0;
    if (isAwaitingProbe(account, clock.now())) return words.text('locks.disconnected');
    const trace = new Trace(random.bytes(8).toString('hex'), clock);
    const opened = openAccountCloud(deps, account);
    try {
      return await listWithTimeout(opened.cloud, { trace }, clock, isPatient ? undefined : SHORT_MS);
    } catch (error) {
      if (!(error instanceof CloudFailureError)) throw error;
      annotate(response, { reason: error.reason });
      if (error.reason !== 'credentials-refused')
        return words.text('locks.cantLoad', { problem: cloudProblem(words, error).message });
      await opened.reportFailure(error.reason);
      return words.text('locks.disconnected');
    } finally {
      annotate(response, { upstreamMs: trace.times().upstreamMs });
    }
  };

  /** Stores the list for SYNC and the other pages. This page works without it. */
  const store = async (loaded: LoadedAccount, locks: readonly CloudLock[]) => {
    const { account } = loaded;
    try {
      const ids = sharedIds(account);
      const now = clock.now();
      const change = (states: AccountState) => withListedAt(withList(states, ids, locks, now), now);
      await accounts.changeStates(account.id, change, loaded);
    } catch (error) {
      logger.warn('could not store the list of locks', { accountId: account.id, error });
    }
  };

  /** Stores the choosable locks in the session, also if another tab changes it at the same time. */
  const offer = async ({ session }: OwnerVisit, locks: readonly LockChoice[]) => {
    const offered = locks.filter(canChange).map(({ lockId }) => lockId);
    await sessions.change(session, (data) => {
      if (data.kind !== 'owner') return undefined;
      const { listed: _, choosing: __, ...rest } = data;
      const choosing = { ...beginChoosing(locks), chosen: [...beginChoosing(locks).chosen] };
      return { ...rest, offered, ...(areMany(locks) && { listed: [...locks], choosing }) };
    });
  };

  /** Stores the choice among many locks; `undefined` if the owner goes on choosing. */
  const chosenOfMany = async (visit: OwnerVisit, form: URLSearchParams): Promise<Set<string> | undefined> => {
    let chosen: Set<string> | undefined;
    await sessions.change(visit.session, (data) => {
      if (data.kind !== 'owner' || !isChoosing(data)) return undefined;
      const { session, isDone } = readManyLocks(visit.words, form, data);
      chosen = isDone ? new Set(session.choosing.chosen) : undefined;
      return session;
    });
    return chosen;
  };

  return {
    async open(visit: OwnerVisit): Promise<void> {
      const { data } = visit.session;
      // The owner goes on choosing, in the list that was read: `?step` is where the form leads.
      if ('step' in visit.request.query && isChoosing(data)) {
        annotate(visit.response, { outcome: 'choosing' });
        const view = { words: visit.words, formToken: visits.formToken(visit, FORM), locks: data.listed };
        return visit.show(200, manyLocksPage(view, data.choosing));
      }
      const listed = await list(visit);
      const isLive = typeof listed !== 'string';
      if (isLive) await store(visit.loaded, listed);
      const locks = isLive
        ? choicesFromList(visit.words, visit.loaded.account, listed)
        : choicesFromCache(visit.words, visit.loaded);
      await offer(visit, locks);
      annotate(visit.response, { outcome: isLive ? 'shown' : 'shown from memory' });
      const formToken = visits.formToken(visit, FORM);
      const now = clock.now();
      const listedAt = lastListedAt(visit.loaded.states);
      const known = isLive
        ? undefined
        : { problem: listed, now, ...(listedAt !== undefined && { listedAt }) };
      const view = { words: visit.words, formToken, locks, ...(known && { known }) };
      visit.show(200, areMany(locks) ? manyLocksPage(view, beginChoosing(locks)) : locksPage(view));
    },

    async submit(visit: OwnerVisit): Promise<void> {
      const form = visits.form(visit, FORM, ['lock']);
      if (!form) return;
      const { offered } = visit.session.data;
      if (!offered) return visit.response.redirect(303, PATHS.locks);
      // Of many locks, a form has those of one page.
      if (form.has('shown') && !isChoosing(visit.session.data)) {
        return visit.response.redirect(303, PATHS.locks);
      }
      const ticked = isChoosing(visit.session.data)
        ? await chosenOfMany(visit, form)
        : new Set(form.getAll('lock'));
      if (ticked === undefined) return visit.response.redirect(303, `${PATHS.locks}?step`);
      const apply = (account: Account) => withChoice(account, offered, ticked);
      const { account } = visit.loaded;
      if (apply(account) === account) return visits.done(visit, 'locks-saved');
      // Enqueued first, so that a crash cannot lose it: Google asks some seconds later. Unsharing does not depend on it.
      const isEnqueued = await sharingChanged(account.id);
      await accounts.change(account.id, apply);
      await visits.done(visit, isEnqueued ? 'locks-saved' : 'locks-saved-not-synced');
    },
  };
}

/** Returns the same object if nothing changes. */
function withChoice(account: Account, offered: readonly string[], ticked: ReadonlySet<string>): Account {
  const locks: Record<string, AccountLock> = { ...account.locks };
  let changed = false;
  for (const lockId of offered) {
    const before = Object.hasOwn(locks, lockId) ? locks[lockId] : undefined;
    const shared = ticked.has(lockId);
    if ((before?.shared ?? false) === shared) continue;
    locks[lockId] = { ...before, shared };
    changed = true;
  }
  return changed ? { ...account, locks } : account;
}
