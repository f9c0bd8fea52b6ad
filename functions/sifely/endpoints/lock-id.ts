import { otherFailures } from '../http/error-table.ts';
import { SifelyError } from '../http/sifely-error.ts';

/** The query of a call about one lock; throws `lock-unknown` for what cannot be an id, before anything is sent. */
export function lockQuery(lockId: string, endpoint: string): { readonly lockId: string } {
  if (/^\d{1,19}$/.test(lockId)) return { lockId };
  throw new SifelyError(otherFailures.notALock, { endpoint, kind: 'refused' });
}
