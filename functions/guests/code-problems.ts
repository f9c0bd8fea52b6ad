import type { FailureReason } from '../locks/cloud-failure-error.ts';
import type { AccessRefusal } from './access-refusal.ts';

/**
 * Problems that end the work on a code until its owner acts. `not-kept`: the cloud took it, and does not list it. `not-taken`: the lock
 * did not take it. `too-late`: its period ended before the lock was reached. `digits-hidden`: it would have to be made anew, and the
 * cloud hides its digits. `stored-otherwise`: the cloud made another code of it, as it would again. `lock-clock`: its hours pass midnight
 * by the lock's own clock. `unclear`: the answer to its addition was lost, and the list does not show which code it is.
 */
export type CodeProblem =
  | AccessRefusal
  | FailureReason
  | 'not-kept'
  | 'not-taken'
  | 'too-late'
  | 'digits-hidden'
  | 'stored-otherwise'
  | 'lock-clock'
  | 'unclear';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Outages end by themselves: a power cut, a router, a gateway that is moved to another room. */
const OUTAGE_MS = 7 * DAY_MS;

/**
 * For how long a call that fails so is repeated, in ms; 0 not at all. Only calls that were certainly not carried out are, and those
 * of which the list shows that they were not.
 */
export const PATIENCE_MS: Readonly<Record<FailureReason, number>> = {
  // The cloud remembers for half an hour which gateway hears a lock (TTLock platform, page on gateways).
  'gateway-missing': HOUR_MS,
  'gateway-offline': OUTAGE_MS,
  'gateway-busy': OUTAGE_MS,
  'lock-offline': OUTAGE_MS,
  'lock-busy': OUTAGE_MS,
  'lock-frozen': 0,
  'not-supported': 0,
  'lock-unknown': 0,
  'not-permitted': 0,
  'sign-in-refused': 0,
  // Its owner signs in again, or the first refusal was none.
  'credentials-refused': OUTAGE_MS,
  misconfigured: 0,
  'plan-exceeded': 0,
  'rate-limited': OUTAGE_MS,
  'timed-out': OUTAGE_MS,
  unavailable: OUTAGE_MS,
  rejected: 0,
  failed: HOUR_MS,
};

/** Remedies in plain words, for the owner: what happened and what to do. */
const REMEDIES: Readonly<Record<CodeProblem, string>> = {
  'not-found': 'Sifely does not know this code any more. Set it again.',
  'code-taken': 'The lock has another code with these digits. Choose other digits.',
  'code-too-simple': 'Sifely finds these digits too simple. Choose other digits.',
  'code-length': 'A code has 4 to 9 digits. Choose other digits.',
  'code-never-used':
    'This code was made by Sifely and was never used, so it cannot be changed. Remove it and make another.',
  'hours-used-before':
    'Sifely made a code for these hours before, and makes no second one. Choose another hour.',
  'no-offline-codes': 'This lock takes no codes without a gateway. Set a code through its gateway.',
  'lock-full': 'The lock has no room for another code. Remove codes that are not needed, then try again.',
  'receiver-unknown':
    'The person has no Sifely account under this name. Ask them for the name of their account.',
  'receiver-bound': 'The account of this person is bound to another one. Ask them for the name of that one.',
  'receiver-is-sender': 'You cannot send a key to yourself.',
  'receiver-is-administrator': 'This person administers the lock and needs no key.',
  'outlives-own-key': 'Your own key ends before this one would. Choose an earlier end.',
  'seconds-not-allowed': 'The lock does not allow this number of seconds.',
  'gateway-missing':
    'No gateway hears this lock. Put a gateway near it, or set the code with a phone beside the lock.',
  'gateway-offline': 'The gateway was offline for a week. Check its power and its Wi-Fi, then try again.',
  'gateway-busy': 'The gateway was busy for a week. Unplug it for ten seconds, then try again.',
  'lock-offline':
    'The lock did not answer its gateway for a week. Check its batteries and the distance to the gateway, then try again.',
  'lock-busy': 'The lock was busy for a week. Check its batteries, then try again.',
  'lock-frozen': 'The lock is frozen. Unfreeze it in the Sifely app, then try again.',
  'not-supported':
    'This lock takes no codes through its gateway, or remote operation is off. Switch it on in the Sifely app, or set the code with a phone beside the lock.',
  'lock-unknown': 'Your Sifely account has no such lock any more.',
  'not-permitted': 'Your Sifely account may not change the codes of this lock. Ask its administrator.',
  'sign-in-refused': 'Sifely refuses the user name or the password. Sign in again.',
  'credentials-refused': 'Sifely refused the stored sign-in for a week. Sign in again, then try again.',
  misconfigured: 'Sifely refuses this server. Tell the person who runs it.',
  'plan-exceeded': 'The calls of your Sifely plan are used up. Wait for the next month, or change the plan.',
  'rate-limited': 'Sifely refused calls for a week because there were too many. Try again later.',
  'timed-out': 'Sifely did not answer for a week. Try again later.',
  unavailable: 'Sifely could not be reached for a week. Try again later.',
  rejected: 'Sifely refuses this code. Check its digits and times.',
  failed: 'Sifely says that it failed, without a reason. Try again later.',
  'not-kept':
    'Sifely says that it set the code, and does not list it. Try again, or set it with a phone beside the lock.',
  'not-taken': 'The lock did not take the code. Try again, or set it with a phone beside the lock.',
  'digits-hidden':
    'The code is in the lock as it was: it would have to be made anew, and Sifely hides its digits. Choose new digits.',
  'stored-otherwise':
    'Sifely made another code of it, with other times. Look at it in the Sifely app, or remove it.',
  'lock-clock':
    'The lock’s own clock is not that of the house, and by it these hours pass midnight. Set the lock’s clock in the Sifely app beside the lock, then try again; or choose other hours.',
  unclear:
    'Sifely’s answer was lost, and the lock has other codes of this name whose digits Sifely hides, so it cannot be told which one is this. Look at the lock in the Sifely app, remove its new codes of this name, then try again.',
  'too-late': 'The time of this code ended before the lock could be reached. It never was in the lock.',
};

/** The remedy of an ekey that its receiver has already. */
const HAS_EKEY = 'This person has a key for this lock already. Change or delete that one in the Sifely app.';

/** Returns the remedy of a failed code or ekey. */
export function remedyOf(problem: CodeProblem, by: 'code' | 'ekey' = 'code'): string {
  return by === 'ekey' && problem === 'code-taken' ? HAS_EKEY : REMEDIES[problem];
}

const MINUTE_MS = 60_000;

/**
 * Returns a sentence about a code that opens late by the clocks at its door, by ms (early if negative), and what to do. `problem` is why
 * its hours could not be changed; absent while they are being changed, or if no change would be better.
 */
export function hoursOffWords(ms: number, state: 'changing' | 'set', problem?: CodeProblem): string {
  const off = `By the clocks at the door this code opens ${spanWords(Math.abs(ms))} ${ms > 0 ? 'late' : 'early'}.`;
  if (state === 'changing') return `${off} Its hours are being changed.`;
  if (problem === 'code-never-used')
    return `${off} Sifely can change it only after it was used: that is tried again from time to time. Or make a new code and tell its digits.`;
  return `${off} Sifely cannot change that. Make a new code and tell its digits, or set the lock’s clock in the Sifely app beside the lock.`;
}

function spanWords(ms: number): string {
  const minutes = Math.round(ms / MINUTE_MS);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  const words = [hours > 0 && `${hours} ${hours === 1 ? 'hour' : 'hours'}`, rest > 0 && `${rest} minutes`];
  return words.filter((word) => word !== false).join(' ');
}
