import { hash } from 'node:crypto';
import type { IntentDeps } from '../deps.ts';
import type { DeviceAuthorization } from './authorize-commands.ts';
import type { CommandResult } from './command-result.ts';

/** How long after the answer it is looked for the first time how a command ended. */
const FIRST_LOOK_MS = 3_000;

/**
 * Has Google told later how commands ended that are answered `PENDING`. A job that cannot be kept costs the person a spoken
 * sentence, and nobody a lock.
 */
export async function enqueueFollowUps(
  { jobs, clock, logger }: IntentDeps,
  accountId: string,
  verdicts: readonly DeviceAuthorization[],
  results: readonly CommandResult[],
): Promise<void> {
  const pending = new Set(results.filter(({ status }) => status === 'PENDING').flatMap(({ ids }) => ids));
  const since = clock.now();
  const work = verdicts.flatMap((verdict) => {
    if ('refused' in verdict || !pending.has(verdict.deviceId)) return [];
    const { deviceId: lockId } = verdict;
    return verdict.admitted.flatMap(({ key: commandKey, followUpToken }) => {
      if (followUpToken === undefined) return [];
      const job = { kind: 'follow-up', accountId, lockId, followUpToken, commandKey, since } as const;
      return [jobs.enqueue(job, { at: since + FIRST_LOOK_MS, key: followUpKey(followUpToken, 0) })];
    });
  });
  try {
    await Promise.all(work);
  } catch (error) {
    logger.warn('follow-up not enqueued', { accountId, error });
  }
}

/** The key of the job that looks for an outcome for the `look`-th time. */
export function followUpKey(followUpToken: string, look: number): string {
  return `follow-up-${hash('sha256', followUpToken, 'base64url')}-${look}`;
}
