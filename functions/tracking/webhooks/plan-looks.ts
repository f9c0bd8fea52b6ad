import type { Account } from '../../accounts/account.ts';
import type { ChangeStatesOptions, LoadedAccount } from '../../accounts/accounts.ts';
import { sharedIds, sharedLock, unavailableReason } from '../../accounts/shared-lock.ts';
import { enqueueObservation, type ObservationRequest } from '../../jobs/enqueue-observation.ts';
import { type AccountState, changeLock, stateOf } from '../../locks/account-state.ts';
import type { AppliedEvents } from '../../locks/apply-events.ts';
import { isUncertain } from '../../locks/known-state.ts';
import { markUncertain } from '../../locks/offline.ts';
import type { AppliedHints } from '../apply-hints.ts';
import { budgetGrade } from '../call-budget.ts';
import type { TrackingDeps } from '../deps.ts';
import { type LookKind, type PlannedLook, planLook, withLook } from './webhook-looks.ts';

/** A webhook may arrive before the record that confirms it. */
const CONFIRM_AFTER_MS = 5_000;
/** Locks of one gateway are observed one after another: it runs one operation at a time. */
const APART_MS = 1_000;

/** An observation to enqueue, `at` in ms since the epoch. */
export interface Look extends Pick<ObservationRequest, 'lockId' | 'because' | 'since'> {
  readonly at: number;
}

interface PlannedLooks {
  readonly states: AccountState;
  readonly looks: readonly Look[];
}

type PlanDeps = Pick<TrackingDeps, 'clock' | 'config'>;

function planNow(
  { clock, config }: PlanDeps,
  states: AccountState,
  lockId: string,
  kind: LookKind,
  since: number,
): PlannedLook {
  const { monthlyCalls } = config.sifely;
  return planLook(states, lockId, kind, { since, now: clock.now(), monthlyCalls });
}

/**
 * Plans and stores the looks that begin with a read of records, before it: of many jobs at once one reads. Resolves with the events of
 * the locks whose records may be read now.
 */
export async function claimReads(
  deps: Pick<TrackingDeps, 'accounts' | 'clock' | 'config'>,
  loaded: LoadedAccount,
  applied: ReadonlyMap<string, AppliedEvents>,
  options: ChangeStatesOptions,
): Promise<ReadonlyMap<string, AppliedEvents>> {
  const { account, states: known } = loaded;
  const { accounts, clock, config } = deps;
  const surprising = [...applied].filter(
    ([lockId, { need }]) =>
      need === 'records' &&
      unavailableReason(account, sharedLock(account, known, lockId), clock.now()) === undefined,
  );
  const grade = budgetGrade(known.usage, config.sifely.monthlyCalls, clock.now());
  const claimed = new Map<string, AppliedEvents>();
  if (surprising.length === 0 || grade === 'exhausted') return claimed;
  await accounts.changeStates(
    account.id,
    (before) => {
      claimed.clear();
      let states = before;
      for (const [lockId, events] of surprising) {
        const planned = planNow(deps, states, lockId, 'event', events.since);
        if (!planned.isNow) continue;
        claimed.set(lockId, events);
        states = withLook(states, lockId, 'event', planned);
      }
      return states;
    },
    loaded,
    options,
  );
  return claimed;
}

/**
 * Plans the looks at locks whose events could not be applied; those of `claimed` are planned already. Pure, since it runs inside a
 * compare-and-set.
 */
export function planEventLooks(
  deps: PlanDeps,
  before: AccountState,
  applied: ReadonlyMap<string, AppliedEvents>,
  claimed: ReadonlyMap<string, AppliedEvents>,
): PlannedLooks {
  let states = before;
  const looks: Look[] = [];
  const at = deps.clock.now() + CONFIRM_AFTER_MS;
  for (const [lockId, { need, since }] of applied) {
    // Records that were not read for an event which changes nothing would only have renewed the coverage.
    if (need === 'nothing' || (need === 'records' && !isUncertain(stateOf(states, lockId)))) continue;
    const look = { lockId, because: 'surprise', since, at } as const;
    if (claimed.has(lockId)) {
      looks.push(look);
      continue;
    }
    const planned = planNow(deps, states, lockId, 'event', since);
    states = withLook(states, lockId, 'event', planned);
    looks.push(planned.isNow ? look : { ...look, since: planned.since, at: planned.at });
  }
  return { states, looks };
}

/** After webhooks were dropped until `at` (ms since the epoch): makes the state of every lock uncertain, and plans a look at each. Pure. */
export function planLooksAtAll(
  deps: PlanDeps,
  account: Account,
  before: AccountState,
  at: number,
): PlannedLooks {
  let states = before;
  const looks: Look[] = [];
  for (const lockId of sharedIds(account)) {
    if (unavailableReason(account, sharedLock(account, states, lockId), deps.clock.now()) !== undefined)
      continue;
    states = changeLock(states, lockId, (state) => markUncertain(state, at));
    const planned = planNow(deps, states, lockId, 'event', at);
    states = withLook(states, lockId, 'event', planned);
    looks.push({
      lockId,
      because: 'surprise',
      since: planned.since,
      at: planned.at + looks.length * APART_MS,
    });
  }
  return { states, looks };
}

/** Plans the observations after hints of `at` (ms since the epoch). Pure. */
export function planHintLooks(
  deps: PlanDeps,
  { states: before, observations }: AppliedHints,
  at: number,
): PlannedLooks {
  let states = before;
  const looks: Look[] = [];
  for (const observation of observations) {
    const { lockId, because } = observation;
    // A failed command is a hint once.
    if (because === 'surprise') {
      looks.push({ ...observation, since: at });
      continue;
    }
    const planned = planNow(deps, states, lockId, 'hint', at);
    states = withLook(states, lockId, 'hint', planned);
    // A reading may answer the first hint until then, but not those that follow it.
    const since = planned.isNow || planned.since === at ? at : planned.at;
    looks.push(planned.isNow ? { ...observation, since } : { lockId, because, since, at: planned.at });
  }
  return { states, looks };
}

/** Enqueues observations. Repeating it does nothing. */
export async function enqueueLooks(
  { jobs }: Pick<TrackingDeps, 'jobs'>,
  accountId: string,
  looks: readonly Look[],
): Promise<void> {
  for (const { at, ...look } of looks) await enqueueObservation(jobs, at, { accountId, ...look, round: 0 });
}

/** Plans and enqueues one more look at a lock because of webhooks, not before `notBefore` (ms since the epoch). */
export async function enqueueNextLook(
  deps: Pick<TrackingDeps, 'accounts' | 'clock' | 'config' | 'jobs'>,
  loaded: LoadedAccount,
  lockId: string,
  notBefore: number,
): Promise<void> {
  let planned: PlannedLook | undefined;
  await deps.accounts.changeStates(
    loaded.account.id,
    (before) => {
      planned = planNow(deps, before, lockId, 'event', notBefore);
      return withLook(before, lockId, 'event', planned);
    },
    loaded,
  );
  if (planned === undefined) return;
  const { since, at } = planned;
  await enqueueLooks(deps, loaded.account.id, [
    { lockId, because: 'surprise', since, at: Math.max(at, notBefore) },
  ]);
}
