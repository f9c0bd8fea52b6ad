import { md5 } from '../../../simulators/sifely/index.ts';
import {
  DEMO,
  data,
  frontDoor,
  GUEST,
  garage,
  items,
  type RawClient,
  shed,
  simulators,
} from './raw-client.ts';

const start = simulators();
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const PAGE = { pageNo: 1, pageSize: 200 };
const EMPTY = 'empty@example.com';
type Fields = Record<string, string | number>;

const KEY = { lockId: garage, receiverUsername: EMPTY, keyName: 'Visit', startDate: 0, endDate: 0 };
const send = async (client: RawClient, fields: Fields = {}) =>
  (await client.post('/v3/key/send', { ...KEY, ...fields })).body;
const unlock = async (client: RawClient) =>
  (await client.post('/v3/lock/unlock', { lockId: garage })).body['errcode'];
const act = async (client: RawClient, what: string, keyId: unknown) =>
  (await client.post(`/v3/key/${what}`, { keyId: Number(keyId) })).body['errcode'];
const listed = async (client: RawClient, fields: Fields = {}) =>
  items(await client.get('/v3/lock/listKey', { lockId: garage, ...PAGE, ...fields }));

test('a one-time key opens once', async () => {
  const { demo, key } = await start();
  expect(await send(demo, { endDate: 1 })).toEqual({
    keyId: expect.any(Number),
    errcode: 0,
    errmsg: expect.any(String),
    description: expect.any(String),
  });
  expect(await listed(demo, { searchStr: 'visit' })).toMatchObject([{ endDate: 1 }]);
  const guest = key(EMPTY);
  expect([await unlock(guest), await unlock(guest)]).toEqual([0, -2018]);
});

test('a one-time key is not used up while the gateway refuses', async () => {
  const { demo, key, simulator } = await start();
  await send(demo, { endDate: 1 });
  simulator.fault({ kind: 'gateway-busy', times: 1 });
  const guest = key(EMPTY);
  expect([await unlock(guest), await unlock(guest)]).toEqual([-3003, 0]);
});

test('a recurring key opens on its days and hours in the zone of the lock, and is listed with them', async () => {
  const { demo, key, clock } = await start();
  const west = 5 * HOUR;
  const local = clock.now() - west;
  const daysToMonday = (8 - new Date(local).getUTCDay()) % 7 || 7;
  clock.advance(local - (local % DAY) + daysToMonday * DAY + 9 * HOUR - local);
  const from = clock.now();
  const days = { startDay: from - 9 * HOUR, endDay: from + 30 * DAY };
  // 2 is Monday.
  const recurring = { keyType: 4, weekDays: '[2,3]', ...days, startDate: from, endDate: from + HOUR };
  const { keyId } = await send(demo, recurring);
  const expected = { keyId, keyType: 4, weekDays: '[2,3]', ...days };
  expect(await listed(demo, { searchStr: 'visit' })).toMatchObject([expected]);
  const guest = key(EMPTY);
  expect(items(await guest.post('/v3/key/list', PAGE))).toMatchObject([expected]);
  const monday = await unlock(guest);
  clock.advance(2 * HOUR);
  const later = await unlock(guest);
  clock.advance(2 * DAY - 2 * HOUR);
  expect([monday, later, await unlock(guest)]).toEqual([0, -2018, -2018]);
  expect((await send(demo, { ...recurring, weekDays: '[0]' }))['code']).toBe(-3);
  expect((await send(demo, { ...recurring, weekDays: 'monday' }))['code']).toBe(-3);
});

test('an unknown receiver is refused, or gets an account whose password is the end of the name', async () => {
  const { demo, simulator, anonymous } = await start();
  const receiverUsername = 'new@example.com';
  expect((await send(demo, { receiverUsername }))['code']).toBe(-4064);
  expect((await send(demo, { receiverUsername, createUser: 1 }))['errcode']).toBe(0);
  const signedIn = await anonymous.login({ username: receiverUsername, password: 'le.com' });
  expect(data(signedIn)['token']).toEqual(expect.any(String));
  expect(simulator.secrets).toContain(md5('le.com'));
  const [theirs] = await listed(demo, { searchStr: receiverUsername });
  const [others] = await listed(demo, { searchStr: GUEST.username });
  expect(theirs?.['uid']).toEqual(expect.any(Number));
  expect(theirs?.['uid']).not.toBe(others?.['uid']);
});

test('a frozen key opens nothing until it is unfrozen', async () => {
  const { demo, key } = await start();
  const { keyId } = await send(demo);
  const guest = key(EMPTY);
  expect([await act(demo, 'freeze', keyId), await unlock(guest)]).toEqual([0, -2018]);
  expect(await listed(demo, { searchStr: 'visit' })).toMatchObject([{ keyStatus: '110405' }]);
  expect(await act(guest, 'unfreeze', keyId)).toBe(20002);
  expect([await act(demo, 'unfreeze', keyId), await unlock(guest)]).toEqual([0, 0]);
});

test('freezing may be absent, as Sifely’s documentation does not name it', async () => {
  const { demo } = await start({ platformExtras: 'absent' });
  const { keyId } = await send(demo);
  expect((await demo.post('/v3/key/freeze', { keyId: Number(keyId) })).status).toBe(404);
});

test('a key without a word on remote operation follows the lock', async () => {
  const { demo, simulator } = await start();
  await send(demo);
  expect(await listed(demo, { searchStr: 'visit' })).toMatchObject([{ remoteEnable: 1 }]);
  simulator.lock(garage).set({ features: { remoteUnlock: false } });
  await send(demo);
  expect(await listed(demo, { searchStr: 'visit' })).toMatchObject([{ remoteEnable: 2 }]);
});

test('a manager sends a key neither to himself (-2019) nor to the owner of the lock (-2020)', async () => {
  const { demo, key } = await start();
  expect(await send(demo, { keyRight: 1 })).toMatchObject({ errcode: 0 });
  const refusal = async (receiverUsername: string) => (await send(key(EMPTY), { receiverUsername }))['code'];
  expect([await refusal(EMPTY), await refusal(DEMO.username)]).toEqual([-2019, -2020]);
});

test('a manager sends keys that end no later than his own, and takes back only those', async () => {
  const { demo, key, clock } = await start();
  const endDate = clock.now() + DAY;
  const manager = { receiverUsername: GUEST.username, keyRight: 1, endDate };
  const { keyId: managers } = await send(demo, manager);
  const guest = key(GUEST.username);
  expect((await send(guest))['code']).toBe(-3039);
  expect((await send(guest, { endDate: endDate + 1 }))['code']).toBe(-3039);
  const { keyId: sent } = await send(guest, { endDate });
  const { keyId: owners } = await send(demo, { receiverUsername: 'cabin@example.com' });
  expect(await act(guest, 'delete', owners)).toBe(-2018);
  expect(await act(guest, 'delete', sent)).toBe(0);
  expect(await act(guest, 'delete', managers)).toBe(0);
});

test('an unknown key is -1008, and the owner’s own is neither frozen nor deleted', async () => {
  const { demo } = await start();
  const own = items(await demo.post('/v3/key/list', PAGE))[0]?.['keyId'];
  for (const what of ['delete', 'freeze', 'unfreeze'])
    expect([await act(demo, what, 1), await act(demo, what, own)]).toEqual([-1008, -2018]);
});

test('keys are ordered by name, newest first, or by name reversed', async () => {
  const { demo, clock } = await start();
  clock.advance(1000);
  await send(demo, { lockId: frontDoor, keyName: 'Aunt' });
  const names = async (orderBy: number) => {
    const query = { lockId: frontDoor, ...PAGE, orderBy };
    return items(await demo.get('/v3/lock/listKey', query)).map(({ keyName }) => keyName);
  };
  expect(await names(0)).toEqual(['Aunt', 'Front door']);
  expect(await names(1)).toEqual(['Aunt', 'Front door']);
  expect(await names(2)).toEqual(['Front door', 'Aunt']);
  expect((await send(demo, { lockId: shed, receiverUsername: DEMO.username }))['code']).toBe(-2019);
});

test('a phone freezes, limits and deletes keys behind the back of the API', async () => {
  const { anonymous, demo, key, clock } = await start();
  const keys = async () => items(await demo.get('/v3/lock/listKey', { lockId: frontDoor, ...PAGE }));
  const unlock = async () =>
    (await key(GUEST.username).post('/v3/lock/unlock', { lockId: frontDoor })).body['errcode'];
  const [shared] = await keys();
  const change = (body: unknown) => anonymous.control('PATCH', `keys/${shared?.['keyId']}`, body);
  expect(await unlock()).toBe(0);
  for (const [fields, code] of [
    [{ frozen: true }, -2018],
    [{ frozen: false }, 0],
    [{ remoteEnable: false }, -2018],
    [{ remoteEnable: true }, 0],
    [{ endDate: clock.now() - 1 }, -2018],
  ] as const) {
    await change(fields);
    expect(await unlock()).toBe(code);
  }
  await anonymous.control('DELETE', `keys/${shared?.['keyId']}`);
  expect([await keys(), await unlock()]).toEqual([[], 20001]);
  const owned = (await anonymous.control('GET', 'keys')).text;
  const own = JSON.parse(owned).find((each: { admin: boolean }) => each.admin);
  expect((await anonymous.control('DELETE', `keys/${own.keyId}`)).status).toBe(404);
});
