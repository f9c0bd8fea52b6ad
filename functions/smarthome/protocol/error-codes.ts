import type { RuleRefusal } from '../../accounts/lock-rules.ts';
import type { UnavailableReason } from '../../accounts/shared-lock.ts';
import type { UnsentReason } from '../../locks/account-state.ts';
import type { FailureReason } from '../../locks/cloud-failure-error.ts';
import type { LockAction } from '../../locks/lock-cloud.ts';

/**
 * Every code that we answer (/cloud-to-cloud/intents/errors-exceptions,
 * /cloud-to-cloud/enhancements/secondary-user-verification; `challengeFailedNotSetup`: home-assistant/core#106415). A code
 * that is not listed does not compile.
 */
export const GOOGLE_ERROR_CODES = Object.freeze([
  'actionNotAvailable',
  'alreadyLocked',
  'alreadyUnlocked',
  'challengeFailedNotSetup',
  'challengeNeeded',
  'deviceBusy',
  'deviceJammingDetected',
  'deviceNotFound',
  'deviceOffline',
  'functionNotSupported',
  'hardError',
  'lockFailure',
  'notSupported',
  'relinkRequired',
  'remoteSetDisabled',
  'securityRestriction',
  'tooManyFailedAttempts',
  'transientError',
  'unlockFailure',
  'userCancelled',
] as const);

export type GoogleErrorCode = (typeof GOOGLE_ERROR_CODES)[number];

/** Some failures have another code for each of these. */
type Attempt = LockAction | 'read';

interface FailureAnswer {
  readonly codes: Readonly<Record<Attempt, GoogleErrorCode>>;
  /** The lock cannot be reached: QUERY answers `OFFLINE`. */
  readonly offline: boolean;
  /** A retry would fail the same way: QUERY answers the error in place of the snapshot. */
  readonly definite: boolean;
}

const always = (code: GoogleErrorCode): FailureAnswer['codes'] =>
  Object.freeze({ lock: code, unlock: code, read: code });
const offline = Object.freeze({ codes: always('deviceOffline'), offline: true, definite: true });
const transient = (codes: FailureAnswer['codes']) =>
  Object.freeze({ codes, offline: false, definite: false });
const definite = (codes: FailureAnswer['codes']) => Object.freeze({ codes, offline: false, definite: true });

export const FAILURE_ANSWERS = Object.freeze({
  'gateway-missing': offline,
  'gateway-offline': offline,
  'lock-offline': offline,
  'gateway-busy': transient(always('deviceBusy')),
  'lock-busy': transient(always('deviceBusy')),
  'lock-frozen': transient(always('securityRestriction')),
  // The usual cause of a failed unlock: "remote unlock" is switched off in the lock. Remote locking depends on its hardware.
  'not-supported': transient(
    Object.freeze({
      lock: 'functionNotSupported',
      unlock: 'remoteSetDisabled',
      read: 'functionNotSupported',
    }),
  ),
  'lock-unknown': definite(always('deviceNotFound')),
  'not-permitted': definite(always('securityRestriction')),
  'sign-in-refused': definite(always('relinkRequired')),
  'credentials-refused': definite(always('relinkRequired')),
  misconfigured: transient(always('hardError')),
  'plan-exceeded': transient(always('actionNotAvailable')),
  'rate-limited': transient(always('transientError')),
  // EXECUTE answers it with `PENDING`: the command may have been carried out.
  'timed-out': transient(always('transientError')),
  unavailable: transient(always('transientError')),
  rejected: transient(always('hardError')),
  failed: transient(Object.freeze({ lock: 'lockFailure', unlock: 'unlockFailure', read: 'transientError' })),
} as const satisfies Record<FailureReason, FailureAnswer>);

/** Returns Google's code for a command or a reading that failed. */
export function googleErrorCode(reason: FailureReason | UnsentReason, attempt: Attempt): GoogleErrorCode {
  if (reason === 'not-sent') return 'deviceBusy';
  return reason === 'not-allowed' ? 'securityRestriction' : FAILURE_ANSWERS[reason].codes[attempt];
}

/**
 * The codes of EXECUTE for what the owner does not allow. LockUnlock has no attribute for a lock that only tells its state, so that
 * Google sends commands to it all the same. `securityRestriction` is for times at which a policy blocks a device.
 */
export const RULE_CODES = Object.freeze({
  'lock-only': 'remoteSetDisabled',
  'tell-only': 'remoteSetDisabled',
  'quiet-hours': 'securityRestriction',
} as const satisfies Record<RuleRefusal, GoogleErrorCode>);

/** The codes of EXECUTE. QUERY answers most of these reasons with `OFFLINE`, since they may pass. */
export const UNAVAILABLE_CODES = Object.freeze({
  'not-shared': 'deviceNotFound',
  'credentials-refused': 'relinkRequired',
  removed: 'deviceNotFound',
  gone: 'deviceOffline',
  'no-gateway': 'deviceOffline',
  'remote-disabled': 'remoteSetDisabled',
  'key-not-yet-valid': 'securityRestriction',
  'key-expired': 'securityRestriction',
  'key-frozen': 'securityRestriction',
  'key-not-active': 'securityRestriction',
} as const satisfies Record<UnavailableReason, GoogleErrorCode>);

/** The reasons that QUERY answers with an error in place of `OFFLINE`. */
const NOT_OFFLINE: ReadonlySet<UnavailableReason> = new Set(['not-shared', 'credentials-refused', 'removed']);

/** True if QUERY answers a lock as offline for this reason. */
export function isShownOffline(reason: UnavailableReason): boolean {
  return !NOT_OFFLINE.has(reason);
}
