import type { CommandMark, LockState, Snapshot } from './account-state.ts';
import type { BoltState, LockAction } from './lock-cloud.ts';

/** How long the cloud may return the old state after a command (20 s, observed by howarddavidp/hubitat-sifely-wifi-lock). */
export const STATE_LAG_MS = 20_000;
/** A command may wait in its lane for a minute; its outcome is stored only at its end. */
export const UNDER_WAY_MS = 75_000;

export interface RelockFacts {
  /** Seconds from an unlock until it locks itself; 0 if it never does, `undefined` if that is not known. */
  readonly autoLockSeconds: number | undefined;
  /** The lock does not lock itself while this is on. */
  readonly passageMode: boolean;
}

/** The state of the bolt after each command. */
export const TARGET: Readonly<Record<LockAction, BoltState>> = { lock: 'locked', unlock: 'unlocked' };

/** Returns the newest command of unknown outcome that may have moved the bolt since: neither state may be reported. */
export function unresolvedCommand({ snapshot, commands }: LockState): CommandMark | undefined {
  return commands.findLast(
    (mark) =>
      mark.outcome?.kind !== 'accepted' &&
      mark.outcome?.kind !== 'failed' &&
      (snapshot === undefined || (mark.at >= snapshot.happenedAt && TARGET[mark.action] !== snapshot.bolt)),
  );
}

/** True if an event since the snapshot leaves the bolt's state unknown. */
export function isUncertain({ snapshot, uncertainSince, unlockClaimedAt = 0 }: LockState): boolean {
  const { happenedAt = 0, mayPrecede } = snapshot ?? {};
  if (uncertainSince === undefined || uncertainSince <= happenedAt) return false;
  // One reading serves all events of its lag, which is observed again at its end.
  const isServed = mayPrecede !== undefined && uncertainSince < mayPrecede + STATE_LAG_MS;
  return !isServed || unlockClaimedAt > happenedAt;
}

/** True if only a webhook says that the door is locked. Nothing proves who posts, and a lock that accepted a command may not have moved. */
export function isUnproven({ bolt, source }: Snapshot): boolean {
  return bolt === 'locked' && source === 'webhook';
}

/**
 * True if an observed bolt that is not where an accepted command should have moved it may be what was before: the cloud's state lags, and
 * the clock of a lock may be wrong.
 */
export function mayPrecedeCommand(snapshot: Snapshot, { action, at, outcome }: CommandMark): boolean {
  if (outcome?.kind === 'failed' || snapshot.jammed || snapshot.bolt === TARGET[action]) return false;
  return (
    snapshot.mayPrecede !== undefined ||
    (outcome?.kind === 'accepted' && snapshot.happenedAt - at < STATE_LAG_MS)
  );
}

/** True if a lock that was unlocked at `since` may have locked itself by `now`. A timer alone never makes it locked. */
export function mayHaveRelocked(since: number, relock: RelockFacts, now: number): boolean {
  const seconds = relock.autoLockSeconds ?? 0;
  return seconds > 0 && !relock.passageMode && now >= since + seconds * 1000;
}

/** Returns the snapshot unless a command, event or relock makes it a guess. Offline is reported whatever the bolt does. */
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

/** From the relock to its observation: the cloud's state lags by up to 20 s, mostly less. */
const RELOCK_MARGIN_MS = 12_000;

/** Returns the time at which a lock that was unlocked at `since` is observed for its relock, ms since the epoch. */
export function relockCheckAt(since: number, autoLockSeconds: number): number {
  return since + autoLockSeconds * 1000 + RELOCK_MARGIN_MS;
}

/**
 * Returns the state with the time since which the bolt is where it is: an event says when it moved; a reading of the lock says so only if
 * the bolt was elsewhere before. The same object if that is unchanged.
 */
export function withBoltSince(before: LockState, after: LockState): LockState {
  const { snapshot } = after;
  if (snapshot === undefined || snapshot === before.snapshot || !snapshot.online) return after;
  if (snapshot.bolt === 'unknown') return withoutSince(after);
  const stayed = snapshot.source === 'gateway' && before.snapshot?.bolt === snapshot.bolt;
  const boltSince = (stayed ? before.boltSince : undefined) ?? snapshot.happenedAt;
  return after.boltSince === boltSince ? after : { ...after, boltSince };
}

function withoutSince(state: LockState): LockState {
  if (state.boltSince === undefined) return state;
  const { boltSince: _, ...others } = state;
  return others;
}
