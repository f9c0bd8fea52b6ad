import type { AccountCloud } from '../../accounts/account-cloud.ts';
import type { LoadedAccount } from '../../accounts/accounts.ts';
import { sharedIds } from '../../accounts/shared-lock.ts';
import {
  gatewaysDueAt,
  LOCK_DETAILS_MS,
  type LockGateways,
  readLockGateways,
} from '../../locks/lock-details.ts';
import type { IntentDeps } from '../deps.ts';

/** With more the calls of a minute would not do for the readings, too: they are learned after SYNC, or by the first poll. */
const MAX_LOCKS = 8;
/** The accounts that are learned, by process. */
const learning = new WeakMap<object, Set<string>>();

/**
 * Learns the gateways of an account before its first SYNC: until they are known its readings wait for each other; then they go on side by
 * side. Never rejects.
 */
export async function learnGateways(
  { accounts, background, clock, logger }: IntentDeps,
  { account, states }: LoadedAccount,
  { cloud }: AccountCloud,
): Promise<void> {
  const now = () => clock.now();
  // SYNC enqueues a job that reads them, and later polls do.
  if (states.google?.syncedAt !== undefined) return;
  const { id: accountId, locks } = account;
  const shared = sharedIds(account);
  const unknown = shared.filter((lockId) => {
    const { gateways, ...details } = locks[lockId] ?? {};
    return gateways === undefined && gatewaysDueAt(details, LOCK_DETAILS_MS) <= now();
  });
  const running = learning.get(background) ?? new Set();
  learning.set(background, running);
  // One lock waits for no other.
  if (unknown.length === 0 || unknown.length > MAX_LOCKS || shared.length < 2 || running.has(accountId))
    return;
  running.add(accountId);
  try {
    const read = unknown.map(async (lockId): Promise<[string, LockGateways]> => {
      const { gateways } = await readLockGateways(cloud, lockId, locks[lockId] ?? {}, now, {
        priority: 'read',
      });
      return [lockId, gateways];
    });
    await accounts.learn(accountId, Object.fromEntries(await Promise.all(read)));
  } catch (error) {
    logger.warn('could not learn gateways', { accountId, error });
  } finally {
    running.delete(accountId);
  }
}
