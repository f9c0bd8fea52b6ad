import type { AccountCalls } from './account-calls.ts';
import type { Session } from './session.ts';
import { SifelyError } from './sifely-error.ts';

/**
 * Makes an account's calls with a refusal that is only supposed (`retry` is `auth`, yet the server was out of order) taken for
 * one by reads alone, which may be repeated, and only where there is something to renew with. To a command, and to a key
 * that cannot be renewed, it is the outage that its number says: nothing is sent twice, and no link ends.
 */
export function cautiousCalls(calls: AccountCalls, session: Session): Pick<AccountCalls, 'call'> {
  return {
    call(request, options) {
      const read: typeof request.read = (reply) => {
        try {
          return request.read(reply);
        } catch (error) {
          if (!isSupposed(error) || (!request.moves && session.isRenewable)) throw error;
          throw error.as({ retry: 'later' });
        }
      };
      return calls.call({ ...request, read }, options);
    },
  };
}

function isSupposed(error: unknown): error is SifelyError {
  return error instanceof SifelyError && error.retry === 'auth' && error.executed === 'unknown';
}
