import { verbCall } from '../../functions/config/command-call.ts';
import type { Environment } from '../../functions/config/setting-reader.ts';
import { type AccessRefusal, AccessRefusedError } from '../../functions/guests/access-refusal.ts';
import { texts } from '../../functions/languages/texts/failures/en.ts';
import { CloudFailureError, type FailureReason } from '../../functions/locks/cloud-failure-error.ts';

/** A command did not do what it was asked for; the message says what happened and what to do. */
export class CommandFailedError extends Error {
  override readonly name = 'CommandFailedError';
}

/** Refusals in the middle of a sentence, with the remedy. */
const REFUSAL_WORDS: Readonly<Record<AccessRefusal, string>> = {
  'not-found': 'it is not in the lock (any more)',
  'code-taken': 'the lock has a code with these digits. Choose others',
  'code-too-simple': 'the digits are too easy to guess. Choose others',
  'code-length': 'a code has 4 to 9 digits',
  'code-never-used': 'a code that Sifely made can be changed only after it was used at the door',
  'hours-used-before': 'a code for these hours was made and deleted before. Choose another hour',
  'no-offline-codes': 'the lock makes no codes without a gateway. Use "codes add"',
  'lock-full': 'the memory of the lock is full. Remove something first',
  'receiver-unknown': 'the receiver has no Sifely account. They can make one in the Sifely app',
  'receiver-bound': 'the receiver’s account belongs to another one',
  'receiver-is-sender': 'you cannot send a key to yourself',
  'receiver-is-administrator': 'the receiver administers the lock',
  'outlives-own-key': 'your own key ends before that',
  'seconds-not-allowed': 'the lock does not allow this number of seconds',
};

/** Remedies of failures; absent where the reason says it, or where the remedy is a call. */
const REMEDIES: Partial<Record<FailureReason, string>> = {
  'gateway-missing': 'Connect the lock to a gateway in the Sifely app.',
  'gateway-offline': 'Check its power and its Wi-Fi.',
  'gateway-busy': 'Try again in a few seconds.',
  'lock-offline': 'Check its batteries, and that a gateway is near.',
  'lock-busy': 'Try again in a few seconds.',
  'lock-frozen': 'Its administrator can unfreeze it in the Sifely app.',
  'not-permitted': 'Ask the administrator of the lock.',
  'rate-limited': 'Try again in a minute.',
  'timed-out': 'Try again in a minute.',
  unavailable: 'Try again in a minute.',
};

/** Words for a person at the command line, where those of the account pages speak of a service. */
const OWN_WORDS: Partial<Record<FailureReason, string>> = {
  'sign-in-refused': 'the user name or the password is wrong',
  'credentials-refused': 'Sifely does not accept the sign-in any more',
  'not-supported': 'Sifely or the lock cannot do this',
  misconfigured: 'Sifely does not know the client id',
};

/** Returns a failure of Sifely as a sentence with the remedy; `undefined` for any other error. */
export function failureSentence(error: unknown, env: Environment): string | undefined {
  if (!(error instanceof CloudFailureError)) return undefined;
  const doubt =
    error.executed === 'unknown' ? ' It may have been done all the same: look before you try again.' : '';
  if (error instanceof AccessRefusedError) return `Not done: ${REFUSAL_WORDS[error.refusal]}.${doubt}`;
  const words = OWN_WORDS[error.reason] ?? texts[error.reason];
  const remedy = doubt === '' ? remedyOf(error.reason, env) : undefined;
  return `Not done: ${words}.${remedy === undefined ? '' : ` ${remedy}`}${doubt}`;
}

function remedyOf(reason: FailureReason, env: Environment): string | undefined {
  return reason === 'credentials-refused' ? `Sign in again: ${verbCall(env, 'login')}` : REMEDIES[reason];
}
