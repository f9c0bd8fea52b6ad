import type { Clock } from '../clock.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Logger } from '../logs/logger.ts';

/** All changes within a window cause one Request Sync. */
const WINDOW_MS = 10_000;
/** A SYNC that is being answered now is recorded by then, so that Google is not asked for devices that it just got. */
const SETTLE_MS = 5_000;

/** Asks for a SYNC after the owner's choice; true if enqueued. Never rejects: the choice is in force without Google too. */
type SharingChanged = (accountId: string) => Promise<boolean>;

export function createSharingChanged(deps: { jobs: Jobs; clock: Clock; logger: Logger }): SharingChanged {
  return async (accountId) => {
    try {
      await enqueueRequestSync(deps.jobs, deps.clock.now(), accountId);
      return true;
    } catch (error) {
      deps.logger.error('could not enqueue a Request Sync', { accountId, error });
      return false;
    }
  };
}

/** Asks Google to SYNC at a time, ms since the epoch. The same time again does nothing. */
export async function enqueueRequestSyncAt(jobs: Jobs, at: number, accountId: string): Promise<void> {
  await jobs.enqueue({ kind: 'request-sync', accountId }, { at, key: `request-sync-${accountId}-at-${at}` });
}

/** Asks Google to SYNC within 15 s, once for all changes until then. `now` in ms since the epoch. */
export async function enqueueRequestSync(jobs: Jobs, now: number, accountId: string): Promise<void> {
  const window = Math.floor(now / WINDOW_MS) + 1;
  await jobs.enqueue(
    { kind: 'request-sync', accountId },
    { at: window * WINDOW_MS + SETTLE_MS, key: `request-sync-${accountId}-${window}` },
  );
}
