import { CloudFailureError } from '../../../../functions/locks/cloud-failure-error.ts';
import { client } from '../client.ts';
import { closeLittleServers, type GivenReply, littleServer, type SeenRequest } from '../little-server.ts';

afterEach(closeLittleServers);

async function cloudOf(answer: (request: SeenRequest) => GivenReply) {
  const server = await littleServer(answer);
  return { ...client(server.baseUrl, { profile: 'api-key' }), server };
}

describe('the gateways of a lock', () => {
  test('are listed by signal strength, each once, those of unknown strength last', async () => {
    const list = [
      { gatewayId: 1 },
      { gatewayId: 2, rssi: -80 },
      { gatewayId: '3', rssi: '-60' },
      { gatewayId: 2, rssi: -90 },
      { rssi: -1 },
    ];
    const { cloud, server } = await cloudOf(() => ({ body: { list } }));
    expect(await cloud.gateways('5')).toEqual(['3', '2', '1']);
    expect(server.requests).toMatchObject([
      { method: 'GET', path: '/v3/gateway/listByLock', query: { lockId: '5' } },
    ]);
  });

  test('are none if the cloud names none', async () => {
    const { cloud } = await cloudOf(() => ({ body: { list: [] } }));
    await expect(cloud.gateways('5')).resolves.toEqual([]);
  });

  test.each<GivenReply>([
    { status: 404 },
    { status: 401 },
    { status: 402 },
    { body: '' },
    { body: {} },
    { body: { code: -2012 } },
  ])('are not known if the cloud answers %j', async (reply) => {
    const { cloud } = await cloudOf(() => reply);
    await expect(cloud.gateways('5')).rejects.toBeInstanceOf(CloudFailureError);
  });
});
