import { accountsFixture, linkedAccount, watched } from './fixture.ts';

describe('facts about locks', () => {
  test('never change which locks are shared', async () => {
    const { accounts, accountId, read } = await linkedAccount();
    await accounts.learn(accountId, {
      '11': { shared: false, model: 'M102' },
      '12': { shared: true, autoLockSeconds: 5 },
      '13': { shared: true, model: 'M103' },
    });
    expect((await read()).account.locks).toEqual({
      '11': { shared: true, model: 'M102' },
      '12': { shared: false, autoLockSeconds: 5 },
      '13': { shared: false, model: 'M103' },
    });
  });

  test('are not written when they are known already', async () => {
    const inner = await linkedAccount();
    const watch = watched(inner.store);
    const { accounts } = accountsFixture({ ...inner.parts, store: watch.store });
    await accounts.learn(inner.accountId, { '11': { model: 'M102' } });
    watch.reset();
    await accounts.learn(inner.accountId, { '11': { model: 'M102' } });
    expect(watch.calls.replace).toBe(0);
  });
});

test('the log names each change of accounts and grants, and no secret', async () => {
  const { accounts, log, accountId, tokens } = await linkedAccount();
  await accounts.endGrant(accountId, tokens?.grantId ?? '');
  expect(log.lines.map(({ message }) => message)).toEqual([
    'account created',
    'grant added',
    'grant ended',
    'account deleted',
  ]);
  const all = JSON.stringify(log.lines);
  for (const secret of [
    'cloud-secret-of',
    '0412',
    tokens?.accessToken,
    tokens?.refreshToken,
    'ada@example.com',
  ]) {
    expect(all).not.toContain(secret);
  }
});
