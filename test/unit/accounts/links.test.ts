import type { Consent } from '../../../functions/accounts/accounts.ts';
import { EMPTY_ACCOUNT_STATE } from '../../../functions/locks/account-state.ts';
import { OffsetClock } from '../../support/offset-clock.ts';
import { accountsFixture, CLIENT, consentOf, watched } from './fixture.ts';

const HOUR = 3_600_000;

/** Without a PIN, unless it matters: hashing one takes a while on purpose. */
const OFF = { pin: { kind: 'off' } } as const;

async function linked(more: Partial<Consent> = OFF) {
  const clock = new OffsetClock();
  const fixture = accountsFixture({ clock });
  const accountId = await fixture.accounts.consent(consentOf('ada@example.com', more));
  const tokens = await fixture.accounts.grant(accountId, CLIENT);
  if (!tokens?.refreshToken) throw new Error('no tokens');
  return { ...fixture, clock, accountId, tokens, refreshToken: tokens.refreshToken };
}

describe('a link', () => {
  test('leads its access token to the account, with one read', async () => {
    const inner = accountsFixture();
    const watch = watched(inner.store);
    const { accounts } = accountsFixture({ ...inner.parts, store: watch.store });
    const accountId = await accounts.consent(consentOf(undefined, OFF));
    const tokens = await accounts.grant(accountId, CLIENT);
    watch.reset();
    const found = await accounts.authenticate(tokens?.accessToken ?? '');
    expect(found?.account.id).toBe(accountId);
    expect(found?.grant.id).toBe(tokens?.grantId);
    expect(found?.states).toMatchObject(EMPTY_ACCOUNT_STATE);
    expect(watch.calls).toEqual({ get: 1, create: 0, replace: 0, delete: 0, due: 0 });
  });

  test('has tokens of random-looking characters that are stored as hashes only', async () => {
    const { tokens, refreshToken, store, accountId } = await linked({});
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
  ])('is not found by %s', async (_, token) => {
    const { accounts } = await linked();
    expect(await accounts.authenticate(token)).toBeUndefined();
    expect(await accounts.refresh(token, CLIENT)).toBeUndefined();
    await accounts.revoke(token, CLIENT);
  });

  test('does not take a refresh token for an access token, nor the other way round', async () => {
    const { accounts, tokens, refreshToken } = await linked();
    expect(await accounts.authenticate(refreshToken)).toBeUndefined();
    expect(await accounts.refresh(tokens.accessToken, CLIENT)).toBeUndefined();
  });

  test('gives each of fifty refreshes at once an access token that works', async () => {
    const { accounts, tokens, refreshToken } = await linked();
    const fresh = await Promise.all(Array.from({ length: 50 }, () => accounts.refresh(refreshToken, CLIENT)));
    const all = [tokens.accessToken, ...fresh.map((issued) => issued?.accessToken ?? '')];
    expect(new Set(all).size).toBe(51);
    const found = await Promise.all(all.map((token) => accounts.authenticate(token)));
    expect(found.every((account) => account !== undefined)).toBe(true);
    expect(fresh.every((issued) => issued?.refreshToken === undefined)).toBe(true);
  });

  test('gives fifty refreshes at once over five instances access tokens that work', async () => {
    const { parts, refreshToken } = await linked();
    const instances = Array.from({ length: 5 }, () => accountsFixture(parts).accounts);
    const fresh = await Promise.all(
      Array.from({ length: 50 }, (_, i) => instances[i % 5]?.refresh(refreshToken, CLIENT)),
    );
    const found = await Promise.all(
      fresh.map((issued) => instances[0]?.authenticate(issued?.accessToken ?? '')),
    );
    expect(found.filter((account) => account !== undefined)).toHaveLength(50);
  });

  test('keeps an access token alive for an hour whatever is refreshed meanwhile', async () => {
    const { accounts, clock, tokens, refreshToken } = await linked();
    clock.advance(HOUR - 5000);
    const second = await accounts.refresh(refreshToken, CLIENT);
    expect(await accounts.authenticate(tokens.accessToken)).toBeDefined();
    clock.advance(6000);
    expect(await accounts.authenticate(tokens.accessToken)).toBeUndefined();
    expect(await accounts.authenticate(second?.accessToken ?? '')).toBeDefined();
  });

  test('can be refreshed after years of silence', async () => {
    const { accounts, clock, refreshToken } = await linked();
    clock.advance(5 * 365 * 24 * HOUR);
    const issued = await accounts.refresh(refreshToken, CLIENT);
    expect(await accounts.authenticate(issued?.accessToken ?? '')).toBeDefined();
  });

  test('drops expired access tokens at the next write and keeps at most a hundred', async () => {
    const { accounts, clock, accountId, tokens, refreshToken } = await linked();
    clock.advance(2 * HOUR);
    await accounts.refresh(refreshToken, CLIENT);
    expect((await accounts.load(accountId))?.account.grants[0]?.accessTokens).toHaveLength(1);
    expect(await accounts.authenticate(tokens.accessToken)).toBeUndefined();
    const many = await Promise.all(Array.from({ length: 120 }, () => accounts.refresh(refreshToken, CLIENT)));
    expect((await accounts.load(accountId))?.account.grants[0]?.accessTokens).toHaveLength(100);
    expect(await accounts.authenticate(many.at(-1)?.accessToken ?? '')).toBeDefined();
  });

  test('answers only the client that it was made for', async () => {
    const { accounts, accountId, tokens, refreshToken } = await linked();
    expect(await accounts.refresh(refreshToken, 'other-client')).toBeUndefined();
    await accounts.revoke(refreshToken, 'other-client');
    await accounts.revoke(tokens.accessToken, 'other-client');
    expect((await accounts.load(accountId))?.account.grants).toHaveLength(1);
    expect(await accounts.authenticate(tokens.accessToken)).toBeDefined();
  });
});

describe('revoking', () => {
  test('an access token ends that one alone', async () => {
    const { accounts, tokens, refreshToken } = await linked();
    const second = await accounts.refresh(refreshToken, CLIENT);
    await accounts.revoke(tokens.accessToken, CLIENT);
    expect(await accounts.authenticate(tokens.accessToken)).toBeUndefined();
    expect(await accounts.authenticate(second?.accessToken ?? '')).toBeDefined();
  });

  test('a refresh token ends the grant, and with the last one the account', async () => {
    const { accounts, accountId, tokens, refreshToken } = await linked();
    await accounts.revoke(refreshToken, CLIENT);
    expect(await accounts.authenticate(tokens.accessToken)).toBeUndefined();
    expect(await accounts.load(accountId)).toBeUndefined();
    expect(await accounts.findByUser('ada@example.com')).toBeUndefined();
  });
});

describe('a household', () => {
  test('shares one account and one PIN, and each can leave without the others noticing', async () => {
    const { accounts, store, accountId, tokens: first } = await linked({});
    const links = [first];
    for (const _ of ['second', 'third']) {
      const id = await accounts.consent(consentOf(' ADA@example.com', { pin: { kind: 'keep' } }));
      expect(id).toBe(accountId);
      const tokens = await accounts.grant(id, CLIENT);
      if (tokens) links.push(tokens);
    }
    const loaded = await accounts.load(accountId);
    if (!loaded) throw new Error('no account');
    expect(await accounts.verifyPin(loaded.account, '0412')).toBe(true);
    await accounts.changeStates(accountId, (states) => ({ ...states }));

    const alive = async () =>
      (await Promise.all(links.map(({ accessToken }) => accounts.authenticate(accessToken)))).map(Boolean);
    expect(await alive()).toEqual([true, true, true]);
    expect(await accounts.endGrant(accountId, links[1]?.grantId ?? '')).toEqual({ accountGone: false });
    expect(await alive()).toEqual([true, false, true]);
    expect(await accounts.endGrant(accountId, links[0]?.grantId ?? '')).toEqual({ accountGone: false });
    expect(await alive()).toEqual([false, false, true]);
    const identityId = loaded.account.identityId;
    expect(await accounts.endGrant(accountId, links[2]?.grantId ?? '')).toEqual({ accountGone: true });
    expect(
      await store.get([
        { collection: 'accounts', id: accountId },
        { collection: 'states', id: accountId },
        { collection: 'identities', id: identityId },
      ]),
    ).toEqual([undefined, undefined, undefined]);
  });

  test('makes one account when two people link the same user for the first time at once', async () => {
    const { accounts } = accountsFixture();
    const ids = await Promise.all(
      Array.from({ length: 8 }, () => accounts.consent(consentOf(undefined, OFF))),
    );
    expect(new Set(ids).size).toBe(1);
    expect(await accounts.load(ids[0] ?? '')).toBeDefined();
  });

  test('makes one account when the two are on different instances', async () => {
    const { parts } = accountsFixture();
    const ids = await Promise.all(
      Array.from({ length: 8 }, () => accountsFixture(parts).accounts.consent(consentOf(undefined, OFF))),
    );
    expect(new Set(ids).size).toBe(1);
  });

  test('has accounts of their own for different users, and for the same name in another profile', async () => {
    const { accounts, parts } = accountsFixture();
    const other = accountsFixture({ ...parts, profile: 'api-key' }).accounts;
    const ids = [
      await accounts.consent(consentOf('ada@example.com', OFF)),
      await accounts.consent(consentOf('bob@example.com', OFF)),
      await other.consent(consentOf('ada@example.com', OFF)),
    ];
    expect(new Set(ids).size).toBe(3);
  });
});

describe('the end of the last grant', () => {
  test('leaves the account alone while somebody else is about to fetch tokens', async () => {
    const { accounts, accountId, tokens } = await linked();
    expect(await accounts.consent(consentOf(undefined, OFF))).toBe(accountId);
    expect(await accounts.endGrant(accountId, tokens.grantId)).toEqual({ accountGone: false });
    const second = await accounts.grant(accountId, CLIENT);
    expect(await accounts.authenticate(second?.accessToken ?? '')).toBeDefined();
    expect(await accounts.findByUser('ada@example.com')).toBeDefined();
    expect(await accounts.endGrant(accountId, second?.grantId ?? '')).toEqual({ accountGone: true });
  });

  test('racing with new links ends in links that work', async () => {
    for (let round = 0; round < 20; round++) {
      const { accounts, parts, accountId, tokens } = await linked();
      const other = accountsFixture(parts).accounts;
      const [link] = await Promise.all([
        other.consent(consentOf(undefined, OFF)).then((id) => other.grant(id, CLIENT)),
        accounts.endGrant(accountId, tokens.grantId),
      ]);
      const found = await other.authenticate(link?.accessToken ?? '');
      expect(found).toBeDefined();
      expect((await other.findByUser('ada@example.com'))?.account.id).toBe(found?.account.id);
    }
  });

  test.each(['states', 'identities'] as const)(
    'does not stand in the way of a new link when it broke off before the %s were deleted',
    async (collection) => {
      const { parts, accounts, accountId, tokens } = await linked();
      await accounts.changeStates(accountId, (states) => ({ ...states }));
      const watch = watched(parts.store);
      const broken = accountsFixture({ ...parts, store: watch.store }).accounts;
      watch.break((call, key) => {
        if (call === 'delete' && key?.collection === collection) throw new Error('crash');
      });
      await expect(broken.endGrant(accountId, tokens.grantId)).rejects.toThrow('crash');
      expect(await accounts.authenticate(tokens.accessToken)).toBeUndefined();
      expect(await accounts.load(accountId)).toBeUndefined();
      const again = await accounts.consent(consentOf(undefined, OFF));
      expect(again).not.toBe(accountId);
      expect(await accounts.grant(again, CLIENT)).toBeDefined();
    },
  );

  test('is harmless for ids that nobody knows', async () => {
    const { accounts, accountId } = await linked();
    expect(await accounts.endGrant('nobody', 'nothing')).toEqual({ accountGone: true });
    expect(await accounts.endGrant(accountId, 'nothing')).toEqual({ accountGone: false });
    expect(await accounts.load(accountId)).toBeDefined();
  });

  test('leaves alone what already leads to the account of a new link', async () => {
    const { parts, accounts, accountId, tokens } = await linked();
    const watch = watched(parts.store);
    const slow = accountsFixture({ ...parts, store: watch.store }).accounts;
    let second = '';
    watch.break(async (call, key) => {
      if (call === 'delete' && key?.collection === 'states') {
        second = await accounts.consent(consentOf(undefined, OFF));
      }
    });
    await slow.endGrant(accountId, tokens.grantId);
    expect(second).not.toBe(accountId);
    expect((await accounts.findByUser('ada@example.com'))?.account.id).toBe(second);
  });

  test('is not undone by states that are written late', async () => {
    const { accountId, tokens, ...inner } = await linked();
    const watch = watched(inner.store);
    const { accounts, store } = accountsFixture({ ...inner.parts, store: watch.store });
    await accounts.changeStates(accountId, (states) => ({ ...states }));
    const loaded = await accounts.load(accountId);
    await accounts.endGrant(accountId, tokens.grantId);
    await accounts.changeStates(accountId, (states) => ({ ...states }), loaded);
    expect(watch.calls.create).toBe(0);
    await accounts.changeStates(accountId, (states) => ({ ...states }));
    expect(await store.get([{ collection: 'states', id: accountId }])).toEqual([undefined]);
  });

  test('racing with states that are written at the same time leaves none behind', async () => {
    for (let round = 0; round < 20; round++) {
      const { accounts, parts, store, accountId, tokens } = await linked();
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

test('a consent that saw no grant yet does not let the identity of a granted account expire', async () => {
  const clock = new OffsetClock();
  const { accounts, parts } = accountsFixture({ clock });
  const accountId = await accounts.consent(consentOf());
  const watch = watched(parts.store);
  let isFirst = true;
  // The second consent comes when the first grant has read the account and is about to write it.
  watch.break(async (call, key) => {
    if (call !== 'replace' || key?.collection !== 'accounts' || !isFirst) return;
    isFirst = false;
    expect(await accounts.consent(consentOf())).toBe(accountId);
  });
  const slow = accountsFixture({ ...parts, store: watch.store }).accounts;
  expect(await slow.grant(accountId, CLIENT)).toBeDefined();
  clock.advance(12 * 60_000);
  expect((await accounts.findByUser('ada@example.com'))?.account.id).toBe(accountId);
  expect(await accounts.consent(consentOf())).toBe(accountId);
});

test('a grant that comes when its account ends leaves no identity behind', async () => {
  const { accounts, parts, store } = accountsFixture();
  for (const moment of ['before the grant is written', 'after it was written'] as const) {
    const accountId = await accounts.consent(consentOf());
    const identityId = (await accounts.load(accountId))?.account.identityId ?? '';
    const watch = watched(store);
    let accountWrites = 0;
    watch.break(async (call, key) => {
      if (call !== 'replace') return;
      if (key?.collection === 'accounts') accountWrites++;
      const isNow = moment.startsWith('before') ? key?.collection === 'accounts' : accountWrites > 0;
      if (isNow && (await accounts.load(accountId)) !== undefined) await accounts.remove(accountId);
    });
    await accountsFixture({ ...parts, store: watch.store }).accounts.grant(accountId, CLIENT);
    expect(await accounts.load(accountId)).toBeUndefined();
    expect(await store.get([{ collection: 'identities', id: identityId }])).toEqual([undefined]);
  }
});

describe('a consent that Google never came for', () => {
  test('leaves nothing behind after a while', async () => {
    const clock = new OffsetClock();
    const { accounts, store } = accountsFixture({ clock });
    const accountId = await accounts.consent(consentOf(undefined, OFF));
    const identityId = (await accounts.load(accountId))?.account.identityId ?? '';
    clock.advance(12 * 60_000);
    expect(await accounts.grant(accountId, CLIENT)).toBeUndefined();
    expect(
      await store.get([
        { collection: 'accounts', id: accountId },
        { collection: 'identities', id: identityId },
      ]),
    ).toEqual([undefined, undefined]);
  });

  test('leaves nothing of an account whose last link ended meanwhile; one that Google came for keeps it', async () => {
    const clock = new OffsetClock();
    for (const redeemed of [false, true]) {
      const { accounts, store } = accountsFixture({ clock });
      const accountId = await accounts.consent(consentOf());
      const first = await accounts.grant(accountId, CLIENT);
      await accounts.consent(consentOf());
      const identityId = (await accounts.load(accountId))?.account.identityId ?? '';
      await accounts.endGrant(accountId, first?.grantId ?? '');
      if (redeemed) await accounts.grant(accountId, CLIENT);
      clock.advance(12 * 60_000);
      expect((await accounts.load(accountId)) !== undefined).toBe(redeemed);
      const [identity] = await store.get([{ collection: 'identities', id: identityId }]);
      expect(identity !== undefined).toBe(redeemed);
    }
  });

  test('does not end a link that another one made, and that link outlives it', async () => {
    const { accounts, clock, accountId, tokens } = await linked();
    await accounts.consent(consentOf(undefined, OFF));
    clock.advance(12 * 60_000);
    expect(await accounts.authenticate(tokens.accessToken)).toBeDefined();
    expect((await accounts.findByUser('ada@example.com'))?.account.id).toBe(accountId);
    expect(await accounts.endGrant(accountId, tokens.grantId)).toEqual({ accountGone: true });
  });
});
