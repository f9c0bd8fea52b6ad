import type { LoadedAccount } from '../../accounts/accounts.ts';
import { sharedIds } from '../../accounts/shared-lock.ts';
import { stateOf } from '../../locks/account-state.ts';
import type { TrackingDeps } from '../deps.ts';

/**
 * Enqueues a check of each open door for the time at which it has been open for `DOOR_LEFT_OPEN_MINUTES`. Repeating it does nothing, so
 * that a crash between the state and the check loses none: whatever learns of the account's doors next enqueues it.
 */
export async function enqueueDoorChecks(
  { jobs, config }: Pick<TrackingDeps, 'jobs' | 'config'>,
  { account, states }: LoadedAccount,
): Promise<void> {
  const { doorLeftOpenMs } = config;
  if (doorLeftOpenMs === 0) return;
  for (const lockId of sharedIds(account)) {
    const { door } = stateOf(states, lockId);
    if (door?.isOpen !== true || door.leftOpenAt !== undefined) continue;
    const { since } = door;
    await jobs.enqueue(
      { kind: 'door', accountId: account.id, lockId, since },
      { at: since + doorLeftOpenMs, key: `door-${account.id}-${lockId}-${since}` },
    );
  }
}
