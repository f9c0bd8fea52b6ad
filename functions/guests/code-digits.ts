import type { Random } from '../random.ts';

/** Reasons for which digits are refused as a code. `pin`: they are the PIN of voice unlocking. */
export type DigitsProblem = 'length' | 'repeats' | 'counts' | 'year' | 'pattern' | 'pin';

/** Codes of a lock have 4 to 9 digits (TTLock platform, page on custom passcodes). */
export const MIN_DIGITS = 4;
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
  pin: 'This is the PIN of voice unlocking. Choose another code: who hears one of them must not have both.',
};

/**
 * Returns why digits are refused as a code, `undefined` if they are good enough. The only rule about weak codes. The cloud itself
 * refuses only those that are one digit or count through (-2032).
 */
export function weakness(digits: string): Exclude<DigitsProblem, 'pin'> | undefined {
  if (digits.length < MIN_DIGITS || digits.length > MAX_DIGITS || !/^[0-9]+$/.test(digits)) return 'length';
  if (new Set(digits).size < 3) return 'repeats';
  if (doesCount(digits)) return 'counts';
  if (digits.length % 2 === 0 && digits.slice(0, digits.length / 2) === digits.slice(digits.length / 2))
    return 'pattern';
  if (isYear(digits) || isDate(digits)) return 'year';
  return undefined;
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

/** True if each digit follows the one before, up or down; 0 follows 9. */
function doesCount(digits: string): boolean {
  const steps = new Set(
    [...digits].slice(1).map((digit, index) => (10 + Number(digit) - Number(digits[index])) % 10),
  );
  return steps.size === 1 && (steps.has(1) || steps.has(9));
}

function isYear(digits: string): boolean {
  return digits.length === 4 && (digits.startsWith('19') || digits.startsWith('20'));
}

/** True for a date with its year in full, as birthdays are typed. */
function isDate(digits: string): boolean {
  if (digits.length !== 8) return false;
  const at = (from: number, length: number) => Number(digits.slice(from, from + length));
  const isYearAt = (from: number) => at(from, 4) >= 1900 && at(from, 4) < 2100;
  const isDay = (month: number, day: number) => month >= 1 && month <= 12 && day >= 1 && day <= 31;
  return (
    (isYearAt(4) && (isDay(at(0, 2), at(2, 2)) || isDay(at(2, 2), at(0, 2)))) ||
    (isYearAt(0) && isDay(at(4, 2), at(6, 2)))
  );
}
