import { randomBytes } from 'node:crypto';
import { accountsFixture, CLIENT, consentOf, linkedAccount } from './fixture.ts';

describe('encryption keys', () => {
  const [k1, k2] = [
    { id: 'k1', key: randomBytes(32) },
    { id: 'k2', key: randomBytes(32) },
  ];

  test('can be rotated: values under the old key open, and are sealed with the newest at the next write', async () => {
    const { parts, accountId, tokens, read } = await linkedAccount({ config: { encryptionKeys: [k1] } });
    const rotated = accountsFixture({ ...parts, config: { encryptionKeys: [k2, k1] } }).accounts;
    const before = (await read()).account;
    expect(rotated.credentialStore(before).credentials).toEqual({
      accessToken: 'cloud-secret-of-ada@example.com',
    });
    expect(await rotated.findPin(before, '0412')).toBe('household');
    await rotated.refresh(tokens?.refreshToken ?? '', CLIENT);
    const after = (await read()).account;
    expect([after.credentials, after.webhookSecret, after.pin?.hash].map((box) => box?.keyId)).toEqual([
      'k2',
      'k2',
      'k2',
    ]);
    const newestOnly = accountsFixture({ ...parts, config: { encryptionKeys: [k2] } }).accounts;
    expect(await newestOnly.findPin(after, '0412')).toBe('household');
    expect(newestOnly.credentialStore(after).credentials).toEqual({
      accessToken: 'cloud-secret-of-ada@example.com',
    });
    expect((await newestOnly.load(accountId))?.account.id).toBe(accountId);
  });

  test('can be rotated and the owner is still found', async () => {
    const { parts, accountId, read } = await linkedAccount({ config: { encryptionKeys: [k1] } });
    const oldIdentity = (await read()).account.identityId;
    const rotated = accountsFixture({ ...parts, config: { encryptionKeys: [k2, k1] } });
    expect((await rotated.accounts.findByUser('ada@example.com'))?.account.id).toBe(accountId);
    expect(await rotated.accounts.consent(consentOf())).toBe(accountId);
    expect(await parts.store.get([{ collection: 'identities', id: oldIdentity }])).toEqual([undefined]);
    const newestOnly = accountsFixture({ ...parts, config: { encryptionKeys: [k2] } }).accounts;
    expect((await newestOnly.findByUser('ada@example.com'))?.account.id).toBe(accountId);
  });

  test('that are missing are named in the error, and nothing is overwritten', async () => {
    const { parts, accounts, tokens, read } = await linkedAccount({ config: { encryptionKeys: [k1] } });
    const without = accountsFixture({ ...parts, config: { encryptionKeys: [k2] } }).accounts;
    const { account: stored } = await read();
    expect(() => without.credentialStore(stored).credentials).toThrow(
      /ENCRYPTION_KEYS has no key with the id "k1"/,
    );
    await expect(without.findPin(stored, '0412')).rejects.toThrow(/"k1"/);
    await expect(without.refresh(tokens?.refreshToken ?? '', CLIENT)).rejects.toThrow(/"k1"/);
    expect((await read()).account).toEqual(stored);
    expect(accounts.credentialStore(stored).credentials).toEqual({
      accessToken: 'cloud-secret-of-ada@example.com',
    });
  });

  test('with the same id and other bytes open nothing', async () => {
    const { parts, read } = await linkedAccount({ config: { encryptionKeys: [k1] } });
    const other = accountsFixture({ ...parts, config: { encryptionKeys: [{ id: 'k1', key: k2.key }] } });
    const { account: stored } = await read();
    expect(() => other.accounts.credentialStore(stored).credentials).toThrow(/cannot be opened/);
  });

  test('seal for one account and one field: a box moved elsewhere does not open', async () => {
    const { accounts, read } = await linkedAccount();
    const { account: stored } = await read();
    expect(() => accounts.credentialStore({ ...stored, id: 'AAAAAAAAAAAAAAAAAAAAAA' }).credentials).toThrow(
      /cannot be opened/,
    );
    expect(
      () => accounts.credentialStore({ ...stored, credentials: stored.webhookSecret }).credentials,
    ).toThrow(/cannot be opened/);
  });
});
