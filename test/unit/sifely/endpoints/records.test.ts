import { client } from '../client.ts';
import { closeLittleServers, type GivenReply, littleServer, type SeenRequest } from '../little-server.ts';

afterEach(closeLittleServers);

async function cloudOf(answer: (request: SeenRequest) => GivenReply) {
  const server = await littleServer(answer);
  return { ...client(server.baseUrl, { profile: 'api-key' }), server };
}

describe('the records of a lock', () => {
  const T = 1_700_000_000_000;
  const page = (list: readonly unknown[]): GivenReply => ({ body: { list, pages: 1, total: list.length } });
  const one = async (record: object) => {
    const { cloud } = await cloudOf(() => page([{ lockDate: T, serverDate: T + 5, success: 1, ...record }]));
    return (await cloud.records('5', 0))[0];
  };

  test('are listed newest first, with the time by the lock and by the cloud', async () => {
    const { cloud, server, clock } = await cloudOf(() =>
      page([
        { recordId: 1, recordType: 12, success: 1, lockDate: T, serverDate: T + 100, electricQuantity: 66 },
        { recordId: '3', recordType: '45', success: '1', lockDate: String(T + 9000), serverDate: T + 9100 },
        {
          recordId: 2,
          recordType: 4,
          success: 0,
          lockDate: T + 5000,
          serverDate: T + 6000,
          username: '12**',
        },
      ]),
    );
    expect(await cloud.records('5', T - 1)).toEqual([
      {
        ...{ recordId: '3', happenedAt: T + 9000, receivedAt: T + 9100, type: 45, effect: 'locked' },
        description: { event: 'locked', how: 'automatic', succeeded: true },
      },
      {
        ...{ recordId: '2', happenedAt: T + 5000, receivedAt: T + 6000, type: 4, effect: 'none' },
        description: { event: 'refused', how: 'code', succeeded: false },
      },
      {
        ...{ recordId: '1', happenedAt: T, receivedAt: T + 100, type: 12, effect: 'unlocked', battery: 66 },
        description: { event: 'unlocked', how: 'gateway', succeeded: true },
      },
    ]);
    const [request] = server.requests;
    expect(request).toMatchObject({
      method: 'GET',
      path: '/v3/lockRecord/list',
      query: { lockId: '5', startDate: String(T - 1), pageNo: '1' },
    });
    // Some deployments fail without an end date; it is in the future, since a lock's clock may be ahead.
    expect(Number(request?.query['endDate'])).toBeGreaterThan(clock.now());
  });

  test('are no older than requested, even if the cloud does not filter', async () => {
    const { cloud } = await cloudOf(() =>
      page([{ recordId: 1, recordType: 12, success: 1, lockDate: T, serverDate: T }]),
    );
    await expect(cloud.records('5', T + 1)).resolves.toEqual([]);
    await expect(cloud.records('5', T)).resolves.toHaveLength(1);
  });

  test('never happened after the cloud received them', async () => {
    expect(await one({ recordType: 12, lockDate: T + 3_600_000, serverDate: T })).toMatchObject({
      happenedAt: T,
      receivedAt: T,
    });
  });

  test('without a time by the cloud count as received now', async () => {
    const before = Date.now();
    const record = await one({ recordType: 12, lockDate: before + 3_600_000, serverDate: null });
    expect(record?.receivedAt).toBeGreaterThanOrEqual(before);
    expect(record?.happenedAt).toBe(record?.receivedAt);
  });

  test('without a time are left out, without a type of unknown effect', async () => {
    const { cloud } = await cloudOf(() =>
      page([
        { success: 1, lockDate: T },
        { recordType: 1, success: 1 },
        null,
        7,
        { recordType: 1, success: 1, lockDate: T },
      ]),
    );
    await expect(cloud.records('5', 0)).resolves.toMatchObject([{ effect: 'read' }, { effect: 'unlocked' }]);
  });

  test('are read over several pages, up to a cap', async () => {
    let id = 0;
    const { cloud, server } = await cloudOf(() => ({
      body: {
        list: Array.from({ length: 100 }, () => ({
          recordId: ++id,
          recordType: 1,
          success: 1,
          lockDate: T + id,
        })),
        pages: 50,
      },
    }));
    await expect(cloud.records('5', 0)).resolves.toHaveLength(500);
    expect(server.requests.map(({ query }) => query['pageNo'])).toEqual(['1', '2', '3', '4', '5']);
  });

  test.each([
    ['right', 0, 2],
    ['ahead until lately', 3_600_000, 5],
  ])(
    'are read until a page reaches back to what is known, if the clock was %s',
    async (_was, ahead, calls) => {
      const { cloud, server } = await cloudOf(({ query }) => ({
        body: {
          list: Array.from({ length: 100 }, (_, index) => {
            const serverDate = T - (Number(query['pageNo']) * 100 + index) * 1000;
            const recordId = `${query['pageNo']}-${index}`;
            return { recordId, recordType: 1, success: 1, lockDate: serverDate + ahead, serverDate };
          }),
          pages: 50,
        },
      }));
      await cloud.records('5', 0, { receivedSince: T - 250_000 });
      expect(server.requests).toHaveLength(calls);
    },
  );

  test('are ordered by the lock where it is ahead and they arrived together', async () => {
    const { cloud } = await cloudOf(() =>
      page([
        { recordId: 1, recordType: 12, success: 1, lockDate: T + 10_000, serverDate: T },
        { recordId: 2, recordType: 45, success: 1, lockDate: T + 20_000, serverDate: T },
      ]),
    );
    const records = await cloud.records('5', 0);
    expect(records.map(({ effect, happenedAt }) => [effect, happenedAt])).toEqual([
      ['locked', T],
      ['unlocked', T],
    ]);
  });

  const unlocking = [-5, -4, 1, 3, 4, 7, 8, 9, 10, 12, 46, 49, 50, 55, 57, 63, 67, 84, 92];
  const locking = [11, 33, 34, 35, 36, 45, 47, 52, 53, 59, 61, 69, 86];
  const nothing = [2, 5, 6, 30, 31, 42, 43, 44, 48, 51, 54, 58, 60, 62];
  const asking = [29, 32, 37, 0, 99, 64, 1000, -1];
  test.each([
    ...unlocking.map((type) => [type, 'unlocked'] as const),
    ...locking.map((type) => [type, 'locked'] as const),
    ...nothing.map((type) => [type, 'none'] as const),
    ...asking.map((type) => [type, 'read'] as const),
  ])('of type %i have the effect "%s"', async (recordType, effect) => {
    expect(await one({ recordType })).toMatchObject({ type: recordType, effect });
    expect(await one({ recordType, success: 0 })).toMatchObject({ effect: 'none' });
    // Without `success` the lock must be asked.
    const open = await one({ recordType, success: undefined });
    expect(open?.effect).toBe(effect === 'none' ? 'none' : 'read');
  });

  const lockUnlocking = [1, 3, 4, 17, 19, 20, 27, 28, 46, 49, 50, 57, 63, 67, 75, 76, 84, 92];
  const lockLocking = [26, 33, 34, 35, 36, 45, 47, 52, 53, 59, 61, 69, 86];
  const firstFactors = [77, 78, 79, 80, 81, 82, 83];
  const lockNothing = [7, 10, 11, 13, 14, 30, 31, 41, 48, 56, 60, 64, 74, 85, 87, 91, 93, ...firstFactors];
  const lockAsking = [29, 32, 37, 55, 65, 66, 94, 95, 111, 2, 200];
  test.each([
    ...lockUnlocking.map((type) => [type, 'unlocked'] as const),
    ...lockLocking.map((type) => [type, 'locked'] as const),
    ...lockNothing.map((type) => [type, 'none'] as const),
    ...lockAsking.map((type) => [type, 'read'] as const),
  ])('of type %i by the numbering of the lock have the effect "%s"', async (recordTypeFromLock, effect) => {
    expect(await one({ recordTypeFromLock })).toMatchObject({ type: recordTypeFromLock, effect });
    expect(await one({ recordTypeFromLock, success: 0 })).toMatchObject({ effect: 'none' });
  });

  test('are typed by the numbering of the cloud if both are present', async () => {
    expect(await one({ recordType: 7, recordTypeFromLock: 17 })).toMatchObject({
      type: 7,
      effect: 'unlocked',
    });
    expect(await one({ recordType: 33, recordTypeFromLock: 111 })).toMatchObject({
      type: 33,
      effect: 'locked',
    });
  });
});
