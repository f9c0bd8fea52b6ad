import { createAccounts } from '../../../functions/accounts/create-accounts.ts';
import { accountsFixture, CLIENT, consentOf, watched } from './fixture.ts';

const { accounts, parts, store, clock } = accountsFixture();
afterAll(() => store.close());

/** An account that two Google users have linked. */
async function linked(user: string) {
  const id = await accounts.consent(consentOf(user));
  const tokens = [await accounts.grant(id, CLIENT), await accounts.grant(id, CLIENT)];
  return { id, tokens };
}

describe('an owner', () => {
  test('sets, keeps and removes the PIN', async () => {
    const { id } = await linked('pin@example.com');
    const verify = async (pin: string) => {
      const loaded = await accounts.load(id);
      return loaded !== undefined && (await accounts.findPin(loaded.account, pin)) !== undefined;
    };
    await accounts.choosePin(id, { kind: 'set', pin: '7391' });
    expect([await verify('0412'), await verify('7391')]).toEqual([false, true]);
    await accounts.choosePin(id, { kind: 'keep' });
    expect(await verify('7391')).toBe(true);
    await accounts.choosePin(id, { kind: 'off' });
    expect((await accounts.load(id))?.account.pin).toBeUndefined();
    await expect(accounts.choosePin(id, { kind: 'set', pin: '12' })).rejects.toThrow(RangeError);
  });

  test('renews the webhook address: the old one leads nowhere, and the new one counts as never called', async () => {
    const { id } = await linked('webhook@example.com');
    const before = await accounts.load(id);
    const old = before ? accounts.webhookSegment(before.account) : '';
    await accounts.changeStates(id, (states) => ({ ...states, webhookAt: clock.now() }));
    const account = await accounts.renewWebhook(id);
    const fresh = account ? accounts.webhookSegment(account) : '';
    expect(await accounts.findByWebhook(old)).toBeUndefined();
    const found = await accounts.findByWebhook(fresh);
    expect(found?.account.id).toBe(id);
    expect(found?.states.webhookAt).toBeUndefined();
  });

  test('stores the newest credentials by signing in again, and polling resumes', async () => {
    const { id } = await linked('again@example.com');
    const before = await accounts.load(id);
    if (!before) throw new Error('no account');
    await accounts.markCredentialsRefused(id, accounts.credentialStore(before.account).credentials);
    await accounts.changeStates(id, ({ pollDueAt: _, ...states }) => states);
    const account = await accounts.replaceCredentials(id, { accessToken: 'newest' });
    expect(account?.credentialsRefusedAt).toBeUndefined();
    expect(account && accounts.credentialStore(account).credentials).toEqual({ accessToken: 'newest' });
    expect((await accounts.load(id))?.states.pollDueAt).toBeGreaterThan(clock.now());
  });

  test('removes the account: no token, address or name leads to it, and nothing is stored', async () => {
    const { id, tokens } = await linked('gone@example.com');
    const before = await accounts.load(id);
    const segment = before ? accounts.webhookSegment(before.account) : '';
    await accounts.remove(id);
    for (const issued of tokens) {
      expect(await accounts.authenticate(issued?.accessToken ?? '')).toBeUndefined();
      expect(await accounts.refresh(issued?.refreshToken ?? '', CLIENT)).toBeUndefined();
    }
    expect(await accounts.findByWebhook(segment)).toBeUndefined();
    expect(await accounts.findByUser('gone@example.com')).toBeUndefined();
    const left = await store.get([
      { collection: 'accounts', id },
      { collection: 'states', id },
      { collection: 'identities', id: before?.account.identityId ?? '-' },
    ]);
    expect(left).toEqual([undefined, undefined, undefined]);
    const next = await accounts.consent(consentOf('gone@example.com'));
    expect(next).not.toBe(id);
  });

  test('cannot restore a removed account by a late change', async () => {
    const { id } = await linked('late@example.com');
    await accounts.remove(id);
    await accounts.remove(id);
    expect(await accounts.choosePin(id, { kind: 'set', pin: '7391' })).toBeUndefined();
    expect(await accounts.renewWebhook(id)).toBeUndefined();
    expect(await accounts.replaceCredentials(id, {})).toBeUndefined();
    expect(await accounts.grant(id, CLIENT)).toBeUndefined();
    expect(await accounts.load(id)).toBeUndefined();
    const states = await store.get([{ collection: 'states', id }]);
    expect(states).toEqual([undefined]);
  });

  test('changes the PIN while Google refreshes, and neither is lost', async () => {
    const { id, tokens } = await linked('race@example.com');
    const refreshToken = tokens[0]?.refreshToken ?? '';
    const other = createAccounts({ ...parts, store: watched(store).store });
    const [issued] = await Promise.all([
      other.refresh(refreshToken, CLIENT),
      accounts.choosePin(id, { kind: 'set', pin: '7391' }),
    ]);
    expect(await accounts.authenticate(issued?.accessToken ?? '')).toBeDefined();
    const loaded = await accounts.load(id);
    expect(loaded && (await accounts.findPin(loaded.account, '7391'))).toBe('household');
  });
});
