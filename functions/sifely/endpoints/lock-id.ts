import { otherFailures } from '../http/error-table.ts';
import { SifelyError } from '../http/sifely-error.ts';

/** Returns the query of a call about one lock. Throws `lock-unknown` for an invalid id, so that nothing is sent. */
export function lockQuery(lockId: string, endpoint: string): { readonly lockId: string } {
  if (/^\d{1,19}$/.test(lockId)) return { lockId };
  throw new SifelyError(otherFailures.notALock, { endpoint, kind: 'refused' });
}
