import { bearerToken } from '../../../../functions/smarthome/protocol/bearer-token.ts';

test.each([
  ['Bearer abc-_.~+/9==', 'abc-_.~+/9=='],
  ['bearer abc', 'abc'],
  ['BEARER   abc ', 'abc'],
])('%j carries %j', (header, token) => {
  expect(bearerToken(header)).toBe(token);
});

test.each([
  undefined,
  '',
  'Bearer',
  'Bearer ',
  'Basic abc',
  'abc',
  'Bearer a b',
  'Bearer a,b',
  `Bearer ${'a'.repeat(513)}`,
  'xBearer abc',
  'Bearer abc\n',
])('%j carries none', (header) => {
  expect(bearerToken(header)).toBeUndefined();
});
