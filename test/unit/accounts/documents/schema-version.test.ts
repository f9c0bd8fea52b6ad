import { migrateDocument, SCHEMA } from '../../../../functions/accounts/documents/schema-version.ts';
import { CLIENT, linkedAccount } from '../fixture.ts';

const migrations = [
  ({ name, ...rest }: Readonly<Record<string, unknown>>) => ({ ...rest, label: name }),
  ({ label, ...rest }: Readonly<Record<string, unknown>>) => ({ ...rest, labels: [label] }),
];
const NEWEST = { migrations, newest: 3 };

describe('a document of an older schema', () => {
  test.each([
    [{ name: 'a' }, { labels: ['a'] }],
    [
      { name: 'a', schema: 1 },
      { labels: ['a'], schema: 1 },
    ],
    [
      { label: 'a', schema: 2 },
      { labels: ['a'], schema: 2 },
    ],
    [
      { labels: ['a'], schema: 3 },
      { labels: ['a'], schema: 3 },
    ],
  ])('is brought to the newest when it is read: %j', (data, migrated) => {
    const before = structuredClone(data);
    expect(migrateDocument('accounts', data, 'accounts/a', NEWEST)).toEqual(migrated);
    expect(data).toEqual(before);
  });
});

describe('a document of a newer schema', () => {
  async function newer(collection: 'accounts' | 'states') {
    const fixture = await linkedAccount();
    await fixture.accounts.changeStates(fixture.accountId, (states) => ({ ...states }));
    const key = { collection, id: fixture.accountId };
    const [document] = await fixture.store.get([key]);
    const data = { ...(document?.data as object), schema: SCHEMA + 1 };
    await fixture.store.replace(key, document?.revision ?? '', data);
    const words = new RegExp(`^${collection}/${key.id} is from a newer release .schema 2.*restore a backup`);
    return { ...fixture, key, data, words };
  }

  test('in accounts is refused with plain words, and not changed', async () => {
    const { accounts, accountId, tokens, store, key, data, words } = await newer('accounts');
    await expect(accounts.load(accountId)).rejects.toThrow(words);
    await expect(accounts.authenticate(tokens?.accessToken ?? '')).rejects.toThrow(words);
    await expect(accounts.refresh(tokens?.refreshToken ?? '', CLIENT)).rejects.toThrow(words);
    expect((await store.get([key]))[0]?.data).toEqual(data);
  });

  test('in states is refused with plain words, and not changed', async () => {
    const { accounts, accountId, store, key, data, words } = await newer('states');
    await expect(accounts.load(accountId)).rejects.toThrow(words);
    const change = accounts.changeStates(accountId, (states) => ({ ...states, listedAt: 1 }));
    await expect(change).rejects.toThrow(words);
    expect((await store.get([key]))[0]?.data).toEqual(data);
  });
});

test('what is written says its schema', async () => {
  const { accounts, accountId, store } = await linkedAccount();
  await accounts.changeStates(accountId, (states) => ({ ...states, listedAt: 1 }));
  const [account] = await store.get([{ collection: 'accounts', id: accountId }]);
  const identity = { collection: 'identities', id: Object(account?.data).identityId } as const;
  const written = [account, ...(await store.get([{ collection: 'states', id: accountId }, identity]))];
  expect(written.map((document) => Object(document?.data).schema)).toEqual([SCHEMA, SCHEMA, SCHEMA]);
});
