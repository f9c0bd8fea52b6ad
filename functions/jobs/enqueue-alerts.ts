import type { Jobs } from './jobs.ts';

/** Alerts that are raised within a window leave together. */
const WINDOW_MS = 2000;

/**
 * Enqueues the work on the alerts of an account for the end of the two seconds of `at`, ms since the epoch. Another one for the same two
 * seconds does nothing.
 */
export function enqueueAlerts(jobs: Jobs, accountId: string, at: number): Promise<void> {
  const window = Math.floor(at / WINDOW_MS) + 1;
  return jobs.enqueue(
    { kind: 'alerts', accountId },
    { at: window * WINDOW_MS, key: `alerts-${accountId}-${window}` },
  );
}
