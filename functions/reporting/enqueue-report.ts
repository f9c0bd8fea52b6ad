import { hash } from 'node:crypto';
import type { LoadedAccount } from '../accounts/accounts.ts';
import type { Clock } from '../clock.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { canReport, reportableLocks } from './reportable-locks.ts';

/** All changes within a window are reported in one call. */
const WINDOW_MS = 1000;
/** An instance whose clock is this much behind still reaches the job of its window before the job runs. */
const SKEW_MS = 250;
/** Minimum interval between retries of a rejected or lost report. */
const LOST_REPORT_MS = 5 * 60_000;

export interface EnqueueReportDeps {
  readonly jobs: Jobs;
  readonly clock: Clock;
}

/** Reports the locks at the end of the current one-second window: one job per window and set of locks; the first reports all. */
export async function enqueueReport(
  { jobs, clock }: EnqueueReportDeps,
  accountId: string,
  lockIds: readonly string[],
): Promise<void> {
  const window = Math.floor(clock.now() / WINDOW_MS) + 1;
  const locksHash = hash('sha256', lockIds.join(), 'base64url').slice(0, 12);
  const job = { kind: 'report', accountId, lockIds } as const;
  await jobs.enqueue(job, {
    at: window * WINDOW_MS + SKEW_MS,
    key: `report-${accountId}-${window}-${locksHash}`,
  });
}

/**
 * Re-enqueues reports lost to a crash, a failing queue or Google's refusal. It names no locks, so that no checks are
 * scheduled: otherwise each rejected report would cause another observation.
 */
export async function enqueueLostReports(deps: EnqueueReportDeps, loaded: LoadedAccount): Promise<void> {
  const now = deps.clock.now();
  if (!canReport(loaded)) return;
  const locks = [...reportableLocks(loaded, now).values()];
  if (locks.every(({ state, hash }) => state.reported === hash)) return;
  const accountId = loaded.account.id;
  const key = `report-${accountId}-lost-${Math.floor(now / LOST_REPORT_MS)}`;
  await deps.jobs.enqueue({ kind: 'report', accountId, lockIds: [] }, { at: now + WINDOW_MS, key });
}
