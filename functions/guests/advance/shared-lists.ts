import type { Clock } from '../../clock.ts';
import type { AccessCode, CodeCloud } from '../access-cloud.ts';

/**
 * A list is used again for so long: shorter than what is left of `SETTLE_MS` when the last call has been given up, so that a list that was
 * read before an attempt could arrive never decides about it.
 */
const MAX_AGE_MS = 15_000;

/** Returns the codes with lists that several guests of one lock share, until one of them changes it. */
export function sharedLists(codes: CodeCloud, clock: Clock): CodeCloud {
  const lists = new Map<string, { readonly at: number; readonly list: AccessCode[] }>();
  /** A list that was begun before the end of a change may lack it. */
  const changing = async <T>(lockId: string, work: () => Promise<T>): Promise<T> => {
    lists.delete(lockId);
    try {
      return await work();
    } finally {
      lists.delete(lockId);
    }
  };
  return {
    async list(lockId, call) {
      const known = lists.get(lockId);
      if (known !== undefined && Math.abs(clock.now() - known.at) < MAX_AGE_MS) return known.list;
      const at = clock.now();
      const list = await codes.list(lockId, call);
      lists.set(lockId, { at, list });
      return list;
    },
    add: (lockId, ...rest) => changing(lockId, () => codes.add(lockId, ...rest)),
    generate: (lockId, ...rest) => changing(lockId, () => codes.generate(lockId, ...rest)),
    change: (lockId, ...rest) => changing(lockId, () => codes.change(lockId, ...rest)),
    remove: (lockId, ...rest) => changing(lockId, () => codes.remove(lockId, ...rest)),
    removeByDigits: (lockId, ...rest) => changing(lockId, () => codes.removeByDigits(lockId, ...rest)),
  };
}
