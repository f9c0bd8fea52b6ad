import type { Random } from '../random.ts';
import { type DigitsWeakness, weaknessOf } from '../weak-digits.ts';

/** Reasons for which digits are refused as a code. `pin`: they are a PIN of voice unlocking. */
export type DigitsProblem = DigitsWeakness | 'length' | 'pin';

/** Codes of a lock have 4 to 9 digits (TTLock platform, page on custom passcodes). */
const MIN_DIGITS = 4;
export const MAX_DIGITS = 9;

/** The number of digits of a random code: short enough to be told at the door, a million possibilities. */
const RANDOM_DIGITS = 6;

/** Sentences for people; each says what to do. */
export const DIGITS_WORDS: Readonly<Record<DigitsProblem, string>> = {
  length: `A code has ${MIN_DIGITS} to ${MAX_DIGITS} digits and nothing else.`,
  repeats: 'This code uses too few different digits. Choose another one.',
  counts: 'This code counts up or down, so it is easy to guess. Choose another one.',
  year: 'This code looks like a year or a date, so it is easy to guess. Choose another one.',
  pattern: 'This code repeats a pattern, so it is easy to guess. Choose another one.',
  keypad: 'This code is a line or a ring on the keypad, so it is easy to guess. Choose another one.',
  pin: 'This is a PIN of voice unlocking. Choose another code: who hears one of them must not have both.',
};

/**
 * Returns why digits are refused as a code, `undefined` if they are good enough. The cloud itself refuses only those that are one digit or
 * count through (-2032).
 */
export function weakness(digits: string): Exclude<DigitsProblem, 'pin'> | undefined {
  if (digits.length < MIN_DIGITS || digits.length > MAX_DIGITS || !/^[0-9]+$/.test(digits)) return 'length';
  return weaknessOf(digits);
}

/** Returns a random code that is not weak. Throws `RangeError` for a length that no lock takes. */
export function randomDigits(random: Pick<Random, 'bytes'>, length: number = RANDOM_DIGITS): string {
  if (!(length >= MIN_DIGITS && length <= MAX_DIGITS)) throw new RangeError(DIGITS_WORDS.length);
  for (;;) {
    let digits = '';
    while (digits.length < length) {
      // The upper bytes would make some digits likelier than others.
      for (const byte of random.bytes(length)) if (byte < 250) digits += String(byte % 10);
    }
    digits = digits.slice(0, length);
    if (weakness(digits) === undefined) return digits;
  }
}
