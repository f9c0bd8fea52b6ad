import { accountsFixture, CLIENT, consentOf, linkedAccount } from './fixture.ts';

describe('the Sifely credentials of an account', () => {
  test('are opened for the cloud and sealed in the store', async () => {
    const { accounts, read } = await linkedAccount();
    const keeper = accounts.keeper((await read()).account);
    expect(keeper.owner).toBe((await read()).account.id);
    expect(keeper.credentials).toEqual({ accessToken: 'cloud-secret-of-ada@example.com' });
  });

  test('reach every instance after they were renewed', async () => {
    const { accounts, parts, read } = await linkedAccount();
    const other = accountsFixture(parts).accounts.keeper((await read()).account);
    const keeper = accounts.keeper((await read()).account);
    await keeper.save({ accessToken: 'renewed' });
    expect(await other.reload()).toEqual({ accessToken: 'renewed' });
    expect(other.credentials).toEqual({ accessToken: 'cloud-secret-of-ada@example.com' });
  });

  test('are saved without undoing concurrent changes of the account', async () => {
    const { accounts, parts, read, tokens } = await linkedAccount();
    const keeper = accounts.keeper((await read()).account);
    const other = accountsFixture(parts).accounts;
    const refreshed = await Promise.all([
      other.refresh(tokens?.refreshToken ?? '', CLIENT),
      keeper.save({ accessToken: 'renewed' }),
      other.learn((await read()).account.id, { '11': { gateways: ['5'] } }),
    ]);
    expect(await accounts.authenticate(refreshed[0]?.accessToken ?? '')).toBeDefined();
    expect((await read()).account.locks['11']).toEqual({ shared: true, gateways: ['5'] });
    expect(await keeper.reload()).toEqual({ accessToken: 'renewed' });
  });

  test('are neither found nor restored after the account has ended', async () => {
    const { accounts, accountId, tokens, read } = await linkedAccount();
    const keeper = accounts.keeper((await read()).account);
    await accounts.endGrant(accountId, tokens?.grantId ?? '');
    await keeper.save({ accessToken: 'renewed' });
    expect(await keeper.reload()).toBeUndefined();
    expect(await accounts.load(accountId)).toBeUndefined();
  });

  test('are marked as refused until the owner links again, and not when newer ones are stored', async () => {
    const { accounts, accountId, read } = await linkedAccount();
    const keeper = accounts.keeper((await read()).account);
    await accounts.credentialsRefused(accountId, { accessToken: 'older' });
    expect((await read()).account.credentialsRefusedAt).toBeUndefined();
    await accounts.credentialsRefused(accountId, keeper.credentials);
    expect((await read()).account.credentialsRefusedAt).toEqual(expect.any(Number));
    await accounts.consent(consentOf());
    expect((await read()).account.credentialsRefusedAt).toBeUndefined();
  });
});
