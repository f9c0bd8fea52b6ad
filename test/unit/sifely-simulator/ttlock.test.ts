import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { md5 } from '../../../simulators/sifely/index.ts';
import {
  backDoor,
  cabin,
  frontDoor,
  GUEST,
  garage,
  items,
  RawClient,
  shed,
  simulators,
} from './raw-client.ts';
import { form, TtlockClient, ttlockClient } from './ttlock-client.ts';

const start = simulators();
const PAGE = { pageNo: 1, pageSize: 100 };
const TTLOCK = { profiles: ['ttlock'] } as const;
const EVERY = { profiles: ['oauth', 'api-key', 'ttlock'] } as const;

/** Starts a cloud that speaks TTLock's dialect alone, with a client that is signed in. */
async function startTtlock(habit?: 'form' | 'credentials-in-query') {
  const { simulator, clock } = await start(TTLOCK);
  return { simulator, clock, client: await ttlockClient(simulator, clock, habit) };
}

/** Reads the open state of a lock by a GET whose parameters are a form in its body, which `fetch` cannot send. */
function getWithForm(url: string, client: TtlockClient, fields: Record<string, number>): Promise<string> {
  const { headers, body } = form({ ...client.credentials(), ...fields });
  return new Promise((resolve, reject) => {
    const sent = request(
      `${url}/v3/lock/queryOpenState`,
      { method: 'GET', headers: { ...headers, 'content-length': body.length } },
      (response) => {
        text(response).then(resolve, reject);
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

describe('TTLock sign-in', () => {
  test('answers a bare pair of tokens that last ninety days, for each spelling that clients use', async () => {
    const { simulator, clock } = await start(TTLOCK);
    for (const habit of ['form', 'credentials-in-query'] as const) {
      const client = new TtlockClient(simulator.url, () => clock.now(), habit);
      for (const grant of [{}, { grant_type: 'password', redirect_uri: 'http://localhost:8000' }])
        expect((await client.signIn(grant)).body).toEqual({
          access_token: expect.stringMatching(/^sim-access-/),
          refresh_token: expect.stringMatching(/^sim-refresh-/),
          expires_in: 7_776_000,
          token_type: 'Bearer',
          uid: 1_000_001,
          scope: 'user,key,room',
        });
    }
  });

  test('is taken from the query as well', async () => {
    const { anonymous } = await start(TTLOCK);
    const query = {
      clientId: 'a',
      clientSecret: 'b',
      username: GUEST.username,
      password: md5(GUEST.password),
    };
    expect((await anonymous.post('/oauth2/token', query)).body['uid']).toBe(1_000_002);
  });

  test('is refused with TTLock’s codes in errcode, and HTTP 200', async () => {
    const clients = [{ clientId: 'app', clientSecret: 'app-secret' }];
    const { simulator, clock } = await start({ ...TTLOCK, clients });
    const client = new TtlockClient(simulator.url, () => clock.now());
    const refusal = async (fields: Record<string, string>) => {
      const { status, body } = await client.signIn(fields);
      return [status, body['errcode'], body['errmsg'], body['code']];
    };
    expect(await refusal({ password: md5('wrong') })).toEqual([
      200,
      10007,
      'invalid account or invalid password',
      undefined,
    ]);
    expect((await refusal({ clientId: 'other' }))[1]).toBe(10000);
    expect((await refusal({ clientSecret: 'other' }))[1]).toBe(10001);
    expect((await refusal({ grant_type: 'client_credentials' }))[1]).toBe(10010);
    expect((await refusal({ grant_type: 'refresh_token', refresh_token: 'none' }))[1]).toBe(10011);
    expect((await refusal({ grant_type: 'refresh_token' }))[1]).toBe(-3);
  });

  test('a refresh token brings a new token; an expired one is 10004, an unknown one 10003', async () => {
    const { simulator, clock } = await start(TTLOCK);
    const client = new TtlockClient(simulator.url, () => clock.now());
    const { body } = await client.signIn();
    clock.advance(7_776_000_000);
    expect((await client.get('/v3/lock/list', PAGE)).body['errcode']).toBe(10004);
    const refreshed = await client.tokenRequest({
      clientId: 'app',
      clientSecret: 'app-secret',
      grant_type: 'refresh_token',
      refresh_token: String(body['refresh_token']),
    });
    expect(refreshed.body['refresh_token']).toBe(body['refresh_token']);
    expect(refreshed.body['access_token']).not.toBe(body['access_token']);
    client.token = String(refreshed.body['access_token']);
    expect(items(await client.get('/v3/lock/list', PAGE))).toHaveLength(5);
    client.token = 'unknown';
    expect((await client.get('/v3/lock/list', PAGE)).body).toEqual({
      errcode: 10003,
      errmsg: 'token does not exist',
      description: 'token does not exist',
    });
  });

  test('an account that a client registers gets a name with a prefix, and signs in with it', async () => {
    const { simulator, clock } = await start(TTLOCK);
    const raw = new RawClient(simulator.url);
    const client = { clientId: 'app', clientSecret: 'app-secret', date: clock.now() };
    const register = (fields: Record<string, string>) =>
      raw.send(
        'POST',
        '/v3/user/register',
        {},
        form({ ...client, username: 'alex', password: md5('s3cret'), ...fields }),
      );
    const { body } = await register({});
    const username = String(body['username']);
    expect(username).toMatch(/^[0-9a-f]{4}_alex$/);
    expect((await register({})).body['errcode']).toBe(30003);
    expect((await register({ username: 'a@b' })).body['errcode']).toBe(30002);
    expect((await register({ password: 's3cret' })).body['errcode']).toBe(30005);
    const user = new TtlockClient(simulator.url, () => clock.now());
    const { uid } = (await user.signIn({}, { username, password: 's3cret' })).body;
    expect((await user.get('/v3/user/getUid')).body).toEqual({ uid });
    expect(items(await user.get('/v3/lock/list', PAGE))).toEqual([]);
    expect((await user.signIn({}, { username, password: '' })).body['errcode']).toBe(10007);
    expect(simulator.secrets).toContain(md5('s3cret'));
  });
});

describe('a TTLock client', () => {
  test('of Home Assistant lists, reads and operates by GET, and writes forms with its credentials in the query', async () => {
    const { simulator, client } = await startTtlock('credentials-in-query');
    const locks = items(await client.get('/v3/lock/list', { pageNo: 1, pageSize: 1000 }));
    expect(locks.map(({ lockId }) => lockId)).toContain(frontDoor);
    expect((await client.get('/v3/lock/detail', { lockId: frontDoor })).body).toMatchObject({
      lockName: 'S310_sim',
      lockAlias: 'Front door',
      adminPwd: expect.any(String),
      date: expect.any(Number),
    });
    const done = { errcode: 0, errmsg: 'none error message', description: expect.any(String) };
    expect((await client.get('/v3/lock/unlock', { lockId: frontDoor })).body).toEqual(done);
    expect((await client.get('/v3/lock/queryOpenState', { lockId: frontDoor })).body).toEqual({ state: 1 });
    expect((await client.get('/v3/lock/lock', { lockId: frontDoor })).body).toEqual(done);
    const added = await client.post('/v3/keyboardPwd/add', {
      lockId: frontDoor,
      addType: 2,
      keyboardPwd: '582914',
      keyboardPwdName: 'Cleaner',
      keyboardPwdType: 2,
    });
    expect(added.body).toEqual({ keyboardPwdId: expect.any(Number) });
    const codes = items(await client.get('/v3/lock/listKeyboardPwd', { lockId: frontDoor, ...PAGE }));
    expect(codes).toContainEqual(expect.objectContaining({ keyboardPwd: '582914', keyboardPwdType: 2 }));
    simulator.lock(frontDoor).enterDigits('582914');
    expect(simulator.lock(frontDoor).bolt).toBe('unlocked');
    const passage = { lockId: frontDoor, type: 2, passageMode: 1, autoUnlock: 2, isAllDay: 1 };
    expect(
      (
        await client.post('/v3/lock/configPassageMode', {
          ...passage,
          startDate: 0,
          endDate: 0,
          weekDays: '[1,2]',
        })
      ).body,
    ).toEqual(done);
    expect((await client.get('/v3/lock/getPassageModeConfig', { lockId: frontDoor })).body).toMatchObject({
      passageMode: 1,
      weekDays: [1, 2],
    });
    expect(
      items(await client.get('/v3/lockRecord/list', { lockId: frontDoor, pageNo: 1, pageSize: 200 })),
    ).toEqual(expect.arrayContaining([expect.objectContaining({ recordType: 4, success: 1 })]));
  });

  test('of Matterbridge posts everything in a form, and ends its pages by their number', async () => {
    const { simulator, client } = await startTtlock();
    expect((await client.get('/v3/lock/list', { pageNo: 1, pageSize: 2 })).body).toMatchObject({
      pages: 3,
      total: 5,
    });
    expect((await client.post('/v3/lock/unlock', { lockId: frontDoor })).body['errcode']).toBe(0);
    expect(simulator.lock(frontDoor).bolt).toBe('unlocked');
    for (const path of ['/v3/fingerprint/list', '/v3/identityCard/list', '/v3/lock/listKeyboardPwd'])
      expect(items(await client.get(path, { lockId: frontDoor, ...PAGE })).length).toBeGreaterThan(0);
  });

  test('that pages until a page is empty sees each gateway once', async () => {
    const { client } = await startTtlock();
    const seen: unknown[] = [];
    for (let pageNo = 1; ; pageNo++) {
      const list = items(await client.get('/v3/gateway/list', { pageNo, pageSize: 1 }));
      if (list.length === 0) break;
      seen.push(...list);
    }
    expect(seen).toMatchObject([
      { gatewayId: 7102, gatewayName: 'Garage gateway', isOnline: 1, lockNum: 1 },
      { gatewayId: 7101, gatewayName: 'Hall gateway', isOnline: 1, lockNum: 2, networkName: 'maple-wifi' },
    ]);
  });

  test('may send a form with a GET, as some Python clients do', async () => {
    const { simulator, client } = await startTtlock();
    expect(JSON.parse(await getWithForm(simulator.url, client, { lockId: frontDoor }))).toEqual({ state: 0 });
  });

  test('sees a deletion through the gateway, and by Bluetooth where it names no way', async () => {
    const { simulator, client } = await startTtlock();
    const [code] = items(await client.get('/v3/lock/listKeyboardPwd', { lockId: backDoor, ...PAGE }));
    const keyboardPwdId = Number(code?.['keyboardPwdId']);
    await client.post('/v3/keyboardPwd/delete', { lockId: backDoor, keyboardPwdId });
    expect(items(await client.get('/v3/lock/listKeyboardPwd', { lockId: backDoor, ...PAGE }))).toEqual([]);
    expect(simulator.lock(backDoor).state.keypad).toHaveLength(1);
  });
});

test('TTLock demands the date of each call within five minutes', async () => {
  const { clock, client } = await startTtlock();
  expect((await client.get('/v3/lock/list', { ...PAGE, date: clock.now() - 301_000 })).body['errcode']).toBe(
    80000,
  );
  expect((await client.get('/v3/lock/list', { ...PAGE, date: '' })).body['errcode']).toBe(80000);
});

test('TTLock answers a missing or wrong parameter with -3, and what it does not know with HTTP 404', async () => {
  const { client } = await startTtlock();
  expect((await client.get('/v3/lock/detail')).body['errcode']).toBe(-3);
  expect((await client.get('/v3/lock/detail', { lockId: 'front' })).body['errcode']).toBe(-3);
  expect((await client.get('/v3/lock/list')).body['errcode']).toBe(-3);
  expect((await client.get('/v3/lock/list', { pageNo: 1, pageSize: 10_001 })).body['errcode']).toBe(-3);
  expect((await client.get('/v3/nothing')).status).toBe(404);
  expect((await client.post('/client/roll-token')).status).toBe(404);
  expect((await client.post('/system/smart/login')).status).toBe(404);
});

test('TTLock carries every failure in errcode: of a lock, of a gateway, and of a rate', async () => {
  const { simulator, clock } = await start({ ...TTLOCK, rate: { perMinute: 4 } });
  const client = await ttlockClient(simulator, clock);
  expect((await client.post('/v3/lock/unlock', { lockId: shed })).body['errcode']).toBe(-2012);
  expect((await client.get('/v3/lock/queryOpenState', { lockId: 999 })).body['errcode']).toBe(-1003);
  expect((await client.get('/v3/lock/detail', { lockId: cabin })).body['errcode']).toBe(20001);
  simulator.gateway(7101).timesOut = true;
  expect((await client.post('/v3/lock/unlock', { lockId: frontDoor })).status).toBe(504);
  expect((await client.get('/v3/lock/list', PAGE)).body).toMatchObject({ errcode: 30006 });
});

describe('TTLock’s own calls', () => {
  test('read the battery and the clock in the lock, and set the clock', async () => {
    const { simulator, clock, client } = await startTtlock();
    simulator.lock(frontDoor).set({ clockOffsetMs: -90_000, battery: 31 });
    const lockId = { lockId: frontDoor };
    expect((await client.get('/v3/lock/queryElectricQuantity', lockId)).body).toEqual({
      electricQuantity: 31,
    });
    const behind = Number((await client.get('/v3/lock/queryDate', lockId)).body['date']);
    expect(clock.now() - behind).toBeGreaterThanOrEqual(90_000);
    const { body } = await client.post('/v3/lock/updateDate', lockId);
    expect(clock.now() - Number(body['date'])).toBeLessThan(90_000);
    expect(simulator.lock(frontDoor).state.clockOffsetMs).toBeUndefined();
    simulator.gateway(7101).online = false;
    for (const path of ['queryElectricQuantity', 'queryDate', 'updateDate'])
      expect((await client.get(`/v3/lock/${path}`, lockId)).body['errcode']).toBe(-3002);
  });

  test('rename, freeze and unfreeze a lock', async () => {
    const { simulator, client } = await startTtlock();
    await client.post('/v3/lock/rename', { lockId: frontDoor, lockAlias: 'Main door' });
    expect((await client.get('/v3/lock/detail', { lockId: frontDoor })).body['lockAlias']).toBe('Main door');
    expect(
      (await client.post('/v3/lock/rename', { lockId: frontDoor, lockAlias: ' ' })).body['errcode'],
    ).toBe(20008);
    await client.post('/v3/lock/freeze', { lockId: frontDoor });
    expect((await client.post('/v3/lock/unlock', { lockId: frontDoor })).body['errcode']).toBe(-2025);
    await client.post('/v3/lock/unfreeze', { lockId: frontDoor });
    expect((await client.post('/v3/lock/unlock', { lockId: frontDoor })).body['errcode']).toBe(0);
    expect(simulator.lock(frontDoor).bolt).toBe('unlocked');
  });

  test('describe the sensor of a door, which also shows in the open state', async () => {
    const { simulator, client } = await startTtlock();
    const lockId = { lockId: frontDoor };
    expect((await client.get('/v3/doorSensor/query', lockId)).body['errcode']).toBe(1);
    simulator.lock(frontDoor).swingDoor('open');
    expect((await client.get('/v3/doorSensor/query', lockId)).body).toMatchObject({
      doorSensorId: expect.any(Number),
      name: 'Front door sensor',
      electricQuantity: 90,
      mac: expect.stringMatching(/^([0-9A-F]{2}:){5}[0-9A-F]{2}$/),
    });
    const sensed = async () => (await client.get('/v3/lock/queryOpenState', lockId)).body;
    expect(await sensed()).toEqual({ state: 0, sensorState: 0 });
    simulator.lock(frontDoor).swingDoor('closed');
    expect(await sensed()).toEqual({ state: 0, sensorState: 1 });
  });

  test('delete fingerprints and change their times, in the lock only by the gateway', async () => {
    const { simulator, clock, client } = await startTtlock();
    const lock = simulator.lock(frontDoor);
    const opens = () => {
      lock.useFingerprint('Right thumb');
      const isOpen = lock.bolt === 'unlocked';
      lock.turnByHand('lock');
      return isOpen;
    };
    const list = async () => items(await client.get('/v3/fingerprint/list', { lockId: frontDoor, ...PAGE }));
    const [finger] = await list();
    const chosen = { lockId: frontDoor, fingerprintId: Number(finger?.['fingerprintId']) };
    const past = { startDate: 1000, endDate: clock.now() - 1000 };
    const change = async (fields: Record<string, number>) =>
      (await client.post('/v3/fingerprint/changePeriod', { ...chosen, ...past, ...fields })).body['errcode'];
    expect(await change({ changeType: 1 })).toBe(0);
    expect([await list(), opens()]).toEqual([[expect.objectContaining(past)], true]);
    expect(await change({ changeType: 2 })).toBe(0);
    expect(opens()).toBe(false);
    expect(await change({ endDate: 0, changeType: 2 })).toBe(-3);
    await change({ endDate: clock.now() + 3_600_000, changeType: 2 });
    expect(opens()).toBe(true);
    await client.post('/v3/fingerprint/delete', chosen);
    expect([await list(), opens()]).toEqual([[], true]);
    expect((await client.post('/v3/fingerprint/delete', chosen)).body['errcode']).toBe(-1023);
  });

  test('filter the keys of a lock by the right to manage it', async () => {
    const { client } = await startTtlock();
    const count = async (fields: Record<string, number>) =>
      (await client.get('/v3/lock/listKey', { lockId: frontDoor, ...PAGE, ...fields })).body['total'];
    const [key] = items(await client.get('/v3/lock/listKey', { lockId: frontDoor, ...PAGE }));
    expect([await count({}), await count({ keyRight: 1 }), await count({ keyRight: 0 })]).toEqual([1, 0, 1]);
    await client.post('/v3/key/authorize', { lockId: frontDoor, keyId: Number(key?.['keyId']) });
    expect([await count({}), await count({ keyRight: 1 }), await count({ keyRight: 0 })]).toEqual([1, 1, 0]);
  });

  test('return one’s own key, and let another holder manage the lock', async () => {
    const { simulator, clock, client } = await startTtlock();
    const guest = new TtlockClient(simulator.url, () => clock.now());
    await guest.signIn({}, GUEST);
    const own = await guest.get('/v3/key/get', { lockId: frontDoor });
    expect(own.body).toMatchObject({ userType: '110302', keyRight: 0, timezoneRawOffset: -18_000_000 });
    const keyId = Number(own.body['keyId']);
    const codes = async () =>
      (await guest.get('/v3/lock/listKeyboardPwd', { lockId: frontDoor, ...PAGE })).body;
    expect((await codes())['errcode']).toBe(20002);
    expect((await guest.post('/v3/key/authorize', { lockId: frontDoor, keyId })).body['errcode']).toBe(20002);
    await client.post('/v3/key/authorize', { lockId: frontDoor, keyId });
    expect((await codes())['total']).toBe(2);
    await client.post('/v3/key/unauthorize', { lockId: frontDoor, keyId });
    expect((await codes())['errcode']).toBe(20002);
    expect((await client.post('/v3/key/authorize', { lockId: garage, keyId })).body['errcode']).toBe(-1008);
    const { body } = await client.get('/v3/key/get', { lockId: frontDoor });
    const admin = { lockId: frontDoor, keyId: Number(body['keyId']) };
    expect((await client.post('/v3/key/authorize', admin)).body['errcode']).toBe(-2018);
  });
});

describe('the three fronts at one address', () => {
  test('show the same doors, each in its own way', async () => {
    const { simulator, clock, demo, anonymous } = await start(EVERY);
    const ttlock = await ttlockClient(simulator, clock);
    await ttlock.get('/v3/lock/unlock', { lockId: frontDoor });
    expect(await demo.openState(frontDoor)).toBe(1);
    const oauth = new RawClient(
      simulator.url,
      String((await anonymous.login()).text.match(/sim-access-\w+/)?.[0]),
    );
    expect(await oauth.openState(frontDoor)).toBe(1);
    expect((await anonymous.keyLogin()).text).toContain('sk-');
  });

  test('keep TTLock’s calls from Sifely’s, and the other way about', async () => {
    const { simulator, clock, demo } = await start(EVERY);
    expect((await demo.get('/v3/gateway/list', PAGE)).status).toBe(404);
    expect((await demo.get('/v3/lock/unlock', { lockId: frontDoor })).status).toBe(405);
    expect((await demo.post('/v3/lock/unlock', { lockId: shed })).body['errcode']).toBe(-2012);
    const ttlock = await ttlockClient(simulator, clock);
    expect((await ttlock.get('/v3/gateway/list', PAGE)).body['total']).toBe(2);
    expect((await ttlock.post('/client/roll-token')).status).toBe(404);
  });

  test('are not all open by default', async () => {
    const { simulator, clock } = await start();
    const ttlock = new TtlockClient(simulator.url, () => clock.now());
    expect((await ttlock.signIn()).status).toBe(404);
  });
});
