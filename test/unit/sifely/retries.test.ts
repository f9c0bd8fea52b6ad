import { type AddressInfo, createServer } from 'node:net';
import { Trace } from '../../../functions/logs/trace.ts';
import { client, failureOf, hurry } from './client.ts';
import { closeLittleServers, type GivenReply, littleServer } from './little-server.ts';

afterEach(closeLittleServers);

/** A server that gives these replies one after another, the last one for ever. */
async function inTurn(...replies: GivenReply[]) {
  const server = await littleServer(({ index }) => replies[Math.min(index, replies.length - 1)] ?? {});
  return { ...client(server.baseUrl, { profile: 'api-key' }), server };
}

const transient: [string, GivenReply][] = [
  ['HTTP 502', { status: 502 }],
  ['HTTP 503', { status: 503 }],
  ['HTTP 504', { status: 504 }],
  ['code 504 in HTTP 200', { body: { code: 504 } }],
  ['a dropped connection', { fault: 'drop' }],
];

describe('a read', () => {
  test.each(transient)('is tried once more after %s', async (_name, fault) => {
    const { cloud, server, clock } = await inTurn(fault, { body: { state: 1 } });
    await expect(hurry(clock, cloud.openState('3'))).resolves.toBe('unlocked');
    expect(server.requests).toHaveLength(2);
  });

  test.each(transient)('is not tried a third time after %s', async (_name, fault) => {
    const { cloud, server, clock } = await inTurn(fault);
    const failure = await failureOf(hurry(clock, cloud.openState('3')));
    expect(failure.executed).toBe('no');
    expect(['unavailable', 'timed-out']).toContain(failure.reason);
    expect(server.requests).toHaveLength(2);
  });

  test('is tried once more after a timeout', async () => {
    const { cloud, server, clock } = await inTurn({ fault: 'silent' }, { body: { state: 0 } });
    const state = cloud.openState('3');
    await server.seen(1);
    await expect(hurry(clock, state, 5000)).resolves.toBe('locked');
  });

  test('times out over a body that does not end', async () => {
    const { cloud, server, clock } = await inTurn({ fault: 'stall', body: { state: 1 } });
    const failure = failureOf(cloud.openState('3'));
    await server.seen(1);
    expect(await hurry(clock, failure, 5000)).toMatchObject({ reason: 'timed-out', kind: 'timeout' });
    expect(server.requests).toHaveLength(2);
  });

  test.each([
    ['HTTP 500', { status: 500 }],
    ['a busy gateway', { body: { errcode: -3003 } }],
    ['a plan that is used up', { status: 402 }],
    ['a failure without more', { body: { errcode: 1 } }],
  ])('is not repeated after %s', async (_name, reply) => {
    const { cloud, server, clock } = await inTurn(reply);
    await failureOf(hurry(clock, cloud.openState('3')));
    expect(server.requests).toHaveLength(1);
  });

  test('waits as long as a short Retry-After says', async () => {
    const limited = { status: 429, headers: { 'retry-after': '2' } };
    const { cloud, server, clock } = await inTurn(limited, { body: { state: 1 } });
    await expect(hurry(clock, cloud.openState('3'))).resolves.toBe('unlocked');
    expect(server.requests).toHaveLength(2);
  });

  test.each([
    ['no Retry-After', {}],
    ['a long Retry-After', { 'retry-after': '3600' }],
    ['an unreadable Retry-After', { 'retry-after': 'soon' }],
  ])('is rate-limited at once with %s', async (_name, headers) => {
    const { cloud, server, clock } = await inTurn({ status: 429, headers });
    expect(await failureOf(hurry(clock, cloud.openState('3')))).toMatchObject({
      reason: 'rate-limited',
      status: 429,
    });
    expect(server.requests).toHaveLength(1);
  });

  test('takes a Retry-After in the form of a date', async () => {
    const limited = { status: 429, headers: { 'retry-after': new Date(Date.now() - 60_000).toUTCString() } };
    const { cloud, server, clock } = await inTurn(limited, { body: { state: 1 } });
    await expect(hurry(clock, cloud.openState('3'))).resolves.toBe('unlocked');
    expect(server.requests).toHaveLength(2);
  });

  test('that is not ready after a command is a busy lock', async () => {
    const { cloud } = await inTurn({ status: 400, body: { msg: 'not ready' } });
    expect(await failureOf(cloud.openState('3'))).toMatchObject({
      reason: 'lock-busy',
      renewalMayHelp: false,
      status: 400,
    });
  });
});

describe('a command', () => {
  test.each([
    ...transient,
    ['HTTP 500', { status: 500 }],
    ['HTTP 429', { status: 429, headers: { 'retry-after': '1' } }],
  ] as [string, GivenReply][])('is sent once, whatever happens: %s', async (_name, fault) => {
    const { cloud, server, clock } = await inTurn(fault);
    const failure = await failureOf(hurry(clock, cloud.operate('3', 'unlock')));
    expect(server.requests).toHaveLength(1);
    expect(failure.executed).toBe(failure.reason === 'rate-limited' ? 'no' : 'unknown');
  });

  test('that is not answered in time may have been carried out, and is not sent again', async () => {
    const { cloud, server, clock } = await inTurn({ fault: 'silent' });
    const failure = failureOf(cloud.operate('3', 'unlock'));
    await server.seen(1);
    expect(await hurry(clock, failure, 25_000)).toMatchObject({
      reason: 'timed-out',
      executed: 'unknown',
      kind: 'timeout',
    });
    expect(server.requests).toHaveLength(1);
  });

  test('that found nobody listening was certainly not carried out', async () => {
    const { cloud, server } = await inTurn({});
    await server.close();
    const failure = await failureOf(cloud.operate('3', 'unlock'));
    expect(failure).toMatchObject({ reason: 'unavailable', executed: 'no', kind: 'network' });
    expect(failure.message).toContain('ECONNREFUSED');
  });

  test('for which no encrypted connection stood in time was certainly not carried out', async () => {
    const mute = createServer((socket) => socket.on('error', () => {}));
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    const { cloud, clock } = client(`https://127.0.0.1:${(mute.address() as AddressInfo).port}`, {
      profile: 'api-key',
    });
    try {
      const failure = await failureOf(hurry(clock, cloud.operate('3', 'unlock'), 25_000));
      expect(failure).toMatchObject({ reason: 'timed-out', executed: 'no', kind: 'timeout' });
    } finally {
      mute.close();
    }
  });

  test('that a caller stops waiting for may have been carried out', async () => {
    const { cloud, server } = await inTurn({ fault: 'silent' });
    const abort = new AbortController();
    const failure = failureOf(cloud.operate('3', 'unlock', { signal: abort.signal }));
    await server.seen(1);
    abort.abort();
    expect(await failure).toMatchObject({ reason: 'timed-out', executed: 'unknown', kind: 'aborted' });
  });

  test('that a caller gave up before is not sent', async () => {
    const { cloud, server } = await inTurn({ body: { errcode: 0 } });
    const failure = await failureOf(cloud.operate('3', 'unlock', { signal: AbortSignal.abort() }));
    expect(failure).toMatchObject({ reason: 'timed-out', executed: 'no', kind: 'aborted' });
    expect(server.requests).toHaveLength(0);
  });

  test.each(['', 'abc', '-1', '1?x=1', '12 '])('for the lock id %j is not sent', async (lockId) => {
    const { cloud, server } = await inTurn({ body: { errcode: 0 } });
    const failure = await failureOf(cloud.operate(lockId, 'unlock'));
    expect(failure).toMatchObject({ reason: 'lock-unknown', executed: 'no' });
    expect(server.requests).toHaveLength(0);
  });
});

describe('a server that wants a date', () => {
  test('gets one from then on, from the clock', async () => {
    const server = await littleServer(({ query }) =>
      query['date'] ? { body: { errcode: 0 } } : { body: { errcode: 80000 } },
    );
    const { cloud, clock } = client(server.baseUrl, { profile: 'api-key' });
    await cloud.operate('3', 'lock');
    await cloud.operate('3', 'lock');
    expect(server.requests.map(({ query }) => 'date' in query)).toEqual([false, true, true]);
    const date = Number(server.requests[1]?.query['date']);
    expect(Math.abs(date - clock.now())).toBeLessThan(60_000);
  });
});

test('a reply without end is cut off', async () => {
  const { cloud } = await inTurn({ body: `{"state":0,"filler":"${'x'.repeat(9 * 1024 * 1024)}"}` });
  expect(await failureOf(cloud.openState('3'))).toMatchObject({ reason: 'unavailable', kind: 'unreadable' });
});

test('each attempt is one line of the log, with path and numbers only', async () => {
  const { cloud, server, clock, log } = await inTurn({ status: 503 }, { body: { state: 1 } });
  const trace = new Trace('request-9', clock);
  await hurry(clock, cloud.openState('31415', { trace }));
  const shared = {
    endpoint: '/v3/lock/queryOpenState',
    requestId: 'request-9',
    accountId: 'account-1',
    ms: expect.any(Number),
  };
  expect(log.lines).toEqual([
    {
      level: 'warn',
      message: 'sifely call',
      fields: { ...shared, outcome: 'unavailable', status: 503, code: undefined },
    },
    { level: 'info', message: 'sifely call', fields: { ...shared, outcome: 'ok', status: 200 } },
  ]);
  expect(JSON.stringify(log.lines)).not.toContain('31415');
  // Waiting for a second attempt is waiting for Sifely.
  expect(trace.times().upstreamMs).toBeGreaterThanOrEqual(750);
  expect(server.requests[0]?.headers.authorization).toBe('sk-key-1');
});
