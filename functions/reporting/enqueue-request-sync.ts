import type { Clock } from '../clock.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Logger } from '../logs/logger.ts';

/** Changes that come within a window are told in one Request Sync. */
const WINDOW_MS = 10_000;
/** A SYNC that is being answered just now is noted by then, so that Google is not asked for what it was told. */
const SETTLE_MS = 5_000;

/**
 * To be called when the owner of an account changes what is shared: whether Google will be asked to SYNC. Never rejects: the
 * change counts without Google knowing of it.
 */
export type SharingChanged = (accountId: string) => Promise<boolean>;

/** {@link SharingChanged} by a Request Sync; one that cannot be kept is logged. */
export function createSharingChanged(deps: { jobs: Jobs; clock: Clock; logger: Logger }): SharingChanged {
  return async (accountId) => {
    try {
      await enqueueRequestSync(deps.jobs, deps.clock.now(), accountId);
      return true;
    } catch (error) {
      deps.logger.error('Google not asked to sync', { accountId, error });
      return false;
    }
  };
}

/**
 * Has Google asked to SYNC within a quarter of a minute, once for all changes until then. `now` in
 * ms since the epoch.
 */
export async function enqueueRequestSync(jobs: Jobs, now: number, accountId: string): Promise<void> {
  const window = Math.floor(now / WINDOW_MS) + 1;
  await jobs.enqueue(
    { kind: 'request-sync', accountId },
    { at: window * WINDOW_MS + SETTLE_MS, key: `request-sync-${accountId}-${window}` },
  );
}
