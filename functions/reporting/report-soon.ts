import { hash } from 'node:crypto';
import type { LoadedAccount } from '../accounts/accounts.ts';
import type { Clock } from '../clock.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { mayTell, toldLocks } from './told-locks.ts';

/** Changes that come within a window are told in one call. */
const WINDOW_MS = 1000;

/** What has locks reported. */
export interface ReportSoonParts {
  readonly jobs: Jobs;
  readonly clock: Clock;
}

/**
 * Has locks reported at the end of the second that now is. Two calls of one second make two jobs only where they are about
 * different locks; whichever runs first tells of all of them. Rejects with `StoreUnavailable` when the job cannot be kept.
 */
export async function reportSoon(
  { jobs, clock }: ReportSoonParts,
  accountId: string,
  lockIds: readonly string[],
): Promise<void> {
  const window = Math.floor(clock.now() / WINDOW_MS) + 1;
  const which = hash('sha256', lockIds.join(), 'base64url').slice(0, 12);
  const job = { kind: 'report', accountId, lockIds } as const;
  await jobs.enqueue(job, { at: window * WINDOW_MS, key: `report-${accountId}-${window}-${which}` });
}

/**
 * Has reported what Google should know and was not told, although nothing changed just now: the job that was to tell it was
 * never kept (a process died, or the queue was out, right after the change was stored), or Google did not let us.
 */
export async function reportUntold(parts: ReportSoonParts, loaded: LoadedAccount): Promise<void> {
  if (!mayTell(loaded)) return;
  const untold = [...toldLocks(loaded, parts.clock.now())].filter(
    ([, { state, hash }]) => state.reported !== hash,
  );
  if (untold.length === 0) return;
  await reportSoon(parts, loaded.account.id, untold.map(([lockId]) => lockId).sort());
}
