/** How long after it should have locked itself a lock is looked at: the cloud tells bolts up to 20 s late, mostly less. */
const RELOCK_MARGIN_MS = 12_000;

/** When a lock that was unlocked at `since` is looked at for having locked itself. Ms since the epoch. */
export function relockCheckAt(since: number, autoLockSeconds: number): number {
  return since + autoLockSeconds * 1000 + RELOCK_MARGIN_MS;
}
