import { openAccountCloud } from '../accounts/account-cloud.ts';
import type { LoadedAccount } from '../accounts/accounts.ts';
import { sharedLock, unavailableReason } from '../accounts/shared-lock.ts';
import { enqueueObservation } from '../jobs/enqueue-observation.ts';
import type { HandlerOf } from '../jobs/jobs.ts';
import { resumePolling } from '../jobs/resume-polling.ts';
import { type AccountState, changeLock, type LockState, stateOf } from '../locks/account-state.ts';
import { type AppliedEvents, applyEvents, orderEvents } from '../locks/apply-events.ts';
import type { LockEvent, LockRecord } from '../locks/lock-cloud.ts';
import { resultOrReason } from '../locks/lock-reader.ts';
import { Trace } from '../logs/trace.ts';
import type { ReportingDeps } from '../reporting/deps.ts';
import { enqueueLostReports } from '../reporting/enqueue-report.ts';
import { reportLoaded } from '../reporting/report-states.ts';
import { applyHints, enqueueHintedObservations, type HintedObservation } from './apply-hints.ts';
import { budgetGrade } from './call-budget.ts';
import type { TrackingDeps } from './deps.ts';

/** The records are read from a little before the first event on, because of clock skew. */
const RECORDS_MARGIN_MS = 60_000;
/** A webhook may arrive before the record that confirms it. */
const CONFIRM_AFTER_MS = 5_000;
/** So long after a command a person watches its end. */
const WATCHED_MS = 60_000;
/** Minimum interval between two writes of `webhookAt` while nothing else changes. */
const WEBHOOK_AT_MS = 60_000;

type EventsByLock = ReadonlyMap<string, readonly LockEvent[]>;
type RecordsByLock = ReadonlyMap<string, readonly LockRecord[]>;

/**
 * Creates the handler of events and hints. It changes the state, never a lock, and ignores locks that are not shared. Surprising
 * events are checked with one read of records per lock; if those lack an event (yet), the lock is observed a little later. Reports the
 * end of a command itself; other changes are reported together at the end of the second.
 */
export function createHandleWebhookEvents(deps: TrackingDeps & ReportingDeps): HandlerOf<'events'> {
  const { accounts, clock, jobs, logger } = deps;
  return async ({ accountId, receivedAt, events, hints = [] }) => {
    const loaded = await accounts.load(accountId);
    if (loaded === undefined) return;
    await resumePolling(deps, loaded);
    const { account } = loaded;
    const known = events.filter(({ lockId }) => sharedLock(account, loaded.states, lockId) !== undefined);
    const byLock = Map.groupBy(orderEvents(known, clock.now()), ({ lockId }) => lockId);
    const first = applyAll(loaded, loaded.states, byLock, new Map(), clock.now());
    const records = await readRecords(deps, loaded, first.applied);
    let { applied } = first;
    let observations: readonly HintedObservation[] = [];
    let changed: readonly string[] = [];
    const isWatched = [...byLock.keys()].some((lockId) =>
      hasRecentCommand(stateOf(loaded.states, lockId), clock.now()),
    );
    const states = await accounts.changeStates(
      accountId,
      (before) => {
        const result = applyAll(loaded, before, byLock, records, clock.now());
        applied = result.applied;
        const hinted = applyHints(account, result.states, hints, receivedAt);
        observations = hinted.observations;
        changed = Object.keys(hinted.states.locks).filter(
          (lockId) => stateOf(hinted.states, lockId) !== stateOf(before, lockId),
        );
        return withWebhookAt(hinted.states, receivedAt, hinted.states !== before);
      },
      loaded,
      { isReported: isWatched },
    );
    const now = clock.now();
    for (const [lockId, { need, since }] of applied) {
      if (need === 'nothing') continue;
      await enqueueObservation(jobs, now + CONFIRM_AFTER_MS, {
        ...{ accountId, lockId, because: 'surprise', since, round: 0 },
      });
    }
    await enqueueHintedObservations(deps, accountId, observations, receivedAt);
    // A repetition of the job finds nothing changed.
    if (isWatched && changed.length > 0) await reportLoaded(deps, { account, states }, changed);
    else await enqueueLostReports(deps, { account, states });
    const needs = Object.fromEntries([...applied].map(([lockId, { need }]) => [lockId, need]));
    logger.info('applied webhook events', {
      accountId,
      events: events.length,
      ofSharedLocks: known.length,
      needs,
      ...(hints.length > 0 && { hints: hints.map(({ kind }) => kind), observations: observations.length }),
    });
  };
}

function hasRecentCommand({ commands }: LockState, now: number): boolean {
  return commands.some(({ at }) => now - at < WATCHED_MS);
}

/** Applies the events of all locks. Pure, since it runs inside the compare-and-set. */
function applyAll(
  { account }: LoadedAccount,
  before: AccountState,
  byLock: EventsByLock,
  records: RecordsByLock,
  now: number,
): { readonly states: AccountState; readonly applied: ReadonlyMap<string, AppliedEvents> } {
  const applied = new Map<string, AppliedEvents>();
  let states = before;
  for (const [lockId, events] of byLock) {
    const relock = sharedLock(account, states, lockId)?.relock;
    if (relock === undefined) continue;
    const result = applyEvents(stateOf(states, lockId), events, {
      relock,
      now,
      records: records.get(lockId),
    });
    applied.set(lockId, result);
    states = changeLock(states, lockId, () => result.state);
  }
  return { states, applied };
}

/** Reads the records of the locks with surprising events, as far as the budget and the cloud allow. */
async function readRecords(
  deps: TrackingDeps,
  { account, states }: LoadedAccount,
  applied: ReadonlyMap<string, AppliedEvents>,
): Promise<RecordsByLock> {
  const { clock, config } = deps;
  const surprising = [...applied].filter(
    ([lockId, { need }]) =>
      need === 'records' &&
      unavailableReason(account, sharedLock(account, states, lockId), clock.now()) === undefined,
  );
  const grade = budgetGrade(states.usage, config.sifely.monthlyCalls, clock.now());
  if (surprising.length === 0 || grade === 'exhausted') return new Map();
  const { cloud, reportFailure } = openAccountCloud(deps, account);
  const trace = new Trace('events', clock);
  const reads = surprising.map(async ([lockId, { since, recordsFrom = since }]) => {
    const found = await resultOrReason(() =>
      cloud.records(lockId, recordsFrom - RECORDS_MARGIN_MS, { priority: 'read', trace }),
    );
    if (typeof found !== 'string') return [[lockId, found] as const];
    await reportFailure(found);
    return [];
  });
  return new Map((await Promise.all(reads)).flat());
}

function withWebhookAt(states: AccountState, receivedAt: number, changed: boolean): AccountState {
  const age = receivedAt - (states.webhookAt ?? 0);
  return age > 0 && (changed || age >= WEBHOOK_AT_MS) ? { ...states, webhookAt: receivedAt } : states;
}
