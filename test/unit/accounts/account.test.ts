import { randomBytes } from 'node:crypto';
import { EMPTY_ACCOUNT_STATE } from '../../../functions/locks/account-state.ts';
import { StoreUnavailableError } from '../../../functions/store/store.ts';
import { OffsetClock } from '../../support/offset-clock.ts';
import { accountsFixture, CLIENT, consentOf, watched } from './fixture.ts';

async function account(overrides: Parameters<typeof accountsFixture>[0] = {}) {
  const fixture = accountsFixture(overrides);
  const accountId = await fixture.accounts.consent(consentOf());
  const tokens = await fixture.accounts.grant(accountId, CLIENT);
  const read = async () => {
    const loaded = await fixture.accounts.load(accountId);
    if (!loaded) throw new Error('no account');
    return loaded;
  };
  return { ...fixture, accountId, tokens, read };
}

const failedOnce = { failures: [1], lockouts: 0 };

describe('a PIN', () => {
  test.each([
    ['the same', '0412', true],
    ['without its leading zero', '412', false],
    ['another', '0413', false],
    ['longer', '04120', false],
    ['nothing', '', false],
    ['in other digits', '٠٤١٢', false],
    ['with a space', '0412 ', false],
  ])('is compared exactly: %s', async (_, given, right) => {
    const { accounts, read } = await account();
    expect(await accounts.verifyPin((await read()).account, given)).toBe(right);
  });

  test('that is none is refused', async () => {
    const { accounts } = accountsFixture();
    for (const pin of ['123', '123456789', 'abcd', '12 4', '']) {
      await expect(accounts.consent(consentOf('ada', { pin: { kind: 'set', pin } }))).rejects.toThrow(
        RangeError,
      );
    }
  });

  test('is kept, replaced or turned off by the next consent', async () => {
    const { accounts, read } = await account();
    await accounts.consent(consentOf('ada@example.com', { pin: { kind: 'keep' } }));
    expect(await accounts.verifyPin((await read()).account, '0412')).toBe(true);
    await accounts.consent(consentOf('ada@example.com', { pin: { kind: 'set', pin: '77110022' } }));
    expect(await accounts.verifyPin((await read()).account, '0412')).toBe(false);
    expect(await accounts.verifyPin((await read()).account, '77110022')).toBe(true);
    await accounts.consent(consentOf('ada@example.com', { pin: { kind: 'off' } }));
    expect((await read()).account.pin).toBeUndefined();
    expect(await accounts.verifyPin((await read()).account, '77110022')).toBe(false);
  });

  test('has another salt and another hash in each account', async () => {
    const { accounts } = accountsFixture();
    const pins = [];
    for (const user of ['ada', 'bob']) {
      const loaded = await accounts.load(await accounts.consent(consentOf(user)));
      pins.push(loaded?.account.pin);
    }
    expect(pins[0]?.salt).not.toBe(pins[1]?.salt);
    expect(pins[0]?.hash.box).not.toBe(pins[1]?.hash.box);
  });
});

describe('credentials', () => {
  test('are opened for the cloud and sealed in the store', async () => {
    const { accounts, read } = await account();
    const keeper = accounts.keeper((await read()).account);
    expect(keeper.owner).toBe((await read()).account.id);
    expect(keeper.credentials).toEqual({ accessToken: 'cloud-secret-of-ada@example.com' });
  });

  test('that were renewed are seen by every instance', async () => {
    const { accounts, parts, read } = await account();
    const other = accountsFixture(parts).accounts.keeper((await read()).account);
    const keeper = accounts.keeper((await read()).account);
    await keeper.save({ accessToken: 'renewed' });
    expect(await other.reload()).toEqual({ accessToken: 'renewed' });
    expect(other.credentials).toEqual({ accessToken: 'cloud-secret-of-ada@example.com' });
  });

  test('are saved without undoing what else happened to the account meanwhile', async () => {
    const { accounts, parts, read, tokens } = await account();
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

  test('of an account that is gone are neither found nor brought back', async () => {
    const { accounts, accountId, tokens, read } = await account();
    const keeper = accounts.keeper((await read()).account);
    await accounts.endGrant(accountId, tokens?.grantId ?? '');
    await keeper.save({ accessToken: 'renewed' });
    expect(await keeper.reload()).toBeUndefined();
    expect(await accounts.load(accountId)).toBeUndefined();
  });

  test('are noted as refused until the person links again, unless newer ones are there', async () => {
    const { accounts, accountId, read } = await account();
    const keeper = accounts.keeper((await read()).account);
    await accounts.credentialsRefused(accountId, { accessToken: 'older' });
    expect((await read()).account.credentialsRefusedAt).toBeUndefined();
    await accounts.credentialsRefused(accountId, keeper.credentials);
    expect((await read()).account.credentialsRefusedAt).toEqual(expect.any(Number));
    await accounts.consent(consentOf());
    expect((await read()).account.credentialsRefusedAt).toBeUndefined();
  });
});

describe('locks', () => {
  test('keep what was chosen when facts about them are learned', async () => {
    const { accounts, accountId, read } = await account();
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

  test('are not written when nothing new was learned', async () => {
    const inner = await account();
    const watch = watched(inner.store);
    const { accounts } = accountsFixture({ ...inner.parts, store: watch.store });
    await accounts.learn(inner.accountId, { '11': { model: 'M102' } });
    watch.reset();
    await accounts.learn(inner.accountId, { '11': { model: 'M102' } });
    expect(watch.calls.replace).toBe(0);
  });

  test('that a new consent does not name keep their choice and what was learned', async () => {
    const { accounts, accountId, read } = await account();
    await accounts.learn(accountId, { '11': { model: 'M102' } });
    await accounts.consent(consentOf('ada@example.com', { locks: { '12': { shared: true } } }));
    expect((await read()).account.locks).toEqual({
      '11': { shared: true, model: 'M102' },
      '12': { shared: true },
    });
  });
});

describe('states', () => {
  test('are changed with one write and no read when nobody wrote since they were loaded', async () => {
    const inner = await account();
    const watch = watched(inner.store);
    const { accounts } = accountsFixture({ ...inner.parts, store: watch.store });
    const loaded = await accounts.load(inner.accountId);
    watch.reset();
    const change = (lockouts: number) => () => ({
      ...EMPTY_ACCOUNT_STATE,
      challenge: { failures: [], lockouts },
    });
    await accounts.changeStates(inner.accountId, change(1), loaded);
    expect(watch.calls).toMatchObject({ get: 0, create: 0, replace: 1 });
    await accounts.changeStates(inner.accountId, change(2), loaded);
    expect(watch.calls).toMatchObject({ get: 0, create: 0, replace: 2 });
    expect((await accounts.load(inner.accountId))?.states.challenge.lockouts).toBe(2);
  });

  test('count forty changes at once as forty, over two instances', async () => {
    const { accounts, parts, accountId, read } = await account();
    const other = accountsFixture(parts).accounts;
    const loaded = await read();
    await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        (i % 2 ? accounts : other).changeStates(
          accountId,
          ({ challenge, ...states }) => ({
            ...states,
            challenge: { ...challenge, failures: [...challenge.failures, i] },
          }),
          loaded,
        ),
      ),
    );
    expect((await read()).states.challenge.failures).toHaveLength(40);
  });

  test('are tried again on the newest when somebody else was first', async () => {
    const { accounts, parts, accountId, read } = await account();
    const loaded = await read();
    await accountsFixture(parts).accounts.changeStates(accountId, (s) => ({ ...s, challenge: failedOnce }));
    const seen: number[] = [];
    const states = await accounts.changeStates(
      accountId,
      (s) => {
        seen.push(s.challenge.failures.length);
        return { ...s, challenge: { ...s.challenge, lockouts: 3 } };
      },
      loaded,
    );
    expect(seen).toEqual([0, 1]);
    expect(states.challenge).toEqual({ failures: [1], lockouts: 3 });
  });

  test('are not written when nothing changes', async () => {
    const { accounts, accountId, read, store } = await account();
    const before = await store.get([{ collection: 'states', id: accountId }]);
    await accounts.changeStates(accountId, (states) => states, await read());
    expect(await store.get([{ collection: 'states', id: accountId }])).toEqual(before);
  });

  test('of a change that throws stay as they were, and the others at the same time succeed', async () => {
    const { accounts, accountId, read } = await account();
    const results = await Promise.allSettled([
      accounts.changeStates(accountId, (s) => ({ ...s, challenge: failedOnce })),
      accounts.changeStates(accountId, () => {
        throw new Error('no');
      }),
      accounts.changeStates(accountId, (s) => ({ ...s, challenge: { ...s.challenge, lockouts: 2 } })),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect((await read()).states.challenge).toEqual({ failures: [1], lockouts: 2 });
  });
});

test('states that expired while nobody used the account are made anew, and count again', async () => {
  const clock = new OffsetClock();
  const { accounts, accountId, read } = await account({ clock });
  clock.advance(100 * 24 * 3_600_000);
  const loaded = await read();
  expect(loaded.mark?.latest.revision).toBeUndefined();
  await accounts.changeStates(accountId, (s) => ({ ...s, challenge: failedOnce }), loaded);
  await accounts.changeStates(
    accountId,
    (s) => ({ ...s, challenge: { ...s.challenge, lockouts: 2 } }),
    loaded,
  );
  expect((await read()).states.challenge).toEqual({ failures: [1], lockouts: 2 });
});

describe('encryption keys', () => {
  const [k1, k2] = [
    { id: 'k1', key: randomBytes(32) },
    { id: 'k2', key: randomBytes(32) },
  ];

  test('can be rotated: old values open, and are sealed with the newest key at the next write', async () => {
    const { parts, accountId, tokens, read } = await account({ config: { encryptionKeys: [k1] } });
    const rotated = accountsFixture({ ...parts, config: { encryptionKeys: [k2, k1] } }).accounts;
    const before = (await read()).account;
    expect(rotated.keeper(before).credentials).toEqual({ accessToken: 'cloud-secret-of-ada@example.com' });
    expect(await rotated.verifyPin(before, '0412')).toBe(true);
    await rotated.refresh(tokens?.refreshToken ?? '', CLIENT);
    const after = (await read()).account;
    expect([after.credentials, after.webhookSecret, after.pin?.hash].map((box) => box?.keyId)).toEqual([
      'k2',
      'k2',
      'k2',
    ]);
    const newestOnly = accountsFixture({ ...parts, config: { encryptionKeys: [k2] } }).accounts;
    expect(await newestOnly.verifyPin(after, '0412')).toBe(true);
    expect(newestOnly.keeper(after).credentials).toEqual({ accessToken: 'cloud-secret-of-ada@example.com' });
    expect((await newestOnly.load(accountId))?.account.id).toBe(accountId);
  });

  test('can be rotated without losing who is who', async () => {
    const { parts, accountId, read } = await account({ config: { encryptionKeys: [k1] } });
    const oldIdentity = (await read()).account.identityId;
    const rotated = accountsFixture({ ...parts, config: { encryptionKeys: [k2, k1] } });
    expect((await rotated.accounts.findByUser('ada@example.com'))?.account.id).toBe(accountId);
    expect(await rotated.accounts.consent(consentOf())).toBe(accountId);
    expect(await parts.store.get([{ collection: 'identities', id: oldIdentity }])).toEqual([undefined]);
    const newestOnly = accountsFixture({ ...parts, config: { encryptionKeys: [k2] } }).accounts;
    expect((await newestOnly.findByUser('ada@example.com'))?.account.id).toBe(accountId);
  });

  test('that are missing are named, and nothing is overwritten', async () => {
    const { parts, accounts, tokens, read } = await account({ config: { encryptionKeys: [k1] } });
    const without = accountsFixture({ ...parts, config: { encryptionKeys: [k2] } }).accounts;
    const { account: stored } = await read();
    expect(() => without.keeper(stored).credentials).toThrow(/ENCRYPTION_KEYS has no key with the id "k1"/);
    await expect(without.verifyPin(stored, '0412')).rejects.toThrow(/"k1"/);
    await expect(without.refresh(tokens?.refreshToken ?? '', CLIENT)).rejects.toThrow(/"k1"/);
    expect((await read()).account).toEqual(stored);
    expect(accounts.keeper(stored).credentials).toEqual({ accessToken: 'cloud-secret-of-ada@example.com' });
  });

  test('with the same id and other bytes are told from changed data by no guess, only refused', async () => {
    const { parts, read } = await account({ config: { encryptionKeys: [k1] } });
    const other = accountsFixture({ ...parts, config: { encryptionKeys: [{ id: 'k1', key: k2.key }] } });
    const { account: stored } = await read();
    expect(() => other.accounts.keeper(stored).credentials).toThrow(/cannot be opened/);
  });

  test('seal for one account and one field: a box moved elsewhere does not open', async () => {
    const { accounts, read } = await account();
    const { account: stored } = await read();
    expect(() => accounts.keeper({ ...stored, id: 'AAAAAAAAAAAAAAAAAAAAAA' }).credentials).toThrow(
      /cannot be opened/,
    );
    expect(() => accounts.keeper({ ...stored, credentials: stored.webhookSecret }).credentials).toThrow(
      /cannot be opened/,
    );
  });
});

describe('the store', () => {
  test.each([
    ['accounts', { id: 'x' }],
    ['accounts', 'nonsense'],
    ['states', { locks: [] }],
  ] as const)(
    'holding something unreadable in %s is an error, not an absent account',
    async (collection, data) => {
      const { accounts, accountId, store, tokens } = await account();
      await accounts.changeStates(accountId, (states) => ({ ...states }));
      const [document] = await store.get([{ collection, id: accountId }]);
      await store.replace({ collection, id: accountId }, document?.revision ?? '', data);
      await expect(accounts.load(accountId)).rejects.toThrow(/cannot be read/);
      await expect(accounts.authenticate(tokens?.accessToken ?? '')).rejects.toThrow(/cannot be read/);
      const [after] = await store.get([{ collection, id: accountId }]);
      expect(after?.data).toEqual(data);
    },
  );

  test('keeps fields that a newer version wrote', async () => {
    const { accounts, accountId, store, tokens } = await account();
    const [document] = await store.get([{ collection: 'accounts', id: accountId }]);
    const key = { collection: 'accounts', id: accountId } as const;
    await store.replace(key, document?.revision ?? '', { ...(document?.data as object), later: { a: 1 } });
    await accounts.refresh(tokens?.refreshToken ?? '', CLIENT);
    const [after] = await store.get([key]);
    expect(after?.data).toMatchObject({ later: { a: 1 } });
  });

  test('being out of order is told as that, and nothing is remembered of it', async () => {
    const inner = await account({ clock: new OffsetClock() });
    const watch = watched(inner.store);
    const { accounts } = accountsFixture({ ...inner.parts, store: watch.store });
    watch.break(() => {
      throw new StoreUnavailableError('down');
    });
    const refreshToken = inner.tokens?.refreshToken ?? '';
    await expect(accounts.refresh(refreshToken, CLIENT)).rejects.toThrow(StoreUnavailableError);
    await expect(accounts.authenticate(refreshToken)).rejects.toThrow(StoreUnavailableError);
    watch.break(undefined);
    expect(await accounts.refresh(refreshToken, CLIENT)).toBeDefined();
  });

  test('is asked a few times only for fifty refreshes at once', async () => {
    const inner = await account();
    const watch = watched(inner.store);
    const { accounts } = accountsFixture({ ...inner.parts, store: watch.store });
    await Promise.all(
      Array.from({ length: 50 }, () => accounts.refresh(inner.tokens?.refreshToken ?? '', CLIENT)),
    );
    expect(watch.calls.replace).toBeLessThanOrEqual(3);
  });
});

test('the log tells of accounts and grants and holds no secret', async () => {
  const { accounts, log, accountId, tokens } = await account();
  await accounts.endGrant(accountId, tokens?.grantId ?? '');
  expect(log.lines.map(({ message }) => message)).toEqual([
    'account created',
    'grant added',
    'account deleted',
    'grant ended',
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
