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
