import { CANCELLED, type Clock } from '../clock.ts';
import type { CredentialStore } from '../locks/lock-cloud.ts';
import type { Logger } from '../logs/logger.ts';
import { TimeoutError, withTimeout } from '../timeout.ts';
import type { AccessCloudProvider } from './access-cloud.ts';

/** The doors of an account that can list their codes: one call each. */
interface CodeDoors {
  readonly credentials: CredentialStore;
  readonly lockIds: readonly string[];
}

/** One PIN costs no more calls than this. The smallest plan has 10,000 a month and 25 a minute are made. */
const MAX_DOORS = 5;
/** A person waits for the answer. */
const MAX_WAIT_MS = 3000;

/**
 * Creates the check of digits against the codes that the app has given to doors. It looks at the first hundred codes of five doors at most, at
 * all of them at the same time, for three seconds, and takes none of the calls that are kept for commands. It answers false for what it could
 * not see: a list that fails or is late, hidden digits, a person who may not list the codes of a lock. Keeps and logs no code; never rejects.
 */
export function createIsDoorCode(deps: {
  readonly access: AccessCloudProvider;
  readonly clock: Clock;
  readonly logger: Logger;
}) {
  const { access, clock, logger } = deps;
  return async ({ credentials, lockIds }: CodeDoors, digits: string): Promise<boolean> => {
    const timeout = new AbortController();
    const cloud = access.openAccess(credentials);
    let isCode = false;
    const look = async (lockId: string): Promise<void> => {
      try {
        const list = await cloud.firstCodes(lockId, { priority: 'read', signal: timeout.signal });
        isCode ||= list.some((code) => code.digits !== undefined && plain(code.digits) === plain(digits));
      } catch (error) {
        logger.info('codes of a door not listed', { accountId: credentials.owner, lockId, error });
      }
    };
    try {
      await withTimeout(Promise.all(lockIds.slice(0, MAX_DOORS).map(look)), MAX_WAIT_MS, clock);
    } catch (error) {
      if (!(error instanceof TimeoutError)) throw error;
      timeout.abort(CANCELLED);
    }
    return isCode;
  };
}

/** Returns digits without leading zeros, which the cloud loses where it sends a code as a number. */
function plain(digits: string): string {
  return digits.replace(/^0+/, '');
}
