import type { SharedLock } from '../../accounts/shared-lock.ts';
import type { CommandOutcome } from '../../locks/account-state.ts';
import { usableSnapshot } from '../../locks/known-state.ts';
import type { LockAction } from '../../locks/lock-cloud.ts';
import { deviceStates, type StatesWithException, withException } from '../device-states.ts';
import { FAILURE_ANSWERS, type GoogleErrorCode } from '../protocol/error-codes.ts';

/** What Google is asked to ask the person for. */
export type ChallengeType = 'pinNeeded' | 'challengeFailedPinNeeded';

/** One result of an EXECUTE answer (/cloud-to-cloud/intents/execute). Always of one device. */
export interface CommandResult {
  readonly ids: [string];
  readonly status: 'SUCCESS' | 'PENDING' | 'ERROR';
  readonly states?: StatesWithException;
  readonly errorCode?: GoogleErrorCode;
  readonly challengeNeeded?: { readonly type: ChallengeType };
}

/** Nothing was done, and why. */
export function errorResult(deviceId: string, errorCode: GoogleErrorCode): CommandResult {
  return { ids: [deviceId], status: 'ERROR', errorCode };
}

/** Google must ask the person first. */
export function challengeResult(deviceId: string, type: ChallengeType): CommandResult {
  return { ids: [deviceId], status: 'ERROR', errorCode: 'challengeNeeded', challengeNeeded: { type } };
}

/** The command was taken on and may be carried out; nobody knows yet, so no states. */
export function pendingResult(deviceId: string): CommandResult {
  return { ids: [deviceId], status: 'PENDING' };
}

/**
 * The result of a command that failed or of which nothing is known. A command that timed out may have been carried
 * out: it is pending, and reading the lock decides.
 */
export function failureResult(
  deviceId: string,
  action: LockAction,
  outcome: Exclude<CommandOutcome, { kind: 'accepted' }>,
): CommandResult {
  if (outcome.reason === 'not-sent') return errorResult(deviceId, 'deviceBusy');
  if (outcome.kind === 'unknown' && outcome.reason === 'timed-out') return pendingResult(deviceId);
  return errorResult(deviceId, FAILURE_ANSWERS[outcome.reason].codes[action]);
}

/** The gateway accepted it: the states as they are known after it, those of the command assumed. */
export function successResult({ lockId, state, relock }: SharedLock, now: number): CommandResult {
  const snapshot = usableSnapshot(state, relock, now);
  const states = snapshot === undefined ? { online: true } : deviceStates(snapshot, state.battery);
  return { ids: [lockId], status: 'SUCCESS', states: withException(states, state.battery) };
}
