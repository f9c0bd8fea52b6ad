import { openAccountCloud } from '../../accounts/account-cloud.ts';
import type { LoadedAccount } from '../../accounts/accounts.ts';
import { sharedLock } from '../../accounts/shared-lock.ts';
import { withDoorAlerts } from '../../alerts/raise-alerts.ts';
import type { HandlerOf } from '../../jobs/jobs.ts';
import { resumePolling } from '../../jobs/resume-polling.ts';
import { type AccountState, changeLock, type LockState, stateOf } from '../../locks/account-state.ts';
import { type AppliedEvents, applyEvents, orderEvents } from '../../locks/apply-events.ts';
import type { LockEvent, LockRecord } from '../../locks/lock-cloud.ts';
import { resultOrReason } from '../../locks/lock-reader.ts';
import { withSeenRecords } from '../../locks/record-times.ts';
import { Trace } from '../../logs/trace.ts';
import type { ReportingDeps } from '../../reporting/deps.ts';
import { enqueueLostReports } from '../../reporting/enqueue-report.ts';
import { reportLoaded } from '../../reporting/report-states.ts';
import { applyHints } from '../apply-hints.ts';
import type { TrackingDeps } from '../deps.ts';
import { enqueueDoorChecks } from '../doors/enqueue-door-checks.ts';
import {
  claimReads,
  enqueueLooks,
  type Look,
  planEventLooks,
  planHintLooks,
  planLooksAtAll,
} from './plan-looks.ts';
import { withFruitfulLook } from './webhook-looks.ts';

/** The records are read from a little before the first event on, because of clock skew. */
const RECORDS_MARGIN_MS = 60_000;
/** So long after a command a person watches its end. */
const WATCHED_MS = 60_000;
/** Minimum interval between two writes of `webhookAt` while nothing else changes. */
const WEBHOOK_AT_MS = 60_000;

type EventsByLock = ReadonlyMap<string, readonly LockEvent[]>;
type RecordsByLock = ReadonlyMap<string, readonly LockRecord[]>;

/**
 * Creates the handler of events and hints. It changes the state, never a lock, and ignores locks that are not shared. Surprising
 * events are checked with one read of records per lock; if those lack an event (yet), the lock is observed a little later. Where looks
 * found nothing new of late, the next one waits (`webhook-looks.ts`). Reports the end of a command itself; other changes are reported
 * together at the end of the second.
 */
export function createHandleWebhookEvents(deps: TrackingDeps & ReportingDeps): HandlerOf<'events'> {
  const { accounts, clock, logger } = deps;
  return async ({ accountId, receivedAt, events, hints = [], isIncomplete = false }) => {
    const loaded = await accounts.load(accountId);
    if (loaded === undefined) return;
    await resumePolling(deps, loaded);
    const { account } = loaded;
    const known = events
      .filter(({ lockId }) => sharedLock(account, loaded.states, lockId) !== undefined)
      .map((event) => ({ ...event, arrivedAt: receivedAt }));
    const byLock = Map.groupBy(orderEvents(known, clock.now()), ({ lockId }) => lockId);
    const first = applyAll(loaded, loaded.states, byLock, new Map(), clock.now());
    const isWatched = [...byLock.keys()].some((lockId) =>
      hasRecentCommand(stateOf(loaded.states, lockId), clock.now()),
    );
    const claimed = await claimReads(deps, loaded, first.applied, { isPatient: !isWatched });
    const records = await readRecords(deps, loaded, claimed);
    let { applied } = first;
    let looks: readonly Look[] = [];
    let changed: readonly string[] = [];
    const [states] = await Promise.all([
      accounts.changeStates(
        accountId,
        (before) => {
          const result = applyAll(loaded, before, byLock, records, clock.now());
          applied = result.applied;
          const planned = isIncomplete
            ? planLooksAtAll(deps, account, result.states, receivedAt)
            : planEventLooks(deps, result.states, applied, claimed);
          const checked = [...records.keys()].reduce(
            (after, lockId) => withFruitfulLook(before, after, lockId),
            planned.states,
          );
          const hinted = planHintLooks(deps, applyHints(account, checked, hints, receivedAt), receivedAt);
          looks = [...planned.looks, ...hinted.looks];
          changed = Object.keys(hinted.states.locks).filter(
            (lockId) => stateOf(hinted.states, lockId) !== stateOf(before, lockId),
          );
          const alerted = [...byLock].reduce(
            (states, [lockId, items]) => withDoorAlerts(states, lockId, items, receivedAt),
            hinted.states,
          );
          return withWebhookAt(alerted, receivedAt, alerted !== before);
        },
        loaded,
        { isReported: isWatched, isPatient: !isWatched },
      ),
      deps.activity.recordWebhook(loaded, { events: known, hints, receivedAt }),
    ]);
    await enqueueLooks(deps, accountId, looks);
    await enqueueDoorChecks(deps, { account, states });
    // A repetition of the job finds nothing changed.
    if (isWatched && changed.length > 0) await reportLoaded(deps, { account, states }, changed);
    else await enqueueLostReports(deps, { account, states });
    const needs = Object.fromEntries([...applied].map(([lockId, { need }]) => [lockId, need]));
    logger.info('applied webhook events', {
      accountId,
      events: events.length,
      ofSharedLocks: known.length,
      needs,
      ...(hints.length > 0 && { hints: hints.map(({ kind }) => kind) }),
      ...((hints.length > 0 || isIncomplete) && { observations: looks.length }),
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
    const read = records.get(lockId) ?? [];
    states = changeLock(states, lockId, () => withSeenRecords(result.state, read, now));
  }
  return { states, applied };
}

/** Reads the records of locks with surprising events, as far as the cloud allows. */
async function readRecords(
  deps: TrackingDeps,
  { account }: LoadedAccount,
  surprising: ReadonlyMap<string, AppliedEvents>,
): Promise<RecordsByLock> {
  if (surprising.size === 0) return new Map();
  const { cloud, reportFailure } = openAccountCloud(deps, account);
  const trace = new Trace('events', deps.clock);
  const reads = [...surprising].map(async ([lockId, { since, recordsFrom = since }]) => {
    const found = await resultOrReason(() =>
      cloud.records(lockId, recordsFrom - RECORDS_MARGIN_MS, { priority: 'read', trace }),
    );
    if (typeof found !== 'string') return [[lockId, found] as const];
    await reportFailure(found);
    return [];
  });
  return new Map((await Promise.all(reads)).flat());
}

/** True if the time of a webhook at `receivedAt` is stored although it changes nothing else. */
export function isWebhookAtDue(states: AccountState, receivedAt: number): boolean {
  return receivedAt - (states.webhookAt ?? 0) >= WEBHOOK_AT_MS;
}

function withWebhookAt(states: AccountState, receivedAt: number, changed: boolean): AccountState {
  const isNewer = receivedAt > (states.webhookAt ?? 0);
  return isNewer && (changed || isWebhookAtDue(states, receivedAt))
    ? { ...states, webhookAt: receivedAt }
    : states;
}
