import type { LockState, Snapshot } from './account-state.ts';
import { applyRecords, newestMove } from './apply-records.ts';
import { isUncertain, type RelockFacts, TARGET, usableSnapshot } from './known-state.ts';
import type { LockEvent, LockRecord } from './lock-cloud.ts';
import { markUncertain } from './offline.ts';

/** Maximum difference between an event's time and its record's; they are equal if both come from the cloud's clock. */
const SAME_EVENT_MS = 2_000;
/** Maximum time from a command to the event that it caused, by clocks that differ. */
const CAUSED_WITHIN_MS = 120_000;
const CLOCK_SKEW_MS = 30_000;
/** Maximum delay of an event that still explains an earlier reading. */
const LATE_MS = 10 * 60_000;

/** Returns the events by time, each once (by id, or lock, time and type), none in the future: a lock's clock may run ahead. */
export function orderEvents(events: readonly LockEvent[], now: number): LockEvent[] {
  const once = new Map<string, LockEvent>();
  for (const event of events) {
    const { recordId, lockId, happenedAt, type } = event;
    const key = recordId === undefined ? `${lockId}/${happenedAt}/${type}` : `${lockId}#${recordId}`;
    if (!once.has(key)) once.set(key, { ...event, happenedAt: Math.min(happenedAt, event.receivedAt, now) });
  }
  return [...once.values()].sort((a, b) => a.happenedAt - b.happenedAt || a.receivedAt - b.receivedAt);
}

interface EventContext {
  readonly relock: RelockFacts;
  readonly now: number;
  /** Absent if they were not read. */
  readonly records?: readonly LockRecord[] | undefined;
}

/** The state after webhook events, and the next source to ask. */
export interface AppliedEvents {
  readonly state: LockState;
  /** `records`: the event is surprising and not applied, read the records. `observe`: observe the lock, a little later. */
  readonly need: 'nothing' | 'records' | 'observe';
  /** Time of the event that needs it, ms since the epoch. */
  readonly since: number;
}

/**
 * Applies the webhook events of one lock. One that agrees with the state, or that our command explains, is trusted. A
 * surprising one is only a hint, since nothing proves who called: it makes the state uncertain until the cloud's records
 * confirm it.
 */
export function applyEvents(
  before: LockState,
  events: readonly LockEvent[],
  context: EventContext,
): AppliedEvents {
  const { relock, now, records } = context;
  const state = markWebhookEvent(before, events, now);
  const claimed = applyRecords(state, events, { source: 'webhook', relock, now });
  const since = newestMove(events)?.happenedAt ?? now;
  if (!isSurprising(state, claimed, relock, now)) {
    const becameUncertain = isUncertain(claimed) && !isUncertain(before);
    return { state: claimed, need: becameUncertain ? 'observe' : 'nothing', since };
  }
  const batteryOnly = applyRecords(state, events.map(withoutEffect), { source: 'webhook', relock, now });
  if (records === undefined) return { state: markUncertain(batteryOnly, since), need: 'records', since };
  const confirmed = applyRecords(batteryOnly, records, { source: 'records', relock, now });
  const newest = newestMove(records);
  if (newest !== undefined && newest.happenedAt >= since - SAME_EVENT_MS) {
    return { state: confirmed, need: isUncertain(confirmed) ? 'observe' : 'nothing', since };
  }
  return { state: markUncertain(batteryOnly, since), need: 'observe', since };
}

function isSurprising(state: LockState, claimed: LockState, relock: RelockFacts, now: number): boolean {
  const snapshot = usableSnapshot(claimed, relock, now);
  if (snapshot === undefined || snapshot.bolt === 'unknown') return false;
  if (snapshot.bolt === usableSnapshot(state, relock, now)?.bolt) return false;
  return !isExplained(state, snapshot);
}

/** True if an accepted command of ours explains the snapshot. */
function isExplained({ commands }: LockState, { bolt, happenedAt }: Snapshot): boolean {
  return commands.some(
    ({ action, at, outcome }) =>
      outcome?.kind === 'accepted' &&
      TARGET[action] === bolt &&
      happenedAt >= at - CLOCK_SKEW_MS &&
      happenedAt <= at + CAUSED_WITHIN_MS,
  );
}

function withoutEffect(event: LockEvent): LockEvent {
  return { ...event, effect: 'none' };
}

/** Returns the state with the time of the webhook; a missed event is cleared if it was only late. */
function markWebhookEvent(state: LockState, events: readonly LockEvent[], now: number): LockState {
  const move = newestMove(events);
  if (move === undefined || move.effect === 'read') return state;
  const { missedEventAt, ...rest } = state;
  const late =
    missedEventAt !== undefined &&
    move.happenedAt <= missedEventAt &&
    move.happenedAt > missedEventAt - LATE_MS;
  const cleared = late || missedEventAt === undefined ? rest : { ...rest, missedEventAt };
  return { ...cleared, webhookEventAt: now };
}
