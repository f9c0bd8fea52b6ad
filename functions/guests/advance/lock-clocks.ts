import type { CallOptions, LockCloud } from '../../locks/lock-cloud.ts';

/** The clocks of locks: by how many ms each is ahead of UTC. A lock keeps its offset until a phone sets its clock. */
export interface LockClocks {
  /** Returns what was last learned of a lock; `undefined` for nothing. */
  known(lockId: string): number | undefined;
  /** Asks the cloud, which then is what is known. Rejects with `CloudFailureError`. */
  read(lockId: string): Promise<number | undefined>;
}

/** Returns the clocks by the details of locks (reference 2.11, `timezoneRawOffset`); each lock is asked at most once. */
export function clocksByDetails(
  cloud: Pick<LockCloud, 'detail'>,
  call: CallOptions = {},
  before: (lockId: string) => number | undefined = () => undefined,
): LockClocks {
  const offsets = new Map<string, number | undefined>();
  const known = (lockId: string) => offsets.get(lockId) ?? before(lockId);
  return {
    known,
    async read(lockId) {
      if (!offsets.has(lockId)) offsets.set(lockId, (await cloud.detail(lockId, call)).utcOffsetMs);
      return known(lockId);
    },
  };
}
