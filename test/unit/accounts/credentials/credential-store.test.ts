import { accountsFixture, CLIENT, consentOf, linkedAccount } from '../fixture.ts';

describe('the Sifely credentials of an account', () => {
  test('are opened for the cloud and sealed in the store', async () => {
    const { accounts, read } = await linkedAccount();
    const credentialStore = accounts.credentialStore((await read()).account);
    expect(credentialStore.owner).toBe((await read()).account.id);
    expect(credentialStore.credentials).toEqual({ accessToken: 'cloud-secret-of-ada@example.com' });
  });

  test('reach every instance after they were renewed', async () => {
    const { accounts, parts, read } = await linkedAccount();
    const other = accountsFixture(parts).accounts.credentialStore((await read()).account);
    const credentialStore = accounts.credentialStore((await read()).account);
    await credentialStore.save({ accessToken: 'renewed' });
    expect(await other.reload()).toEqual({ accessToken: 'renewed' });
    expect(other.credentials).toEqual({ accessToken: 'cloud-secret-of-ada@example.com' });
  });

  test('are saved without undoing concurrent changes of the account', async () => {
    const { accounts, parts, read, tokens } = await linkedAccount();
    const credentialStore = accounts.credentialStore((await read()).account);
    const other = accountsFixture(parts).accounts;
    const refreshed = await Promise.all([
      other.refresh(tokens?.refreshToken ?? '', CLIENT),
      credentialStore.save({ accessToken: 'renewed' }),
      other.learn((await read()).account.id, { '11': { gateways: ['5'] } }),
    ]);
    expect(await accounts.authenticate(refreshed[0]?.accessToken ?? '')).toBeDefined();
    expect((await read()).account.locks['11']).toEqual({ shared: true, gateways: ['5'] });
    expect(await credentialStore.reload()).toEqual({ accessToken: 'renewed' });
  });

  test('are neither found nor restored after the account has ended', async () => {
    const { accounts, accountId, tokens, read } = await linkedAccount();
    const credentialStore = accounts.credentialStore((await read()).account);
    await accounts.endGrant(accountId, tokens?.grantId ?? '');
    await credentialStore.save({ accessToken: 'renewed' });
    expect(await credentialStore.reload()).toBeUndefined();
    expect(await accounts.load(accountId)).toBeUndefined();
  });

  test('are marked as refused until the owner links again, and not when newer ones are stored', async () => {
    const { accounts, accountId, read } = await linkedAccount();
    const credentialStore = accounts.credentialStore((await read()).account);
    await accounts.markCredentialsRefused(accountId, { accessToken: 'older' });
    expect((await read()).account.credentialsRefusedAt).toBeUndefined();
    await accounts.markCredentialsRefused(accountId, credentialStore.credentials);
    expect((await read()).account.credentialsRefusedAt).toEqual(expect.any(Number));
    await accounts.consent(consentOf());
    expect((await read()).account.credentialsRefusedAt).toBeUndefined();
  });
});
