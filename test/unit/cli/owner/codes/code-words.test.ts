import { stateWords } from '../../../../../cli/owner/codes/code-words.ts';

test.each([
  ['list', 'set: read back from the lock'],
  ['use', 'set: it was used at the door'],
  ['person', 'set: somebody confirmed that it is in the lock'],
] as const)('a code that is proven by %s is said to be so', (verifiedBy, words) => {
  expect(stateWords({ state: 'set', way: 'phone', verifiedBy })).toBe(words);
});
