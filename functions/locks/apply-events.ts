import type { LockState, Snapshot } from './account-state.ts';
import { applyRecords, newestMove } from './apply-records.ts';
import { isUncertain, type RelockFacts, TARGET, usableSnapshot } from './known-state.ts';
import type { LockEvent, LockRecord } from './lock-cloud.ts';
import { markUncertain } from './offline.ts';

/** Around a pushed event and its record, whose times are the same where both clocks are the cloud's. */
const SAME_EVENT_MS = 2_000;
/** An event comes so soon after the command that caused it, by clocks that differ. */
const CAUSED_WITHIN_MS = 120_000;
const CLOCK_SKEW_MS = 30_000;
/** An event that arrives so late after a reading explains what the reading saw. */
const LATE_MS = 10 * 60_000;

/**
 * Events in the order in which they happened, each once, none of them in the future: a lock's clock may run ahead. The
 * same event has the same id where the cloud gives ids, else the same lock, time and type.
 */
export function orderEvents(events: readonly LockEvent[], now: number): LockEvent[] {
  const once = new Map<string, LockEvent>();
  for (const event of events) {
    const { recordId, lockId, happenedAt, type } = event;
    const key = recordId === undefined ? `${lockId}/${happenedAt}/${type}` : `${lockId}#${recordId}`;
    if (!once.has(key)) once.set(key, { ...event, happenedAt: Math.min(happenedAt, event.receivedAt, now) });
  }
  return [...once.values()].sort((a, b) => a.happenedAt - b.happenedAt || a.receivedAt - b.receivedAt);
}

/** What is known when pushed events are judged. */
export interface EventContext {
  readonly relock: RelockFacts;
  readonly now: number;
  /** What the cloud's records say, where they were asked. */
  readonly records?: readonly LockRecord[] | undefined;
}

/** The state after pushed events, and what must be done before more can be said. */
export interface AppliedEvents {
  readonly state: LockState;
  /** `records`: the state does not hold the surprising event; ask the records. `observe`: look for yourself, a little later. */
  readonly need: 'nothing' | 'records' | 'observe';
  /** When that which needs it happened, ms since the epoch. */
  readonly since: number;
}

/**
 * Takes in the pushed events of one lock. An event that fits what is known, or that an accepted command explains, is
 * believed. A surprising one is a hint, since nothing proves who called the webhook: it is believed when the cloud's
 * records have it, and until then it only takes away the certainty of what was known.
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
    const doubted = isUncertain(claimed) && !isUncertain(before);
    return { state: claimed, need: doubted ? 'observe' : 'nothing', since };
  }
  const charged = applyRecords(state, events.map(withoutEffect), { source: 'webhook', relock, now });
  if (records === undefined) return { state: markUncertain(charged, since), need: 'records', since };
  const confirmed = applyRecords(charged, records, { source: 'records', relock, now });
  const newest = newestMove(records);
  if (newest !== undefined && newest.happenedAt >= since - SAME_EVENT_MS) {
    return { state: confirmed, need: isUncertain(confirmed) ? 'observe' : 'nothing', since };
  }
  return { state: markUncertain(charged, since), need: 'observe', since };
}

function isSurprising(state: LockState, claimed: LockState, relock: RelockFacts, now: number): boolean {
  const told = usableSnapshot(claimed, relock, now);
  if (told === undefined || told.bolt === 'unknown') return false;
  if (told.bolt === usableSnapshot(state, relock, now)?.bolt) return false;
  return !isExplained(state, told);
}

/** Whether a command of ours that was accepted put the bolt there. */
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

/** Notes that webhooks tell of this lock, and that what was taken for silence was only delay. */
function markWebhookEvent(state: LockState, events: readonly LockEvent[], now: number): LockState {
  const move = newestMove(events);
  if (move === undefined || move.effect === 'read') return state;
  const { missedEventAt, ...rest } = state;
  const late =
    missedEventAt !== undefined &&
    move.happenedAt <= missedEventAt &&
    move.happenedAt > missedEventAt - LATE_MS;
  const loud = late || missedEventAt === undefined ? rest : { ...rest, missedEventAt };
  return { ...loud, webhookEventAt: now };
}
