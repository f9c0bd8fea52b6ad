import type { SharedLock } from '../../accounts/shared-lock.ts';
import type { CommandOutcome } from '../../locks/account-state.ts';
import { isUncertain, TARGET, usableSnapshot } from '../../locks/known-state.ts';
import type { LockAction } from '../../locks/lock-cloud.ts';
import { deviceStates, type StatesWithException, withException } from '../device-states.ts';
import { type GoogleErrorCode, googleErrorCode } from '../protocol/error-codes.ts';
import type { DeviceReason } from '../protocol/intent-context.ts';

/** One result of an EXECUTE answer (/cloud-to-cloud/intents/execute). Always of one device. */
export interface CommandResult {
  readonly ids: [string];
  readonly status: 'SUCCESS' | 'PENDING' | 'ERROR';
  readonly states?: StatesWithException;
  readonly errorCode?: GoogleErrorCode;
  readonly challengeNeeded?: { readonly type: 'pinNeeded' | 'challengeFailedPinNeeded' };
}

/** The result of one device, with the reason that only the log gets. */
export interface DeviceResult {
  readonly result: CommandResult;
  readonly reason?: DeviceReason;
}

/** Nothing was done. */
export function errorResult(
  deviceId: string,
  errorCode: GoogleErrorCode,
  reason: DeviceReason,
): DeviceResult {
  return { result: { ids: [deviceId], status: 'ERROR', errorCode }, reason };
}

/** Nothing was done: Google must ask for the PIN, again if the one it sent is wrong, or does not open this door now. */
export function challengeResult(
  deviceId: string,
  reason: 'pin-needed' | 'pin-wrong' | 'pin-not-allowed',
): DeviceResult {
  const type = reason === 'pin-needed' ? 'pinNeeded' : 'challengeFailedPinNeeded';
  const result = { status: 'ERROR', errorCode: 'challengeNeeded', challengeNeeded: { type } } as const;
  return { result: { ids: [deviceId], ...result }, reason };
}

/** The command may be carried out. Without states, because they are not known yet. */
export function pendingResult(deviceId: string): DeviceResult {
  return { result: { ids: [deviceId], status: 'PENDING' } };
}

/**
 * The result of a command that failed or whose outcome is unknown. A command that timed out may have been carried out: it is
 * pending until the lock is read.
 */
export function failureResult(
  deviceId: string,
  action: LockAction,
  { kind, reason }: Exclude<CommandOutcome, { kind: 'accepted' }>,
): DeviceResult {
  if (kind === 'unknown' && reason === 'timed-out') return { ...pendingResult(deviceId), reason };
  return errorResult(deviceId, googleErrorCode(reason, action), reason);
}

/**
 * True if a lock stands, or by an event may stand, otherwise than a command left it: it was turned or jammed since. A newer
 * command without an outcome is no such event.
 */
export function hasMovedSince({ state, relock }: SharedLock, action: LockAction, now: number): boolean {
  const known = usableSnapshot(state, relock, now);
  if (known === undefined) return isUncertain(state) || state.snapshot?.bolt === 'unknown';
  if (!known.online) return false;
  return known.jammed || known.bolt !== TARGET[action];
}

/**
 * The gateway accepted the command: all states, with the bolt where the command moves it, also while another command has no outcome.
 * Google takes them for the result of this command: after {@link hasMovedSince} it is `PENDING` instead, and a report follows.
 */
export function successResult(lock: SharedLock, action: LockAction, now: number): DeviceResult {
  const { lockId, state, relock } = lock;
  if (hasMovedSince(lock, action, now)) return pendingResult(lockId);
  const known = usableSnapshot(state, relock, now);
  const moved = {
    bolt: TARGET[action],
    jammed: false,
    online: true,
    happenedAt: now,
    learnedAt: now,
  } as const;
  const snapshot = known?.online === true ? known : { ...moved, source: 'command' as const };
  const states = deviceStates(snapshot, state.battery);
  return { result: { ids: [lockId], status: 'SUCCESS', states: withException(states, state.battery) } };
}
