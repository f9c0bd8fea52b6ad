import { MAX_SKEW_MS } from '../../clock.ts';
import {
  type AccountState,
  changeLock,
  type LockState,
  stateOf,
  type WebhookLook,
} from '../../locks/account-state.ts';
import { affordableIntervalMs } from '../call-budget.ts';

const MINUTE_MS = 60_000;
/** From a look that found nothing new to the next one, by the number of them. */
const GAPS_MS = [10_000, 30_000, MINUTE_MS, 2 * MINUTE_MS, 5 * MINUTE_MS, 10 * MINUTE_MS, 20 * MINUTE_MS];
const LAST_GAP_MS = 30 * MINUTE_MS;
/** After so many, the month's calls limit them, too. */
const FREE_LOOKS = 4;
/** The records when the event comes, then twice the records and the lock. */
const CALLS_PER_LOOK = 5;
const MAX_GAP_MS = 24 * 60 * MINUTE_MS;
/** Each time of this length without a look makes up for one. */
const FORGIVEN_MS = 2 * 60 * MINUTE_MS;

/** `event`: where the bolt is. `hint`: if the lock can be reached. */
export type LookKind = keyof NonNullable<LockState['webhookLooks']>;

/** A look that was planned, and if it is allowed at once. */
export interface PlannedLook extends WebhookLook {
  readonly isNow: boolean;
}

/**
 * Plans a look at a lock because of a webhook that came at `now` and is about `since` (ms since the epoch). Nothing proves who posts,
 * so looks that find nothing new become ever rarer; what comes in between shares the next one, and the state is uncertain until then.
 */
export function planLook(
  states: AccountState,
  lockId: string,
  kind: LookKind,
  {
    since,
    now,
    monthlyCalls,
  }: { readonly since: number; readonly now: number; readonly monthlyCalls: number },
): PlannedLook {
  const before = stateOf(states, lockId).webhookLooks?.[kind];
  const plan = (at: number, count: number): PlannedLook => {
    return { at, plannedAt: now, since, count, isNow: at === now };
  };
  // One that was planned later than now is from before the clock was set back.
  if (before === undefined || before.plannedAt > now + MAX_SKEW_MS) return plan(now, 1);
  if (before.at > now) return { ...before, isNow: false };
  const count = Math.max(0, before.count - Math.floor((now - before.at) / FORGIVEN_MS));
  const at = count === 0 ? now : before.at + gapMs(states, count, now, monthlyCalls);
  return plan(Math.max(now, at), count + 1);
}

/** Returns the states with a planned look. */
export function withLook(
  states: AccountState,
  lockId: string,
  kind: LookKind,
  { isNow: _, ...look }: PlannedLook,
): AccountState {
  return changeLock(states, lockId, (state) => {
    const before = state.webhookLooks?.[kind];
    if (before?.at === look.at && before.count === look.count) return state;
    return { ...state, webhookLooks: { ...state.webhookLooks, [kind]: look } };
  });
}

/** Returns the states without the looks of a lock if the last one found something new: its webhooks are genuine. */
export function withFruitfulLook(before: AccountState, after: AccountState, lockId: string): AccountState {
  return changeLock(after, lockId, (state) => {
    const { webhookLooks, ...rest } = state;
    return webhookLooks !== undefined && isNews(stateOf(before, lockId), state) ? rest : state;
  });
}

function isNews({ snapshot: before }: LockState, { snapshot: after }: LockState): boolean {
  if (after === undefined || after === before || after.source === 'webhook' || after.source === 'command')
    return false;
  if (before === undefined || before.bolt !== after.bolt || before.online !== after.online) return true;
  return after.source === 'records' && after.happenedAt > before.happenedAt;
}

function gapMs(states: AccountState, count: number, now: number, monthlyCalls: number): number {
  const gap = GAPS_MS[count - 1] ?? LAST_GAP_MS;
  if (count <= FREE_LOOKS) return gap;
  const cost = CALLS_PER_LOOK * Math.max(1, Object.keys(states.locks).length);
  return Math.min(MAX_GAP_MS, Math.max(gap, affordableIntervalMs(states.usage, monthlyCalls, cost, now)));
}
