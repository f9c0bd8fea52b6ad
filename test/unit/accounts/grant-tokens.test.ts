import { EMPTY_ACCOUNT_STATE } from '../../../functions/locks/account-state.ts';
import { accountsFixture, CLIENT, consentOf, linkPerson, NO_PIN, watched } from './fixture.ts';

const HOUR = 3_600_000;

describe('the tokens of a grant', () => {
  test('lead to the account, with one read', async () => {
    const inner = accountsFixture();
    const watch = watched(inner.store);
    const { accounts } = accountsFixture({ ...inner.parts, store: watch.store });
    const accountId = await accounts.consent(consentOf(undefined, NO_PIN));
    const tokens = await accounts.grant(accountId, CLIENT);
    watch.reset();
    const found = await accounts.authenticate(tokens?.accessToken ?? '');
    expect(found?.account.id).toBe(accountId);
    expect(found?.grant.id).toBe(tokens?.grantId);
    expect(found?.states).toMatchObject(EMPTY_ACCOUNT_STATE);
    expect(watch.calls).toEqual({ get: 1, create: 0, replace: 0, delete: 0, due: 0 });
  });

  test('look random and are stored as hashes only', async () => {
    const { tokens, refreshToken, store, accountId } = await linkPerson({});
    expect(tokens.accessToken).toMatch(/^[A-Za-z0-9_-]{64}$/);
    expect(tokens.expiresIn).toBe(3600);
    const [document] = await store.get([{ collection: 'accounts', id: accountId }]);
    const stored = JSON.stringify(document);
    for (const secret of [tokens.accessToken, refreshToken, 'cloud-secret-of', 'ada@example', '0412']) {
      expect(stored).not.toContain(secret);
    }
  });

  test.each([
    ['nothing', ''],
    ['a word', 'token'],
    ['the right length', 'A'.repeat(64)],
    ['other characters', '.'.repeat(64)],
  ])('are none of: %s', async (_, token) => {
    const { accounts } = await linkPerson();
    expect(await accounts.authenticate(token)).toBeUndefined();
    expect(await accounts.refresh(token, CLIENT)).toBeUndefined();
    await accounts.revoke(token, CLIENT);
  });

  test('are not interchangeable: refresh and access tokens', async () => {
    const { accounts, tokens, refreshToken } = await linkPerson();
    expect(await accounts.authenticate(refreshToken)).toBeUndefined();
    expect(await accounts.refresh(tokens.accessToken, CLIENT)).toBeUndefined();
  });

  test('all work when fifty refreshes come at once', async () => {
    const { accounts, tokens, refreshToken } = await linkPerson();
    const fresh = await Promise.all(Array.from({ length: 50 }, () => accounts.refresh(refreshToken, CLIENT)));
    const all = [tokens.accessToken, ...fresh.map((issued) => issued?.accessToken ?? '')];
    expect(new Set(all).size).toBe(51);
    const found = await Promise.all(all.map((token) => accounts.authenticate(token)));
    expect(found.every((account) => account !== undefined)).toBe(true);
    expect(fresh.every((issued) => issued?.refreshToken === undefined)).toBe(true);
  });

  test('all work when fifty refreshes come at once to five instances', async () => {
    const { parts, refreshToken } = await linkPerson();
    const instances = Array.from({ length: 5 }, () => accountsFixture(parts).accounts);
    const fresh = await Promise.all(
      Array.from({ length: 50 }, (_, i) => instances[i % 5]?.refresh(refreshToken, CLIENT)),
    );
    const found = await Promise.all(
      fresh.map((issued) => instances[0]?.authenticate(issued?.accessToken ?? '')),
    );
    expect(found.filter((account) => account !== undefined)).toHaveLength(50);
  });

  test('are valid for an hour, whatever is refreshed meanwhile', async () => {
    const { accounts, clock, tokens, refreshToken } = await linkPerson();
    clock.advance(HOUR - 5000);
    const second = await accounts.refresh(refreshToken, CLIENT);
    expect(await accounts.authenticate(tokens.accessToken)).toBeDefined();
    clock.advance(6000);
    expect(await accounts.authenticate(tokens.accessToken)).toBeUndefined();
    expect(await accounts.authenticate(second?.accessToken ?? '')).toBeDefined();
  });

  test('can be refreshed after five years without a request', async () => {
    const { accounts, clock, refreshToken } = await linkPerson();
    clock.advance(5 * 365 * 24 * HOUR);
    const issued = await accounts.refresh(refreshToken, CLIENT);
    expect(await accounts.authenticate(issued?.accessToken ?? '')).toBeDefined();
  });

  test('are dropped at the next write once expired, and are at most a hundred', async () => {
    const { accounts, clock, accountId, tokens, refreshToken } = await linkPerson();
    clock.advance(2 * HOUR);
    await accounts.refresh(refreshToken, CLIENT);
    expect((await accounts.load(accountId))?.account.grants[0]?.accessTokens).toHaveLength(1);
    expect(await accounts.authenticate(tokens.accessToken)).toBeUndefined();
    const many = await Promise.all(Array.from({ length: 120 }, () => accounts.refresh(refreshToken, CLIENT)));
    expect((await accounts.load(accountId))?.account.grants[0]?.accessTokens).toHaveLength(100);
    expect(await accounts.authenticate(many.at(-1)?.accessToken ?? '')).toBeDefined();
  });

  test('work only for the client that they were issued to', async () => {
    const { accounts, accountId, tokens, refreshToken } = await linkPerson();
    expect(await accounts.refresh(refreshToken, 'other-client')).toBeUndefined();
    await accounts.revoke(refreshToken, 'other-client');
    await accounts.revoke(tokens.accessToken, 'other-client');
    expect((await accounts.load(accountId))?.account.grants).toHaveLength(1);
    expect(await accounts.authenticate(tokens.accessToken)).toBeDefined();
  });
});

describe('revoking', () => {
  test('an access token ends that token alone', async () => {
    const { accounts, tokens, refreshToken } = await linkPerson();
    const second = await accounts.refresh(refreshToken, CLIENT);
    await accounts.revoke(tokens.accessToken, CLIENT);
    expect(await accounts.authenticate(tokens.accessToken)).toBeUndefined();
    expect(await accounts.authenticate(second?.accessToken ?? '')).toBeDefined();
  });

  test('a refresh token ends the grant, and with the last one the account', async () => {
    const { accounts, accountId, tokens, refreshToken } = await linkPerson();
    await accounts.revoke(refreshToken, CLIENT);
    expect(await accounts.authenticate(tokens.accessToken)).toBeUndefined();
    expect(await accounts.load(accountId)).toBeUndefined();
    expect(await accounts.findByUser('ada@example.com')).toBeUndefined();
  });
});

describe('the end of the last grant', () => {
  test('keeps the account while another link is pending', async () => {
    const { accounts, accountId, tokens } = await linkPerson();
    expect(await accounts.consent(consentOf(undefined, NO_PIN))).toBe(accountId);
    expect(await accounts.endGrant(accountId, tokens.grantId)).toEqual({ accountGone: false });
    const second = await accounts.grant(accountId, CLIENT);
    expect(await accounts.authenticate(second?.accessToken ?? '')).toBeDefined();
    expect(await accounts.findByUser('ada@example.com')).toBeDefined();
    expect(await accounts.endGrant(accountId, second?.grantId ?? '')).toEqual({ accountGone: true });
  });

  test('racing with new links ends in links that work', async () => {
    for (let round = 0; round < 20; round++) {
      const { accounts, parts, accountId, tokens } = await linkPerson();
      const other = accountsFixture(parts).accounts;
      const [link] = await Promise.all([
        other.consent(consentOf(undefined, NO_PIN)).then((id) => other.grant(id, CLIENT)),
        accounts.endGrant(accountId, tokens.grantId),
      ]);
      const found = await other.authenticate(link?.accessToken ?? '');
      expect(found).toBeDefined();
      expect((await other.findByUser('ada@example.com'))?.account.id).toBe(found?.account.id);
    }
  });

  test.each(['states', 'identities'] as const)(
    'does not prevent a new link after a crash before the %s were deleted',
    async (collection) => {
      const { parts, accounts, accountId, tokens } = await linkPerson();
      await accounts.changeStates(accountId, (states) => ({ ...states }));
      const watch = watched(parts.store);
      const broken = accountsFixture({ ...parts, store: watch.store }).accounts;
      watch.break((call, key) => {
        if (call === 'delete' && key?.collection === collection) throw new Error('crash');
      });
      await expect(broken.endGrant(accountId, tokens.grantId)).rejects.toThrow('crash');
      expect(await accounts.authenticate(tokens.accessToken)).toBeUndefined();
      expect(await accounts.load(accountId)).toBeUndefined();
      const again = await accounts.consent(consentOf(undefined, NO_PIN));
      expect(again).not.toBe(accountId);
      expect(await accounts.grant(again, CLIENT)).toBeDefined();
    },
  );

  test('changes nothing for unknown ids', async () => {
    const { accounts, accountId } = await linkPerson();
    expect(await accounts.endGrant('unknown', 'unknown')).toEqual({ accountGone: true });
    expect(await accounts.endGrant(accountId, 'unknown')).toEqual({ accountGone: false });
    expect(await accounts.load(accountId)).toBeDefined();
  });

  test('keeps the identity of an account that was linked meanwhile', async () => {
    const { parts, accounts, accountId, tokens } = await linkPerson();
    const watch = watched(parts.store);
    const slow = accountsFixture({ ...parts, store: watch.store }).accounts;
    let second = '';
    watch.break(async (call, key) => {
      if (call === 'delete' && key?.collection === 'states') {
        second = await accounts.consent(consentOf(undefined, NO_PIN));
      }
    });
    await slow.endGrant(accountId, tokens.grantId);
    expect(second).not.toBe(accountId);
    expect((await accounts.findByUser('ada@example.com'))?.account.id).toBe(second);
  });

  test.each(['revoke', 'endGrant', 'remove'] as const)(
    'is recorded before the account is gone, so that a process that dies at %s loses no link',
    async (how) => {
      const { accountId, tokens, refreshToken, ...inner } = await linkPerson();
      const watch = watched(inner.store);
      const { accounts } = accountsFixture({ ...inner.parts, store: watch.store });
      const end = {
        revoke: () => accounts.revoke(refreshToken, CLIENT),
        endGrant: () => accounts.endGrant(accountId, tokens.grantId),
        remove: () => accounts.remove(accountId),
      };
      let isDead = false;
      watch.break((call, key) => {
        if (isDead) throw new Error('the process is gone');
        isDead = call === 'delete' && key?.collection === 'accounts';
      });
      await end[how]().catch(() => {});
      expect(isDead).toBe(true);
      expect(await inner.store.get([{ collection: 'accounts', id: accountId }])).toEqual([undefined]);
      expect(await inner.accounts.refresh(refreshToken, CLIENT)).toBeUndefined();
      expect(await inner.accounts.authenticate(tokens.accessToken)).toBeUndefined();
    },
  );

  test('is not undone by a late write of states', async () => {
    const { accountId, tokens, ...inner } = await linkPerson();
    const watch = watched(inner.store);
    const { accounts, store } = accountsFixture({ ...inner.parts, store: watch.store });
    await accounts.changeStates(accountId, (states) => ({ ...states }));
    const loaded = await accounts.load(accountId);
    await accounts.endGrant(accountId, tokens.grantId);
    watch.reset();
    await accounts.changeStates(accountId, (states) => ({ ...states }), loaded);
    expect(watch.calls.create).toBe(0);
    await accounts.changeStates(accountId, (states) => ({ ...states }));
    expect(await store.get([{ collection: 'states', id: accountId }])).toEqual([undefined]);
  });

  test('racing with states that are written at the same time leaves none behind', async () => {
    for (let round = 0; round < 20; round++) {
      const { accounts, parts, store, accountId, tokens } = await linkPerson();
      const other = accountsFixture(parts).accounts;
      const loaded = await other.load(accountId);
      await Promise.all([
        accounts.endGrant(accountId, tokens.grantId),
        ...Array.from({ length: 4 }, async (_, i) => {
          for (let turn = 0; turn < 3; turn++) {
            await other.changeStates(accountId, (states) => ({ ...states }), i % 2 ? loaded : undefined);
          }
        }),
      ]);
      expect(await store.get([{ collection: 'states', id: accountId }])).toEqual([undefined]);
    }
  });
});

test('a grant for an account that ends meanwhile leaves no identity behind', async () => {
  const { accounts, parts, store } = accountsFixture();
  for (const time of ['before the grant is written', 'after it was written'] as const) {
    const accountId = await accounts.consent(consentOf());
    const identityId = (await accounts.load(accountId))?.account.identityId ?? '';
    const watch = watched(store);
    let accountWrites = 0;
    watch.break(async (call, key) => {
      if (call !== 'replace') return;
      if (key?.collection === 'accounts') accountWrites++;
      const isNow = time.startsWith('before') ? key?.collection === 'accounts' : accountWrites > 0;
      if (isNow && (await accounts.load(accountId)) !== undefined) await accounts.remove(accountId);
    });
    await accountsFixture({ ...parts, store: watch.store }).accounts.grant(accountId, CLIENT);
    expect(await accounts.load(accountId)).toBeUndefined();
    expect(await store.get([{ collection: 'identities', id: identityId }])).toEqual([undefined]);
  }
});
