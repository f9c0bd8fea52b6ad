import { client, failureOf } from '../client.ts';
import { closeLittleServers, littleServer } from '../little-server.ts';

afterEach(closeLittleServers);

test('the state of a lock that is not ready after a command is that of a busy lock', async () => {
  const server = await littleServer(() => ({ status: 400, body: { msg: 'not ready' } }));
  const { cloud } = client(server.baseUrl, { profile: 'api-key' });
  expect(await failureOf(cloud.openState('3'))).toMatchObject({
    reason: 'lock-busy',
    renewalMayHelp: false,
    status: 400,
  });
});
