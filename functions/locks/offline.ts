import type { LockState, Snapshot } from './account-state.ts';
import type { FailureReason } from './cloud-failure-error.ts';
import { markUncertain } from './with-doubt.ts';

const OFFLINE: ReadonlySet<string> = new Set<FailureReason>([
  'gateway-missing',
  'gateway-offline',
  'lock-offline',
]);

/** Whether a failure means that the lock cannot be reached from afar. Other words mean nothing of the kind. */
export function meansOffline(reason: string): boolean {
  return OFFLINE.has(reason);
}

/**
 * The state of a lock that is in reach again. That says nothing of its bolt, which anybody may have turned meanwhile: what was
 * known before holds no longer, and the lock is to be asked.
 */
export function backInReach(state: LockState, snapshot: Snapshot): LockState {
  const { happenedAt } = snapshot;
  return markUncertain(
    { ...state, snapshot: { ...snapshot, online: true, learnedAt: happenedAt } },
    happenedAt + 1,
  );
}
