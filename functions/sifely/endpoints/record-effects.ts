import type { LockRecord } from '../../locks/lock-cloud.ts';

type RecordEffect = LockRecord['effect'];

function table(types: Partial<Record<RecordEffect, readonly number[]>>): ReadonlyMap<number, RecordEffect> {
  return new Map(
    (['unlocked', 'locked', 'none', 'read'] as const).flatMap((effect) =>
      (types[effect] ?? []).map((type) => [type, effect] as const),
    ),
  );
}

/** By `recordType` (TTLock). Clients disagree on 32 (from inside) and 37 (remote), 29 is an odd opening: ask the lock. */
const BY_RECORD_TYPE = table({
  unlocked: [-5, -4, 1, 3, 4, 7, 8, 9, 10, 12, 46, 49, 50, 55, 57, 63, 67, 84, 92],
  locked: [11, 33, 34, 35, 36, 45, 47, 52, 53, 59, 61, 69, 86],
  none: [2, 5, 6, 30, 31, 42, 43, 44, 48, 51, 54, 58, 60, 62],
  read: [29, 32, 37],
});

/** By `recordTypeFromLock`, the lock's own numbering, for records without the cloud's. */
const BY_TYPE_FROM_LOCK = table({
  unlocked: [
    1, 3, 4, 17, 19, 20, 27, 28, 55, 56, 57, 67, 75, 76, 77, 78, 79, 80, 81, 82, 83, 84, 92, 94, 111,
  ],
  locked: [26, 33, 34, 35, 36, 52, 61, 69, 86, 95],
  none: [7, 13, 22, 25, 38, 39, 40, 41, 58, 68, 85, 91],
  read: [32, 37],
});

/** Returns the effect on the bolt: none of a failed attempt, `read` for an undocumented type or without `success`. */
export function recordEffect(record: {
  readonly recordType?: number | undefined;
  readonly recordTypeFromLock?: number | undefined;
  readonly success?: number | undefined;
}): RecordEffect {
  if (record.success === 0) return 'none';
  const effect =
    (record.recordType === undefined
      ? BY_TYPE_FROM_LOCK.get(record.recordTypeFromLock ?? Number.NaN)
      : BY_RECORD_TYPE.get(record.recordType)) ?? 'read';
  return record.success === 1 || effect === 'none' ? effect : 'read';
}
