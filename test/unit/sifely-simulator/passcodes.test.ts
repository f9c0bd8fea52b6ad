import { setTimeout as pause } from 'node:timers/promises';
import { INSTANT_TIMING } from '../../../simulators/sifely/index.ts';
import { frontDoor, GUEST, items, type RawClient, shed, simulators, study } from './raw-client.ts';

const start = simulators();
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const PAGE = { pageNo: 1, pageSize: 200 };
type Fields = Record<string, string | number>;

const NEW = { lockId: frontDoor, keyboardPwdName: 'Guest', keyboardPwd: '482915', keyboardPwdType: 2 };
const FOREVER = { startDate: 1, endDate: 0 };
const byGateway = { addType: 2, changeType: 2, deleteType: 2 };

const add = (client: RawClient, fields: Fields = {}) =>
  client.post('/v3/keyboardPwd/add', { ...NEW, ...FOREVER, addType: 2, ...fields });
const change = (client: RawClient, keyboardPwdId: unknown, fields: Fields) =>
  client.post('/v3/keyboardPwd/change', {
    lockId: frontDoor,
    keyboardPwdId: Number(keyboardPwdId),
    ...byGateway,
    ...fields,
  });
const remove = (client: RawClient, keyboardPwdId: unknown, deleteType = 2) =>
  client.post('/v3/keyboardPwd/delete', {
    lockId: frontDoor,
    keyboardPwdId: Number(keyboardPwdId),
    deleteType,
  });
const listed = async (client: RawClient, fields: Fields = {}) =>
  items(await client.get('/v3/lock/listKeyboardPwd', { lockId: frontDoor, ...PAGE, ...fields }));

type Started = Awaited<ReturnType<typeof start>>;

/** True if digits open the front door now; leaves it locked. */
function opens({ simulator }: Started, digits: string, lockId: number = frontDoor): boolean {
  const lock = simulator.lock(lockId);
  lock.enterDigits(digits);
  const open = lock.bolt === 'unlocked';
  lock.turnByHand('lock');
  return open;
}

describe('a custom passcode', () => {
  test('written by the gateway is in the lock and opens it', async () => {
    const world = await start();
    const { body } = await add(world.demo);
    expect(body).toEqual({ keyboardPwdId: expect.any(Number) });
    expect(opens(world, '482915')).toBe(true);
    expect(await world.demo.records(frontDoor)).toMatchObject([
      { recordType: 47 },
      { recordType: 4, recordTypeFromLock: 4, success: 1, username: 'Guest', keyboardPwd: '482915' },
    ]);
  });

  test('stored by Bluetooth, the default, is in the list and not in the lock', async () => {
    const world = await start();
    const { body } = await world.demo.post('/v3/keyboardPwd/add', { ...NEW, ...FOREVER });
    expect(body).toEqual({ keyboardPwdId: expect.any(Number), keyboardPwd: null });
    expect((await listed(world.demo)).map(({ keyboardPwd }) => keyboardPwd)).toContain('482915');
    expect(opens(world, '482915')).toBe(false);
    expect((await world.demo.records(frontDoor))[1]).toMatchObject({
      recordTypeFromLock: 7,
      success: 0,
      username: '48****15',
    });
  });

  test('is listed with all its fields', async () => {
    const { demo, clock } = await start();
    const startDate = Math.floor(clock.now() / 60_000) * 60_000;
    await add(demo, { keyboardPwdType: 3, startDate: startDate + 5000, endDate: startDate + HOUR });
    expect(await listed(demo, { searchStr: '482915' })).toEqual([
      {
        keyboardPwdId: expect.any(Number),
        lockId: frontDoor,
        keyboardPwd: '482915',
        keyboardPwdName: 'Guest',
        nickName: 'Guest',
        keyboardPwdType: 3,
        keyboardPwdVersion: 4,
        startDate,
        endDate: startDate + HOUR,
        sendDate: expect.any(Number),
        isCustom: 1,
        status: 1,
        senderUsername: 'demo@example.com',
        receiverUsername: '',
      },
    ]);
  });

  test('of a period opens within it and not before or after, by the clock of the lock', async () => {
    const world = await start();
    const { demo, clock, simulator } = world;
    const startDate = clock.now() + HOUR;
    await add(demo, { keyboardPwdType: 3, startDate, endDate: startDate + HOUR });
    const before = opens(world, '482915');
    clock.advance(HOUR + 60_000);
    const within = opens(world, '482915');
    simulator.lock(frontDoor).set({ clockOffsetMs: 2 * HOUR });
    const byWrongClock = opens(world, '482915');
    simulator.lock(frontDoor).set({ clockOffsetMs: 0 });
    clock.advance(HOUR);
    const after = opens(world, '482915');
    expect([before, within, byWrongClock, after]).toEqual([false, true, false, false]);
    expect(await listed(demo, { searchStr: 'Guest' })).toMatchObject([{ status: 2 }]);
  });

  test.each<[string, number, Fields]>([
    ['three digits', -3006, { keyboardPwd: '482' }],
    ['ten digits', -3006, { keyboardPwd: '4829150637' }],
    ['letters', -3006, { keyboardPwd: '48a9' }],
    ['the same digit', -2032, { keyboardPwd: '7777' }],
    ['digits in a row', -2032, { keyboardPwd: '123456' }],
    ['digits in a row downwards', -2032, { keyboardPwd: '9876' }],
    ['an end before its start', -3, { keyboardPwdType: 3, startDate: 2 * HOUR, endDate: HOUR }],
    ['a kind that only generated codes have', -3, { keyboardPwdType: 1 }],
    ['a way for narrowband locks', -4067, { addType: 3 }],
  ])('with %s is refused with %d', async (_, code, fields) => {
    const { demo, simulator } = await start();
    const before = simulator.lock(frontDoor).state.keypad;
    expect((await add(demo, fields)).body['code']).toBe(code);
    expect(await listed(demo)).toHaveLength(2);
    expect(simulator.lock(frontDoor).state.keypad).toEqual(before);
  });

  test('with the digits of another one, in the list or only in the lock, is refused', async () => {
    const { demo, simulator } = await start();
    await add(demo);
    expect((await add(demo)).body['code']).toBe(-3007);
    simulator.lock(frontDoor).changePasscodes({ do: 'add', name: 'Old', digits: '5173', where: 'lock' });
    expect((await add(demo, { keyboardPwd: '5173' })).body['code']).toBe(-3007);
  });

  test('needs room, a lock of the current generation, and its manager', async () => {
    const { demo, simulator, key } = await start();
    expect((await add(key(GUEST.username))).body['code']).toBe(20002);
    simulator.lock(frontDoor).set({ passcodeCapacity: 2 });
    expect((await add(demo)).body['code']).toBe(-3009);
    simulator.lock(frontDoor).set({ passcodeCapacity: 3, passcodeVersion: 3 });
    expect((await add(demo)).body['code']).toBe(-4043);
  });

  test('of a period, or of no kind, needs both dates; a permanent one only if it is set so', async () => {
    const { demo } = await start();
    const undated = { ...NEW, addType: 2 };
    expect((await demo.post('/v3/keyboardPwd/add', undated)).status).toBe(500);
    expect((await demo.post('/v3/keyboardPwd/add', { ...undated, startDate: 1 })).status).toBe(500);
    const lenient = await start({ permanentWithoutDates: true });
    expect((await lenient.demo.post('/v3/keyboardPwd/add', undated)).status).toBe(200);
    const { keyboardPwdType: _, ...kindless } = undated;
    expect((await lenient.demo.post('/v3/keyboardPwd/add', kindless)).status).toBe(500);
  });

  test('is stored as a period if it has an end, or if no kind is named', async () => {
    const { demo, clock } = await start();
    const { keyboardPwdType: _, ...kindless } = NEW;
    await demo.post('/v3/keyboardPwd/add', { ...kindless, ...FOREVER });
    await add(demo, { keyboardPwd: '5173', startDate: clock.now(), endDate: clock.now() + DAY });
    expect((await listed(demo, { searchStr: 'Guest' })).map((code) => code['keyboardPwdType'])).toEqual([
      3, 3,
    ]);
  });
});

describe('changing a passcode', () => {
  test('by the gateway changes what opens the lock', async () => {
    const world = await start();
    const { keyboardPwdId } = (await add(world.demo)).body;
    expect((await change(world.demo, keyboardPwdId, { newKeyboardPwd: '730518' })).body['errcode']).toBe(0);
    expect([opens(world, '482915'), opens(world, '730518')]).toEqual([false, true]);
  });

  test('by Bluetooth changes the list, and the old digits still open', async () => {
    const world = await start();
    const { keyboardPwdId } = (await add(world.demo)).body;
    await change(world.demo, keyboardPwdId, { newKeyboardPwd: '730518', changeType: 1 });
    expect(await listed(world.demo, { searchStr: 'Guest' })).toMatchObject([{ keyboardPwd: '730518' }]);
    expect([opens(world, '482915'), opens(world, '730518')]).toEqual([true, false]);
  });

  test('its name needs no gateway', async () => {
    const { demo, simulator } = await start();
    const { keyboardPwdId } = (await add(demo)).body;
    simulator.gateway(7101).online = false;
    expect((await change(demo, keyboardPwdId, { keyboardPwdName: 'Aunt' })).body['errcode']).toBe(0);
    expect((await listed(demo)).map((code) => code['keyboardPwdName'])).toContain('Aunt');
  });

  test('its times needs both; one alone succeeds and changes nothing', async () => {
    const world = await start();
    const { demo, clock } = world;
    const { keyboardPwdId } = (await add(demo)).body;
    const endDate = clock.now() - HOUR;
    expect((await change(demo, keyboardPwdId, { endDate })).body['errcode']).toBe(0);
    expect(await listed(demo, { searchStr: 'Guest' })).toMatchObject([{ endDate: 0 }]);
    expect((await change(demo, keyboardPwdId, { startDate: endDate, endDate: 1 })).body['errcode']).toBe(-3);
  });

  test('follows the rules of new digits, and needs something to change', async () => {
    const { demo } = await start();
    const { keyboardPwdId } = (await add(demo)).body;
    await add(demo, { keyboardPwd: '5173' });
    const codes = [];
    for (const newKeyboardPwd of ['12', '1234', '5173'])
      codes.push((await change(demo, keyboardPwdId, { newKeyboardPwd })).body['errcode']);
    expect(codes).toEqual([-3006, -2032, -3007]);
    expect((await change(demo, keyboardPwdId, {})).body['errcode']).toBe(-3);
  });

  test('one that does not exist succeeds, or is refused if it is set so', async () => {
    const { demo } = await start();
    expect((await change(demo, 1, { keyboardPwdName: 'x' })).body['errcode']).toBe(0);
    expect((await remove(demo, 1)).body['errcode']).toBe(0);
    const strict = await start({ unknownPasscode: 'refused' });
    expect((await change(strict.demo, 1, { keyboardPwdName: 'x' })).body['errcode']).toBe(-2009);
    expect((await remove(strict.demo, 1)).body['errcode']).toBe(-2009);
  });
});

describe('deleting a passcode', () => {
  test('by the gateway takes it out of the lock', async () => {
    const world = await start();
    const { keyboardPwdId } = (await add(world.demo)).body;
    expect((await remove(world.demo, keyboardPwdId)).body['errcode']).toBe(0);
    expect(await listed(world.demo, { searchStr: 'Guest' })).toEqual([]);
    expect(opens(world, '482915')).toBe(false);
  });

  test('by Bluetooth takes it out of the list, and it still opens', async () => {
    const world = await start();
    const { keyboardPwdId } = (await add(world.demo)).body;
    await remove(world.demo, keyboardPwdId, 1);
    expect(await listed(world.demo, { searchStr: 'Guest' })).toEqual([]);
    expect(opens(world, '482915')).toBe(true);
    expect((await world.demo.records(frontDoor))[1]).toMatchObject({ success: 1, username: null });
  });

  test('needs its way, by id or by digits', async () => {
    const world = await start();
    await add(world.demo);
    const byCode = { lockId: frontDoor, keyboardPwd: '482915' };
    expect((await world.demo.post('/v3/keyboardPwd/deleteByCode', byCode)).status).toBe(500);
    const { body } = await world.demo.post('/v3/keyboardPwd/deleteByCode', { ...byCode, deleteType: 2 });
    expect(body['errcode']).toBe(0);
    expect(opens(world, '482915')).toBe(false);
  });
});

describe('through the gateway', () => {
  test.each<[string, number, number, (world: Started) => void]>([
    [
      'offline',
      -3002,
      frontDoor,
      ({ simulator }) => Object.assign(simulator.gateway(7101), { online: false }),
    ],
    ['busy', -3003, frontDoor, ({ simulator }) => Object.assign(simulator.gateway(7101), { busy: true })],
    ['absent', -2012, shed, () => undefined],
    ['a Wi-Fi lock offline', -3036, study, ({ simulator }) => simulator.lock(study).set({ online: false })],
    ['a fault', -3003, frontDoor, ({ simulator }) => void simulator.fault({ kind: 'gateway-busy' })],
  ])(
    '%s: nothing is written (%d), and Bluetooth writes are not concerned',
    async (_, code, lockId, breakIt) => {
      const world = await start();
      breakIt(world);
      expect((await add(world.demo, { lockId })).body['code']).toBe(code);
      expect(await listed(world.demo, { lockId, searchStr: 'Guest' })).toEqual([]);
      expect(opens(world, '482915', lockId)).toBe(false);
      expect((await add(world.demo, { lockId, addType: 1 })).body['keyboardPwdId']).toEqual(
        expect.any(Number),
      );
    },
  );

  test('a code is in the lock only when the gateway is done, which is busy meanwhile', async () => {
    const world = await start({ timing: { ...INSTANT_TIMING, operationMs: 60_000 } });
    const answer = add(world.demo);
    while (world.simulator.calls.length < 1) await pause(1);
    expect((await add(world.demo, { keyboardPwd: '5173' })).body['code']).toBe(-3003);
    expect(opens(world, '482915')).toBe(false);
    world.clock.advance(60_000);
    expect((await answer).body['keyboardPwdId']).toEqual(expect.any(Number));
    expect(opens(world, '482915')).toBe(true);
  });

  test('a write whose answer is lost was done', async () => {
    const world = await start();
    world.simulator.fault({
      kind: 'status',
      status: 504,
      endpoint: 'keyboardPwd/add',
      moment: 'after',
      times: 1,
    });
    expect((await add(world.demo)).status).toBe(504);
    expect(opens(world, '482915')).toBe(true);
    expect((await add(world.demo)).body['code']).toBe(-3007);
  });
});

describe('behind the back of the API', () => {
  test('a phone adds, changes and removes codes, in the lock, the list, or both', async () => {
    const world = await start();
    const act = (body: unknown) =>
      world.anonymous.control('POST', `locks/${frontDoor}/passcode-changes`, body);
    await act({ do: 'add', name: 'Plumber', digits: '482915' });
    expect(opens(world, '482915')).toBe(true);
    await act({ do: 'change', name: 'Plumber', digits: '730518', where: 'lock' });
    expect(await listed(world.demo, { searchStr: 'Plumber' })).toMatchObject([{ keyboardPwd: '482915' }]);
    expect([opens(world, '482915'), opens(world, '730518')]).toEqual([false, true]);
    await act({ do: 'remove', name: 'Plumber', where: 'cloud' });
    expect(await listed(world.demo, { searchStr: 'Plumber' })).toEqual([]);
    expect(opens(world, '730518')).toBe(true);
    expect((await act({ do: 'remove', name: 'Nobody' })).status).toBe(404);
    expect((await act({ do: 'add', name: 'Empty' })).status).toBe(400);
  });

  test('digits are entered by a control, and secrets include every code', async () => {
    const world = await start();
    await add(world.demo);
    await world.anonymous.control('POST', `locks/${frontDoor}/passcode`, { digits: '482915' });
    expect(world.simulator.lock(frontDoor).bolt).toBe('unlocked');
    expect(world.simulator.secrets).toContain('482915');
    const { text } = await world.anonymous.control('GET', `locks/${frontDoor}`);
    expect(text).toContain('passcodesInLock');
    expect(text).not.toContain('482915');
  });
});

test('lists are ordered by name unless asked otherwise, and search names and exact digits', async () => {
  const { demo, clock } = await start();
  clock.advance(1000);
  await add(demo, { keyboardPwdName: 'Dora' });
  const names = async (fields: Fields) => (await listed(demo, fields)).map((code) => code['keyboardPwdName']);
  expect(await names({})).toEqual(['Cleaner', 'Dora', 'Family']);
  expect((await names({ orderBy: 1 }))[0]).toBe('Dora');
  expect(await names({ orderBy: 2 })).toEqual(['Family', 'Dora', 'Cleaner']);
  expect([await names({ searchStr: 'FAM' }), await names({ searchStr: '4829' })]).toEqual([['Family'], []]);
  expect(
    (await demo.get('/v3/lock/listKeyboardPwd', { lockId: frontDoor, pageNo: 1, pageSize: 201 })).body,
  ).toMatchObject({ code: -3 });
});

test('POST calls take a form in the body, and the query comes first', async () => {
  const world = await start();
  const body = new URLSearchParams({
    ...NEW,
    keyboardPwd: '730518',
    startDate: '1',
    endDate: '0',
    addType: '2',
  } as never);
  const { status } = await world.demo.send(
    'POST',
    '/v3/keyboardPwd/add',
    { keyboardPwd: '482915' },
    { body },
  );
  expect(status).toBe(200);
  expect([opens(world, '482915'), opens(world, '730518')]).toEqual([true, false]);
});

describe('a Wi-Fi lock that saves power', () => {
  const later = (client: RawClient) => add(client, { lockId: study, addType: 4 });
  const inStudy = (client: RawClient) => listed(client, { lockId: study });

  test('refuses writes, and takes a code that may wait when it wakes', async () => {
    const world = await start();
    const { demo, simulator } = world;
    simulator.lock(study).set({ asleep: true });
    expect((await add(demo, { lockId: study })).body['code']).toBe(-3035);
    expect((await later(demo)).body['keyboardPwdId']).toEqual(expect.any(Number));
    expect(await inStudy(demo)).toMatchObject([{ status: 4 }]);
    expect(opens(world, '482915', study)).toBe(false);
    simulator.lock(study).set({ asleep: false });
    expect(await inStudy(demo)).toMatchObject([{ status: 1 }]);
    expect(opens(world, '482915', study)).toBe(true);
  });

  test('tells by webhook that it refused a code which waited', async () => {
    const { demo, simulator } = await start();
    const bodies: string[] = [];
    simulator.webhooks('demo@example.com', { url: 'http://127.0.0.1:1/webhook' });
    simulator.onWebhook(({ body }) => bodies.push(body));
    simulator.lock(study).set({ asleep: true });
    const { keyboardPwdId } = (await later(demo)).body;
    simulator.lock(study).changePasscodes({ do: 'add', name: 'Phone', digits: '482915', where: 'lock' });
    simulator.lock(study).set({ asleep: false });
    await simulator.flushWebhooks();
    expect(await inStudy(demo)).toMatchObject([{ status: 5 }]);
    expect(bodies.map((body) => JSON.parse(body))).toMatchObject([
      { notifyType: '4', objectType: 2, objectId: keyboardPwdId, errcode: -3007 },
    ]);
  });

  test('takes it at once while awake; a lock without Wi-Fi does not know such a way', async () => {
    const world = await start();
    await later(world.demo);
    expect(opens(world, '482915', study)).toBe(true);
    expect((await add(world.demo, { addType: 4 })).body['code']).toBe(-4043);
  });
});
