import type { CommandMark, LockState, Snapshot } from './account-state.ts';
import type { BoltState, LockAction } from './lock-cloud.ts';

/** How long the cloud may go on telling the old state after a command (20 s seen by howarddavidp/hubitat-sifely-wifi-lock). */
export const STATE_LAG_MS = 20_000;

/** What a lock does by itself. */
export interface RelockFacts {
  /** Seconds after an unlock until it locks itself; 0 when never, `undefined` when not known. */
  readonly autoLockSeconds: number | undefined;
  /** While it is on the lock does not lock itself. */
  readonly passageMode: boolean;
}

/** Where a command puts the bolt. */
export const TARGET: Readonly<Record<LockAction, BoltState>> = { lock: 'locked', unlock: 'unlocked' };

/**
 * The newest command that may have moved the bolt away from where the snapshot has it, and of which nobody knows
 * whether it did: neither the old state nor the new one may be claimed while it is there.
 */
export function unresolvedCommand({ snapshot, commands }: LockState): CommandMark | undefined {
  return commands.findLast(
    (mark) =>
      mark.outcome?.kind !== 'accepted' &&
      mark.outcome?.kind !== 'failed' &&
      (snapshot === undefined || (mark.at >= snapshot.happenedAt && TARGET[mark.action] !== snapshot.bolt)),
  );
}

/** Whether something happened since the snapshot that leaves open where the bolt is. */
export function isUncertain({ snapshot, uncertainSince }: LockState): boolean {
  return uncertainSince !== undefined && uncertainSince > (snapshot?.happenedAt ?? 0);
}

/** Whether a lock that was unlocked at `since` may have locked itself by now. A timer alone never makes it locked. */
export function mayHaveRelocked(since: number, relock: RelockFacts, now: number): boolean {
  const seconds = relock.autoLockSeconds ?? 0;
  return seconds > 0 && !relock.passageMode && now >= since + seconds * 1000;
}

/**
 * What may be said of a lock now: its snapshot, unless a command without a known outcome, something that
 * happened since or its own relocking makes that a guess. A lock that does not answer is known to be offline whatever its bolt does.
 */
export function usableSnapshot(state: LockState, relock: RelockFacts, now: number): Snapshot | undefined {
  const { snapshot } = state;
  if (snapshot === undefined) return undefined;
  if (!snapshot.online) return snapshot;
  if (unresolvedCommand(state) !== undefined || isUncertain(state)) return undefined;
  if (snapshot.jammed) return snapshot;
  if (snapshot.bolt === 'unknown') return undefined;
  const outdated = snapshot.bolt === 'unlocked' && mayHaveRelocked(snapshot.happenedAt, relock, now);
  return outdated ? undefined : snapshot;
}

/** How long after it should have locked itself a lock is looked at: the cloud tells bolts up to 20 s late, mostly less. */
const RELOCK_MARGIN_MS = 12_000;

/** When a lock that was unlocked at `since` is looked at for having locked itself. Ms since the epoch. */
export function relockCheckAt(since: number, autoLockSeconds: number): number {
  return since + autoLockSeconds * 1000 + RELOCK_MARGIN_MS;
}
