import { get } from 'node:http';
import { FieldValue, Firestore, Timestamp } from 'firebase-admin/firestore';
import { OAuth2Client } from 'google-auth-library';
import { FirestoreSimulator } from '../../simulators/firestore/firestore-simulator.ts';
import { OffsetClock } from '../support/offset-clock.ts';

const DATABASE = 'projects/demo/databases/(default)';
const NAME = `${DATABASE}/documents/accounts/a1`;

describe('the Firestore simulator', () => {
  let clock: OffsetClock;
  let simulator: FirestoreSimulator;

  beforeEach(async () => {
    clock = new OffsetClock();
    simulator = await FirestoreSimulator.start({ clock });
  });

  afterEach(() => simulator.close());

  async function call(
    method: string,
    body: unknown,
    headers: Record<string, string> = { authorization: 'Bearer x' },
  ) {
    const response = await fetch(`${simulator.url}/v1/${DATABASE}/documents:${method}`, {
      method: 'POST',
      headers,
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    return { status: response.status, body: JSON.parse(await response.text()) };
  }

  const put = (name: string, n: number, currentDocument?: unknown) => ({
    update: { name, fields: { n: { integerValue: String(n) } } },
    ...(currentDocument === undefined ? {} : { currentDocument }),
  });
  const refusal = (code: number, status: string, message: unknown = expect.any(String)) => ({
    error: { code, status, message },
  });

  test('refuses an unknown call with 501', async () => {
    for (const method of ['beginTransaction', 'rollback', 'listen', 'runAggregationQuery']) {
      const { status, body } = await call(method, {});
      expect([status, body]).toEqual([501, refusal(501, 'UNIMPLEMENTED')]);
    }
    expect((await fetch(`${simulator.url}/v1/${NAME}`)).status).toBe(501);
  });

  test('writes each document of a batch apart and gives its status', async () => {
    await call('commit', { writes: [put(NAME, 1)] });
    const writes = [
      put(`${NAME}2`, 2),
      put(NAME, 3, { exists: false }),
      put(`${NAME}3`, 3, { exists: true }),
    ];
    const { status, body } = await call('batchWrite', { writes });
    expect(status).toBe(200);
    expect(body).toEqual({
      writeResults: [{ updateTime: expect.any(String) }, {}, {}],
      status: [
        {},
        { code: 6, message: expect.stringContaining('already exists') },
        { code: 5, message: expect.stringContaining('No document') },
      ],
    });
    expect(simulator.documents.map(({ name }) => name)).toEqual([NAME, `${NAME}2`]);
    const twice = await call('batchWrite', { writes: [put(NAME, 1), put(NAME, 2)] });
    expect(twice).toEqual({ status: 400, body: refusal(400, 'INVALID_ARGUMENT') });
  });

  test.each([
    ['/v1/%E0%A4%A', 501],
    ['//', 400],
  ])('refuses a malformed path and goes on: %s', async (path, code) => {
    const { hostname, port } = new URL(simulator.url);
    const status = await new Promise((resolve, reject) => {
      get({ hostname, port, path }, (response) => resolve(response.resume().statusCode)).on('error', reject);
    });
    expect(status).toBe(code);
    expect((await call('commit', { writes: [put(NAME, 1)] })).status).toBe(200);
  });

  test.each([
    ['commit', { writes: [], transaction: 'x' }, 'transaction'],
    ['commit', { writes: [{ ...put(NAME, 1), updateTransforms: [] }] }, 'updateTransforms'],
    ['commit', { writes: [{ ...put(NAME, 1), updateMask: { paths: [] } }] }, 'paths'],
    ['commit', { writes: [{ ...put(NAME, 1), currentDocument: { exist: true } }] }, 'exist'],
    ['commit', { writes: [{ update: { name: NAME, fields: { n: { intValue: 1 } } } }] }, 'intValue'],
    ['commit', { writes: [{ update: { name: NAME, field: {} } }] }, 'field'],
  ])('refuses an unknown member of a request: %s %j', async (method, body, name) => {
    expect(await call(method, body)).toEqual({
      status: 400,
      body: refusal(400, 'INVALID_ARGUMENT', expect.stringContaining(`"${name}"`)),
    });
    expect(simulator.documents).toEqual([]);
  });

  test.each([
    ['batchGet', { documents: [NAME], newTransaction: {} }],
    ['runQuery', { structuredQuery: { from: [{ collectionId: 'a' }], offset: 3 } }],
    ['runQuery', { structuredQuery: { from: [{ collectionId: 'a', allDescendants: true }] } }],
    ['runQuery', { structuredQuery: { from: [{ collectionId: 'a' }], where: { compositeFilter: {} } } }],
    ['runQuery', '{'],
  ])('answers a refusal of a streamed call in an array: %s %j', async (method, body) => {
    expect(await call(method, body)).toEqual({ status: 400, body: [refusal(400, 'INVALID_ARGUMENT')] });
  });

  test('requires a bearer token', async () => {
    expect(await call('commit', { writes: [] }, {})).toEqual({
      status: 401,
      body: refusal(401, 'UNAUTHENTICATED'),
    });
  });

  test.each(['accounts', 'accounts/a/b', 'accounts/__a__', 'accounts/', '/a'])(
    'refuses the name %j',
    async (path) => {
      const { status } = await call('commit', { writes: [put(`${DATABASE}/documents/${path}`, 1)] });
      expect(status).toBe(400);
    },
  );

  test('enforces preconditions, each with its own status', async () => {
    expect((await call('commit', { writes: [put(NAME, 1, { exists: true })] })).body).toEqual(
      refusal(404, 'NOT_FOUND'),
    );
    const { body: created } = await call('commit', { writes: [put(NAME, 1, { exists: false })] });
    const { updateTime } = created.writeResults[0];
    expect((await call('commit', { writes: [put(NAME, 2, { exists: false })] })).body).toEqual(
      refusal(409, 'ALREADY_EXISTS'),
    );
    expect((await call('commit', { writes: [put(NAME, 2, { updateTime })] })).status).toBe(200);
    expect((await call('commit', { writes: [put(NAME, 3, { updateTime })] })).body).toEqual(
      refusal(400, 'FAILED_PRECONDITION'),
    );
    expect(
      (await call('commit', { writes: [{ delete: NAME, currentDocument: { updateTime } }] })).body,
    ).toEqual(refusal(400, 'FAILED_PRECONDITION'));
    const future = '2999-01-01T00:00:00Z';
    expect((await call('commit', { writes: [put(NAME, 3, { updateTime: future })] })).body).toEqual(
      refusal(400, 'INVALID_ARGUMENT'),
    );
    expect(simulator.documents.map(({ fields }) => fields)).toEqual([{ n: { integerValue: '2' } }]);
  });

  test('commits all writes or none', async () => {
    const other = `${DATABASE}/documents/accounts/a2`;
    await call('commit', { writes: [put(NAME, 1)] });
    const { status } = await call('commit', { writes: [put(other, 1), put(NAME, 2, { exists: false })] });
    expect(status).toBe(409);
    expect(simulator.documents.map(({ name }) => name)).toEqual([NAME]);
  });

  test('changes only the fields of a mask, and removes those that the update lacks', async () => {
    const fields = (a: string | undefined, b: string) => ({
      ...(a && { a: { stringValue: a } }),
      b: { stringValue: b },
    });
    await call('commit', { writes: [{ update: { name: NAME, fields: fields('1', '1') } }] });
    const update = { name: NAME, fields: fields(undefined, '2') };
    await call('commit', { writes: [{ update, updateMask: { fieldPaths: ['a'] } }] });
    expect(simulator.documents[0]?.fields).toEqual(fields(undefined, '1'));
    await call('commit', { writes: [{ update, updateMask: { fieldPaths: ['b', 'none'] } }] });
    expect(simulator.documents[0]?.fields).toEqual(fields(undefined, '2'));
    const nested = { writes: [{ update, updateMask: { fieldPaths: ['a.b'] } }] };
    expect((await call('commit', nested)).status).toBe(501);
  });

  test('gives each version a later time to the microsecond, and keeps the creation time', async () => {
    const times: string[] = [];
    for (let n = 0; n < 20; n += 1) {
      const { body } = await call('commit', { writes: [put(NAME, n)] });
      times.push(body.writeResults[0].updateTime);
    }
    expect(times.every((time) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/.test(time))).toBe(true);
    expect([...new Set(times)].sort()).toEqual(times);
    expect(simulator.documents[0]).toMatchObject({ createTime: times[0], updateTime: times.at(-1) });
  });

  test("serves Google's own client over REST", async () => {
    const authClient = new OAuth2Client({
      transporterOptions: { fetchImplementation: globalThis.fetch },
    });
    authClient.setCredentials({ access_token: 'owner' });
    const { host } = simulator;
    const firestore = new Firestore({ preferRest: true, projectId: 'demo', host, ssl: false, authClient });
    const account = firestore.doc('accounts/a1');
    const { writeTime: created } = await account.create({
      gone: true,
      name: 'Анна',
      n: 1.5,
      at: Timestamp.fromMillis(1234),
      list: [true, null],
    });
    await expect(account.create({})).rejects.toMatchObject({ code: 6 });
    const { writeTime } = await account.update({ gone: FieldValue.delete() }, { lastUpdateTime: created });
    const [found, missing] = await firestore.getAll(account, firestore.doc('accounts/none'));
    expect(found?.data()).toEqual({
      name: 'Анна',
      n: 1.5,
      at: Timestamp.fromMillis(1234),
      list: [true, null],
    });
    expect(found?.updateTime?.isEqual(writeTime)).toBe(true);
    expect(missing?.exists).toBe(false);
    for (const [id, due] of [
      ['d', 3],
      ['c', 1],
      ['b', 2],
      ['a', 2],
    ] as const) {
      await firestore.doc(`due/${id}`).set({ due });
    }
    const query = firestore.collection('due').where('due', '<=', 2).orderBy('due');
    const first = await query.limit(2).get();
    expect(first.docs.map(({ id }) => id)).toEqual(['c', 'a']);
    const last = first.docs.at(-1);
    if (!last) throw new Error('no page');
    expect((await query.startAfter(last).limit(2).get()).docs.map(({ id }) => id)).toEqual(['b']);
    expect((await query.orderBy('__name__', 'desc').get()).docs.map(({ id }) => id)).toEqual(['c', 'b', 'a']);
    await expect(account.delete({ lastUpdateTime: Timestamp.fromMillis(1) })).rejects.toMatchObject({
      code: 9,
    });
    await account.delete({ lastUpdateTime: writeTime });
    expect((await account.get()).exists).toBe(false);
    await firestore.terminate();
  });
});
