import type { LockState, Snapshot } from './account-state.ts';
import { applyDoorRecords } from './doors/door-state.ts';
import { withBattery } from './forecasts/battery-level.ts';
import { mayHaveRelocked, type RelockFacts, STATE_LAG_MS } from './known-state.ts';
import type { LockRecord } from './lock-cloud.ts';
import { markOnline, markUncertain } from './offline.ts';
import {
  arrivalOf,
  isLatePush,
  isNews,
  isUndatedLock,
  lockTimeOf,
  mayShowStateBefore,
  type PlacedRecord,
  placeRecords,
  RIGHT_MS,
} from './record-times.ts';

interface RecordSource {
  readonly source: 'records' | 'webhook';
  readonly relock: RelockFacts;
  /** Time at which they arrived, ms since the epoch. */
  readonly now: number;
}

/** Applies records in any order: the latest counts. If it does not say where the bolt is now, the snapshot becomes uncertain. */
export function applyRecords(
  state: LockState,
  records: readonly LockRecord[],
  origin: RecordSource,
): LockState {
  const placed = placeRecords(records, state, origin.now);
  const sensed = applyDoorRecords(applyBattery(state, placed, origin.now), placed, origin);
  const reached = withArrivedUnlock(markReachable(sensed, placed), placed, origin);
  const newest = newestMove(placed);
  const unplaced = withUnplaced(reached, placed, origin.relock, origin.now);
  if (unplaced !== undefined) return unplaced;
  // It may be older than everything: not even a reason to believe for longer what is known.
  if (newest !== undefined && isUndatedLock(newest)) return reached;
  if (newest === undefined || newest.happenedAt < earliestOf(reached.snapshot, newest)) return reached;
  const bolt = boltAfter(newest, origin.relock, origin.now);
  const before = reached.snapshot;
  if (bolt === undefined) {
    const isNew = before !== undefined && isNews(newest, before, reached, origin.now);
    return markUncertain(reached, Math.max(newest.happenedAt, isNew ? before.happenedAt + 1 : 0));
  }
  if (before !== undefined && mayPrecedeUnlock(reached, before, newest, origin)) {
    const isNew = isNews(newest, before, reached, origin.now);
    return isNew ? markUncertain(reached, before.happenedAt + 1) : reached;
  }
  if (before !== undefined && isAmbiguous(before, newest, origin))
    return markUncertain(reached, before.happenedAt + 1);
  const { uncertainSince, ...certain } = reached;
  const isCleared =
    uncertainSince === undefined ||
    uncertainSince <= newest.happenedAt ||
    (origin.source === 'records' && isLastWord(newest, placed, uncertainSince, origin.now));
  const next = isCleared ? certain : reached;
  const isKnown =
    before?.bolt === bolt && before.happenedAt === newest.happenedAt && before.source !== 'command';
  // The history proves it: it is no webhook's word any more.
  const isProved = origin.source === 'records' && before?.source === 'webhook';
  if (isKnown && isProved) return { ...next, snapshot: { ...before, source: 'records' } };
  if (isKnown) return uncertainSince === undefined || next === reached ? reached : next;
  const { source, now } = origin;
  const online = before?.online ?? true;
  return {
    ...next,
    snapshot: { bolt, jammed: false, online, source, happenedAt: newest.happenedAt, learnedAt: now },
  };
}

/**
 * Returns the record with the latest time among those that concern the bolt; of two at one time, the last to arrive; of two that arrived
 * together, the last by the lock's clock.
 */
export function newestMove<R extends LockRecord>(records: readonly R[]): R | undefined {
  return records
    .filter(({ effect }) => effect !== 'none')
    .sort(
      (a, b) => b.happenedAt - a.happenedAt || b.receivedAt - a.receivedAt || lockTimeOf(b) - lockTimeOf(a),
    )[0];
}

/** Returns the state as uncertain since a claimed unlock at `at`, ms since the epoch. */
export function withUnlockClaim(state: LockState, at: number): LockState {
  return { ...markUncertain(state, at), unlockClaimedAt: Math.max(at, state.unlockClaimedAt ?? 0) };
}

/**
 * Returns the state with the time of arrival of an unlock, if it arrived last and just now: a "locked" that is read soon after may be the
 * state before it, whatever the clock of the lock says. Nothing proves that a webhook tells of one.
 */
function withArrivedUnlock(
  state: LockState,
  records: readonly PlacedRecord[],
  { source, now }: RecordSource,
): LockState {
  const last = lastToArrive(records);
  if (source !== 'records' || last?.effect !== 'unlocked') return state;
  const at = arrivalOf(last, now);
  if (now - at >= STATE_LAG_MS || at <= (state.unlockClaimedAt ?? 0)) return state;
  return { ...state, unlockClaimedAt: at };
}

/** Returns the record that arrived last of those that concern the bolt. */
function lastToArrive<R extends LockRecord>(records: readonly R[]): R | undefined {
  return records
    .filter(({ effect }) => effect !== 'none')
    .sort(
      (a, b) => b.receivedAt - a.receivedAt || b.happenedAt - a.happenedAt || lockTimeOf(b) - lockTimeOf(a),
    )[0];
}

/**
 * Returns the state as uncertain if the record that arrived last came after the snapshot was learned, contradicts it, and cannot be put
 * before or after it: it is older by the lock's clock, or that clock is ahead. Either it was late or a clock is wrong: only the lock
 * knows. `undefined` if there is no such record.
 */
export function withUnplaced(
  state: LockState,
  records: readonly PlacedRecord[],
  relock: RelockFacts,
  now: number,
): LockState | undefined {
  const { snapshot } = state;
  if (snapshot === undefined) return undefined;
  const unplaced = unplacedMove(state, snapshot, records, relock, now);
  if (unplaced === undefined) return undefined;
  const at = Math.max(arrivalOf(unplaced, now), snapshot.happenedAt + 1);
  return unplaced.effect === 'unlocked' ? withUnlockClaim(state, at) : markUncertain(state, at);
}

function unplacedMove(
  state: LockState,
  snapshot: Snapshot,
  records: readonly PlacedRecord[],
  relock: RelockFacts,
  now: number,
): LockRecord | undefined {
  const last = lastToArrive(records);
  if (last === undefined || last.effect === snapshot.bolt || !isNews(last, snapshot, state, now))
    return undefined;
  const newest = newestMove(records);
  // Both orders put these last: events that overtook each other on the way, with delays that hardly differ.
  const delay = ({ receivedAt, happenedAt }: LockRecord) => receivedAt - happenedAt;
  const isBehind = newest === last || newest === undefined || delay(last) - delay(newest) > STATE_LAG_MS;
  // "Unlocked" errs on the safe side.
  if (!isBehind || (!isUndatedLock(last) && last.happenedAt >= earliestOf(snapshot, last))) return undefined;
  // A relock explains the difference if the clocks are right to seconds.
  const relocked =
    last.effect === 'unlocked' && mayHaveRelocked(last.happenedAt, relock, snapshot.happenedAt);
  return relocked && delay(last) <= STATE_LAG_MS && !isLatePush(last) ? undefined : last;
}

/** Returns the earliest time of a record that may replace the snapshot: gateway readings may be twenty seconds old. */
function earliestOf(snapshot: Snapshot | undefined, newest: LockRecord): number {
  if (snapshot === undefined) return 0;
  return mayShowStateBefore(snapshot, newest) ? snapshot.happenedAt - STATE_LAG_MS : snapshot.happenedAt;
}

/**
 * True if the history answers an event that left the bolt unknown at its arrival: its newest record is the last by the lock's clock and
 * by its arrival, came since, and came at once. A reading that contradicts it lags.
 */
function isLastWord(
  newest: PlacedRecord,
  records: readonly PlacedRecord[],
  uncertainSince: number,
  now: number,
): boolean {
  const at = arrivalOf(newest, now);
  const isLast = records.every(
    ({ effect, receivedAt }) => effect === 'none' || receivedAt <= newest.receivedAt,
  );
  return (
    isLast && newest.isUndated !== true && at >= uncertainSince && at - newest.happenedAt <= STATE_LAG_MS
  );
}

/** True if a later reading contradicts a record that had arrived: either it lagged, or the bolt moved again. Ask the lock. */
function isAmbiguous(snapshot: Snapshot, newest: LockRecord, { source }: RecordSource): boolean {
  return (
    source === 'records' &&
    newest.happenedAt < snapshot.happenedAt &&
    newest.receivedAt <= snapshot.happenedAt
  );
}

/**
 * True if a record says "locked" of a time so close to the last accepted command, an unlock, that the clock of the lock does not tell which
 * came first, unless the lock may have locked itself. Ask the lock: until then "unlocked" errs on the safe side.
 */
function mayPrecedeUnlock(
  { commands }: LockState,
  { bolt, source }: Snapshot,
  newest: LockRecord,
  { relock }: RecordSource,
): boolean {
  if (newest.effect !== 'locked' || bolt !== 'unlocked') return false;
  // By the same clock the order is known.
  if (source !== 'command' && source !== 'gateway') return false;
  const last = commands.findLast(({ outcome }) => outcome?.kind === 'accepted');
  if (last?.action !== 'unlock') return false;
  return newest.happenedAt - last.at < RIGHT_MS && !mayHaveRelocked(last.at, relock, newest.happenedAt);
}

/**
 * Returns the bolt's state by its newest record, if that proves it: a relock often leaves no record, so an unlock proves
 * nothing once the lock may have relocked, or while it is not known whether it relocks.
 */
export function boltAfter(
  { effect, happenedAt }: LockRecord,
  relock: RelockFacts,
  now: number,
): 'locked' | 'unlocked' | undefined {
  if (effect === 'locked') return 'locked';
  if (effect !== 'unlocked') return undefined;
  const unknown = relock.autoLockSeconds === undefined && !relock.passageMode;
  return unknown || mayHaveRelocked(happenedAt, relock, now) ? undefined : 'unlocked';
}

/** Returns the state with the lock online if a record reached the cloud after the lock was found offline. */
function markReachable(state: LockState, records: readonly LockRecord[]): LockState {
  const { snapshot } = state;
  if (snapshot === undefined || snapshot.online) return state;
  const isBack = records.some(
    (record) =>
      record.receivedAt > snapshot.learnedAt ||
      (isLatePush(record) && (record.arrivedAt ?? 0) > snapshot.learnedAt),
  );
  return isBack ? markOnline(state, snapshot) : state;
}

/** Returns the state with the newest battery level of the records, dated by its record. */
function applyBattery(state: LockState, records: readonly LockRecord[], now: number): LockState {
  const [newest] = records
    .filter(({ battery }) => battery !== undefined)
    .sort((a, b) => b.receivedAt - a.receivedAt);
  return newest === undefined ? state : withBattery(state, newest.battery, Math.min(newest.receivedAt, now));
}
