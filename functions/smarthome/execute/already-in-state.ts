import type { SharedLock } from '../../accounts/shared-lock.ts';
import { findMark } from '../../locks/commands/command-marks.ts';
import { TARGET, UNDER_WAY_MS, usableSnapshot } from '../../locks/known-state.ts';
import { type DeviceResult, errorResult } from './command-result.ts';
import type { PlannedCommand } from './plan-commands.ts';

/**
 * Returns the answer for a lock that was just observed where all its commands would move it; `undefined` if they must be sent. An
 * assumed state is none. "Locked" counts only by a record of Sifely: a reading may lag behind a hand on the bolt by
 * twenty seconds and nothing signs a webhook, and the door would stay open.
 *
 * @param maxAgeMs of the observation; 0 sends every command
 */
export function alreadyInState(
  { lockId, state, relock }: SharedLock,
  commands: readonly PlannedCommand[],
  now: number,
  maxAgeMs: number,
): DeviceResult | undefined {
  // A command without an outcome may still move the bolt.
  if (state.commands.some(({ outcome, at }) => outcome === undefined && now - at < UNDER_WAY_MS))
    return undefined;
  const snapshot = usableSnapshot(state, relock, now);
  if (maxAgeMs === 0 || snapshot === undefined || !snapshot.online || snapshot.jammed) return undefined;
  const { bolt, source, happenedAt, learnedAt } = snapshot;
  if (source === 'command' || (bolt === 'locked' && source !== 'records')) return undefined;
  if (now - happenedAt > maxAgeMs || now - learnedAt > maxAgeMs) return undefined;
  const isThere = commands.every(
    ({ action, key }) => TARGET[action] === bolt && findMark(state, key) === undefined,
  );
  if (!isThere) return undefined;
  return errorResult(lockId, bolt === 'locked' ? 'alreadyLocked' : 'alreadyUnlocked', 'already-in-state');
}
