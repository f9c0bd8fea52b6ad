import { client, failureOf } from '../client.ts';
import { closeLittleServers, type GivenReply, littleServer, type SeenRequest } from '../little-server.ts';

afterEach(closeLittleServers);

async function cloudOf(answer: (request: SeenRequest) => GivenReply) {
  const server = await littleServer(answer);
  return { ...client(server.baseUrl, { profile: 'api-key' }), server };
}

describe('the detail of a lock', () => {
  const detail = {
    lockId: 5,
    electricQuantity: '85',
    autoLockTime: 5,
    passageMode: 2,
    modelNum: 'SN9161',
    hardwareRevision: '1.2',
    firmwareRevision: '5.4.1',
    hasGateway: 1,
    adminPwd: 'x',
  };
  const expected = {
    model: 'SN9161',
    hardwareVersion: '1.2',
    firmwareVersion: '5.4.1',
    battery: 85,
    autoLockSeconds: 5,
    passageMode: false,
  };

  test.each([
    ['bare', detail],
    ['wrapped', { code: 200, data: detail }],
  ])('is read from a %s reply', async (_name, body) => {
    const { cloud, server } = await cloudOf(() => ({ body }));
    expect(await cloud.detail('5')).toEqual(expected);
    expect(server.requests).toMatchObject([
      { method: 'GET', path: '/v3/lock/detail', query: { lockId: '5' } },
    ]);
  });

  test.each([-1, 0, '-1', null, undefined])(
    'has no auto-lock for an autoLockTime of %j',
    async (autoLockTime) => {
      const { cloud } = await cloudOf(() => ({ body: { lockId: 5, autoLockTime } }));
      expect(await cloud.detail('5')).toEqual({});
    },
  );

  test.each<[string, GivenReply]>([
    ['405', { status: 405 }],
    ['nothing', { body: '' }],
    [
      '"method not supported" in HTTP 200',
      { body: { code: 500, msg: "Request method 'GET' not supported" } },
    ],
  ])('is read by POST if GET answers %s, and by POST from then on', async (_name, refusal) => {
    const { access, kept, cloud, server } = await cloudOf(({ method }) =>
      method === 'GET' ? refusal : { body: detail },
    );
    expect(await cloud.detail('5')).toEqual(expected);
    expect(await access.open(kept.credentialStore('account-2')).detail('6')).toEqual(expected);
    expect(server.requests.map(({ method }) => method)).toEqual(['GET', 'POST', 'POST']);
  });

  test('is read by GET again if POST stops working', async () => {
    let wanted = 'POST';
    const { cloud, server } = await cloudOf(({ method }) =>
      method === wanted ? { body: detail } : { status: 405 },
    );
    await cloud.detail('5');
    wanted = 'GET';
    await cloud.detail('5');
    await cloud.detail('5');
    expect(server.requests.map(({ method }) => method)).toEqual(['GET', 'POST', 'POST', 'GET', 'GET']);
  });

  test('fails if neither method works', async () => {
    const { cloud, server } = await cloudOf(() => ({ status: 405 }));
    expect(await failureOf(cloud.detail('5'))).toMatchObject({ reason: 'rejected', status: 405 });
    expect(server.requests).toHaveLength(2);
  });

  test('fails for an object without any field of a lock', async () => {
    const { cloud } = await cloudOf(() => ({ body: { something: 1 } }));
    expect(await failureOf(cloud.detail('5'))).toMatchObject({ reason: 'unavailable' });
  });
});
