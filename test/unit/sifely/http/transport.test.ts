import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { Trace } from '../../../../functions/logs/trace.ts';
import { client, failureOf, hurry, inTurn } from '../client.ts';
import { closeLittleServers } from '../little-server.ts';

afterEach(closeLittleServers);

test('a read times out over a body that does not end', async () => {
  const { cloud, server, clock } = await inTurn({ fault: 'stall', body: { state: 1 } });
  const failure = failureOf(cloud.openState('3'));
  await server.seen(1);
  expect(await hurry(clock, failure, 5000)).toMatchObject({ reason: 'timed-out', kind: 'timeout' });
  expect(server.requests).toHaveLength(2);
});

test('a command without a connection was certainly not carried out', async () => {
  const { cloud, server } = await inTurn({});
  await server.close();
  const failure = await failureOf(cloud.operate('3', 'unlock'));
  expect(failure).toMatchObject({ reason: 'unavailable', executed: 'no', kind: 'network' });
  expect(failure.message).toContain('ECONNREFUSED');
});

test('a command without an encrypted connection before its timeout was certainly not carried out', async () => {
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

test('a command without a connection before its deadline was certainly not carried out', async () => {
  // Takes connections, and never agrees on encryption.
  const sockets = new Set<Socket>();
  const silent = createServer((socket) => void sockets.add(socket.on('error', () => {})));
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = silent.address() as AddressInfo;
    const { cloud, clock } = client(`https://127.0.0.1:${port}`, { profile: 'api-key' });
    const late = failureOf(cloud.operate('1', 'unlock', { sendBy: clock.now() + 4000 }));
    await once(silent, 'connection');
    clock.advance(4000);
    expect(await late).toMatchObject({ reason: 'timed-out', executed: 'no' });
  } finally {
    for (const socket of sockets) socket.destroy();
    silent.close();
  }
});

test('a reply that is too long fails the call', async () => {
  const { cloud } = await inTurn({ body: `{"state":0,"filler":"${'x'.repeat(9 * 1024 * 1024)}"}` });
  expect(await failureOf(cloud.openState('3'))).toMatchObject({ reason: 'unavailable', kind: 'unreadable' });
});

test('each attempt writes one log line, with path, lock and numbers only', async () => {
  const { cloud, server, clock, log } = await inTurn({ status: 503 }, { body: { state: 1 } });
  const trace = new Trace('request-9', clock);
  await hurry(clock, cloud.openState('31415', { trace }));
  const shared = {
    endpoint: '/v3/lock/queryOpenState',
    requestId: 'request-9',
    accountId: 'account-1',
    lockId: '31415',
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
  expect(JSON.stringify(log.lines)).not.toMatch(/sk-key-1|date/);
  // The pause before the repeat counts as time of Sifely.
  expect(trace.times().upstreamMs).toBeGreaterThanOrEqual(750);
  expect(server.requests[0]?.headers.authorization).toBe('sk-key-1');
});
