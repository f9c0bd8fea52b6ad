import { randomBytes } from 'node:crypto';
import { createAccounts } from '../../../functions/accounts/create-accounts.ts';
import type { DocumentKey } from '../../../functions/store/store.ts';
import { OffsetClock } from '../../support/offset-clock.ts';
import { accountsFixture, CLIENT, consentOf, watched } from './fixture.ts';

const USER = 'ada@example.com';
const OFF = { pin: { kind: 'off' } } as const;
const [k1, k2] = [
  { id: 'k1', key: randomBytes(32) },
  { id: 'k2', key: randomBytes(32) },
];

/** An account that was linked under an old key; instances with the old, with both and with the newest key. */
async function rotation() {
  const clock = new OffsetClock();
  const fixture = accountsFixture({ clock, config: { encryptionKeys: [k1] } });
  const { accounts: old, parts } = fixture;
  const accountId = await old.consent(consentOf(USER, OFF));
  const tokens = await old.grant(accountId, CLIENT);
  if (!tokens?.refreshToken) throw new Error('no grant');
  const watch = watched(parts.store);
  const both = createAccounts({ ...parts, store: watch.store, config: { encryptionKeys: [k2, k1] } });
  const newest = createAccounts({ ...parts, config: { encryptionKeys: [k2] } });
  const identityId = async () => (await old.load(accountId))?.account.identityId ?? '';
  const leadsTo = async (id: string) => {
    const [document] = await parts.store.get([{ collection: 'identities', id }]);
    return document?.data;
  };
  const oldId = await identityId();
  return { ...fixture, ...tokens, clock, old, both, newest, watch, oldId, identityId, leadsTo };
}

/** Removes the user from the account, as in one that was linked before users were stored. */
async function withoutUser({ store, accountId }: Awaited<ReturnType<typeof rotation>>) {
  const key = { collection: 'accounts', id: accountId } as const;
  const [document] = await store.get([key]);
  const { user: _, ...data } = { ...(document?.data as Record<string, unknown>) };
  await store.replace(key, document?.revision ?? '', data);
}

const writesIdentity = (call: string, key: DocumentKey | undefined) =>
  (call === 'create' || call === 'replace') && key?.collection === 'identities';

describe('after the encryption key was rotated and the old one removed', () => {
  test('one refresh is enough for the owner to be found and to link the same account', async () => {
    const { both, newest, accountId, refreshToken, oldId, leadsTo, identityId } = await rotation();
    await both.refresh(refreshToken ?? '', CLIENT);
    expect((await newest.findByUser(USER))?.account.id).toBe(accountId);
    expect(await newest.consent(consentOf(USER, OFF))).toBe(accountId);
    expect(await identityId()).not.toBe(oldId);
    expect(await leadsTo(oldId)).toBeUndefined();
  });

  test('one sign-in is enough, also for an account that does not store its user yet', async () => {
    const all = await rotation();
    await withoutUser(all);
    await all.both.refresh(all.refreshToken ?? '', CLIENT);
    expect(await all.identityId()).toBe(all.oldId);
    const found = await all.both.findByUser(` ${USER.toUpperCase()}`);
    expect(found?.account.id).toBe(all.accountId);
    expect((await all.newest.findByUser(USER))?.account.id).toBe(all.accountId);
    expect(await all.leadsTo(all.oldId)).toBeUndefined();
  });

  test('the identity exists as long as the account', async () => {
    const { both, newest, clock, accountId, refreshToken, grantId, identityId, leadsTo } = await rotation();
    await both.refresh(refreshToken ?? '', CLIENT);
    clock.advance(30 * 24 * 3_600_000);
    expect((await newest.findByUser(USER))?.account.id).toBe(accountId);
    const id = await identityId();
    await newest.endGrant(accountId, grantId);
    expect(await leadsTo(id)).toBeUndefined();
  });

  test('an account of another profile keeps the identity of its profile', async () => {
    const { parts, newest, accountId, refreshToken } = await rotation();
    const other = createAccounts({ ...parts, profile: 'api-key', config: { encryptionKeys: [k2, k1] } });
    await other.refresh(refreshToken ?? '', CLIENT);
    expect(await other.findByUser(USER)).toBeUndefined();
    expect((await newest.findByUser(USER))?.account.id).toBe(accountId);
  });

  test('only the first refresh writes identities', async () => {
    const { both, watch, refreshToken } = await rotation();
    await both.refresh(refreshToken ?? '', CLIENT);
    watch.reset();
    await both.refresh(refreshToken ?? '', CLIENT);
    expect(watch.calls).toEqual({ get: 1, create: 0, replace: 1, delete: 0, due: 0 });
  });
});

describe('moving an identity to the newest key', () => {
  test.each([
    ['identities', 'create'],
    ['accounts', 'replace'],
    ['identities', 'delete'],
  ] as const)(
    'does not fail the refresh when %s %s fails, and succeeds at the next one',
    async (collection, broken) => {
      const { both, old, newest, watch, log, accountId, refreshToken, grantId, oldId, leadsTo } =
        await rotation();
      let accountWrites = 0;
      watch.break((call, key) => {
        if (call !== broken || key?.collection !== collection) return;
        // The first write of the account is the refresh itself.
        if (collection === 'accounts' && accountWrites++ === 0) return;
        throw new Error('crash');
      });
      const issued = await both.refresh(refreshToken ?? '', CLIENT);
      expect(await both.authenticate(issued?.accessToken ?? '')).toBeDefined();
      expect(log.lines.some(({ level }) => level === 'warn')).toBe(true);
      expect((await both.findByUser(USER))?.account.id).toBe(accountId);
      watch.break(undefined);
      await both.refresh(refreshToken ?? '', CLIENT);
      expect((await newest.findByUser(USER))?.account.id).toBe(accountId);
      const ids = [oldId, (await newest.load(accountId))?.account.identityId ?? ''];
      await both.endGrant(accountId, grantId);
      expect(await Promise.all(ids.map(leadsTo))).toEqual([undefined, undefined]);
      expect(await old.load(accountId)).toBeUndefined();
    },
  );

  test('leaves nothing behind when the account ends meanwhile', async () => {
    const { both, old, watch, accountId, refreshToken, grantId, oldId, leadsTo } = await rotation();
    let newestId = '';
    watch.break(async (call, key) => {
      if (!writesIdentity(call, key)) return;
      newestId = key?.id ?? '';
      await old.remove(accountId);
    });
    await both.refresh(refreshToken ?? '', CLIENT);
    expect(await old.endGrant(accountId, grantId)).toEqual({ accountGone: true });
    expect(newestId).not.toBe('');
    expect(await Promise.all([oldId, newestId].map(leadsTo))).toEqual([undefined, undefined]);
  });

  test('leads to one account while several instances link and refresh', async () => {
    for (let round = 0; round < 10; round++) {
      const { parts, newest, accountId, refreshToken } = await rotation();
      const instances = Array.from({ length: 4 }, () =>
        createAccounts({ ...parts, config: { encryptionKeys: [k2, k1] } }),
      );
      const linked = await Promise.all(
        instances.flatMap((accounts) => [
          accounts.refresh(refreshToken ?? '', CLIENT).then(() => accountId),
          accounts.consent(consentOf(USER, OFF)),
        ]),
      );
      expect(new Set(linked)).toEqual(new Set([accountId]));
      expect((await newest.findByUser(USER))?.account.id).toBe(accountId);
    }
  });
});
