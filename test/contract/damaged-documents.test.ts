import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createRepeatMissed } from '../../functions/reporting/missed/repeat-missed.ts';
import { documentPath } from '../../functions/store/firestore/reads.ts';
import { connectFirestore } from '../../functions/store/firestore/rest-client.ts';
import { openSqliteStore } from '../../functions/store/sqlite/sqlite.ts';
import type { DocumentKey, Store } from '../../functions/store/store.ts';
import { FirestoreSimulator } from '../../simulators/firestore/firestore-simulator.ts';
import { connectStore } from '../support/firestore-client.ts';
import { HeldJobs } from '../support/held-jobs.ts';
import { LocalQueue } from '../support/local-queue.ts';
import { OffsetClock } from '../support/offset-clock.ts';
import { KeptLog } from '../unit/sifely/client.ts';
import { named } from './jobs-contract.ts';

interface Opened {
  readonly store: Store;
  /** Replaces the text of a document behind the store's back. */
  damage(key: DocumentKey, text: string): Promise<void>;
  close(): Promise<void>;
}

async function openSqlite(clock: OffsetClock): Promise<Opened> {
  const folder = mkdtempSync(join(tmpdir(), 'damaged-'));
  const file = join(folder, 'data.db');
  const store = openSqliteStore({ file, clock });
  return {
    store,
    async damage({ collection, id }, text) {
      const database = new DatabaseSync(file);
      const update = database.prepare('UPDATE documents SET data = ? WHERE collection = ? AND id = ?');
      expect(update.run(text, collection, id).changes).toBe(1);
      database.close();
    },
    async close() {
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
}

async function openFirestore(clock: OffsetClock): Promise<Opened> {
  const simulator = await FirestoreSimulator.start({ clock });
  const address = { projectId: 'demo-test', host: simulator.host, ssl: false, bearer: 'owner' };
  const calls = await connectFirestore(address, clock);
  const store = connectStore(simulator.host, clock);
  return {
    store,
    async damage(key, text) {
      const path = documentPath(key);
      const found = (await calls.batchGet([path])).get(path);
      if (found === undefined) throw new Error(`no document ${path}`);
      await calls.commit({
        path,
        updateTime: found.updateTime,
        fields: { ...found.fields, _previous: '', expireAt: undefined, _write: '', data: text },
      });
    },
    async close() {
      await store.close();
      await calls.close();
      await simulator.close();
    },
  };
}

describe.each([
  ['SQLite', openSqlite],
  ['Firestore', openFirestore],
])('a damaged document in %s', (_, open) => {
  let clock: OffsetClock;
  let opened: Opened;

  beforeEach(async () => {
    clock = new OffsetClock();
    opened = await open(clock);
  });

  afterEach(() => opened.close());

  test.each(['{"cut', '', 'deflate:%%%'])(
    'with the text %p is read without data, and its neighbours as they are',
    async (text) => {
      const { store, damage } = opened;
      const keys = ['a', 'b', 'c'].map((id): DocumentKey => ({ collection: 'states', id }));
      for (const key of keys) await store.create(key, { id: key.id }, { dueAt: 1 });
      await damage({ collection: 'states', id: 'b' }, text);
      const expected = [{ id: 'a' }, undefined, { id: 'c' }];
      const dataOf = (documents: readonly ({ readonly data: unknown } | undefined)[]) =>
        documents.map((document) => document?.data);
      const got = await store.get(keys);
      expect(dataOf(got)).toEqual(expected);
      expect(got[1]).toBeDefined();
      expect(dataOf(await store.list('states', { limit: 10 }))).toEqual(expected);
      const due = await store.due('states', { until: 1, limit: 10 });
      expect(dataOf(due.sort((one, two) => (one.key.id < two.key.id ? -1 : 1)))).toEqual(expected);
    },
  );

  test('can be put off, replaced and deleted', async () => {
    const { store, damage } = opened;
    const key: DocumentKey = { collection: 'states', id: 'b' };
    const revision = async () => (await store.get([key]))[0]?.revision ?? '';
    await store.create(key, { n: 1 }, { dueAt: 1 });
    await damage(key, '{');
    expect(await store.postpone(key, await revision(), 2)).toBe(true);
    expect(await store.replace(key, await revision(), { n: 2 })).toBeDefined();
    expect((await store.get([key]))[0]?.data).toEqual({ n: 2 });
    await damage(key, '{');
    expect(await store.delete(key, await revision())).toBe(true);
    expect(await store.get([key])).toEqual([undefined]);
  });

  test('among the calls that Google could not take stops none: its id says enough', async () => {
    const { store, damage } = opened;
    const jobs = new HeldJobs(clock);
    const now = clock.now();
    await store.create({ collection: 'endings', id: 'home-graph' }, { kind: 'failing', since: now, at: now });
    for (const id of ['a1', 'a2', 'a3', 'good']) {
      const key: DocumentKey = { collection: 'missed', id: `report-${id}` };
      await store.create(key, { kind: 'report', accountId: id }, { dueAt: now - (id === 'good' ? 0 : 1) });
      if (id !== 'good') await damage(key, '{"kind":');
    }
    const repeat = createRepeatMissed({ store, jobs, clock, logger: new KeptLog() });
    await repeat();
    await repeat();
    const accountIds = jobs.ofKind('report').map(({ job }) => job.accountId);
    expect(accountIds.sort()).toEqual(['a1', 'a2', 'a3', 'good']);
  });

  test('is told from a missed call of a newer release, which is put off and kept', async () => {
    const { store } = opened;
    const key: DocumentKey = { collection: 'missed', id: 'newer-a1' };
    await store.create(key, { kind: 'newer', accountId: 'a1' }, { dueAt: 1 });
    const jobs = new HeldJobs(clock);
    await createRepeatMissed({ store, jobs, clock, logger: new KeptLog() })();
    expect(jobs.waiting).toEqual([]);
    expect(await store.due('missed', { until: clock.now(), limit: 5 })).toEqual([]);
    expect((await store.get([key]))[0]?.data).toEqual({ kind: 'newer', accountId: 'a1' });
  });

  test('among the jobs stops no other job, and is dropped after its retries', async () => {
    const { store, damage } = opened;
    const queue = new LocalQueue(store, clock);
    for (const name of ['one', 'bad', 'two']) await queue.jobs.enqueue(named(name), { key: name });
    await damage({ collection: 'eventJobs', id: 'k-bad' }, '{"job":');
    await queue.start();
    await queue.jobs.settled();
    expect(queue.runs.map(({ job }) => job)).toEqual([named('one'), named('two')]);
    for (let hours = 0; hours < 24; hours += 1) {
      clock.advance(3_600_000);
      await queue.jobs.settled();
    }
    expect(queue.lines.filter(({ message }) => message === 'dropped an unreadable job')).toHaveLength(1);
    expect((await store.get([{ collection: 'eventJobs', id: 'k-bad' }]))[0]).toBeUndefined();
    expect(queue.runs).toHaveLength(2);
    await queue.jobs.stop(1000);
  });
});
