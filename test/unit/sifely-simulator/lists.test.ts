import { demoSeed, type Seed } from '../../../simulators/sifely/index.ts';
import {
  backDoor,
  cabin,
  DEMO,
  frontDoor,
  GUEST,
  garage,
  items,
  shed,
  simulators,
  study,
} from './raw-client.ts';

const start = simulators();
const PAGE = { pageNo: 1, pageSize: 20 };
const ids = (list: Record<string, unknown>[]) => list.map(({ lockId }) => lockId);

/** A home with so many locks. */
function homeOf(locks: number): Seed {
  return {
    accounts: [DEMO],
    locks: Array.from({ length: locks }, (_, i) => ({
      lockId: i + 1,
      name: `Room ${i + 1}`,
      owner: DEMO.username,
    })),
  };
}

describe('pages', () => {
  test.each([
    { locks: 0, sizes: [0], pages: 0 },
    { locks: 1, sizes: [1], pages: 1 },
    { locks: 20, sizes: [20, 0], pages: 1 },
    { locks: 45, sizes: [20, 20, 5, 0], pages: 3 },
  ])('$locks locks come in pages of $sizes', async ({ locks, sizes, pages }) => {
    const { demo } = await start({ seed: homeOf(locks) });
    for (const path of ['/v3/lock/list', '/v3/key/list']) {
      const seen: unknown[] = [];
      for (const [i, size] of sizes.entries()) {
        const answer = await demo.post(path, { pageNo: i + 1, pageSize: 20 });
        expect(answer.body).toMatchObject({ pageNo: i + 1, pageSize: 20, pages, total: locks });
        expect(items(answer)).toHaveLength(size);
        seen.push(...ids(items(answer)));
      }
      expect(new Set(seen).size).toBe(locks);
    }
  });
});

describe('whose locks', () => {
  test('owned locks are in both lists, shared ones in key/list only', async () => {
    const { demo, key } = await start();
    const owned = [frontDoor, backDoor, garage, study, shed];
    expect(ids(items(await demo.post('/v3/lock/list', PAGE)))).toEqual(owned);
    expect(ids(items(await demo.post('/v3/key/list', PAGE)))).toEqual(owned);
    const guest = key(GUEST.username);
    expect(ids(items(await guest.post('/v3/lock/list', PAGE)))).toEqual([]);
    expect(ids(items(await guest.post('/v3/key/list', PAGE)))).toEqual([frontDoor, backDoor, garage]);
    expect(ids(items(await key('empty@example.com').post('/v3/key/list', PAGE)))).toEqual([]);
    expect(ids(items(await key('cabin@example.com').post('/v3/lock/list', PAGE)))).toEqual([cabin]);
  });

  test('a key tells its kind, validity and whether it may operate remotely', async () => {
    const { key, demo } = await start();
    const shared = items(await key(GUEST.username).post('/v3/key/list', PAGE));
    expect(
      shared.map(({ userType, keyStatus, remoteEnable, endDate }) => [
        userType,
        keyStatus,
        remoteEnable,
        endDate,
      ]),
    ).toEqual([
      ['110302', '110401', 1, 0],
      ['110302', '110401', 2, 0],
      ['110302', '110401', 1, 1700086400000],
    ]);
    expect(items(await demo.post('/v3/key/list', PAGE))[0]).toMatchObject({
      userType: '110301',
      groupName: 'Entrance',
    });
  });

  test('a lock shows its connection: gateway, Wi-Fi by bit 56 of its features, or none', async () => {
    const { demo } = await start();
    const connections = items(await demo.post('/v3/lock/list', PAGE)).map(
      ({ lockAlias, hasGateway, featureValue, isOnline }) => [
        lockAlias,
        hasGateway,
        (BigInt(`0x${featureValue}`) >> 56n) & 1n,
        isOnline,
      ],
    );
    expect(connections).toEqual([
      ['Front door', 1, 0n, undefined],
      ['Back door', 1, 0n, undefined],
      ['Garage', 1, 0n, undefined],
      ['Study', 0, 1n, 1],
      ['Garden shed', 0, 0n, undefined],
    ]);
  });

  test('lists filter by group and by alias, spelled as Sifely spells it', async () => {
    const { demo } = await start();
    const groups = items(await demo.get('/v3/group/list'));
    const kitchen = groups.find(({ groupName }) => groupName === 'Kitchen')?.['groupId'];
    expect(ids(items(await demo.post('/v3/key/list', { ...PAGE, groupId: Number(kitchen) })))).toEqual([
      backDoor,
    ]);
    expect(ids(items(await demo.post('/v3/key/list', { ...PAGE, lockAlis: 'DOOR' })))).toEqual([
      frontDoor,
      backDoor,
    ]);
  });

  test('groups are those of the account', async () => {
    const { demo, key } = await start();
    const names = items(await demo.get('/v3/group/list', PAGE)).map(({ groupName }) => groupName);
    expect(names).toEqual(['Entrance', 'Kitchen', 'Garage', 'Upstairs']);
    expect(items(await key(GUEST.username).get('/v3/group/list', PAGE))).toEqual([]);
  });
});

describe('the rights of an account', () => {
  test('a lock of someone else is refused, one that does not exist is unknown', async () => {
    const { simulator, demo } = await start();
    expect((await demo.get('/v3/lock/detail', { lockId: cabin })).body['code']).toBe(20001);
    expect((await demo.post('/v3/lock/unlock', { lockId: cabin })).body['errcode']).toBe(20001);
    expect((await demo.get('/v3/lock/detail', { lockId: 999 })).body['code']).toBe(-1003);
    expect((await demo.post('/v3/lock/unlock', { lockId: 999 })).body['errcode']).toBe(-1003);
    expect(simulator.lock(cabin).movements).toBe(0);
  });

  test('a guest operates with a valid key that allows remote operation, and with no other', async () => {
    const { simulator, key } = await start();
    const guest = key(GUEST.username);
    const unlock = async (lockId: number) =>
      (await guest.post('/v3/lock/unlock', { lockId })).body['errcode'];
    expect([await unlock(frontDoor), await unlock(backDoor), await unlock(garage)]).toEqual([
      0, -2018, -2018,
    ]);
    expect([frontDoor, backDoor, garage].map((id) => simulator.lock(id).bolt)).toEqual([
      'unlocked',
      'locked',
      'locked',
    ]);
  });

  test('only who manages a lock sees its codes, cards, keys and records', async () => {
    const { demo, key } = await start();
    const query = { lockId: frontDoor, ...PAGE };
    const guest = key(GUEST.username);
    for (const path of [
      'lock/listKey',
      'lock/listKeyboardPwd',
      'identityCard/list',
      'fingerprint/list',
      'lockRecord/list',
    ])
      expect((await guest.get(`/v3/${path}`, query)).body['code']).toBe(20002);
    const passcodes = items(await demo.get('/v3/lock/listKeyboardPwd', query));
    expect(passcodes).toMatchObject([
      { keyboardPwdName: 'Cleaner', keyboardPwd: expect.stringMatching(/^\d{9}$/) },
      { keyboardPwdName: 'Family' },
    ]);
    expect(items(await demo.get('/v3/identityCard/list', query))).toMatchObject([{ cardName: 'Blue card' }]);
    expect(items(await demo.get('/v3/fingerprint/list', query))).toMatchObject([
      { fingerprintName: 'Right thumb' },
    ]);
    expect(items(await demo.get('/v3/lock/listKey', query))).toMatchObject([
      { username: GUEST.username, keyRight: 0 },
    ]);
  });

  test('a key can be sent, replaced and taken back; the owner’s own cannot', async () => {
    const { demo, key } = await start();
    const empty = key('empty@example.com');
    const send = async (change: Record<string, string | number> = {}) => {
      const query = {
        lockId: shed,
        receiverUsername: 'empty@example.com',
        keyName: 'Shed',
        startDate: 0,
        endDate: 0,
      };
      return (await demo.post('/v3/key/send', { ...query, ...change })).body;
    };
    const first = await send();
    const second = await send({ remoteEnable: 1 });
    expect(second['keyId']).not.toBe(first['keyId']);
    const held = items(await empty.post('/v3/key/list', PAGE));
    expect(held).toMatchObject([{ keyId: second['keyId'], lockId: shed, remoteEnable: 1 }]);
    expect((await demo.post('/v3/key/delete', { keyId: Number(second['keyId']) })).body['errcode']).toBe(0);
    expect(items(await empty.post('/v3/key/list', PAGE))).toEqual([]);
    const own = items(await demo.post('/v3/key/list', PAGE))[0];
    expect((await demo.post('/v3/key/delete', { keyId: Number(own?.['keyId']) })).body['errcode']).toBe(
      -2018,
    );
    expect((await send({ receiverUsername: DEMO.username }))['code']).toBe(-2019);
    expect((await send({ receiverUsername: 'unknown' }))['code']).toBe(-4064);
    expect((await send({ startDate: 5, endDate: 4 }))['code']).toBe(-3);
  });
});

describe('gateways', () => {
  test('a lock’s gateways come strongest first and do not tell whether they are online', async () => {
    const seed: Seed = {
      accounts: [DEMO],
      gateways: [
        { gatewayId: 1, name: 'Far' },
        { gatewayId: 2, name: 'Near' },
      ],
      locks: [{ lockId: 5, name: 'Door', owner: DEMO.username, gatewayIds: [2, 1] }],
    };
    const { demo } = await start({ seed });
    const gateways = items(await demo.get('/v3/gateway/listByLock', { lockId: 5 }));
    expect(gateways.map(({ gatewayName }) => gatewayName)).toEqual(['Near', 'Far']);
    expect(Number(gateways[0]?.['rssi'])).toBeGreaterThan(Number(gateways[1]?.['rssi']));
    expect(gateways[0]).not.toHaveProperty('isOnline');
  });

  test('a gateway tells its locks and whether it is online, to its owner', async () => {
    const { simulator, demo, key } = await start();
    expect(ids(items(await demo.get('/v3/gateway/listLock', { gatewayId: 7101 })))).toEqual([
      frontDoor,
      backDoor,
    ]);
    const detail = async () => (await demo.get('/v3/gateway/detail', { gatewayId: 7101 })).body;
    expect(await detail()).toMatchObject({ gatewayName: 'Hall gateway', lockNum: 2, isOnline: 1 });
    simulator.gateway(7101).online = false;
    expect(await detail()).toMatchObject({ isOnline: 0 });
    expect((await key('cabin@example.com').get('/v3/gateway/detail', { gatewayId: 7101 })).body['code']).toBe(
      -4037,
    );
    expect((await demo.get('/v3/gateway/listLock', { gatewayId: 1 })).body['code']).toBe(-4037);
  });
});

test('lists and details carry the secrets that a client must drop, and every one of them is known', async () => {
  const { simulator, demo } = await start({ seed: demoSeed });
  const query = { lockId: frontDoor, ...PAGE };
  const detail = (await demo.get('/v3/lock/detail', query)).body;
  const secrets = [
    ...['adminPwd', 'noKeyPwd', 'deletePwd', 'aesKeyStr', 'lockKey', 'lockData'].map((name) => detail[name]),
    ...items(await demo.post('/v3/key/list', PAGE)).flatMap(({ noKeyPwd, lockData }) => [noKeyPwd, lockData]),
    ...items(await demo.post('/v3/lock/list', PAGE)).flatMap(({ noKeyPwd, lockData }) => [
      noKeyPwd,
      lockData,
    ]),
    ...items(await demo.get('/v3/lock/listKeyboardPwd', query)).map(({ keyboardPwd }) => keyboardPwd),
    ...items(await demo.get('/v3/identityCard/list', query)).map(({ cardNumber }) => cardNumber),
  ];
  expect(secrets).not.toContain(undefined);
  expect(secrets.filter((value) => !simulator.secrets.includes(String(value)))).toEqual([]);
  expect(simulator.secrets).toEqual(expect.arrayContaining(['demo-password', demo.authorization]));
});
