import type { LockState, Snapshot } from './account-state.ts';
import { applyRecords, newestMove, withUnlockClaim } from './apply-records.ts';
import { isUncertain, type RelockFacts, TARGET, usableSnapshot } from './known-state.ts';
import type { LockEvent, LockRecord } from './lock-cloud.ts';
import { markUncertain } from './offline.ts';
import { arrivalOf, lockTimeOf, placeRecords } from './record-times.ts';

/** Maximum difference between an event's time and its record's; they are equal if both come from the cloud's clock. */
const SAME_EVENT_MS = 2_000;
/** Maximum time from a command to the event that it caused, by clocks that differ. */
const CAUSED_WITHIN_MS = 120_000;
const CLOCK_SKEW_MS = 30_000;
/** Maximum delay of an event that still explains an earlier reading. */
const LATE_MS = 10 * 60_000;

/** Looks in a row after unconfirmed claims, that of the newest one included. */
const MAX_WRONG_CLAIMS = 3;

/** Returns the events by time, each once (by id, or lock, time and type), none in the future: a lock's clock may run ahead. */
export function orderEvents(events: readonly LockEvent[], now: number): LockEvent[] {
  const once = new Map<string, LockEvent>();
  for (const event of events) {
    const { recordId, lockId, type } = event;
    const lockAt = lockTimeOf(event);
    const key = recordId === undefined ? `${lockId}/${lockAt}/${type}` : `${lockId}#${recordId}`;
    const happenedAt = Math.min(event.happenedAt, event.receivedAt, now);
    if (!once.has(key)) once.set(key, { ...event, lockAt, happenedAt });
  }
  return [...once.values()].sort(
    (a, b) => a.happenedAt - b.happenedAt || a.receivedAt - b.receivedAt || lockTimeOf(a) - lockTimeOf(b),
  );
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
  /** The records are read from then on, by the lock's clock; from `since` if left out. */
  readonly recordsFrom?: number;
}

/**
 * Applies the webhook events of one lock. Nothing proves who called. So a "locked" changes nothing by itself: where it agrees
 * nothing follows, and the verification of our own command goes on; else the records decide. "Unlocked" is believed at once where
 * it agrees or our command explains it. All else is only a hint: it makes the state uncertain until the records confirm it.
 */
export function applyEvents(
  before: LockState,
  arrived: readonly LockEvent[],
  context: EventContext,
): AppliedEvents {
  const { relock, now, records } = context;
  const events = placeRecords(arrived, before, now);
  const state = applyRecords(before, events.map(withoutEffect), { source: 'webhook', relock, now });
  const claimed = applyRecords(before, events, { source: 'webhook', relock, now });
  const move = newestMove(events);
  if (move === undefined) return { state, need: 'nothing', since: now };
  const recordsFrom = Math.min(lockTimeOf(move), move.happenedAt);
  // By the lock's clock it may be older than what is known; by its arrival it is not.
  const isOlder = move.happenedAt < (before.snapshot?.happenedAt ?? 0);
  const since = isOlder ? arrivalOf(move, now) : move.happenedAt;
  const trust = trustOf(before, claimed, events, relock, now);
  if (trust === 'claim') {
    const becameUncertain = isUncertain(claimed) && !isUncertain(before);
    return { state: claimed, need: becameUncertain ? 'observe' : 'nothing', since };
  }
  const isRenewal = trust !== 'check';
  const believed = trust === 'believe' ? claimed : state;
  if (isRenewal && !coverageIsDue(before, move, now, trust === 'keep' && !isOlder))
    return { state: believed, need: 'nothing', since };
  const unconfirmed = isRenewal ? believed : withClaim(state, move, since);
  if (records === undefined) return { state: unconfirmed, need: 'records', since, recordsFrom };
  // Times of one clock each.
  const isThere = (record: LockRecord) =>
    lockTimeOf(record) >= lockTimeOf(move) - SAME_EVENT_MS &&
    record.receivedAt >= Math.min(lockTimeOf(move), move.receivedAt) - SAME_EVENT_MS;
  if (!records.some((record) => record.effect !== 'none' && isThere(record)))
    return { state: unconfirmed, need: isRenewal ? 'nothing' : 'observe', since };
  const isMove = (record: LockRecord) => isSameEvent(record, move);
  const { arrivedAt } = move;
  const arrivedRecords =
    arrivedAt === undefined ? records : records.map((each) => (isMove(each) ? { ...each, arrivedAt } : each));
  const confirmed = applyRecords(markWebhookEvent(state, move, records, now), arrivedRecords, {
    ...{ source: 'records', relock, now },
  });
  return { state: confirmed, need: isUncertain(confirmed) ? 'observe' : 'nothing', since };
}

/** Age of the last event that the records had at which the next one is checked, although it changes nothing: it earns coverage. */
const RENEW_MS = 6 * 24 * 60 * 60_000;

function coverageIsDue(
  { webhookEventAt, missedEventAt }: LockState,
  move: LockRecord,
  now: number,
  isFirst: boolean,
): boolean {
  if (move.effect === 'read') return false;
  const isOld = webhookEventAt === undefined ? isFirst : now - webhookEventAt >= RENEW_MS;
  return isOld || (missedEventAt !== undefined && isLate(move, missedEventAt));
}

/**
 * `claim`: the state with the event, whatever it is. `believe`: the same, since it agrees with an unlocked door or a command
 * explains it. `keep`: it changes nothing. `check`: ask the records.
 */
function trustOf(
  before: LockState,
  claimed: LockState,
  events: readonly LockEvent[],
  relock: RelockFacts,
  now: number,
): 'claim' | 'believe' | 'keep' | 'check' {
  const known = usableSnapshot(before, relock, now);
  const snapshot = usableSnapshot(claimed, relock, now);
  const move = newestMove(events);
  if (move?.effect === 'locked' && known?.bolt === 'locked' && known.online) {
    const isAssumed = known.source === 'command' && snapshot?.source === 'webhook';
    return isAssumed && isExplained(before, snapshot) ? 'believe' : 'keep';
  }
  if (isUncertain(claimed) && (claimed.unlockClaimedAt ?? 0) > (before.unlockClaimedAt ?? 0)) return 'check';
  if (snapshot === undefined || snapshot.bolt === 'unknown') return 'claim';
  if (claimed.snapshot === before.snapshot) return 'keep';
  if (snapshot.bolt === 'locked') return 'check';
  return known?.bolt === 'unlocked' || isExplained(before, snapshot) ? 'believe' : 'check';
}

/**
 * Returns the state after an event that the records lack, or while they are not read. An unlock makes a "locked" of the lock itself
 * uncertain for the cloud's lag, but not after several claims that turned out wrong: QUERY would have no answer while they come.
 */
function withClaim(state: LockState, { effect }: LockRecord, at: number): LockState {
  const isTrusted = (state.webhookLooks?.event?.count ?? 0) <= MAX_WRONG_CLAIMS;
  return effect === 'unlocked' && isTrusted ? withUnlockClaim(state, at) : markUncertain(state, at);
}

/** True if an accepted command of ours explains an event, and nothing observed since contradicts it. */
function isExplained({ commands, snapshot: known }: LockState, { bolt, happenedAt }: Snapshot): boolean {
  const isConfirmed = known !== undefined && known.source !== 'command' && known.bolt !== 'unknown';
  return commands.some(
    ({ action, at, outcome }) =>
      outcome?.kind === 'accepted' &&
      TARGET[action] === bolt &&
      happenedAt >= at - CLOCK_SKEW_MS &&
      happenedAt <= at + CAUSED_WITHIN_MS &&
      !(isConfirmed && known.bolt !== bolt && known.happenedAt > at),
  );
}

function isSameEvent(one: LockRecord, other: LockRecord): boolean {
  return one.effect === other.effect && Math.abs(lockTimeOf(one) - lockTimeOf(other)) <= SAME_EVENT_MS;
}

function withoutEffect(event: LockEvent): LockEvent {
  return { ...event, effect: 'none' };
}

function isLate({ happenedAt }: LockRecord, missedEventAt: number): boolean {
  return happenedAt <= missedEventAt && happenedAt > missedEventAt - LATE_MS;
}

/** Returns the state with the time of an event that the records have; a missed event is cleared if it was only late. */
function markWebhookEvent(
  state: LockState,
  move: LockRecord,
  records: readonly LockRecord[],
  now: number,
): LockState {
  if (!records.some((record) => isSameEvent(record, move)) || move.effect === 'read') return state;
  const { missedEventAt, ...rest } = state;
  const isKept = missedEventAt !== undefined && !isLate(move, missedEventAt);
  return { ...rest, ...(isKept && { missedEventAt }), webhookEventAt: now };
}
