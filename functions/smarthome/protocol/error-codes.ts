import type { FailureReason } from '../../locks/cloud-failure-error.ts';
import type { Operability } from '../../locks/lock-cloud.ts';

/**
 * Every error code that this product answers, with what Google makes of it
 * (/cloud-to-cloud/intents/errors-exceptions; the challenge codes: /cloud-to-cloud/enhancements/secondary-user-verification
 * and, for `challengeFailedNotSetup`, home-assistant/core#106415). A code that is not listed does not compile.
 */
export const GOOGLE_ERROR_CODES = Object.freeze([
  'actionNotAvailable',
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

/** What was wanted of a lock when it failed: some failures are told apart by it. */
export type Wanted = 'lock' | 'unlock' | 'read';

/** What Google is told about one kind of failure. */
export interface FailureAnswer {
  readonly codes: Readonly<Record<Wanted, GoogleErrorCode>>;
  /** The lock cannot be reached: QUERY answers `OFFLINE`. */
  readonly offline: boolean;
  /** Stays true however often it is asked: QUERY does not answer the last known state instead. */
  readonly definite: boolean;
}

const always = (code: GoogleErrorCode): FailureAnswer['codes'] =>
  Object.freeze({ lock: code, unlock: code, read: code });
const offline = Object.freeze({ codes: always('deviceOffline'), offline: true, definite: true });
const passing = (codes: FailureAnswer['codes']) => Object.freeze({ codes, offline: false, definite: false });
const definite = (codes: FailureAnswer['codes']) => Object.freeze({ codes, offline: false, definite: true });

/** The one table from failures of the lock cloud to Google. */
export const FAILURE_ANSWERS = Object.freeze({
  'gateway-missing': offline,
  'gateway-offline': offline,
  'lock-offline': offline,
  'gateway-busy': passing(always('deviceBusy')),
  'lock-busy': passing(always('deviceBusy')),
  'lock-frozen': passing(always('securityRestriction')),
  // The usual cause: "remote unlock" is switched off in the lock. Locking from afar is a matter of its build.
  'not-supported': passing(
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
  misconfigured: passing(always('hardError')),
  'plan-exceeded': passing(always('actionNotAvailable')),
  'rate-limited': passing(always('transientError')),
  // EXECUTE answers it with `PENDING`: the command may have been carried out.
  'timed-out': passing(always('transientError')),
  unavailable: passing(always('transientError')),
  rejected: passing(always('hardError')),
  failed: passing(Object.freeze({ lock: 'lockFailure', unlock: 'unlockFailure', read: 'transientError' })),
} as const satisfies Record<FailureReason, FailureAnswer>);

/** Why a lock that the account has cannot be operated, as the last list said. */
export const OPERABILITY_ANSWERS = Object.freeze({
  gone: 'deviceNotFound',
  'no-gateway': 'deviceOffline',
  'remote-disabled': 'remoteSetDisabled',
  'key-not-yet-valid': 'securityRestriction',
  'key-expired': 'securityRestriction',
  'key-frozen': 'securityRestriction',
  'key-not-active': 'securityRestriction',
} as const satisfies Record<Exclude<Operability, 'operable'> | 'gone', GoogleErrorCode>);
