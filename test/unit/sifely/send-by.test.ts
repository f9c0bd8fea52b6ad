import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { client, failureOf } from './client.ts';
import { closeLittleServers, littleServer } from './little-server.ts';

afterEach(closeLittleServers);

const acceptAll = () => littleServer(() => ({ body: { errcode: 0, errmsg: 'none error message' } }));

test('a command that has to wait for its turn past the moment it had to be sent by is never sent', async () => {
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

test('a command that is too late when it comes is not sent', async () => {
  const server = await acceptAll();
  const { cloud, clock } = client(server.baseUrl, { profile: 'api-key' });
  expect(await failureOf(cloud.operate('1', 'unlock', { sendBy: clock.now() }))).toMatchObject({
    executed: 'no',
  });
  expect(server.requests).toHaveLength(0);
});

test('a command in time is sent, and the moment does not cut its answer off', async () => {
  const server = await acceptAll();
  const { cloud, clock } = client(server.baseUrl, { profile: 'api-key' });
  const sent = cloud.operate('1', 'unlock', { sendBy: clock.now() + 4000 });
  await server.seen(1);
  clock.advance(5000);
  await expect(sent).resolves.toBeUndefined();
});

test('a command that finds no connection until the moment it had to be sent by is given up, for sure', async () => {
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
