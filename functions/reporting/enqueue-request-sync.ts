import type { Clock } from '../clock.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Logger } from '../logs/logger.ts';

/** All changes within a window cause one Request Sync. */
const WINDOW_MS = 10_000;
/** A SYNC that is being answered now is recorded by then, so that Google is not asked for devices that it just got. */
const SETTLE_MS = 5_000;

/** An account that Google does not know is asked about after this time, then after twice the time that has passed, daily at last. */
const FIRST_PROBE_MS = 10 * 60_000;
const MAX_PROBE_MS = 24 * 60 * 60_000;
/** Then Google has to ask by itself. */
const PROBES_END_MS = 30 * MAX_PROBE_MS;
/** A job may run early; the probe after it is another one all the same. */
const EARLY_MS = 60_000;

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

/**
 * Asks Google to SYNC an account that it did not know at `unlinkedAt`: if that was wrong, a SYNC follows and resumes everything. Later
 * and later, for a month. Times in ms since the epoch.
 */
export async function enqueueUnlinkedProbe(
  jobs: Jobs,
  accountId: string,
  unlinkedAt: number,
  now: number,
): Promise<void> {
  const passedMs = now - unlinkedAt;
  if (passedMs > PROBES_END_MS) return;
  let probeMs = FIRST_PROBE_MS;
  // Times by `unlinkedAt` alone: answers that come together cause one probe.
  while (probeMs <= passedMs + EARLY_MS) probeMs += Math.min(probeMs, MAX_PROBE_MS);
  await enqueueRequestSyncAt(jobs, unlinkedAt + probeMs, accountId);
}
