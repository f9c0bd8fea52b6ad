import type { LoadedAccount } from '../accounts/accounts.ts';
import { type SharedLock, sharedLock } from '../accounts/shared-lock.ts';
import { enqueueObservation } from '../jobs/enqueue-observation.ts';
import { relockCheckAt } from '../locks/known-state.ts';
import type { ReportingDeps } from './deps.ts';

/** An offline lock is observed for the first time after this. */
const OFFLINE_CHECK_MS = 5 * 60_000;

/** Schedules checks of locks that change without an event: unlocked ones that auto-lock, and offline ones. Idempotent. */
export async function scheduleChecks(
  { jobs, clock }: ReportingDeps,
  { account, states }: LoadedAccount,
  lockIds: readonly string[],
): Promise<void> {
  const checks = lockIds.flatMap((lockId) => {
    const lock = sharedLock(account, states, lockId);
    const check = lock && nextCheck(lock, clock.now());
    if (check === undefined) return [];
    const { because, since, at } = check;
    return [enqueueObservation(jobs, at, { accountId: account.id, lockId, because, since, round: 0 })];
  });
  await Promise.all(checks);
}

function nextCheck(
  { state: { snapshot }, relock }: SharedLock,
  now: number,
): { because: 'relock' | 'offline'; since: number; at: number } | undefined {
  if (snapshot === undefined) return undefined;
  if (!snapshot.online) return { because: 'offline', since: snapshot.learnedAt, at: now + OFFLINE_CHECK_MS };
  const seconds = relock.autoLockSeconds ?? 0;
  if (snapshot.bolt !== 'unlocked' || seconds <= 0 || relock.passageMode) return undefined;
  const since = snapshot.happenedAt;
  return { because: 'relock', since, at: relockCheckAt(since, seconds) };
}
