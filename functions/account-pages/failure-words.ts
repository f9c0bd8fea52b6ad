import type { UnsentReason } from '../locks/account-state.ts';
import type { FailureReason } from '../locks/cloud-failure-error.ts';

/** The reason of a failed command, for the middle of a sentence. */
export const FAILURE_WORDS: Readonly<Record<FailureReason | UnsentReason, string>> = {
  'not-sent': 'the gateway was busy too long, so it was not sent',
  'not-allowed': 'your settings for this lock did not allow it any more, so it was not sent',
  'gateway-missing': 'the lock has no gateway',
  'gateway-offline': 'the gateway is offline',
  'gateway-busy': 'the gateway was busy',
  'lock-offline': 'the lock did not answer',
  'lock-busy': 'the lock was busy',
  'lock-frozen': 'the lock is frozen',
  'not-supported': 'remote control is off in the lock',
  'lock-unknown': 'the lock is no longer in Sifely',
  'not-permitted': 'Sifely does not allow it',
  'sign-in-refused': 'Sifely signed us out',
  'credentials-refused': 'Sifely signed us out',
  misconfigured: 'this service is not set up correctly',
  'plan-exceeded': 'the Sifely plan is used up',
  'rate-limited': 'too many calls in a short time',
  'timed-out': 'Sifely did not answer in time',
  unavailable: 'Sifely could not be reached',
  rejected: 'Sifely refused it',
  failed: 'Sifely reported a failure',
};
