import { consentOf, linkedAccount } from './fixture.ts';

test('a new consent keeps the choice and the facts of locks that it does not name', async () => {
  const { accounts, accountId, read } = await linkedAccount();
  await accounts.learn(accountId, { '11': { model: 'M102' } });
  await accounts.consent(consentOf('ada@example.com', { locks: { '12': { shared: true } } }));
  expect((await read()).account.locks).toEqual({
    '11': { shared: true, model: 'M102' },
    '12': { shared: true },
  });
});
