import type { Clock } from '../../clock.ts';
import type { CallOptions, LockCloud, LockRecord } from '../../locks/lock-cloud.ts';

/** A use of a code at a keypad that moved the bolt. */
export interface CodeUse {
  /** The name of the code, as the cloud lists it (reference 2.24). */
  readonly name: string;
  /** Ms since the epoch by the lock's clock. */
  readonly at: number;
}

/**
 * Returns the uses of codes at a lock since a time (ms since the epoch), maybe earlier ones too; at most those among the newest 500
 * records. Rejects with `CloudFailureError`.
 */
export type CodeUses = (lockId: string, since: number) => Promise<readonly CodeUse[]>;

/** The records of a lock are used again for so long: the codes that are looked at in one run share them. */
const MAX_AGE_MS = 15_000;

/** Returns a look for uses by the records of locks: one call for the codes of a lock that are looked at together. */
export function usesByRecords(
  cloud: Pick<LockCloud, 'records'>,
  clock: Clock,
  call: CallOptions = {},
): CodeUses {
  const known = new Map<string, { readonly at: number; readonly since: number; readonly uses: CodeUse[] }>();
  return async (lockId, since) => {
    const at = clock.now();
    const before = known.get(lockId);
    if (before !== undefined && before.since <= since && Math.abs(at - before.at) < MAX_AGE_MS)
      return before.uses;
    // A use since then reached the cloud since then.
    const records = await cloud.records(lockId, since, { ...call, receivedSince: since });
    const uses = records.flatMap(useOf);
    known.set(lockId, { at, since, uses });
    return uses;
  };
}

function useOf({ happenedAt, description }: LockRecord): CodeUse[] {
  if (description?.how !== 'code' || description.succeeded !== true) return [];
  const { event, who } = description;
  const isMove = event === 'unlocked' || event === 'locked' || event === 'used';
  return isMove && who !== undefined ? [{ name: who, at: happenedAt }] : [];
}
