import { client, failureOf } from '../client.ts';
import { closeLittleServers, type GivenReply, littleServer, type SeenRequest } from '../little-server.ts';

afterEach(closeLittleServers);

async function cloudOf(answer: (request: SeenRequest) => GivenReply) {
  const server = await littleServer(answer);
  return { ...client(server.baseUrl, { profile: 'api-key' }), server };
}

describe('a command', () => {
  test.each([
    ['lock', '/v3/lock/lock'],
    ['unlock', '/v3/lock/unlock'],
  ] as const)('to %s is a POST with the lock in the query', async (action, path) => {
    const { cloud, server } = await cloudOf(() => ({ body: { errcode: 0 } }));
    await cloud.operate('532323', action);
    expect(server.requests).toMatchObject([{ method: 'POST', path, query: { lockId: '532323' }, body: '' }]);
  });

  test.each(['', 'abc', '-1', '1?x=1', '12 '])('for the lock id %j is not sent', async (lockId) => {
    const { cloud, server } = await cloudOf(() => ({ body: { errcode: 0 } }));
    const failure = await failureOf(cloud.operate(lockId, 'unlock'));
    expect(failure).toMatchObject({ reason: 'lock-unknown', executed: 'no' });
    expect(server.requests).toHaveLength(0);
  });
});
