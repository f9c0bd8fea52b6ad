import type { LockState, Snapshot } from './account-state.ts';
import { withBattery } from './battery.ts';
import { mayHaveRelocked, type RelockFacts, STATE_LAG_MS } from './known-state.ts';
import type { LockRecord } from './lock-cloud.ts';
import { backInReach, markUncertain } from './offline.ts';

/** How records came to us. */
export interface RecordSource {
  readonly source: 'records' | 'webhook';
  readonly relock: RelockFacts;
  /** When they came, ms since the epoch. */
  readonly now: number;
}

/**
 * The state after records of a lock were read or pushed, in any order; the same object when they tell nothing new. The
 * record with the greatest time decides, not the one that came last. One that leaves open where the bolt is now (the
 * lock may have relocked since, or nobody knows what such a record does) casts doubt on what was known before.
 */
export function applyRecords(
  state: LockState,
  records: readonly LockRecord[],
  telling: RecordSource,
): LockState {
  const heard = markReachable(applyBattery(state, records, telling.now), records);
  const newest = newestMove(records);
  if (newest === undefined || newest.happenedAt < earliestOf(heard.snapshot, newest)) return heard;
  const bolt = boltAfter(newest, telling.relock, telling.now);
  if (bolt === undefined) return markUncertain(heard, newest.happenedAt);
  const before = heard.snapshot;
  if (before !== undefined && isStale(before, newest, telling))
    return markUncertain(heard, before.happenedAt + 1);
  const { uncertainSince, ...certain } = heard;
  const kept = uncertainSince !== undefined && uncertainSince > newest.happenedAt ? heard : certain;
  if (before?.bolt === bolt && before.happenedAt === newest.happenedAt && before.source !== 'command')
    return uncertainSince === undefined || kept === heard ? heard : kept;
  const { source, now } = telling;
  const online = before?.online ?? true;
  return {
    ...kept,
    snapshot: { bolt, jammed: false, online, source, happenedAt: newest.happenedAt, learnedAt: now },
  };
}

/** The record that decides: of those that tell of the bolt the one with the greatest time. */
export function newestMove(records: readonly LockRecord[]): LockRecord | undefined {
  return records
    .filter(({ effect }) => effect !== 'none')
    .sort((a, b) => b.happenedAt - a.happenedAt || b.receivedAt - a.receivedAt)[0];
}

/**
 * From when on a record may overrule the snapshot. A reading of the gateway tells the state of up to twenty seconds
 * before it was made, so a contradicting record of these seconds is not older news.
 */
function earliestOf(snapshot: Snapshot | undefined, newest: LockRecord): number {
  if (snapshot === undefined) return 0;
  const contradicts = snapshot.source === 'gateway' && snapshot.bolt !== newest.effect;
  return contradicts ? snapshot.happenedAt - STATE_LAG_MS : snapshot.happenedAt;
}

/**
 * Whether a record and a reading made right after it contradict each other, and the record was there before the reading:
 * either the reading lagged, or the bolt moved again without a record. Nobody can tell but the lock.
 */
function isStale(snapshot: Snapshot, newest: LockRecord, { source }: RecordSource): boolean {
  return (
    source === 'records' &&
    newest.happenedAt < snapshot.happenedAt &&
    newest.receivedAt <= snapshot.happenedAt
  );
}

/**
 * A lock that relocks by itself often records nothing when it does, so an unlock is worth nothing once it may have;
 * nor while nobody knows whether it relocks.
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

/** A record that reached the cloud after the lock was found out of reach: it is in reach again. */
function markReachable(state: LockState, records: readonly LockRecord[]): LockState {
  const { snapshot } = state;
  if (snapshot === undefined || snapshot.online) return state;
  const heard = records.some(({ receivedAt }) => receivedAt > snapshot.learnedAt);
  return heard ? backInReach(state, snapshot) : state;
}

/** The newest battery level among the records, as old as its record. */
function applyBattery(state: LockState, records: readonly LockRecord[], now: number): LockState {
  const [newest] = records
    .filter(({ battery }) => battery !== undefined)
    .sort((a, b) => b.receivedAt - a.receivedAt);
  return newest === undefined ? state : withBattery(state, newest.battery, Math.min(newest.receivedAt, now));
}
