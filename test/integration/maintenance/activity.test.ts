import { readFileSync } from 'node:fs';
import { parseEncryptionKeys } from '../../../functions/config/encryption-keys.ts';
import type { LockEvent } from '../../../functions/locks/lock-cloud.ts';
import type { Store } from '../../../functions/store/store.ts';
import { activityOn, entriesOf } from '../../support/activity-reader.ts';
import { Installation, newKey } from './installation.ts';

const DAY = 24 * 3_600_000;
const [K1, K2] = [newKey('k1'), newKey('k2')];

let opened: Installation[];

beforeEach(() => {
  opened = [];
});

afterEach(() => Promise.all(opened.map((installation) => installation.close())));

async function start(kind: 'sqlite' | 'firestore', keys?: string): Promise<Installation> {
  const installation = await Installation.start(kind, keys);
  opened.push(installation);
  return installation;
}

const activityIn = (installation: Installation, store: Store) =>
  activityOn({
    ...{ store, clock: installation.clock, accounts: installation.accounts(store) },
    keys: parseEncryptionKeys(installation.keys).keys,
  });

async function read(installation: Installation, accountId: string) {
  const store = installation.open();
  const loaded = await installation.accounts(store).load(accountId);
  if (loaded === undefined) throw new Error('the account is gone');
  return entriesOf(activityIn(installation, store), loaded);
}

/** Lets people come to a door: one event each, a minute apart. Returns the id of the account. */
async function visited(installation: Installation, names: readonly string[]): Promise<string> {
  const [{ accountId } = { accountId: '' }] = await installation.link('ada@example.com');
  const store = installation.open();
  const loaded = await installation.accounts(store).load(accountId);
  if (loaded === undefined) throw new Error('the account is gone');
  const now = installation.clock.now();
  const events = names.map((who, index): LockEvent => {
    const happenedAt = now - index * 60_000;
    const description = { event: 'unlocked', how: 'code', succeeded: true, who } as const;
    return { lockId: '11', happenedAt, receivedAt: happenedAt, type: 4, effect: 'unlocked', description };
  });
  await activityIn(installation, store).recordWebhook(loaded, { events, hints: [], receivedAt: now });
  await store.close();
  return accountId;
}

describe.each(['sqlite', 'firestore'] as const)('activity in %s', (kind) => {
  const names = Array.from({ length: 300 }, (_, index) => `Guest ${index}`);

  test('is read newest first from as many documents as it takes, none larger than 256 KiB', async () => {
    const installation = await start(kind);
    const accountId = await visited(installation, names);
    expect((await read(installation, accountId)).map(({ who }) => who)).toEqual(names);
    const documents = await installation.open().list('activity', { limit: 100 });
    expect(documents.length).toBe(3);
    for (const { data } of documents) expect(JSON.stringify(data).length).toBeLessThan(256 * 1024);
    expect(JSON.stringify(documents)).not.toContain('Guest');
  });

  test('is read after the keys were rotated, by the new key alone', async () => {
    const installation = await start(kind, K1);
    const accountId = await visited(installation, ['Anna']);
    installation.keys = `${K2},${K1}`;
    expect((await installation.run(['rotate-keys', '--yes'])).code).toBe(0);
    installation.keys = K2;
    expect(await read(installation, accountId)).toMatchObject([{ who: 'Anna' }]);
    installation.keys = newKey('k2');
    await expect(read(installation, accountId)).rejects.toThrow(/cannot be opened/);
  });

  test('moves with its account, and what has expired meanwhile does not stop an import', async () => {
    const from = await start(kind);
    const accountId = await visited(from, ['Anna', 'Bert']);
    const exported = await from.run(['export', '--to', 'locks.export']);
    const [file = ''] = exported.printed;
    expect(readFileSync(file, 'utf8')).not.toMatch(/Anna|Bert/);
    const to = await start(kind === 'sqlite' ? 'firestore' : 'sqlite', from.keys);
    expect((await to.run(['import', file])).code).toBe(0);
    expect((await read(to, accountId)).map(({ who }) => who)).toEqual(['Anna', 'Bert']);

    const later = await start(kind, from.keys);
    later.clock.advance(91 * DAY);
    expect((await later.run(['import', file])).code).toBe(0);
    expect(await read(later, accountId)).toEqual([]);
  });

  test('is deleted with its account, and lost with its key if a process wrote on', async () => {
    const installation = await start(kind);
    const accountId = await visited(installation, names);
    const store = installation.open();
    const accounts = installation.accounts(store);
    const loaded = await accounts.load(accountId);
    if (loaded === undefined) throw new Error('the account is gone');
    await accounts.remove(accountId);
    expect(await store.list('activity', { limit: 10 })).toEqual([]);
    const now = installation.clock.now();
    const late = { lockId: '11', happenedAt: now, receivedAt: now, type: 4, effect: 'unlocked' } as const;
    const event = { ...late, description: { event: 'unlocked', who: 'Late' } as const };
    const activity = activityIn(installation, store);
    await activity.recordWebhook(loaded, { hints: [], events: [event], receivedAt: now });
    const [document] = await store.list('activity', { limit: 10 });
    expect(document?.times.expireAt).toBeLessThanOrEqual(now + 90 * DAY);
    // Who links again gets another account.
    const [again] = await installation.link('ada@example.com');
    expect(again?.accountId).not.toBe(accountId);
    expect(await accounts.load(accountId)).toBeUndefined();
  });
});
