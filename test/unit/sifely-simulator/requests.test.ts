import { ENDPOINTS as SERVED } from '../../../simulators/sifely/endpoints/index.ts';
import { frontDoor, RawClient, simulators } from './raw-client.ts';

const start = simulators();
const PAGE = { pageNo: 1, pageSize: 20 };

/** Every endpoint with its documented method and what it cannot do without. */
const ENDPOINTS: readonly [
  method: 'GET' | 'POST',
  path: string,
  required: Record<string, string | number>,
][] = [
  ['POST', '/v3/key/list', PAGE],
  ['POST', '/v3/lock/list', PAGE],
  ['GET', '/v3/lock/detail', { lockId: frontDoor }],
  ['GET', '/v3/lock/queryOpenState', { lockId: frontDoor }],
  ['POST', '/v3/lock/unlock', { lockId: frontDoor }],
  ['POST', '/v3/lock/lock', { lockId: frontDoor }],
  ['GET', '/v3/lock/listKey', { lockId: frontDoor, ...PAGE }],
  ['GET', '/v3/lock/listKeyboardPwd', { lockId: frontDoor, ...PAGE }],
  ['GET', '/v3/identityCard/list', { lockId: frontDoor, ...PAGE }],
  ['GET', '/v3/fingerprint/list', { lockId: frontDoor, ...PAGE }],
  ['GET', '/v3/lockRecord/list', { lockId: frontDoor, ...PAGE }],
  ['GET', '/v3/gateway/detail', { gatewayId: 7101 }],
  ['GET', '/v3/gateway/listByLock', { lockId: frontDoor }],
  ['GET', '/v3/gateway/listLock', { gatewayId: 7101 }],
  ['GET', '/v3/group/list', {}],
  [
    'POST',
    '/v3/key/send',
    { lockId: frontDoor, receiverUsername: 'empty@example.com', keyName: 'k', startDate: 0, endDate: 0 },
  ],
  ['POST', '/v3/key/delete', { keyId: 1 }],
  ['POST', '/v3/key/freeze', { keyId: 1 }],
  ['POST', '/v3/key/unfreeze', { keyId: 1 }],
  ['POST', '/v3/key/changePeriod', { keyId: 1, startDate: 0, endDate: 0 }],
  ['POST', '/v3/keyboardPwd/add', { lockId: frontDoor, keyboardPwd: '582914', startDate: 0, endDate: 0 }],
  ['POST', '/v3/keyboardPwd/change', { lockId: frontDoor, keyboardPwdId: 1 }],
  ['POST', '/v3/keyboardPwd/delete', { lockId: frontDoor, keyboardPwdId: 1, deleteType: 1 }],
  ['POST', '/v3/keyboardPwd/deleteByCode', { lockId: frontDoor, keyboardPwd: '582914', deleteType: 1 }],
  ['POST', '/v3/identityCard/add', { lockId: frontDoor, cardNumber: 1 }],
  ['POST', '/v3/identityCard/addForReversedCardNumber', { lockId: frontDoor, cardNumber: 1 }],
  ['POST', '/v3/identityCard/delete', { lockId: frontDoor, cardId: 1 }],
  ['POST', '/v3/identityCard/changePeriod', { lockId: frontDoor, cardId: 1, startDate: 0, endDate: 1 }],
  ['GET', '/v3/doorSensor/listRecord', { lockId: frontDoor, ...PAGE }],
  ['POST', '/v3/lock/setAutoLockTime', { lockId: frontDoor, seconds: 5 }],
  ['POST', '/v3/lock/updateSetting', { lockId: frontDoor, type: 6, value: 1 }],
  ['POST', '/v3/lock/querySetting', { lockId: frontDoor, type: 2 }],
  ['GET', '/v3/lock/getPassageModeConfig', { lockId: frontDoor }],
  ['POST', '/v3/lock/configPassageMode', { lockId: frontDoor, passageMode: 2 }],
  ['GET', '/v3/lock/getPassageModeConfiguration', { lockId: frontDoor }],
  ['POST', '/v3/lock/configurePassageMode', { lockId: frontDoor, passageMode: 2 }],
  ['POST', '/client/roll-token', {}],
];

test('every call that Sifely answers with a credential is tried here', () => {
  const tried = ENDPOINTS.map(([, path]) => path);
  const known = SERVED.filter(
    ({ access, profiles }) => access === 'account' && !profiles?.includes('ttlock'),
  );
  // It takes GET and POST alike, and has tests of its own.
  expect([...tried, '/v3/keyboardPwd/get'].sort()).toEqual(known.map(({ path }) => path).sort());
});

describe.each(ENDPOINTS)('%s %s', (method, path, required) => {
  test('answers 200 to its method and 405 to the other', async () => {
    const { demo } = await start();
    expect((await demo.send(method, path, required)).status).toBe(200);
    const other = await demo.send(method === 'GET' ? 'POST' : 'GET', path, required);
    expect(other.status).toBe(405);
    expect(other.body['msg']).toContain('not supported');
  });

  test('names each missing parameter in an HTTP 500', async () => {
    const { demo } = await start();
    for (const missing of Object.keys(required)) {
      const rest = Object.fromEntries(Object.entries(required).filter(([name]) => name !== missing));
      const answer = await demo.send(method, path, rest);
      expect(answer.status).toBe(500);
      expect(answer.body).toEqual({
        code: 500,
        msg: expect.stringMatching(
          new RegExp(
            `^Required request parameter '${missing}' for method parameter type \\w+ is not present$`,
          ),
        ),
      });
    }
  });

  test('refuses a call without credential, and one with a wrong credential, in both ways', async () => {
    const { simulator, anonymous } = await start();
    const legacy = await anonymous.send(method, path, required);
    expect([legacy.status, legacy.body['code']]).toEqual([200, 401]);
    const wrongKey = await new RawClient(simulator.url, 'sk-wrong').send(method, path, required);
    expect(wrongKey.status).toBe(401);
    const strict = await start({ authFailure: 'status' });
    expect((await strict.anonymous.send(method, path, required)).status).toBe(401);
    expect(simulator.lock(frontDoor).movements).toBe(0);
  });
});

test('parameters are read from the query of a POST, and its body is ignored', async () => {
  const { demo, simulator } = await start();
  const init = {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ lockId: frontDoor }),
  };
  expect((await demo.send('POST', '/v3/lock/unlock', {}, init)).status).toBe(500);
  expect(
    (await demo.send('POST', '/v3/lock/unlock', { lockId: frontDoor }, { ...init, body: '{' })).body[
      'errcode'
    ],
  ).toBe(0);
  expect(simulator.lock(frontDoor).bolt).toBe('unlocked');
});

test('a parameter of the wrong kind is HTTP 400, and unknown paths are 404', async () => {
  const { demo } = await start();
  const answer = await demo.get('/v3/lock/detail', { lockId: 'front door' });
  expect([answer.status, answer.text]).toEqual([400, 'failed or means no']);
  expect((await demo.get('/v3/keyboardPwd/list')).status).toBe(404);
  expect((await demo.get('/v3/gateway/list')).status).toBe(404);
});

test('a page size above the platform’s, or a page before the first, is an invalid parameter', async () => {
  const { demo } = await start();
  for (const page of [
    { pageNo: 0, pageSize: 20 },
    { pageNo: 1, pageSize: 0 },
    { pageNo: 1, pageSize: 201 },
  ])
    expect((await demo.get('/v3/lockRecord/list', { lockId: frontDoor, ...page })).body['code']).toBe(-3);
});

test('a deployment may take lists without pages', async () => {
  const query = { lockId: frontDoor };
  expect((await (await start()).demo.get('/v3/lock/listKeyboardPwd', query)).status).toBe(500);
  const { demo } = await start({ pagesOptional: true });
  expect((await demo.get('/v3/lock/listKeyboardPwd', query)).body).toMatchObject({ pageNo: 1, pageSize: 20 });
});

test('a deployment may want POST for lock/detail', async () => {
  const { demo } = await start({ detailMethod: 'POST' });
  expect((await demo.get('/v3/lock/detail', { lockId: frontDoor })).status).toBe(405);
  expect((await demo.post('/v3/lock/detail', { lockId: frontDoor })).body['lockId']).toBe(frontDoor);
});

test('a deployment may demand the date within five minutes', async () => {
  const { demo, clock } = await start({ requireDate: true });
  const call = (query: Record<string, number>) => demo.post('/v3/lock/list', { ...PAGE, ...query });
  expect((await call({})).body['code']).toBe(80000);
  expect((await call({ date: clock.now() - 6 * 60_000 })).body['code']).toBe(80000);
  expect((await call({ date: clock.now() })).body['total']).toBe(5);
});

test('every call is recorded with its account, lock, status and code', async () => {
  const { simulator, demo, anonymous, clock } = await start();
  await anonymous.login();
  await demo.get('/v3/lock/queryOpenState', { lockId: frontDoor });
  await demo.post('/v3/lock/unlock', { lockId: 999 });
  expect(simulator.calls).toEqual([
    {
      endpoint: '/system/smart/login',
      method: 'POST',
      account: 'demo@example.com',
      at: expect.any(Number),
      status: 200,
    },
    {
      endpoint: '/v3/lock/queryOpenState',
      method: 'GET',
      account: 'demo@example.com',
      lockId: String(frontDoor),
      at: expect.any(Number),
      status: 200,
    },
    {
      endpoint: '/v3/lock/unlock',
      method: 'POST',
      account: 'demo@example.com',
      lockId: '999',
      at: expect.any(Number),
      status: 200,
      code: -1003,
    },
  ]);
  expect(simulator.calls[0]?.at).toBeLessThanOrEqual(clock.now());
  simulator.clearCalls();
  expect(simulator.calls).toEqual([]);
});
