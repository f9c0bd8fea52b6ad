import { weaknessOf } from '../../functions/weak-digits.ts';

test.each([
  ['0000', 'repeats'],
  ['7711', 'repeats'],
  ['1234', 'counts'],
  ['9012', 'counts'],
  ['4321', 'counts'],
  ['2468', 'counts'],
  ['9753', 'counts'],
  ['482482', 'pattern'],
  ['2580', 'keypad'],
  ['0852', 'keypad'],
  ['1397', 'keypad'],
  ['7931', 'keypad'],
  ['2684', 'keypad'],
  ['123698', 'keypad'],
  ['8741', 'keypad'],
  ['1985', 'year'],
  ['2031', 'year'],
  ['24121985', 'year'],
  ['0412', undefined],
  ['9517', undefined],
  ['1470', undefined],
  ['258014', undefined],
])('digits are too easy to guess, or are not: %s is %s', (digits, weakness) => {
  expect(weaknessOf(digits)).toBe(weakness);
});
