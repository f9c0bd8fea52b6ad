import { failureOf, inTurn } from '../../client.ts';
import { closeLittleServers } from '../../little-server.ts';

afterEach(closeLittleServers);

const T = 1_900_000_000_000;
const HOUR = 3_600_000;
const DONE = { body: { errcode: 0, errmsg: 'none error message' } };

describe('the ekeys of a lock', () => {
  test('are listed in our words, without the administrator’s own', async () => {
    const { opens, server } = await inTurn({
      body: {
        list: [
          {
            keyId: 7,
            lockId: 5,
            uid: 99,
            username: 'anna@example.com',
            keyName: 'Anna',
            keyStatus: '110401',
            startDate: T,
            endDate: T + HOUR,
            keyRight: 1,
            remoteEnable: 2,
            senderUsername: 'owner@example.com',
            remarks: 'first floor',
          },
          { keyId: '8', keyStatus: 110405, startDate: 0, endDate: 0, keyRight: 0, remoteEnable: 1 },
          { keyId: 9, keyStatus: '110402', startDate: T, endDate: 1 },
          { keyId: 10, keyStatus: 'new', startDate: T, endDate: T + HOUR, keyType: 4, remoteEnable: 0 },
          { keyId: 11, keyStatus: '110401', userType: '110301' },
        ],
        pages: 1,
        total: 5,
      },
    });
    expect(await opens.keys.list('5')).toEqual([
      {
        id: '7',
        name: 'Anna',
        receiver: 'anna@example.com',
        kind: 'period',
        from: T,
        until: T + HOUR,
        status: 'active',
        isAdministrator: true,
        unlocksRemotely: false,
        sender: 'owner@example.com',
        remarks: 'first floor',
      },
      { id: '8', kind: 'permanent', status: 'frozen', isAdministrator: false, unlocksRemotely: true },
      { id: '9', kind: 'one-time', from: T, status: 'pending' },
      { id: '10', kind: 'recurring', from: T, until: T + HOUR, status: 'unknown' },
    ]);
    expect(server.requests).toMatchObject([
      { method: 'GET', path: '/v3/lock/listKey', query: { lockId: '5', pageNo: '1' } },
    ]);
  });
});

describe('sending an ekey', () => {
  const receiver = 'anna@example.com';

  test.each([
    ['permanent', '0', '0'],
    [{ from: T, until: T + HOUR }, String(T), String(T + HOUR)],
  ] as const)(
    'that is valid %j sends its dates, and makes no account',
    async (validity, startDate, endDate) => {
      const { opens, server } = await inTurn({ body: { keyId: 7, errcode: 0 } });
      expect(await opens.keys.send('5', { receiver, name: 'Anna', validity })).toBe('7');
      expect(server.requests).toMatchObject([{ method: 'POST', path: '/v3/key/send' }]);
      expect(server.requests[0]?.query).toEqual({
        lockId: '5',
        receiverUsername: receiver,
        keyName: 'Anna',
        startDate,
        endDate,
        createUser: '2',
      });
    },
  );

  test('for one time starts now and ends at 1; what is wished beside it is sent', async () => {
    const { opens, server, clock } = await inTurn({ body: { code: 200, data: { keyId: '8' } } });
    const before = clock.now();
    const key = { receiver, name: 'Anna', validity: 'one-time', remarks: 'cleaner' } as const;
    const wishes = { unlocksRemotely: false, isAdministrator: true, createsAccount: true };
    expect(await opens.keys.send('5', { ...key, ...wishes })).toBe('8');
    const { startDate, ...query } = server.requests[0]?.query ?? {};
    expect(Number(startDate)).toBeGreaterThanOrEqual(before);
    expect(query).toMatchObject({
      endDate: '1',
      remarks: 'cleaner',
      remoteEnable: '2',
      keyRight: '1',
      createUser: '1',
    });
  });

  test.each([
    [-2019, 'receiver-is-sender'],
    [-2020, 'receiver-is-administrator'],
    [-4064, 'receiver-unknown'],
    [20006, 'receiver-unknown'],
    [-1027, 'receiver-bound'],
    [-3039, 'outlives-own-key'],
  ])('that is answered %i is refused and not sent again', async (errcode, refusal) => {
    const { opens, server } = await inTurn({ body: { errcode } });
    const work = opens.keys.send('5', { receiver, name: 'Anna', validity: 'permanent' });
    await expect(work).rejects.toMatchObject({ refusal, executed: 'no' });
    expect(server.requests).toHaveLength(1);
  });

  test('whose connection is lost may have been done, and is not sent again', async () => {
    const { opens, server } = await inTurn({ fault: 'drop' });
    const work = opens.keys.send('5', { receiver, name: 'Anna', validity: 'permanent' });
    expect(await failureOf(work)).toMatchObject({ reason: 'unavailable', executed: 'unknown' });
    expect(server.requests).toHaveLength(1);
  });
});

describe('deleting an ekey', () => {
  test('reads the keys of the lock and of the account first, then deletes', async () => {
    const { opens, server } = await inTurn(
      { body: { list: [{ keyId: 7 }], total: 1 } },
      { body: { list: [{ keyId: 1, lockId: 5 }], total: 1 } },
      DONE,
    );
    await opens.keys.remove('5', '7');
    expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /v3/lock/listKey',
      'POST /v3/key/list',
      'POST /v3/key/delete',
    ]);
    expect(server.requests[2]?.query).toEqual({ keyId: '7' });
  });

  test.each([
    ['that the lock does not list', { keyId: 8 }],
    ['that is the administrator’s own', { keyId: 7, userType: 110301 }],
  ])('%s is refused, and nothing is deleted', async (_which, key) => {
    const { opens, server } = await inTurn({ body: { list: [key], total: 1 } }, DONE);
    await expect(opens.keys.remove('5', '7')).rejects.toMatchObject({ refusal: 'not-found', executed: 'no' });
    expect(server.requests.map(({ path }) => path)).toEqual(['/v3/lock/listKey']);
  });
});

test('the account’s own ekey is not deleted, though the lock lists it like others', async () => {
  const { opens, server } = await inTurn(
    { body: { list: [{ keyId: 7 }], total: 1 } },
    { body: { list: [{ keyId: 7, lockId: 5 }], total: 1 } },
    DONE,
  );
  await expect(opens.keys.remove('5', '7')).rejects.toMatchObject({ refusal: 'not-found', executed: 'no' });
  expect(server.requests.map(({ path }) => path)).toEqual(['/v3/lock/listKey', '/v3/key/list']);
});

describe('a call that Sifely may not have', () => {
  const calls = {
    freeze: ['/v3/key/freeze', { keyId: '7' }],
    unfreeze: ['/v3/key/unfreeze', { keyId: '7' }],
    changePeriod: ['/v3/key/changePeriod', { keyId: '7', startDate: String(T), endDate: String(T + HOUR) }],
  } as const;
  const work = {
    freeze: (opens: Awaited<ReturnType<typeof inTurn>>['opens']) => opens.keys.freeze('7'),
    unfreeze: (opens: Awaited<ReturnType<typeof inTurn>>['opens']) => opens.keys.unfreeze('7'),
    changePeriod: (opens: Awaited<ReturnType<typeof inTurn>>['opens']) =>
      opens.keys.changePeriod('7', { from: T, until: T + HOUR }),
  };

  test.each(['freeze', 'unfreeze', 'changePeriod'] as const)(
    'is made where Sifely has it: %s',
    async (name) => {
      const { opens, server } = await inTurn(DONE);
      await work[name](opens);
      const [path, query] = calls[name];
      expect(server.requests).toMatchObject([{ method: 'POST', path }]);
      expect(server.requests[0]?.query).toEqual(query);
    },
  );

  test('is not supported where it is missing, and not made again for an hour', async () => {
    const missing = { status: 404, body: { timestamp: 1, status: 404, error: 'Not Found' } };
    const { opens, server, clock } = await inTurn(missing, DONE);
    const refused = { reason: 'not-supported', executed: 'no' };
    expect(await failureOf(opens.keys.freeze('7'))).toMatchObject(refused);
    expect(await failureOf(opens.keys.freeze('7'))).toMatchObject(refused);
    expect(server.requests).toHaveLength(1);
    clock.advance(HOUR);
    await opens.keys.freeze('7');
    expect(server.requests).toHaveLength(2);
  });

  test('is made again if Sifely’s own 404 may be about one key', async () => {
    const { opens, server } = await inTurn({ status: 404, body: { code: 404, msg: 'none' } }, DONE);
    expect(await failureOf(opens.keys.freeze('7'))).toMatchObject({ reason: 'not-supported' });
    await opens.keys.freeze('8');
    expect(server.requests).toHaveLength(2);
  });

  test('that is refused for an unknown key says so', async () => {
    const { opens } = await inTurn({ body: { errcode: -1008 } });
    await expect(opens.keys.freeze('7')).rejects.toMatchObject({ refusal: 'not-found' });
  });
});
