import { randomDigits, weakness } from '../../../functions/guests/code-digits.ts';
import { systemRandom } from '../../../functions/random.ts';

describe('digits of a code', () => {
  test.each([
    ['123', 'length'],
    ['1234567890', 'length'],
    ['12a4', 'length'],
    ['', 'length'],
    ['٠٤٧٢', 'length'],
    ['0000', 'repeats'],
    ['7117', 'repeats'],
    ['123456', 'counts'],
    ['890123', 'counts'],
    ['4321', 'counts'],
    ['1985', 'year'],
    ['2031', 'year'],
    ['24121985', 'year'],
    ['12241985', 'year'],
    ['19851224', 'year'],
    ['482482', 'pattern'],
    ['047291', undefined],
    ['8412', undefined],
    ['99999999', 'repeats'],
    ['41985003', undefined],
  ])('%s is refused as %s', (digits, problem) => {
    expect(weakness(digits)).toBe(problem);
  });

  test('are made at random, of any length that a lock takes, and never weak', () => {
    const made = Array.from({ length: 500 }, (_, index) => randomDigits(systemRandom, 4 + (index % 6)));
    expect(made.filter((digits) => weakness(digits) !== undefined)).toEqual([]);
    expect(new Set(made).size).toBeGreaterThan(400);
    expect(randomDigits(systemRandom)).toMatch(/^[0-9]{6}$/);
    expect(() => randomDigits(systemRandom, 3)).toThrow(RangeError);
  });

  test('are made from all bytes but those that would make some digits likelier', () => {
    const bytes = [255, 4, 251, 7, 250, 1, 9, 2, 255, 5];
    const random = { bytes: () => Buffer.from(bytes) };
    expect(randomDigits(random, 6)).toBe('471925');
  });
});
