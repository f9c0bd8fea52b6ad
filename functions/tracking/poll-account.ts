import type { LoadedAccount } from '../accounts/accounts.ts';
import { sharedIds, sharedLock } from '../accounts/shared-lock.ts';
import type { HandlerOf } from '../jobs/jobs.ts';
import { type AccountState, withPolling } from '../locks/account-state.ts';
import type { FailureReason } from '../locks/cloud-failure-error.ts';
import { FAILURE_POLICY } from '../locks/failure-policy.ts';
import { usableSnapshot } from '../locks/known-state.ts';
import { enqueueNextAudit } from '../reporting/enqueue-audit.ts';
import { enqueueLostReports } from '../reporting/enqueue-report.ts';
import { applyPoll, operableLocks, type PollReads } from './apply-poll.ts';
import { affordableIntervalMs, budgetGrade } from './call-budget.ts';
import type { TrackingDeps } from './deps.ts';
import { type PollOutcome, pollIntervalMs } from './poll-interval.ts';
import { costOfPoll, isEventDriven } from './poll-plan.ts';
import { readForPoll } from './read-for-poll.ts';

/** A second poll within this time is the same job again, and makes no calls. */
const SAME_POLL_MS = 30_000;
/** Keeps accounts that were linked at one time from being polled together: the interval varies by 5 % either way. */
const JITTER = 0.1;

/** Creates the handler of polls, for what no event reported. The result and the next time are one write; until then it is due. */
export function createPollAccount(deps: TrackingDeps): HandlerOf<'poll'> {
  const { accounts, clock, config, random, logger } = deps;
  const { monthlyCalls } = config.sifely;

  const stop = async (
    accountId: string,
    why: string,
    still: (states: AccountState) => boolean = () => true,
  ) => {
    const stopped = await accounts.changeStates(accountId, (states) => {
      if (states.pollDueAt === undefined || !still(states)) return states;
      const { pollDueAt: _, ...rest } = states;
      return rest;
    });
    if (stopped.pollDueAt === undefined) logger.info('polling ended', { accountId, why });
  };

  const stopRefused = async (accountId: string) => {
    await stop(accountId, 'credentials refused');
    // The owner may have signed in again meanwhile, while the account was still polled.
    const newest = await accounts.load(accountId);
    if (newest === undefined || newest.account.credentialsRefusedAt !== undefined) return;
    await accounts.changeStates(accountId, (states) => withPolling(states, clock.now()));
  };

  return async ({ accountId }) => {
    const loaded = await accounts.load(accountId);
    if (loaded === undefined) {
      await accounts.dropStates(accountId);
      logger.info('polling ended', { accountId, why: 'the account is gone' });
      return;
    }
    const { account, states } = loaded;
    if (account.credentialsRefusedAt !== undefined) return stopRefused(accountId);
    // Google wants no reports. A SYNC or a new link starts the polls again.
    if (isUnlinked(states)) return stop(accountId, 'Google does not know the account', isUnlinked);
    const { polling } = states;
    const startedAt = clock.now();
    if (polling !== undefined && Math.abs(startedAt - polling.polledAt) < SAME_POLL_MS) return;
    const grade = budgetGrade(states.usage, monthlyCalls, startedAt);
    const exhausted = grade === 'exhausted' || sharedIds(account).length === 0;
    const reads: PollReads = exhausted
      ? { records: new Map(), readings: new Map() }
      : await readForPoll(deps, loaded, grade === 'thrifty');
    if (reads.ended === 'credentials-refused') return stopRefused(accountId);
    const jitter = 1 + (random.next() - 0.5) * JITTER;
    let intervalMs = 0;
    const polled = await accounts.changeStates(
      accountId,
      (before) => {
        const now = clock.now();
        const after = applyPoll(loaded, before, reads);
        intervalMs = pollIntervalMs(outcomeOf(loaded, before, after, reads.ended, now));
        const listedAt = reads.list?.at ?? before.polling?.listedAt ?? 0;
        return {
          ...after,
          pollDueAt: Math.round(now + intervalMs * jitter),
          polling: { polledAt: startedAt, listedAt, intervalMs: Math.round(intervalMs) },
        };
      },
      loaded,
    );
    logger.info('poll', {
      ...{ accountId, grade, intervalMs, outcome: reads.ended ?? 'ok' },
      ...{ records: reads.records.size, readings: reads.readings.size, lists: reads.list !== undefined },
    });
    const after = { account, states: polled };
    await enqueueLostReports(deps, after);
    await enqueueNextAudit(deps, after);
  };

  function outcomeOf(
    loaded: LoadedAccount,
    before: AccountState,
    after: AccountState,
    ended: FailureReason | undefined,
    now: number,
  ): PollOutcome {
    const locks = operableLocks(loaded, after);
    const cost = costOfPoll(after, locks, now);
    return {
      trouble: ended === undefined ? 'none' : FAILURE_POLICY[ended].pollTrouble,
      eventDriven: isEventDriven(after, locks, now),
      changed: locks.some(({ lockId }) => hasChanged(loaded, before, after, lockId, now)),
      previousMs: before.polling?.intervalMs,
      range: config.pollMs,
      affordableMs: affordableIntervalMs(after.usage, monthlyCalls, cost, now),
    };
  }
}

function isUnlinked({ google }: AccountState): boolean {
  return google?.unlinkedAt !== undefined;
}

/** True if the poll found a bolt or a connection other than the last known one. */
function hasChanged(
  { account }: LoadedAccount,
  before: AccountState,
  after: AccountState,
  lockId: string,
  now: number,
): boolean {
  const was = sharedLock(account, before, lockId);
  const is = sharedLock(account, after, lockId);
  if (was === undefined || is === undefined) return false;
  const found = usableSnapshot(is.state, is.relock, now);
  const known = was.state.snapshot;
  return found !== undefined && (found.bolt !== known?.bolt || found.online !== known.online);
}
