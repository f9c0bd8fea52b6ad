import type { FailureReason } from '../locks/cloud-failure-error.ts';

/** Why a command was not carried out, in the middle of a sentence. */
export const FAILURE_WORDS: Readonly<Record<FailureReason | 'not-sent', string>> = {
  'not-sent': 'the gateway was busy too long, so it was not sent',
  'gateway-missing': 'the lock has no gateway',
  'gateway-offline': 'the gateway is offline',
  'gateway-busy': 'the gateway was busy with something else',
  'lock-offline': 'the lock did not answer',
  'lock-busy': 'the lock was busy with something else',
  'lock-frozen': 'the lock is frozen',
  'not-supported': 'remote operation is switched off in the lock',
  'lock-unknown': 'Sifely does not know the lock any more',
  'not-permitted': 'Sifely does not permit it',
  'sign-in-refused': 'Sifely refused our credentials',
  'credentials-refused': 'Sifely refused our credentials',
  misconfigured: 'this service is not set up correctly',
  'plan-exceeded': 'the Sifely plan is used up',
  'rate-limited': 'too many calls were made in a short time',
  'timed-out': 'Sifely did not answer in time',
  unavailable: 'Sifely could not be reached',
  rejected: 'Sifely refused it',
  failed: 'Sifely says that it failed',
};
