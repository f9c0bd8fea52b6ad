import { inspect } from 'node:util';
import type { Clock } from '../../functions/clock.ts';
import { HttpRequestError } from '../../functions/http/http-client.ts';
import type { CommitWrite, FirestoreCalls } from '../../functions/store/firestore/calls.ts';
import { FirestoreError } from '../../functions/store/firestore/failure.ts';
import { CALL_TIMEOUT_MS } from '../../functions/store/firestore/http.ts';
import { connectFirestore } from '../../functions/store/firestore/rest-client.ts';
import { OffsetClock } from '../support/offset-clock.ts';
import {
  closeLittleServers,
  type GivenReply,
  type LittleServer,
  littleServer,
} from '../unit/sifely/little-server.ts';

const BEARER = 'bearer-that-must-not-leak';
const DATABASE = 'projects/demo/databases/(default)';
const TIME = '2026-01-02T03:04:05.678901Z';
const WRITE: CommitWrite = {
  path: 'accounts/a1',
  updateTime: undefined,
  fields: { data: '{"pin":"80417263"}', _write: 'w1', _previous: '', expireAt: undefined, dueAt: undefined },
};

/** Counts pending delays. */
class CountingClock extends OffsetClock implements Clock {
  waiting = 0;

  override async delay(ms: number, signal?: AbortSignal): Promise<void> {
    this.waiting += 1;
    try {
      return await super.delay(ms, signal);
    } finally {
      this.waiting -= 1;
    }
  }
}

describe('the calls to Firestore', () => {
  let clock: CountingClock;
  let server: LittleServer;
  let calls: FirestoreCalls;
  let reply: (method: string) => GivenReply;

  beforeEach(async () => {
    clock = new CountingClock();
    server = await littleServer(({ path }) => reply(path.split(':').at(-1) ?? ''));
    calls = await connect(server.baseUrl);
  });

  afterEach(async () => {
    calls.close();
    await closeLittleServers();
    expect(clock.waiting).toBe(0);
  });

  const connect = (url: string) =>
    connectFirestore(
      { projectId: 'demo', host: url.replace('http://', ''), ssl: false, bearer: BEARER },
      clock,
    );
  const read = () => calls.batchGet(['accounts/a1']);
  const write = () => calls.commit(WRITE);
  const query = () => calls.queryDue('accounts', { field: 'dueAt', until: 5, limit: 1 });

  async function failureOf(call: Promise<unknown>): Promise<FirestoreError> {
    const failure = await call.then(
      () => new Error('the call did not fail'),
      (error: unknown) => error,
    );
    if (!(failure instanceof FirestoreError)) throw failure;
    return failure;
  }

  test("reach the REST API with the bearer token and the routing headers of Google's own clients", async () => {
    reply = () => ({ status: 500 });
    await Promise.allSettled([read(), write(), query()]);
    const database = 'projects%2Fdemo%2Fdatabases%2F(default)';
    expect(
      server.requests.map(({ method, path, headers }) => [method, path, headers['x-goog-request-params']]),
    ).toEqual(
      expect.arrayContaining([
        ['POST', `/v1/${DATABASE}/documents:batchGet`, `database=${database}`],
        ['POST', `/v1/${DATABASE}/documents:commit`, `database=${database}`],
        ['POST', `/v1/${DATABASE}/documents:runQuery`, `parent=${database}%2Fdocuments`],
      ]),
    );
    for (const { headers } of server.requests) {
      expect(headers).toMatchObject({
        authorization: `Bearer ${BEARER}`,
        'content-type': 'application/json',
        'google-cloud-resource-prefix': DATABASE,
      });
    }
  });

  test.each(['2026-01-02T03:04:05Z', '2026-01-02T03:04:05.678Z', TIME, '2026-01-02T03:04:05.678901234Z'])(
    'keep every digit of an update time: %s',
    async (updateTime) => {
      const name = `${DATABASE}/documents/accounts/a1`;
      reply = (method) => ({
        body:
          method === 'commit'
            ? { writeResults: [{ updateTime }], commitTime: TIME }
            : [{ found: { name, updateTime, createTime: TIME }, readTime: TIME }],
      });
      expect((await read()).get('accounts/a1')?.updateTime).toBe(updateTime);
      expect(await calls.commit({ ...WRITE, updateTime })).toBe(updateTime);
      const [, { body } = { body: '' }] = server.requests;
      expect(JSON.parse(body).writes[0].currentDocument).toEqual({ updateTime });
    },
  );

  test('decode texts, numbers and timestamps, and pass on other values', async () => {
    const fields = {
      text: { stringValue: 'Анна' },
      whole: { integerValue: '9007199254740991' },
      half: { doubleValue: 0.5 },
      never: { doubleValue: 'NaN' },
      at: { timestampValue: '1970-01-01T00:00:01.234567891Z' },
      list: { arrayValue: {} },
    };
    const found = { name: `${DATABASE}/documents/accounts/a1`, fields, updateTime: TIME };
    reply = () => ({ body: [{ found, readTime: TIME }] });
    expect((await read()).get('accounts/a1')?.fields).toEqual({
      text: 'Анна',
      whole: 9_007_199_254_740_991,
      half: 0.5,
      never: Number.NaN,
      at: 1234,
      list: { arrayValue: {} },
    });
  });

  test.each<[string, GivenReply]>([
    ['is empty', { body: '' }],
    ['is a page of some proxy', { body: '<html>OK</html>', headers: { 'content-type': 'text/html' } }],
    ['leads elsewhere', { status: 302, headers: { location: 'https://example.com/' } }],
    ['is nothing', { body: 'null' }],
    ['is a text', { body: '"done"' }],
    ['is an empty array', { body: [] }],
    ['is about something else', { body: [{ hello: 'world' }] }],
    ['breaks off', { body: [{ missing: `${DATABASE}/documents/accounts/a1` }], fault: 'stall' }],
    ['does not come', { fault: 'drop' }],
    ['is an error that Firestore did not tell', { status: 404, body: 'Not found' }],
    ['is an error with a status that is new', { status: 400, body: { error: { status: 'NEW' } } }],
    ['is an error after the stream began', { body: [{ readTime: TIME }, { error: { status: 'ABORTED' } }] }],
  ])('are of unknown outcome when the answer %s', async (_, given) => {
    reply = () => given;
    const outcomes = [read(), write(), query()].map(failureOf);
    // A broken stream stays open: the call ends by its timeout.
    await server.seen(3);
    if (given.fault === 'stall') clock.advance(CALL_TIMEOUT_MS);
    for (const { meaning } of await Promise.all(outcomes)) expect(meaning).toBe('unknown');
    expect(server.requests).toHaveLength(3);
  });

  test('report a document as missing only when the answer says so', async () => {
    const missing = (id: string) => ({ missing: `${DATABASE}/documents/accounts/${id}`, readTime: TIME });
    reply = () => ({ body: [missing('a1')] });
    expect(await read()).toEqual(new Map());
    expect((await failureOf(calls.batchGet(['accounts/a1', 'accounts/a2']))).meaning).toBe('unknown');
    reply = () => ({ body: [missing('a2'), missing('a1')] });
    expect(await calls.batchGet(['accounts/a1', 'accounts/a2'])).toEqual(new Map());
  });

  test('find due documents among the other elements of a stream', async () => {
    const name = `${DATABASE}/documents/accounts/a1`;
    const document = { name, fields: { dueAt: { integerValue: '5' } }, createTime: TIME, updateTime: TIME };
    reply = () => ({
      body: [{ readTime: TIME, skippedResults: 1 }, { document, readTime: TIME }, { done: true }],
    });
    expect(await query()).toEqual([{ path: 'accounts/a1', fields: { dueAt: 5 }, updateTime: TIME }]);
    reply = () => ({ body: [{ readTime: TIME, done: true }] });
    expect(await query()).toEqual([]);
  });

  test.each([
    [404, 'NOT_FOUND', 'refused'],
    [409, 'ALREADY_EXISTS', 'refused'],
    [400, 'FAILED_PRECONDITION', 'refused'],
    [429, 'RESOURCE_EXHAUSTED', 'undone'],
    [401, 'UNAUTHENTICATED', 'denied'],
    [403, 'PERMISSION_DENIED', 'denied'],
    [400, 'INVALID_ARGUMENT', 'malformed'],
    [501, 'UNIMPLEMENTED', 'malformed'],
    [409, 'ABORTED', 'unknown'],
    [499, 'CANCELLED', 'unknown'],
    [500, 'INTERNAL', 'unknown'],
    [503, 'UNAVAILABLE', 'unknown'],
    [504, 'DEADLINE_EXCEEDED', 'unknown'],
  ])('that end with %i %s are %s, alone or in an array', async (status, canonical, meaning) => {
    const error = {
      code: status,
      status: canonical,
      message: 'No documents of "{\\"pin\\":\\"80417263\\"}" here',
    };
    reply = (method) => ({ status, body: method === 'commit' ? { error } : [{ error }] });
    for (const call of [read, write, query]) {
      const failure = await failureOf(call());
      expect(failure.meaning).toBe(meaning);
      expect(failure.message).toMatch(new RegExp(`^\\w+: ${canonical}: No documents of …$`));
    }
    // Each was sent once: there is no other bearer token.
    expect(server.requests).toHaveLength(3);
  });

  test.each([401, 403])('that a proxy refused with %i are denied', async (status) => {
    reply = () => ({ status, body: '<html>' });
    expect((await failureOf(write())).meaning).toBe('denied');
  });

  test('wrote nothing when no server was there', async () => {
    const gone = await connect(server.baseUrl);
    await server.close();
    expect((await failureOf(gone.commit(WRITE))).meaning).toBe('undone');
    gone.close();
  });

  test('time out after three seconds', async () => {
    reply = () => ({ fault: 'silent' });
    const outcomes = [read(), write(), query()].map(failureOf);
    await server.seen(3);
    clock.advance(CALL_TIMEOUT_MS - 500);
    expect(clock.waiting).toBe(3);
    clock.advance(501);
    for (const { meaning, message } of await Promise.all(outcomes)) {
      expect(meaning).toBe('unknown');
      expect(message).toContain('no answer within 3000 ms');
    }
  });

  test('end when the connection is closed, and are refused afterwards', async () => {
    reply = () => ({ fault: 'silent' });
    const writing = failureOf(write());
    await server.seen(1);
    calls.close();
    expect(await writing).toMatchObject({ meaning: 'unknown', message: 'commit: the store is closed' });
    expect(await failureOf(write())).toMatchObject({
      meaning: 'undone',
      message: 'commit: the store is closed',
    });
    expect(server.requests).toHaveLength(1);
  });

  test('fail without tokens and documents in the message', async () => {
    const echo = `{"error":{"status":"INVALID_ARGUMENT","message":"${JSON.stringify(JSON.stringify(WRITE)).slice(1, -1)}"}}`;
    const replies: GivenReply[] = [
      { status: 400, body: echo },
      { status: 500, body: `${BEARER} ${WRITE.fields?.data}` },
      { status: 200, body: `${BEARER} ${WRITE.fields?.data}` },
      { fault: 'drop' },
    ];
    for (const given of replies) {
      reply = () => given;
      const failure = await failureOf(write());
      expect(inspect(failure, { depth: 9, showHidden: true })).not.toMatch(new RegExp(`${BEARER}|80417263`));
      if (given.fault) expect(failure.cause).toBeInstanceOf(HttpRequestError);
    }
  });
});
