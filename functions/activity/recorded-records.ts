import type { LockState, RecordedActivity } from '../locks/account-state.ts';
import type { LockRecord } from '../locks/lock-cloud.ts';
import { lockTimeOf } from '../locks/record-times.ts';

/** A record may be listed so much later than one that the cloud received after it. */
const LATE_MS = 10 * 60_000;
/** More at once come from a phone that has read a lock without a gateway, all with one time. */
const MAX_KEYS = 40;

/** Returns the key of a record among those of its lock. */
export function recordKey(record: LockRecord): string {
  return record.recordId ?? `${lockTimeOf(record)}/${record.type}`;
}

/** Returns the records of a lock's history that the activity does not have. */
export function unrecorded(state: LockState, records: readonly LockRecord[]): LockRecord[] {
  const { recordedActivity } = state;
  return recordedActivity === undefined
    ? [...records]
    : records.filter(
        (record) =>
          record.receivedAt >= recordedActivity.since && !recordedActivity.keys.includes(recordKey(record)),
      );
}

/**
 * Returns the state of a lock whose activity has these records of its history, which must be all that the cloud has of the last hours; the
 * same object if it had them before. `now` in ms since the epoch.
 */
export function withRecorded(state: LockState, records: readonly LockRecord[], now: number): LockState {
  if (unrecorded(state, records).length === 0) return state;
  const { since, keys }: RecordedActivity = state.recordedActivity ?? { since: 0, keys: [] };
  const newest = Math.min(now, Math.max(...records.map(({ receivedAt }) => receivedAt)));
  const from = Math.max(since, newest - LATE_MS);
  const recent = records.filter(({ receivedAt }) => receivedAt >= from).map(recordKey);
  const all = [...new Set([...(from === since ? keys : []), ...recent])];
  const recordedActivity =
    all.length > MAX_KEYS ? { since: newest + 1, keys: [] } : { since: from, keys: all };
  return { ...state, recordedActivity };
}
