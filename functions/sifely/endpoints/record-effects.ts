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

/**
 * By `recordTypeFromLock`, the lock's own numbering, for records without the cloud's. As the platform's page has it: 55 is a key fob,
 * which unlocks or locks; 56 the battery of a keypad; 77 to 83 the first of two factors, with the door still shut.
 */
const BY_TYPE_FROM_LOCK = table({
  unlocked: [1, 3, 4, 17, 19, 20, 27, 28, 46, 49, 50, 57, 63, 67, 75, 76, 84, 92],
  locked: [26, 33, 34, 35, 36, 45, 47, 52, 53, 59, 61, 69, 86],
  none: [
    ...[5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 18, 21, 22, 23, 24, 25, 30, 31, 38, 39, 40, 41, 44, 48],
    ...[51, 54, 56, 58, 60, 62, 64, 68, 70, 71, 72, 73, 74, 77, 78, 79, 80, 81, 82, 83, 85, 87, 88, 89, 90],
    ...[91, 93],
  ],
  read: [29, 32, 37, 55, 65, 66, 94, 95, 111],
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
