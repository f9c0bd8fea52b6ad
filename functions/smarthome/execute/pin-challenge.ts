import { plainDigits } from '../../digits.ts';

/** The reply to a challenge in a request of Google. */
export type ChallengeReply =
  | { readonly kind: 'none' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'pin'; readonly pin: string };

/** Our PINs are shorter; longer replies are wrong and are not hashed. */
const MAX_PIN_LENGTH = 32;

/**
 * Reads `execution[].challenge`, which is absent from the first request. With `pin: false` or `ack: false` some surfaces say
 * that the user cancelled. A PIN of another type is wrong: it becomes the empty string.
 */
export function readChallenge(challenge: unknown): ChallengeReply {
  if (typeof challenge !== 'object' || challenge === null) return { kind: 'none' };
  const { pin, ack } = challenge as { pin?: unknown; ack?: unknown };
  if (pin === false || (pin === undefined && ack === false)) return { kind: 'cancelled' };
  if (pin === undefined || pin === null) return { kind: 'none' };
  const digits = typeof pin === 'string' ? plainDigits(pin) : '';
  return { kind: 'pin', pin: digits.length > MAX_PIN_LENGTH ? '' : digits };
}
