import { openAccountCloud } from '../accounts/account-cloud.ts';
import type { LoadedAccount } from '../accounts/accounts.ts';
import { sharedLock, unavailableReason } from '../accounts/shared-lock.ts';
import { enqueueObservation } from '../jobs/enqueue-observation.ts';
import type { HandlerOf } from '../jobs/jobs.ts';
import type { AccountState } from '../locks/account-state.ts';
import { changeLock, stateOf } from '../locks/account-state.ts';
import { type AppliedEvents, applyEvents, orderEvents } from '../locks/apply-events.ts';
import type { LockEvent, LockRecord } from '../locks/lock-cloud.ts';
import { resultOrReason } from '../locks/lock-reader.ts';
import { Trace } from '../logs/trace.ts';
import { enqueueLostReports } from '../reporting/enqueue-report.ts';
import { budgetGrade } from './call-budget.ts';
import type { TrackingDeps } from './deps.ts';

/** The records are asked from a little before the first event on: clocks differ. */
const RECORDS_MARGIN_MS = 60_000;
/** A webhook may be ahead of the record that confirms it. */
const CONFIRM_AFTER_MS = 5_000;
/** Calls in quick succession need not be noted one by one. */
const NOTE_MS = 60_000;

type EventsByLock = ReadonlyMap<string, readonly LockEvent[]>;
type RecordsByLock = ReadonlyMap<string, readonly LockRecord[]>;

/**
 * Takes in what a webhook told. It changes what we know, never a lock. Locks that are not shared are ignored;
 * surprising events are checked against the cloud's records, one read per lock for the whole batch, and where these do
 * not have them (yet) the lock is looked at a little later.
 */
export function createHandleWebhookEvents(deps: TrackingDeps): HandlerOf<'events'> {
  const { accounts, clock, jobs, logger } = deps;
  return async ({ accountId, receivedAt, events }) => {
    const loaded = await accounts.load(accountId);
    if (loaded === undefined) return;
    const { account } = loaded;
    const known = events.filter(({ lockId }) => sharedLock(account, loaded.states, lockId) !== undefined);
    const byLock = Map.groupBy(orderEvents(known, clock.now()), ({ lockId }) => lockId);
    const first = judge(loaded, loaded.states, byLock, new Map(), clock.now());
    const records = await confirm(deps, loaded, first.taken);
    let taken = first.taken;
    const states = await accounts.changeStates(
      accountId,
      (before) => {
        const judged = judge(loaded, before, byLock, records, clock.now());
        taken = judged.taken;
        return noted(judged.states, receivedAt, judged.states !== before);
      },
      loaded,
    );
    const now = clock.now();
    for (const [lockId, { need, since }] of taken) {
      if (need === 'nothing') continue;
      await enqueueObservation(jobs, now + CONFIRM_AFTER_MS, {
        ...{ accountId, lockId, because: 'surprise', since, round: 0 },
      });
    }
    await enqueueLostReports(deps, { account, states });
    const needs = Object.fromEntries([...taken].map(([lockId, { need }]) => [lockId, need]));
    logger.info('events taken', { accountId, events: events.length, ofSharedLocks: known.length, needs });
  };
}

/** Pure: it runs inside the compare-and-set. */
function judge(
  { account }: LoadedAccount,
  before: AccountState,
  byLock: EventsByLock,
  records: RecordsByLock,
  now: number,
): { readonly states: AccountState; readonly taken: ReadonlyMap<string, AppliedEvents> } {
  const taken = new Map<string, AppliedEvents>();
  let states = before;
  for (const [lockId, events] of byLock) {
    const relock = sharedLock(account, states, lockId)?.relock;
    if (relock === undefined) continue;
    const result = applyEvents(stateOf(states, lockId), events, {
      relock,
      now,
      records: records.get(lockId),
    });
    taken.set(lockId, result);
    states = changeLock(states, lockId, () => result.state);
  }
  return { states, taken };
}

/** The records of the locks whose events are surprising, as far as they can be had. */
async function confirm(
  deps: TrackingDeps,
  { account, states }: LoadedAccount,
  taken: ReadonlyMap<string, AppliedEvents>,
): Promise<RecordsByLock> {
  const { clock, config } = deps;
  const wanting = [...taken].filter(
    ([lockId, { need }]) =>
      need === 'records' && unavailableReason(account, sharedLock(account, states, lockId)) === undefined,
  );
  const grade = budgetGrade(states.usage, config.sifely.monthlyCalls, clock.now());
  if (wanting.length === 0 || grade === 'exhausted') return new Map();
  const { cloud, reportFailure } = openAccountCloud(deps, account);
  const trace = new Trace('events', clock);
  const asked = wanting.map(async ([lockId, { since }]) => {
    const found = await resultOrReason(() =>
      cloud.records(lockId, since - RECORDS_MARGIN_MS, { priority: 'read', trace }),
    );
    if (typeof found !== 'string') return [[lockId, found] as const];
    reportFailure(found);
    return [];
  });
  return new Map((await Promise.all(asked)).flat());
}

function noted(states: AccountState, receivedAt: number, changed: boolean): AccountState {
  const age = receivedAt - (states.webhookAt ?? 0);
  return age > 0 && (changed || age >= NOTE_MS) ? { ...states, webhookAt: receivedAt } : states;
}
