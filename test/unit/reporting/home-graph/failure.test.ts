import { messageOf } from '../../../../functions/reporting/home-graph/failure.ts';

test('an error of Google that wraps itself is told once', () => {
  const cause = new Error('The request failed: ENOTFOUND');
  expect(messageOf(new Error(cause.message, { cause }))).toBe('The request failed: ENOTFOUND');
  expect(messageOf(new Error('no token', { cause }))).toBe('no token: The request failed: ENOTFOUND');
});
