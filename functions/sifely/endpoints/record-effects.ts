import type { LockRecord } from '../../locks/lock-cloud.ts';

/** What a kind of record says of the bolt. */
type RecordEffect = LockRecord['effect'];

function table(types: Partial<Record<RecordEffect, readonly number[]>>): ReadonlyMap<number, RecordEffect> {
  return new Map(
    (['unlocked', 'locked', 'none', 'read'] as const).flatMap((effect) =>
      (types[effect] ?? []).map((type) => [type, effect] as const),
    ),
  );
}

/**
 * `recordType`, the cloud's numbering (TTLock platform). 32 (opened from inside) and 37 (remote control) are taken for unlocks
 * by some clients and not by others, and 29 is an unexpected opening: the lock must be asked.
 */
const byRecordType = table({
  unlocked: [-5, -4, 1, 3, 4, 7, 8, 9, 10, 12, 46, 49, 50, 55, 57, 63, 67, 84, 92],
  locked: [11, 33, 34, 35, 36, 45, 47, 52, 53, 59, 61, 69, 86],
  none: [2, 5, 6, 30, 31, 42, 43, 44, 48, 51, 54, 58, 60, 62],
  read: [29, 32, 37],
});

/** `recordTypeFromLock`, the lock's own numbering; used where the cloud's is missing. */
const byTypeFromLock = table({
  unlocked: [
    1, 3, 4, 17, 19, 20, 27, 28, 55, 56, 57, 67, 75, 76, 77, 78, 79, 80, 81, 82, 83, 84, 92, 94, 111,
  ],
  locked: [26, 33, 34, 35, 36, 52, 61, 69, 86, 95],
  none: [7, 13, 22, 25, 38, 39, 40, 41, 58, 68, 85, 91],
  read: [32, 37],
});

/**
 * What a record did to the bolt. Failed attempts did nothing; a kind that nobody documented, and one that does not say
 * whether it succeeded, mean that the lock must be asked.
 */
export function recordEffect(record: {
  readonly recordType?: number | undefined;
  readonly recordTypeFromLock?: number | undefined;
  readonly success?: number | undefined;
}): RecordEffect {
  if (record.success === 0) return 'none';
  const effect =
    (record.recordType === undefined
      ? byTypeFromLock.get(record.recordTypeFromLock ?? Number.NaN)
      : byRecordType.get(record.recordType)) ?? 'read';
  return record.success === 1 || effect === 'none' ? effect : 'read';
}
