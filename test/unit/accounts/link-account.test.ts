import { OffsetClock } from '../../support/offset-clock.ts';
import { accountsFixture, CLIENT, consentOf, linkPerson, NO_PIN, watched } from './fixture.ts';

describe('a household', () => {
  test('shares one account and one PIN, and each member can unlink without effect on the others', async () => {
    const { accounts, store, accountId, tokens: first } = await linkPerson({});
    const links = [first];
    for (const _ of ['second', 'third']) {
      const id = await accounts.consent(consentOf(' ADA@example.com', { pin: { kind: 'keep' } }));
      expect(id).toBe(accountId);
      const tokens = await accounts.grant(id, CLIENT);
      if (tokens) links.push(tokens);
    }
    const loaded = await accounts.load(accountId);
    if (!loaded) throw new Error('no account');
    expect(await accounts.findPin(loaded.account, '0412')).toBe('household');
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

  test('gets one account when eight members link the same user for the first time at once', async () => {
    const { accounts } = accountsFixture();
    const ids = await Promise.all(
      Array.from({ length: 8 }, () => accounts.consent(consentOf(undefined, NO_PIN))),
    );
    expect(new Set(ids).size).toBe(1);
    expect(await accounts.load(ids[0] ?? '')).toBeDefined();
  });

  test('gets one account when the members are served by different instances', async () => {
    const { parts } = accountsFixture();
    const ids = await Promise.all(
      Array.from({ length: 8 }, () => accountsFixture(parts).accounts.consent(consentOf(undefined, NO_PIN))),
    );
    expect(new Set(ids).size).toBe(1);
  });

  test('gets one account per user name and profile', async () => {
    const { accounts, parts } = accountsFixture();
    const other = accountsFixture({ ...parts, profile: 'api-key' }).accounts;
    const ids = [
      await accounts.consent(consentOf('ada@example.com', NO_PIN)),
      await accounts.consent(consentOf('bob@example.com', NO_PIN)),
      await other.consent(consentOf('ada@example.com', NO_PIN)),
    ];
    expect(new Set(ids).size).toBe(3);
  });
});

test('a consent that read the account before its first grant does not let the identity expire', async () => {
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

describe('a consent whose code Google never redeems', () => {
  test('leaves nothing behind after twelve minutes', async () => {
    const clock = new OffsetClock();
    const { accounts, store } = accountsFixture({ clock });
    const accountId = await accounts.consent(consentOf(undefined, NO_PIN));
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

  test('leaves nothing of an account whose last grant ended meanwhile, unless the code was redeemed', async () => {
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

  test('does not end an earlier grant', async () => {
    const { accounts, clock, accountId, tokens } = await linkPerson();
    await accounts.consent(consentOf(undefined, NO_PIN));
    clock.advance(12 * 60_000);
    expect(await accounts.authenticate(tokens.accessToken)).toBeDefined();
    expect((await accounts.findByUser('ada@example.com'))?.account.id).toBe(accountId);
    expect(await accounts.endGrant(accountId, tokens.grantId)).toEqual({ accountGone: true });
  });
});
