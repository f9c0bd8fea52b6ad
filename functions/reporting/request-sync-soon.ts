import type { Jobs } from '../jobs/jobs.ts';

/** Changes that come within a window are told in one Request Sync. */
const WINDOW_MS = 10_000;
/** A SYNC that is being answered just now is noted by then, so that Google is not asked for what it was told. */
const SETTLE_MS = 5_000;

/**
 * Has Google asked to SYNC within a quarter of a minute, once for all changes until then. To be called when the owner
 * changed what is shared; changes that the cloud's lists bring are noticed by themselves. `now` in ms since the epoch.
 */
export async function requestSyncSoon(jobs: Jobs, now: number, accountId: string): Promise<void> {
  const window = Math.floor(now / WINDOW_MS) + 1;
  await jobs.enqueue(
    { kind: 'request-sync', accountId },
    { at: window * WINDOW_MS + SETTLE_MS, key: `request-sync-${accountId}-${window}` },
  );
}
