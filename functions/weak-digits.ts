/** Reasons for which digits are too easy to guess. */
export type DigitsWeakness = 'repeats' | 'counts' | 'pattern' | 'keypad' | 'year';

/** Ways of a finger over the keypad: around its edge, its corners and its middles, in either direction. */
const KEYPAD_RINGS = ['12369874', '1397', '2684'];
/** The one straight line of four keys. */
const KEYPAD_LINE = '2580';
/** Rows, columns and diagonals of three keys, in either direction. */
const SHORT_LINE = /^(123|456|789|147|258|369|159|357|321|654|987|741|852|963|951|753)$/;

/**
 * Returns why digits are too easy to guess, `undefined` if they are good enough. The only rule about weak digits: for codes of the keypad
 * and for PINs. `digits` are ASCII digits, at least three.
 */
export function weaknessOf(digits: string): DigitsWeakness | undefined {
  if (new Set(digits).size < 3) return 'repeats';
  if (doesCount(digits)) return 'counts';
  const half = digits.length / 2;
  if (digits.length % 2 === 0 && digits.slice(0, half) === digits.slice(half)) return 'pattern';
  if (isOnKeypad(digits)) return 'keypad';
  return isYear(digits) || isDate(digits) ? 'year' : undefined;
}

/** Steps by which people count: one or two, up or down; 0 follows 9. */
const COUNTING_STEPS = [1, 2, 8, 9];

/** True if each digit follows the one before by the same step, also if all are typed twice. */
function doesCount(digits: string): boolean {
  const singles = digits.replace(/(.)\1/g, '$1');
  if (singles.length === digits.length / 2) return doesCount(singles);
  const steps = Array.from(
    digits.slice(1),
    (digit, index) => (10 + Number(digit) - Number(digits[index])) % 10,
  );
  return COUNTING_STEPS.some((step) => steps.every((each) => each === step));
}

function isOnKeypad(digits: string): boolean {
  if (digits.length === 6 && [digits.slice(0, 3), digits.slice(3)].every((line) => SHORT_LINE.test(line)))
    return true;
  const ways = [...KEYPAD_RINGS.map((ring) => ring.repeat(2)), KEYPAD_LINE];
  const backwards = [...digits].reverse().join('');
  return ways.some((way) => way.includes(digits) || way.includes(backwards));
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
