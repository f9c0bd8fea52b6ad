/** What recognition writes for a spoken digit. */
const SPOKEN = {
  zero: '0',
  oh: '0',
  one: '1',
  won: '1',
  two: '2',
  to: '2',
  too: '2',
  three: '3',
  four: '4',
  for: '4',
  five: '5',
  six: '6',
  seven: '7',
  eight: '8',
  ate: '8',
  nine: '9',
};

const TIMES = { double: 2, triple: 3 };

/** Returns the digits of a spoken PIN: “four 8 three one” is 4831, and “double three” 33. */
export function digitsOf(said) {
  let digits = '';
  let times = 1;
  for (const word of said.toLowerCase().split(/[^a-z0-9]+/)) {
    const spoken = Object.hasOwn(SPOKEN, word) ? SPOKEN[word] : word.replaceAll(/\D/g, '');
    digits += spoken.repeat(times);
    times = Object.hasOwn(TIMES, word) ? TIMES[word] : 1;
  }
  return digits;
}
