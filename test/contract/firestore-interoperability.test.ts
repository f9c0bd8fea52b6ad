import {
  type DocumentReference,
  FieldPath,
  FieldValue,
  Firestore,
  Timestamp,
} from 'firebase-admin/firestore';
import { OAuth2Client } from 'google-auth-library';
import type { FirestoreCalls } from '../../functions/store/firestore/calls.ts';
import { connectFirestore } from '../../functions/store/firestore/rest-client.ts';
import type { Store } from '../../functions/store/store.ts';
import { FirestoreSimulator } from '../../simulators/firestore/firestore-simulator.ts';
import { parseTimestamp } from '../../simulators/firestore/timestamps.ts';
import { connectStore } from '../support/firestore-client.ts';
import { OffsetClock } from '../support/offset-clock.ts';
import {
  closeLittleServers,
  type LittleServer,
  littleServer,
  type SeenRequest,
} from '../unit/sifely/little-server.ts';

const KEY = { collection: 'accounts', id: 'a1' } as const;
const PATH = 'accounts/a1';
const DATA = '{"name":"Анна","lone":"\\ud800","n":1}';
const AT = 1_900_000_000_123;

/** Google's own class, over REST to `host`. */
function connectClass(host: string): Firestore {
  const authClient = new OAuth2Client({
    transporterOptions: { fetchImplementation: globalThis.fetch },
    credentials: { access_token: 'owner' },
  });
  return new Firestore({ preferRest: true, projectId: 'demo-test', host, ssl: false, authClient });
}

describe("the store beside Google's own Firestore class", () => {
  let simulator: FirestoreSimulator;
  let between: LittleServer;
  let store: Store;
  let calls: FirestoreCalls;
  let firestore: Firestore;
  let account: DocumentReference;

  beforeEach(async () => {
    const clock = new OffsetClock();
    simulator = await FirestoreSimulator.start({ clock });
    // Records what both send, and forwards it.
    between = await littleServer(async ({ path, headers, body }) => {
      const { authorization = '' } = headers;
      const answer = await fetch(`${simulator.url}${path}`, {
        method: 'POST',
        headers: { authorization },
        body,
      });
      return { status: answer.status, body: await answer.text() };
    });
    const host = between.baseUrl.replace('http://', '');
    store = connectStore(host, clock);
    calls = await connectFirestore({ projectId: 'demo-test', host, ssl: false, bearer: 'owner' }, clock);
    firestore = connectClass(host);
    account = firestore.doc(PATH);
  });

  afterEach(async () => {
    await Promise.all([store.close(), firestore.terminate()]);
    calls.close();
    await closeLittleServers();
    await simulator.close();
  });

  /** Returns the parts of the last request that must be equal for both senders. */
  function lastRequest() {
    const request = between.requests.at(-1);
    if (request === undefined) throw new Error('nothing was sent');
    return { ...addressOf(request), body: plain(JSON.parse(request.body)) };
  }

  test('the class reads texts, timestamps and numbers that the store wrote', async () => {
    await store.create(KEY, JSON.parse(DATA), { expireAt: AT, dueAt: 1234 });
    const snapshot = await account.get();
    expect(snapshot.data()).toEqual({
      data: DATA,
      _write: expect.stringMatching(/^[\w-]{12}$/),
      _previous: '',
      expireAt: Timestamp.fromMillis(AT),
      dueAt: 1234,
    });
  });

  test('the store reads, finds, replaces and deletes what the class wrote', async () => {
    const fields = { data: DATA, _write: 'w1', _previous: 'w0', dueAt: 1234 };
    await account.create({ ...fields, expireAt: Timestamp.fromMillis(AT), more: [true, null] });
    const [found] = await store.get([KEY]);
    expect(found?.data).toEqual(JSON.parse(DATA));
    const due = await store.due('accounts', { until: 1234, limit: 2 });
    expect(due).toEqual([{ ...found, dueAt: 1234 }]);
    const revision = await store.replace(KEY, found?.revision ?? '', { n: 2 });
    // Replaced as a whole: fields that are unknown to the store are gone too.
    expect((await account.get()).data()).toEqual({
      data: '{"n":2}',
      _write: expect.any(String),
      _previous: 'w1',
    });
    expect(await store.replace(KEY, found?.revision ?? '', { n: 3 })).toBeUndefined();
    expect(await store.delete(KEY, revision ?? '')).toBe(true);
    expect((await account.get()).exists).toBe(false);
  });

  test("each refuses to overwrite the other's version", async () => {
    const revision = await store.create(KEY, { n: 1 });
    const before = await account.get();
    await account.update({ dueAt: 1 }, { lastUpdateTime: before.updateTime ?? Timestamp.now() });
    expect(await store.replace(KEY, revision ?? '', { n: 2 })).toBeUndefined();
    const [found] = await store.get([KEY]);
    const between = await account.get();
    await store.replace(KEY, found?.revision ?? '', { n: 2 });
    const lastUpdateTime = between.updateTime ?? Timestamp.now();
    await expect(account.update({ dueAt: 2 }, { lastUpdateTime })).rejects.toMatchObject({ code: 9 });
    await expect(account.create({})).rejects.toMatchObject({ code: 6 });
  });

  test.each([
    ['times', { expireAt: AT, dueAt: 0 }],
    ['the last of times', { expireAt: 253_402_300_799_999, dueAt: 253_402_300_799_999 }],
    ['no times', { expireAt: undefined, dueAt: undefined }],
  ])('both send the same creates, replaces and deletes, with %s', async (_, { expireAt, dueAt }) => {
    const texts = { data: DATA, _write: 'w1', _previous: '' };
    const fields = {
      ...texts,
      ...(expireAt !== undefined && { expireAt: Timestamp.fromMillis(expireAt) }),
      ...(dueAt !== undefined && { dueAt }),
    };
    const updateTime = await calls.commit({
      path: PATH,
      updateTime: undefined,
      fields: { ...texts, expireAt, dueAt },
    });
    const created = lastRequest();
    await expect(account.create(fields)).rejects.toMatchObject({ code: 6 });
    expect(created).toEqual(lastRequest());

    const lastUpdateTime = (await account.get()).updateTime ?? Timestamp.now();
    await calls.commit({ path: PATH, updateTime, fields: { ...texts, expireAt, dueAt } });
    const replaced = lastRequest();
    // The class has no replace with a precondition: its update names the changed fields.
    await expect(account.update(fields, { lastUpdateTime })).rejects.toMatchObject({ code: 9 });
    const { updateMask, ...updated } = lastRequest().body.writes[0];
    expect(updateMask.fieldPaths.sort()).toEqual(Object.keys(fields).sort());
    expect(replaced).toEqual({ ...lastRequest(), body: { writes: [updated] } });

    await expect(calls.commit({ path: PATH, updateTime, fields: undefined })).rejects.toThrow(
      'FAILED_PRECONDITION',
    );
    const deleted = lastRequest();
    await expect(account.delete({ lastUpdateTime })).rejects.toMatchObject({ code: 9 });
    expect(deleted).toEqual(lastRequest());
  });

  test('both send the same reads', async () => {
    await store.create(KEY, { n: 1 });
    const found = await calls.batchGet([PATH, 'states/a1']);
    const read = lastRequest();
    const [snapshot] = await firestore.getAll(account, firestore.doc('states/a1'));
    expect(read).toEqual(lastRequest());
    expect([...found.keys()]).toEqual([PATH]);
    expect(found.get(PATH)?.fields).toEqual(snapshot?.data());
    const times = await calls.batchGet([PATH], ['_claims', 'due']);
    const readTimes = lastRequest();
    await firestore.getAll(account, { fieldMask: ['_claims', 'due'] });
    expect(readTimes).toEqual(lastRequest());
    expect(times.get(PATH)?.fields).toEqual({});
  });

  test('both send the same queries for due documents, first and next page', async () => {
    for (const [id, dueAt] of [
      ['c', 1],
      ['b', 2],
      ['a', 2],
      ['d', 3],
    ] as const) {
      await store.create({ collection: 'accounts', id }, { id }, { dueAt });
    }
    const due = firestore
      .collection('accounts')
      .where('dueAt', '<=', 2)
      .orderBy('dueAt')
      .orderBy(FieldPath.documentId())
      .limit(2);
    const page = { field: 'dueAt', until: 2, limit: 2 } as const;
    const first = await calls.queryDue('accounts', page);
    const asked = lastRequest();
    expect((await due.get()).docs.map(({ ref }) => ref.path)).toEqual(first.map(({ path }) => path));
    expect(asked).toEqual(lastRequest());
    expect(first.map(({ path }) => path)).toEqual(['accounts/c', 'accounts/a']);

    const after = { value: 2, path: 'accounts/a' };
    const next = await calls.queryDue('accounts', { ...page, after });
    const askedNext = lastRequest();
    const nextPage = await due.startAfter(2, firestore.doc('accounts/a')).get();
    expect(nextPage.docs.map(({ ref }) => ref.path)).toEqual(next.map(({ path }) => path));
    expect(askedNext).toEqual(lastRequest());
    expect(next.map(({ path }) => path)).toEqual(['accounts/b']);

    const keys = await calls.queryDue('accounts', { ...page, fields: ['dueAt', 'expireAt'] });
    const askedKeys = lastRequest();
    const selected = await due.select('dueAt', 'expireAt').get();
    expect(askedKeys).toEqual(lastRequest());
    expect(selected.docs.map((document) => document.data())).toEqual(keys.map(({ fields }) => fields));
    expect(keys.map(({ fields }) => fields)).toEqual([{ dueAt: 1 }, { dueAt: 2 }]);
  });

  test('both send the same queries of a part of the index, first and next page', async () => {
    const value = (shard: number, dueAt: number) => `${shard}${String(dueAt).padStart(15, '0')}`;
    const states = [
      ['c', value(3, 1)],
      ['b', value(3, 2)],
      ['a', value(3, 9)],
      ['d', value(2, 1)],
      ['e', value(4, 1)],
    ] as const;
    for (const [id, due] of states) await firestore.doc(`states/${id}`).create({ due });
    const part = firestore
      .collection('states')
      .where('due', '<=', value(3, 2))
      .orderBy('due')
      .orderBy(FieldPath.documentId())
      .limit(2);
    const page = { field: 'due', from: '3', until: value(3, 2), limit: 2 } as const;
    const first = await calls.queryDue('states', page);
    const asked = lastRequest();
    expect((await part.startAt('3').get()).docs.map(({ ref }) => ref.path)).toEqual(
      first.map(({ path }) => path),
    );
    expect(asked).toEqual(lastRequest());
    expect(first.map(({ path }) => path)).toEqual(['states/c', 'states/b']);

    const next = await calls.queryDue('states', { ...page, after: { value: value(3, 1), path: 'states/c' } });
    const askedNext = lastRequest();
    await part.startAfter(value(3, 1), firestore.doc('states/c')).get();
    expect(askedNext).toEqual(lastRequest());
    expect(next.map(({ path }) => path)).toEqual(['states/b']);
  });

  test('both send the same claims, and read how each of them ended', async () => {
    const documents = ['states/a', 'states/b'].map((path) => firestore.doc(path));
    const updateTimes: Timestamp[] = [];
    for (const document of documents) {
      await document.create({ data: DATA, dueAt: 1 });
      updateTimes.push((await document.get()).updateTime ?? Timestamp.now());
    }
    const [{ updateTime = '' } = {}, other] = (await calls.batchGet(['states/a', 'states/b'])).values();
    await firestore.doc('states/b').update({ data: '{}' });
    const due = { due: '3000000000000123' };
    const moves = [
      { path: 'states/a', updateTime, due, claims: 2 },
      { path: 'states/b', updateTime: other?.updateTime ?? '', due, claims: 2 },
    ];
    expect(await calls.moveDue(moves)).toEqual([true, false]);
    expect((await documents[0]?.get())?.data()).toEqual({ data: DATA, ...due, _claims: 2 });
    expect((await documents[1]?.get())?.data()).toEqual({ data: '{}', dueAt: 1 });
    await calls.moveDue(moves);
    const sent = lastRequest();
    const writer = firestore.bulkWriter();
    const fields = { ...due, dueAt: FieldValue.delete(), _claims: 2 };
    const ends = documents.map((document, index) =>
      writer
        .update(document, fields, { lastUpdateTime: updateTimes[index] ?? Timestamp.now() })
        .catch(({ code }) => code),
    );
    await writer.close();
    expect(await Promise.all(ends)).toEqual([9, 9]);
    const { labels: _, ...body } = lastRequest().body;
    expect(sent).toEqual({ ...lastRequest(), body });
  });
});

function addressOf({ method, path, headers }: SeenRequest) {
  const { authorization } = headers;
  return {
    method,
    path: decodeURIComponent(path),
    headers: {
      authorization,
      type: headers['content-type'],
      routing: headers['x-goog-request-params'],
      prefix: headers['google-cloud-resource-prefix'],
    },
  };
}

/** The enums of `google.firestore.v1.StructuredQuery`; the class sends numbers. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  op: ['OPERATOR_UNSPECIFIED', 'LESS_THAN', 'LESS_THAN_OR_EQUAL'],
  direction: ['DIRECTION_UNSPECIFIED', 'ASCENDING', 'DESCENDING'],
};

/** Normalises enums and update times: protobuf's JSON allows several forms. */
function plain(body: unknown) {
  const text = JSON.stringify(body, (name, value) => {
    if (typeof value === 'number') return NAMES[name]?.[value] ?? value;
    return name === 'updateTime' ? `${parseTimestamp(value, name)}` : value;
  });
  return JSON.parse(text);
}
