import { client, failureOf, hurry, inTurn } from './client.ts';
import { closeLittleServers, type GivenReply, littleServer } from './little-server.ts';

afterEach(closeLittleServers);

const transient: [string, GivenReply][] = [
  ['HTTP 502', { status: 502 }],
  ['HTTP 503', { status: 503 }],
  ['HTTP 504', { status: 504 }],
  ['code 504 in HTTP 200', { body: { code: 504 } }],
  ['a dropped connection', { fault: 'drop' }],
];

describe('a read', () => {
  test.each(transient)('is repeated once after %s', async (_name, fault) => {
    const { cloud, server, clock } = await inTurn(fault, { body: { state: 1 } });
    await expect(hurry(clock, cloud.openState('3'))).resolves.toBe('unlocked');
    expect(server.requests).toHaveLength(2);
  });

  test.each(transient)('is not repeated twice after %s', async (_name, fault) => {
    const { cloud, server, clock } = await inTurn(fault);
    const failure = await failureOf(hurry(clock, cloud.openState('3')));
    expect(failure.executed).toBe('no');
    expect(['unavailable', 'timed-out']).toContain(failure.reason);
    expect(server.requests).toHaveLength(2);
  });

  test('is repeated once after a timeout', async () => {
    const { cloud, server, clock } = await inTurn({ fault: 'silent' }, { body: { state: 0 } });
    const state = cloud.openState('3');
    await server.seen(1);
    await expect(hurry(clock, state, 5000)).resolves.toBe('locked');
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

  test('is repeated after a short Retry-After', async () => {
    const limited = { status: 429, headers: { 'retry-after': '2' } };
    const { cloud, server, clock } = await inTurn(limited, { body: { state: 1 } });
    await expect(hurry(clock, cloud.openState('3'))).resolves.toBe('unlocked');
    expect(server.requests).toHaveLength(2);
  });

  test.each([
    ['no Retry-After', {}],
    ['a long Retry-After', { 'retry-after': '3600' }],
    ['an unreadable Retry-After', { 'retry-after': 'soon' }],
  ])('is rate-limited without a repeat after %s', async (_name, headers) => {
    const { cloud, server, clock } = await inTurn({ status: 429, headers });
    expect(await failureOf(hurry(clock, cloud.openState('3')))).toMatchObject({
      reason: 'rate-limited',
      status: 429,
    });
    expect(server.requests).toHaveLength(1);
  });

  test('is repeated after a Retry-After in the form of a date', async () => {
    const limited = { status: 429, headers: { 'retry-after': new Date(Date.now() - 60_000).toUTCString() } };
    const { cloud, server, clock } = await inTurn(limited, { body: { state: 1 } });
    await expect(hurry(clock, cloud.openState('3'))).resolves.toBe('unlocked');
    expect(server.requests).toHaveLength(2);
  });
});

describe('a command', () => {
  test.each([
    ...transient,
    ['HTTP 500', { status: 500 }],
    ['HTTP 429', { status: 429, headers: { 'retry-after': '1' } }],
  ] as [string, GivenReply][])('is sent once in spite of %s', async (_name, fault) => {
    const { cloud, server, clock } = await inTurn(fault);
    const failure = await failureOf(hurry(clock, cloud.operate('3', 'unlock')));
    expect(server.requests).toHaveLength(1);
    expect(failure.executed).toBe(failure.reason === 'rate-limited' ? 'no' : 'unknown');
  });

  test('that times out may have been carried out, and is not sent again', async () => {
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

  test('that its caller aborts after sending may have been carried out', async () => {
    const { cloud, server } = await inTurn({ fault: 'silent' });
    const abort = new AbortController();
    const failure = failureOf(cloud.operate('3', 'unlock', { signal: abort.signal }));
    await server.seen(1);
    abort.abort();
    expect(await failure).toMatchObject({ reason: 'timed-out', executed: 'unknown', kind: 'aborted' });
  });

  test('that its caller has aborted before is not sent', async () => {
    const { cloud, server } = await inTurn({ body: { errcode: 0 } });
    const failure = await failureOf(cloud.operate('3', 'unlock', { signal: AbortSignal.abort() }));
    expect(failure).toMatchObject({ reason: 'timed-out', executed: 'no', kind: 'aborted' });
    expect(server.requests).toHaveLength(0);
  });
});

describe('a server that wants a date', () => {
  test('gets one with every call from then on', async () => {
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

const acceptAll = () => littleServer(() => ({ body: { errcode: 0, errmsg: 'none error message' } }));

test('a command that waits for the limit until its deadline is never sent', async () => {
  const server = await acceptAll();
  const { cloud, clock } = client(server.baseUrl, { profile: 'api-key', callsPerMinute: 1 });
  await cloud.operate('1', 'lock');
  const late = failureOf(cloud.operate('2', 'unlock', { sendBy: clock.now() + 4000 }));
  clock.advance(4000);
  expect(await late).toMatchObject({ executed: 'no' });
  clock.advance(120_000);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(server.requests).toHaveLength(1);
});

test('a command whose deadline has passed is not sent', async () => {
  const server = await acceptAll();
  const { cloud, clock } = client(server.baseUrl, { profile: 'api-key' });
  expect(await failureOf(cloud.operate('1', 'unlock', { sendBy: clock.now() }))).toMatchObject({
    executed: 'no',
  });
  expect(server.requests).toHaveLength(0);
});

test('a command is sent before its deadline, and may be answered after it', async () => {
  const server = await acceptAll();
  const { cloud, clock } = client(server.baseUrl, { profile: 'api-key' });
  const sent = cloud.operate('1', 'unlock', { sendBy: clock.now() + 4000 });
  await server.seen(1);
  clock.advance(5000);
  await expect(sent).resolves.toBeUndefined();
});
