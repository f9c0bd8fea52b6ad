import type { LoadedAccount } from '../accounts/accounts.ts';
import { hasRefusal, isRefused, nextProbeAt } from '../accounts/credentials/credential-refusal.ts';
import { sharedIds, sharedLock } from '../accounts/shared-lock.ts';
import type { RecordsByLock } from '../activity/activity.ts';
import { withDoorAlerts } from '../alerts/raise-alerts.ts';
import type { HandlerOf } from '../jobs/jobs.ts';
import type { AccountState } from '../locks/account-state.ts';
import type { FailureReason } from '../locks/cloud-failure-error.ts';
import { FAILURE_POLICY } from '../locks/failure-policy.ts';
import { usableSnapshot } from '../locks/known-state.ts';
import { enqueueNextAudit } from '../reporting/enqueue-audit.ts';
import { enqueueLostReports } from '../reporting/enqueue-report.ts';
import { type AppliedHints, applyHints, enqueueHintedObservations } from './apply-hints.ts';
import { applyPoll, operableLocks, type PollReads } from './apply-poll.ts';
import { affordableIntervalMs, budgetGrade, usedShare } from './call-budget.ts';
import type { TrackingDeps } from './deps.ts';
import { enqueueDoorChecks } from './doors/enqueue-door-checks.ts';
import { enqueuePoll } from './enqueue-due-polls.ts';
import {
  applyGatewayFlags,
  type GatewayFlags,
  isWatchDue,
  nextWatchAt,
  readGatewayFlags,
} from './gateway-watch.ts';
import { type PollOutcome, pollIntervalMs } from './poll-interval.ts';
import { costOfPoll, isEventDriven } from './poll-plan.ts';
import { readForPoll } from './read-for-poll.ts';

/** A second poll within this time is the same job again, and makes no calls. */
const SAME_POLL_MS = 30_000;
/** A poll this much early is on time: the clocks of two instances differ. */
const EARLY_MS = 30_000;
/** Keeps accounts that were linked at one time from being polled together: the interval varies by 5 % either way. */
const JITTER = 0.1;

/**
 * Creates the handler of polls, for what no event reported. The result and the next time are one write. A poll also probes refused
 * credentials. Rejects with `SealingError`, `NewerReleaseError` or `DocumentUnreadableError` for an account that cannot be used.
 */
export function createPollAccount(deps: TrackingDeps): HandlerOf<'poll'> {
  const { accounts, clock, config, jobs, random, logger } = deps;
  const { monthlyCalls } = config.sifely;

  const stop = async (accountId: string, why: string, still: (states: AccountState) => boolean) => {
    const stopped = await accounts.changeStates(accountId, (states) => {
      if (!still(states)) return states;
      // Written in any case: that moves the time at which the store finds the account due.
      const { pollDueAt: _, ...rest } = states;
      return rest;
    });
    if (stopped.pollDueAt === undefined) logger.info('polling ended', { accountId, why });
  };

  /** Puts the next poll off to the next probe of refused credentials; the owner may have signed in again meanwhile. */
  const awaitProbe = async (accountId: string) => {
    const newest = await accounts.load(accountId);
    if (newest === undefined) return;
    const now = clock.now();
    const until = nextProbeAt(newest.account, now) ?? now + config.pollMs.shortest;
    await accounts.changeStates(accountId, (states) => ({
      ...states,
      pollDueAt: until,
      ...(states.polling && { polling: { ...states.polling, dueAt: until } }),
    }));
    logger.info('poll put off', { accountId, why: 'credentials refused', until });
  };

  return async ({ accountId }) => {
    const loaded = await accounts.load(accountId);
    if (loaded === undefined) {
      await accounts.dropStates(accountId);
      logger.info('polling ended', { accountId, why: 'the account is gone' });
      return;
    }
    const { account, states } = loaded;
    // Google wants no reports. A SYNC or a new link starts the polls again.
    if (isUnlinked(states)) return stop(accountId, 'Google does not know the account', isUnlinked);
    // Throws `SealingError`: without the key each call would fail, and be logged, apart.
    Reflect.get(accounts.credentialStore(account), 'credentials');
    const { polling } = states;
    const startedAt = clock.now();
    if (isRefused(account, startedAt)) return awaitProbe(accountId);
    const isProbe = hasRefusal(account);
    if (!isProbe && polling !== undefined && Math.abs(startedAt - polling.polledAt) < SAME_POLL_MS) return;
    const grade = budgetGrade(states.usage, monthlyCalls, startedAt);
    const isPollDue = isProbe || polling?.dueAt === undefined || startedAt >= polling.dueAt - EARLY_MS;
    const checksGateways = isWatchDue(loaded, states, monthlyCalls, startedAt);
    // Another job did this already.
    if (!isPollDue && !checksGateways && (states.pollDueAt ?? 0) > startedAt) return;
    const exhausted = grade === 'exhausted' || sharedIds(account).length === 0;
    const reads = isPollDue ? await readAll(loaded, exhausted, grade === 'thrifty') : undefined;
    if (reads?.ended === 'credentials-refused') return awaitProbe(accountId);
    const flags =
      checksGateways && reads?.ended === undefined ? await readGatewayFlags(deps, loaded) : undefined;
    // Before the flags are stored: afterwards they are no change any more.
    const observations = flags === undefined ? [] : withFlags(loaded, states, flags).observations;
    await enqueueHintedObservations(deps, accountId, observations, flags?.at ?? startedAt);
    const withRecorded = await deps.activity.recordHistory(loaded, newRecords(reads));
    const jitter = 1 + (random.next() - 0.5) * JITTER;
    let intervalMs = 0;
    const polled = await accounts.changeStates(
      accountId,
      (before) => {
        const now = clock.now();
        const read = withRecorded(reads === undefined ? before : applyPoll(loaded, before, reads));
        const flagged = flags === undefined ? read : withFlags(loaded, read, flags).states;
        const after = withAlerts(flagged, newRecords(reads), now);
        if (reads === undefined) return withPollDueAt(loaded, after, now);
        intervalMs = pollIntervalMs(pollOutcome(loaded, before, after, reads.ended, now));
        const listedAt = reads.list?.at ?? before.polling?.listedAt ?? 0;
        const dueAt = Math.round(now + intervalMs * jitter);
        const next = { polledAt: startedAt, listedAt, intervalMs: Math.round(intervalMs), dueAt };
        return withPollDueAt(loaded, { ...after, polling: next }, now);
      },
      loaded,
    );
    const { pollDueAt, polling: polledNow } = polled;
    // The schedule would find it late, where it runs every few minutes only.
    if (pollDueAt !== undefined && pollDueAt !== polledNow?.dueAt)
      await enqueuePoll(jobs, accountId, pollDueAt);
    if (flags !== undefined) {
      const offline = [...flags.online.values()].filter((online) => online === false).length;
      logger.info('gateways', {
        accountId,
        checked: flags.online.size,
        offline,
        observations: observations.length,
      });
    }
    const after = { account, states: polled };
    await enqueueNextAudit(deps, after);
    await enqueueDoorChecks(deps, after);
    await deps.alerts.resume(after);
    if (reads === undefined) return;
    logger.info('poll', {
      ...{ accountId, grade, intervalMs, outcome: reads.ended ?? 'ok' },
      ...{ records: reads.records.size, readings: reads.readings.size, lists: reads.list !== undefined },
      used: usedShare(polled.usage, monthlyCalls, clock.now()),
    });
    await enqueueLostReports(deps, after);
  };

  async function readAll(loaded: LoadedAccount, exhausted: boolean, thrifty: boolean): Promise<PollReads> {
    return exhausted ? { records: new Map(), readings: new Map() } : readForPoll(deps, loaded, thrifty);
  }

  /** Returns the state with the time at which the account is due again: for a poll, or for a check of its gateways. */
  function withPollDueAt(loaded: LoadedAccount, states: AccountState, now: number): AccountState {
    const dueAt = states.polling?.dueAt ?? now;
    const watchAt = nextWatchAt(loaded, states, monthlyCalls, now);
    return { ...states, pollDueAt: watchAt === undefined ? dueAt : Math.min(dueAt, watchAt) };
  }

  function pollOutcome(
    loaded: LoadedAccount,
    before: AccountState,
    after: AccountState,
    ended: FailureReason | undefined,
    now: number,
  ): PollOutcome {
    const locks = operableLocks(loaded, after, now);
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

function newRecords(reads: PollReads | undefined): RecordsByLock {
  return new Map([...(reads?.records ?? [])].map(([lockId, { items }]) => [lockId, items]));
}

function withAlerts(states: AccountState, records: RecordsByLock, now: number): AccountState {
  return [...records].reduce((before, [lockId, items]) => withDoorAlerts(before, lockId, items, now), states);
}

function withFlags({ account }: LoadedAccount, states: AccountState, flags: GatewayFlags): AppliedHints {
  const flagged = applyGatewayFlags(states, flags);
  return applyHints(account, flagged.states, flagged.hints, flags.at);
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
