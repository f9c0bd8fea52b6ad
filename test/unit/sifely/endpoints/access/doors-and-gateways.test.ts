import { CloudFailureError } from '../../../../../functions/locks/cloud-failure-error.ts';
import { failureOf, inTurn } from '../../client.ts';
import { closeLittleServers, type GivenReply } from '../../little-server.ts';

afterEach(closeLittleServers);

const T = 1_900_000_000_000;

describe('the movements of a door', () => {
  test('are listed newest first, none from before the time that is asked for', async () => {
    const { opens, server } = await inTurn({
      body: {
        list: [
          { recordId: 1, recordType: 31, success: 1, lockDate: T + 1000, serverDate: T + 1500 },
          { recordId: 2, recordTypeFromLock: '30', lockDate: T + 2000 },
          { recordId: 3, recordType: 30, lockDate: 0, serverDate: T + 3000 },
          { recordId: 4, recordType: 12, lockDate: T + 4000 },
          { recordId: 5, recordType: 30, lockDate: T - 1 },
          { recordId: 6, recordType: 30 },
        ],
        pages: 1,
      },
    });
    expect(await opens.doors.records('5', T)).toEqual([
      { id: '3', at: T + 3000, isOpen: false },
      { id: '2', at: T + 2000, isOpen: false },
      { id: '1', at: T + 1000, isOpen: true },
    ]);
    expect(server.requests).toMatchObject([
      { method: 'GET', path: '/v3/doorSensor/listRecord', query: { lockId: '5', pageNo: '1' } },
    ]);
  });

  test('are read until a page is older than the time that is asked for', async () => {
    const page = (lockDate: number, first: number): GivenReply => ({
      body: {
        list: Array.from({ length: 100 }, (_, index) => ({
          recordId: first + index,
          recordType: 30,
          lockDate: lockDate - index,
        })),
        pages: 50,
      },
    });
    const { opens, server } = await inTurn(page(T + 1000, 0), page(T - 1000, 100), page(T - 2000, 200));
    expect(await opens.doors.records('5', T)).toHaveLength(100);
    expect(server.requests).toHaveLength(2);
  });

  test('are not supported where Sifely does not have them', async () => {
    const { opens, server } = await inTurn({ status: 404 });
    expect(await failureOf(opens.doors.records('5', T))).toMatchObject({ reason: 'not-supported' });
    expect(await failureOf(opens.doors.records('5', T))).toMatchObject({ reason: 'not-supported' });
    expect(server.requests).toHaveLength(1);
  });
});

describe('the locks of a gateway', () => {
  test('are listed by strength, those of unknown strength last', async () => {
    const { opens, server } = await inTurn({
      body: {
        list: [
          { lockId: 1, lockName: 'M102_1' },
          { lockId: 2, lockName: 'M102_2', lockAlias: 'Front Door', rssi: -80, updateDate: T },
          { lockId: '3', rssi: '-60' },
          { lockAlias: 'no id' },
        ],
      },
    });
    expect(await opens.gateways.locks('9')).toEqual([
      { lockId: '3', signal: -60 },
      { lockId: '2', name: 'Front Door', signal: -80, measuredAt: T },
      { lockId: '1', name: 'M102_1' },
    ]);
    expect(server.requests).toMatchObject([
      { method: 'GET', path: '/v3/gateway/listLock', query: { gatewayId: '9' } },
    ]);
  });

  test.each<GivenReply>([{ status: 404 }, { body: '' }, { body: { errcode: -4037 } }])(
    'are not known if the cloud answers %j',
    async (reply) => {
      const { opens } = await inTurn(reply);
      await expect(opens.gateways.locks('9')).rejects.toBeInstanceOf(CloudFailureError);
    },
  );

  test('are not asked for without an id', async () => {
    const { opens, server } = await inTurn({ body: { list: [] } });
    await expect(opens.gateways.locks('9&x=1')).rejects.toMatchObject({ executed: 'no' });
    expect(server.requests).toHaveLength(0);
  });
});
