import { hash } from 'node:crypto';
import type { LoadedAccount } from '../accounts/accounts.ts';
import type { Clock } from '../clock.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { canReport, reportableLocks } from './reportable-locks.ts';

/** Changes that come within a window are told in one call. */
const WINDOW_MS = 1000;
/** An instance whose clock is so much behind must not come too late for a window whose job has run. */
const SKEW_MS = 250;
/** What Google refuses, or cannot take, is not tried more often than this for every look that finds it untold. */
const LOST_REPORT_MS = 5 * 60_000;
/** What Google could not take is told again after this, and then later and later, as every job that fails. */
const RETRY_MS = 5_000;

/** What has locks reported. */
export interface ReportSoonDeps {
  readonly jobs: Jobs;
  readonly clock: Clock;
}

/**
 * Has locks reported when the second that now is has ended. Two calls of one second make two jobs only where they are about
 * different locks; whichever runs first tells of all of them. Rejects with `StoreUnavailableError` when the job cannot be kept.
 */
export async function enqueueReport(
  { jobs, clock }: ReportSoonDeps,
  accountId: string,
  lockIds: readonly string[],
): Promise<void> {
  const window = Math.floor(clock.now() / WINDOW_MS) + 1;
  const which = hash('sha256', lockIds.join(), 'base64url').slice(0, 12);
  const job = { kind: 'report', accountId, lockIds } as const;
  await jobs.enqueue(job, {
    at: window * WINDOW_MS + SKEW_MS,
    key: `report-${accountId}-${window}-${which}`,
  });
}

/**
 * Has reported what Google should know and was not told, although nothing changed just now: the job that was to tell it was
 * never kept (a process died, or the queue was out, right after the change was stored), or Google did not let us.
 */
export async function enqueueLostReports(deps: ReportSoonDeps, loaded: LoadedAccount): Promise<void> {
  const now = deps.clock.now();
  if (!canReport(loaded)) return;
  const isTold = [...reportableLocks(loaded, now).values()].every(
    ({ state, hash }) => state.reported === hash,
  );
  if (isTold) return;
  const accountId = loaded.account.id;
  const key = `report-${accountId}-untold-${Math.floor(now / LOST_REPORT_MS)}`;
  await deps.jobs.enqueue({ kind: 'report', accountId, lockIds: [] }, { at: now + WINDOW_MS, key });
}

/** Has told again what Google could not take now; it concerns no lock by name, so nothing else follows from it. */
export async function enqueueRetry({ jobs, clock }: ReportSoonDeps, accountId: string): Promise<void> {
  const at = clock.now() + RETRY_MS;
  const key = `report-${accountId}-again-${Math.floor(at / WINDOW_MS)}`;
  await jobs.enqueue({ kind: 'report', accountId, lockIds: [] }, { at, key });
}
