import { withAsciiDigits } from '../../functions/digits.ts';

test.each([
  'arab',
  'arabext',
  'beng',
  'deva',
  'fullwide',
  'thai',
  'mymr',
  'khmr',
  'adlm',
  'mathmono',
  'nkoo',
])('the digits of the numbering system %s become ASCII digits', (numberingSystem) => {
  const own = new Intl.NumberFormat('en', { numberingSystem, useGrouping: false }).format(9876543210);
  expect(own).not.toBe('9876543210');
  expect(withAsciiDigits(own)).toBe('9876543210');
});

test('every decimal digit of Unicode becomes the ASCII digit of its value', () => {
  const digits: string[] = [];
  for (let code = 0; code <= 0x10_ff_ff; code++) {
    const each = String.fromCodePoint(code);
    if (/\p{Nd}/u.test(each)) digits.push(each);
  }
  expect(digits.length).toBeGreaterThan(600);
  expect(withAsciiDigits(digits.join(''))).toBe('0123456789'.repeat(digits.length / 10));
});

test('all else stays as it is', () => {
  const text = 'Tür 4, ½ ² Ⅷ ① 五 🔐';
  expect(withAsciiDigits(text)).toBe(text);
});
