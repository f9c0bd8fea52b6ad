import { randomBytes } from 'node:crypto';
import { sealCredentials } from '../../../../functions/accounts/credentials/credential-store.ts';
import {
  openInstallation,
  readInstallation,
} from '../../../../functions/accounts/installation/installation.ts';
import { createSealer } from '../../../../functions/accounts/sealing.ts';
import type { EncryptionKey } from '../../../../functions/config/config.ts';
import { systemRandom } from '../../../../functions/random.ts';
import { openSqliteStore } from '../../../../functions/store/sqlite/sqlite.ts';
import type { Store } from '../../../../functions/store/store.ts';
import { FirestoreSimulator } from '../../../../simulators/firestore/firestore-simulator.ts';
import { connectStore } from '../../../support/firestore-client.ts';
import { ManualClock } from '../../../support/manual-clock.ts';

const newKey = (id: string): EncryptionKey => ({ id, key: randomBytes(32) });

describe.each(['sqlite', 'firestore'] as const)('the installation (%s)', (kind) => {
  let firestore: FirestoreSimulator | undefined;
  let store: Store;
  beforeEach(async () => {
    const clock = new ManualClock();
    firestore = kind === 'firestore' ? await FirestoreSimulator.start({ clock }) : undefined;
    store = firestore ? connectStore(firestore.host, clock) : openSqliteStore({ file: ':memory:', clock });
  });
  afterEach(async () => {
    await store.close();
    await firestore?.close();
  });

  const open = (...keys: EncryptionKey[]) => openInstallation({ store, keys, random: systemRandom });
  const read = (...keys: EncryptionKey[]) => readInstallation({ store, keys, random: systemRandom });
  /** Stores an account as a release before the check values did. */
  const link = async (id: string, key: EncryptionKey) => {
    const credentials = sealCredentials(createSealer([key], systemRandom), id, { token: 'a' });
    await store.create({ collection: 'accounts', id }, { id, credentials });
    await store.create({ collection: 'states', id }, {}, { dueAt: 1 });
  };
  const [k1, other, k2] = [newKey('k1'), newKey('k1'), newKey('k2')];
  const otherKey = { kind: 'other', keyId: 'k1' };
  const fits = { id: expect.stringMatching(/^[\w-]{22}$/), problem: undefined };

  test('keeps its random id over restarts, and accepts its key again', async () => {
    const first = await open(k1);
    expect(first).toEqual(fits);
    await link('a1', k1);
    expect(await open(k1)).toEqual(first);
    expect(await read(k1)).toEqual(first);
  });

  test('refuses another key under the same id', async () => {
    const { id } = await open(k1);
    await link('a1', k1);
    expect(await open(other)).toEqual({ id, problem: otherKey });
    expect(await read(other)).toEqual({ id, problem: otherKey });
    expect(await open(k2, other)).toEqual({ id, problem: otherKey });
    expect(await open(k1)).toEqual({ id, problem: undefined });
  });

  test('refuses another key under the same id in a database from before the check value', async () => {
    await link('a1', k1);
    expect(await open(other)).toEqual({ id: undefined, problem: otherKey });
    expect(await open(k1)).toEqual(fits);
  });

  test('refuses keys without the one that every account needs', async () => {
    await link('a1', k1);
    const missing = { kind: 'missing', keyId: 'k1' };
    expect((await open(k2)).problem).toEqual(missing);
    await open(k1);
    expect((await open(k2)).problem).toEqual(missing);
  });

  test('accepts a new key in front of the old one, and later the new one alone', async () => {
    await open(k1);
    await link('a1', k1);
    expect(await open(k2, k1)).toEqual(fits);
    expect(await open(k2)).toEqual(fits);
    expect(await open(newKey('k2'))).toMatchObject({ problem: { kind: 'other', keyId: 'k2' } });
  });

  test('does not take an old key for right that has opened nothing', async () => {
    await open(k2, other);
    await link('a1', k2);
    expect(await open(k2, k1)).toEqual(fits);
  });

  test('takes any key while no account is in the database', async () => {
    const { id } = await open(k1);
    expect(await open(other)).toEqual({ id, problem: undefined });
    await link('a1', other);
    expect(await open(k1)).toEqual({ id, problem: otherKey });
  });

  test('takes the key of imported accounts, although it was started with another one before', async () => {
    await open(other);
    await link('a1', k1);
    expect(await open(k1)).toEqual(fits);
    expect(await open(other)).toMatchObject({ problem: otherKey });
  });

  test('passes over what the demo left in the same database', async () => {
    const demo = newKey('demo');
    const { id } = await open(demo);
    await link('d1', demo);
    expect(await open(k1)).toEqual({ id, problem: undefined });
    expect(await open(newKey('demo'))).toEqual({ id, problem: undefined });
    await link('a1', k1);
    expect(await open(demo)).toEqual({ id, problem: { kind: 'missing', keyId: 'k1' } });
  });

  test('is written once by several processes that start at the same time', async () => {
    const opened = await Promise.all(Array.from({ length: 5 }, () => open(k1)));
    const ids = new Set(opened.map(({ id }) => id));
    await link('a1', k1);
    const { id } = await read(k1);
    expect(ids).toEqual(new Set([id]));
  });
});
