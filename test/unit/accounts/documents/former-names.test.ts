import { isUncertain } from '../../../../functions/locks/known-state.ts';
import { hasMissedEvent } from '../../../../functions/locks/webhook-coverage.ts';
import type { Collection } from '../../../../functions/store/store.ts';
import { accountsFixture, CLIENT, consentOf } from '../fixture.ts';

/** An account that Google has not come for yet, and what reads and rewrites its stored documents. */
async function consented() {
  const fixture = accountsFixture();
  const { accounts, store } = fixture;
  const accountId = await accounts.consent(consentOf('ada@example.com', { pin: { kind: 'off' } }));
  const read = async (collection: Collection) => {
    const [document] = await store.get([{ collection, id: accountId }]);
    if (!document) throw new Error(`no document in ${collection}`);
    return { ...document, data: document.data as Record<string, unknown> };
  };
  const rewrite = async (
    collection: Collection,
    change: (data: Record<string, unknown>) => Record<string, unknown>,
  ) => {
    const { key, revision, data } = await read(collection);
    await store.replace(key, revision, change(data));
  };
  return { ...fixture, accountId, read, rewrite };
}

const withFormerAccountNames = ({ pendingLinks, ...data }: Record<string, unknown>) => ({
  ...data,
  holds: pendingLinks,
});

describe('an account that was stored under former field names', () => {
  test('has the links that Google has not fetched yet', async () => {
    const { accounts, accountId, read, rewrite } = await consented();
    const { pendingLinks } = (await read('accounts')).data;
    expect(pendingLinks).toHaveLength(1);
    await rewrite('accounts', withFormerAccountNames);
    const account = (await accounts.load(accountId))?.account;
    expect(account?.pendingLinks).toEqual(pendingLinks);
    expect(account).not.toHaveProperty('holds');
  });

  test('survives the end of its only grant while another link is pending', async () => {
    const { accounts, accountId, rewrite } = await consented();
    const tokens = await accounts.grant(accountId, CLIENT);
    await accounts.consent(consentOf('ada@example.com', { pin: { kind: 'off' } }));
    await rewrite('accounts', withFormerAccountNames);
    expect(await accounts.endGrant(accountId, tokens?.grantId ?? '')).toEqual({ accountGone: false });
    expect(await accounts.load(accountId)).toBeDefined();
  });

  test('is stored under the current names by the next write', async () => {
    const { accounts, accountId, read, rewrite } = await consented();
    await rewrite('accounts', withFormerAccountNames);
    expect(await accounts.grant(accountId, CLIENT)).toBeDefined();
    const { data } = await read('accounts');
    expect(data['pendingLinks']).toEqual([]);
    expect(data).not.toHaveProperty('holds');
  });

  test('keeps the value of the current name where both are stored', async () => {
    const { accounts, accountId, read, rewrite } = await consented();
    const { pendingLinks } = (await read('accounts')).data;
    await rewrite('accounts', (data) => ({ ...data, holds: [] }));
    expect((await accounts.load(accountId))?.account.pendingLinks).toEqual(pendingLinks);
  });
});

describe('states that were stored under former field names', () => {
  async function stored() {
    const fixture = await consented();
    const now = fixture.clock.now();
    const former = { doubtedAt: now - 1, pushedAt: now - 2, silentAt: now - 3 };
    const current = { uncertainSince: now - 1, webhookEventAt: now - 2, missedEventAt: now - 3 };
    const renamed = { commands: [], ...former };
    const unchanged = { commands: [], askedAt: now - 4 };
    await fixture.rewrite('states', (data) => ({ ...data, locks: { '11': renamed, '12': unchanged } }));
    return { ...fixture, now, former, current, unchanged };
  }

  test('say the same of their locks under the current names', async () => {
    const { accounts, accountId, now, current, unchanged } = await stored();
    const locks = (await accounts.load(accountId))?.states.locks;
    expect(locks).toEqual({ '11': { commands: [], ...current }, '12': unchanged });
    const lock = locks?.['11'] ?? { commands: [] };
    expect([isUncertain(lock), hasMissedEvent(lock, now)]).toEqual([true, true]);
  });

  test('are changed and stored under the current names', async () => {
    const { accounts, accountId, read, current, unchanged } = await stored();
    await accounts.changeStates(accountId, (states) => ({
      ...states,
      challenge: { ...states.challenge, lockouts: 1 },
    }));
    expect((await read('states')).data).toMatchObject({
      locks: { '11': { commands: [], ...current }, '12': unchanged },
      challenge: { lockouts: 1 },
    });
    expect(JSON.stringify((await read('states')).data)).not.toMatch(/doubtedAt|pushedAt|silentAt/);
  });

  test('keep the value of the current name where both are stored', async () => {
    const { accounts, accountId, rewrite, now, former } = await stored();
    const lock = { commands: [], ...former, uncertainSince: now };
    await rewrite('states', (data) => ({ ...data, locks: { '11': lock } }));
    expect((await accounts.load(accountId))?.states.locks['11']?.uncertainSince).toBe(now);
  });
});
