import type { LockState, SeenRecord, Snapshot } from './account-state.ts';
import { STATE_LAG_MS } from './known-state.ts';
import type { LockRecord } from './lock-cloud.ts';
import { hasMissedEvent } from './webhook-coverage.ts';

/** Three clocks date a record: the lock's, the cloud's and ours. None of them is known to be right. */

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
/** A lock's clock is right to this; a real one was six seconds ahead (jbergler/hass-ttlock). */
export const RIGHT_MS = 30_000;
/** Records of one lock take so much more or less time to the cloud. */
const JITTER_MS = 20_000;
/** A lock's clock is taken to be wrong by what this many of its newest records agree on, received at least a minute apart. */
const AGREEING = 3;
const APART_MS = 60_000;
const MAX_SEEN = 6;
/** An event that the cloud received longer before its arrival came late, or the cloud's clock is not ours. */
const PUSHED_WITHIN_MS = 15_000;
/** Records are read from so much earlier on: a clock may be wrong by a daylight-saving hour or a time zone. */
const WRONG_CLOCK_MS = 25 * HOUR_MS;
const ARRIVAL_MARGIN_MS = 60_000;

/** A record with its time by our clock, as far as that is known. */
export interface PlacedRecord extends LockRecord {
  /** True if its lock's clock is ahead by an unknown time: it may be older than everything. */
  readonly isUndated?: true;
}

/** Returns the time of a record by its lock's clock, ms since the epoch. */
export function lockTimeOf({ lockAt, happenedAt }: LockRecord): number {
  return lockAt ?? happenedAt;
}

/**
 * Returns records with times corrected by what is known of their lock's clock, never later than their arrival or `now`. Where a record
 * does not fit that, it gets the earliest time that it may have.
 */
export function placeRecords<R extends LockRecord>(
  records: readonly R[],
  { recentRecords = [] }: LockState,
  now: number,
): (R & PlacedRecord)[] {
  const behindMs = learnedBehindMs(recentRecords);
  return records.map((record) => {
    const lockAt = lockTimeOf(record);
    const arrivedBy = Math.min(record.receivedAt, now);
    const fits = behindMs !== undefined && Math.abs(record.receivedAt - lockAt - behindMs) <= JITTER_MS;
    const corrected = fits ? lockAt + behindMs : Math.min(lockAt, lockAt + (behindMs ?? 0));
    const isUndated = !fits && lockAt > arrivedBy + RIGHT_MS;
    return { ...record, lockAt, happenedAt: Math.min(corrected, arrivedBy), ...(isUndated && { isUndated }) };
  });
}

/** True if a record says "locked", but not when. */
export function isUndatedLock({ effect, isUndated }: PlacedRecord): boolean {
  return effect === 'locked' && isUndated === true;
}

/** Returns how far a lock's clock is behind the cloud's in ms, negative if it is ahead; `undefined` if it is right or not known. */
function learnedBehindMs(seen: readonly SeenRecord[]): number | undefined {
  const behind: number[] = [];
  let before = Number.POSITIVE_INFINITY;
  for (const { receivedAt, lockAt } of seen.toReversed()) {
    if (receivedAt > before - APART_MS) continue;
    before = receivedAt;
    if (behind.push(receivedAt - lockAt) === AGREEING) break;
  }
  const least = Math.min(...behind);
  const agree = behind.length === AGREEING && Math.max(...behind) - least <= JITTER_MS;
  return agree && Math.abs(least) > RIGHT_MS ? least : undefined;
}

/**
 * Returns the state with the newest records that concern the bolt, as the cloud's history has them; `now` in ms since the epoch. Not
 * for webhooks: nothing proves who posts them. The same object if all are known.
 */
export function withSeenRecords(state: LockState, records: readonly LockRecord[], now: number): LockState {
  const { recentRecords = [] } = state;
  const oldest = recentRecords.length < MAX_SEEN ? 0 : (recentRecords[0]?.receivedAt ?? 0);
  const added = records
    .filter((each) => each.effect !== 'none' && each.receivedAt >= oldest && !seenOf(recentRecords, each))
    .map((each) => ({ lockAt: lockTimeOf(each), receivedAt: each.receivedAt, seenAt: now }));
  if (added.length === 0) return state;
  const all = [...recentRecords, ...added].sort((a, b) => a.receivedAt - b.receivedAt);
  return { ...state, recentRecords: all.slice(-MAX_SEEN) };
}

function seenOf(seen: readonly SeenRecord[], record: LockRecord): SeenRecord | undefined {
  const lockAt = lockTimeOf(record);
  return seen.find((each) => each.lockAt === lockAt && each.receivedAt === record.receivedAt);
}

/**
 * True if a record may have reached the cloud after what the snapshot tells, which a reading may be late with. Where the clocks leave that
 * open, it is true once: until the record is known.
 */
export function isNews(
  record: LockRecord,
  snapshot: Snapshot,
  { recentRecords = [] }: LockState,
  now: number,
): boolean {
  const learnedAt = Math.max(snapshot.learnedAt, snapshot.happenedAt);
  const { receivedAt, arrivedAt } = record;
  const seen = seenOf(recentRecords, record);
  if (seen !== undefined) return receivedAt > learnedAt && seen.seenAt > learnedAt;
  if (receivedAt > learnedAt) return true;
  if (mayShowStateBefore(snapshot, record) && receivedAt > snapshot.happenedAt - STATE_LAG_MS) return true;
  if (arrivedAt !== undefined) return arrivedAt > learnedAt && isLatePush(record);
  return (
    now - receivedAt < DAY_MS &&
    recentRecords.length > 0 &&
    !recentRecords.some((each) => provesClock(each, now))
  );
}

/** True for a reading that a record contradicts: it may show the state of up to {@link STATE_LAG_MS} before. */
export function mayShowStateBefore({ source, bolt }: Snapshot, { effect }: LockRecord): boolean {
  return source === 'gateway' && bolt !== effect;
}

/** True if an event came late, or the cloud's clock is not ours. */
export function isLatePush({ receivedAt, arrivedAt }: LockRecord): boolean {
  return arrivedAt !== undefined && arrivedAt - receivedAt > PUSHED_WITHIN_MS;
}

/** True if a record was read so soon after the cloud received it that the cloud's clock is ours. */
function provesClock({ receivedAt, seenAt }: SeenRecord, now: number): boolean {
  const age = now - seenAt;
  return Math.abs(seenAt - receivedAt) <= PUSHED_WITHIN_MS && age >= 0 && age < DAY_MS;
}

/** Returns the time of arrival of a record by our clock, as far as that is known; ms since the epoch. */
export function arrivalOf(record: LockRecord, now: number): number {
  return Math.min(isLatePush(record) ? (record.arrivedAt ?? now) : record.receivedAt, now);
}

/** The part of a lock's history to read. Times are ms since the epoch. */
export interface RecordsRange {
  /** By the lock's clock. */
  readonly since: number;
  /** No page is read after one that reaches back to records received before this. */
  readonly receivedSince: number;
}

/**
 * Returns the part of the history that has all records since `at` (ms since the epoch) whatever the lock's clock says: a day more, and
 * what the newest records were late. After a movement without a record it is the newest page, from the beginning of time.
 */
export function recordsRange(state: LockState, at: number, now: number): RecordsRange {
  const { recentRecords = [], missedEventAt = 0 } = state;
  if (hasMissedEvent(state, now) && recentRecords.every(({ seenAt }) => seenAt < missedEventAt))
    return { since: 0, receivedSince: now };
  const behindMs = Math.max(0, ...recentRecords.map(({ receivedAt, lockAt }) => receivedAt - lockAt));
  return { since: at - WRONG_CLOCK_MS - behindMs, receivedSince: at - ARRIVAL_MARGIN_MS };
}
