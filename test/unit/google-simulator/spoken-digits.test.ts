const { digitsOf } = jest.requireActual<{ digitsOf(said: string): string }>(
  '../../../simulators/google/playground/page/digits.js',
);

test.each([
  ['4831', '4831'],
  ['48 31', '4831'],
  ['4-8-3-1', '4831'],
  ['4, 8, 3, 1.', '4831'],
  ['four eight three one', '4831'],
  ['Four Eight Three One', '4831'],
  ['four 8 three one', '4831'],
  ['zero one two three four five six seven eight nine', '0123456789'],
  ['oh won to three for', '01234'],
  ['too ate', '28'],
  ['double three, four one', '3341'],
  ['seven triple nine', '7999'],
  ['double', ''],
  ['my PIN is 4831', '4831'],
  ['constructor toString', ''],
  ['', ''],
])('a spoken PIN “%s” is %s', (said, digits) => {
  expect(digitsOf(said)).toBe(digits);
});
