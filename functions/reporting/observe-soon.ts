import type { Jobs } from '../jobs/jobs.ts';
import type { JobOf } from './parts.ts';

/** How long after it should have locked itself a lock is looked at: the cloud tells bolts up to 20 s late, mostly less. */
const RELOCK_MARGIN_MS = 12_000;

/** When a lock that was unlocked at `since` is looked at for having locked itself. Ms since the epoch. */
export function relockCheckAt(since: number, autoLockSeconds: number): number {
  return since + autoLockSeconds * 1000 + RELOCK_MARGIN_MS;
}

/** Has a lock looked at, at a moment (ms since the epoch). The same observation is made once, however often it is asked for. */
export function observeAt(
  jobs: Jobs,
  at: number,
  observation: Omit<JobOf<'observe'>, 'kind'>,
): Promise<void> {
  const { accountId, lockId, because, since, round } = observation;
  return jobs.enqueue(
    { kind: 'observe', ...observation },
    { at, key: `observe-${because}-${accountId}-${lockId}-${since}-${round}` },
  );
}
