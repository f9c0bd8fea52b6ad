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

/** Returns the digits of a spoken PIN: “four 8 three one” is 4831. */
export function digitsOf(said) {
  return said
    .toLowerCase()
    .split(/[\s,.-]+/)
    .map((word) => SPOKEN[word] ?? word.replaceAll(/\D/g, ''))
    .join('');
}
