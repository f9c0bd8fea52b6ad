import { frontDoor, items, type RawClient, simulators } from './raw-client.ts';

const start = simulators();
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** The front door's zone is five hours west of UTC. */
const WEST = 5 * HOUR;
type Fields = Record<string, string | number>;
type Started = Awaited<ReturnType<typeof start>>;

const generate = (client: RawClient, fields: Fields) =>
  client.post('/v3/keyboardPwd/get', { lockId: frontDoor, ...fields });

/** Turns the clock to the next local Monday, at an hour. */
function toMonday({ clock }: Started, hour: number): number {
  const local = clock.now() - WEST;
  const daysToMonday = (8 - new Date(local).getUTCDay()) % 7 || 7;
  const midnight = local - (local % DAY) + daysToMonday * DAY;
  clock.advance(midnight + hour * HOUR - local);
  return clock.now();
}

/** True if digits open the front door now; leaves it locked. */
function opens({ simulator }: Started, digits: unknown): boolean {
  const lock = simulator.lock(frontDoor);
  lock.enterDigits(String(digits));
  const open = lock.bolt === 'unlocked';
  lock.turnByHand('lock');
  return open;
}

test('a code is generated without a gateway, by GET and POST, and opens a lock that never heard of it', async () => {
  const world = await start();
  world.simulator.gateway(7101).online = false;
  world.simulator.lock(frontDoor).set({ online: false });
  const fields = { lockId: frontDoor, keyboardPwdType: 2, startDate: world.clock.now() };
  const codes = [
    (await world.demo.get('/v3/keyboardPwd/get', fields)).body,
    (await generate(world.demo, fields)).body,
  ];
  expect(codes).toEqual(
    codes.map(() => ({ keyboardPwd: expect.stringMatching(/^\d{6,9}$/), keyboardPwdId: expect.any(Number) })),
  );
  expect(codes.map(({ keyboardPwd }) => opens(world, keyboardPwd))).toEqual([true, true]);
});

test('its start is cut to the hour, and the list calls it not custom', async () => {
  const world = await start();
  const { demo, clock } = world;
  const startDate = clock.now() - (clock.now() % HOUR);
  const fields = {
    keyboardPwdType: 3,
    startDate: startDate + 20 * MINUTE,
    endDate: startDate + 130 * MINUTE,
  };
  const { keyboardPwd } = (await generate(demo, { ...fields, keyboardPwdName: 'Visit' })).body;
  const query = { lockId: frontDoor, pageNo: 1, pageSize: 20, searchStr: 'Visit' };
  expect(items(await demo.get('/v3/lock/listKeyboardPwd', query))).toMatchObject([
    { keyboardPwd, keyboardPwdType: 3, isCustom: 0, startDate, endDate: startDate + 2 * HOUR, status: 1 },
  ]);
});

test('a one-time code opens once, within six hours', async () => {
  const world = await start();
  const once = { keyboardPwdType: 1, startDate: toMonday(world, 9) };
  const first = (await generate(world.demo, once)).body['keyboardPwd'];
  const second = (await generate(world.demo, once)).body['keyboardPwd'];
  expect([opens(world, first), opens(world, first)]).toEqual([true, false]);
  world.clock.advance(6 * HOUR);
  expect(opens(world, second)).toBe(false);
});

test.each([2, 3])(
  'a code of kind %i dies if it is not used within a day of its start',
  async (keyboardPwdType) => {
    const world = await start();
    const startDate = toMonday(world, 9);
    const dates = { startDate, endDate: startDate + 7 * DAY };
    const used = (await generate(world.demo, { keyboardPwdType, ...dates })).body['keyboardPwd'];
    const later = { startDate: startDate + HOUR, endDate: startDate + 7 * DAY };
    const unused = (await generate(world.demo, { keyboardPwdType, ...later })).body['keyboardPwd'];
    expect([opens(world, used), opens(world, unused)]).toEqual([true, false]);
    world.clock.advance(2 * DAY);
    expect([opens(world, used), opens(world, unused)]).toEqual([true, false]);
  },
);

test('recurring codes open on their days and hours, in the zone of the lock', async () => {
  const world = await start();
  const from = toMonday(world, 9);
  const codes: unknown[] = [];
  for (const keyboardPwdType of [5, 6, 7, 8, 14]) {
    const hours = { keyboardPwdType, startDate: from, endDate: from + 2 * HOUR };
    codes.push((await generate(world.demo, hours)).body['keyboardPwd']);
  }
  const openNow = () => codes.map((digits) => opens(world, digits));
  expect(openNow()).toEqual([false, true, true, true, false]);
  world.clock.advance(3 * HOUR);
  expect(openNow()).toEqual([false, false, false, false, false]);
  world.clock.advance(DAY - 3 * HOUR);
  expect(openNow()).toEqual([false, true, true, false, false]);
  world.clock.advance(5 * DAY);
  expect(openNow()).toEqual([true, true, false, false, true]);
});

test('the erasing code removes all others from the lock', async () => {
  const world = await start();
  const fields = { keyboardPwdType: 4, startDate: world.clock.now() };
  const { keyboardPwd } = (await generate(world.demo, fields)).body;
  expect(opens(world, keyboardPwd)).toBe(false);
  world.simulator.lock(frontDoor).enterPasscode('Family');
  expect(world.simulator.lock(frontDoor).bolt).toBe('locked');
  expect((await world.demo.records(frontDoor)).map((record) => record['recordTypeFromLock'])).toContain(10);
});

test.each<[string, number, Fields]>([
  ['an unknown kind', -3, { keyboardPwdType: 15 }],
  ['more than a year', -3, { keyboardPwdType: 3, endDate: 400 * DAY }],
  ['an end that is no later hour', -3, { keyboardPwdType: 3, endDate: DAY + 30 * MINUTE }],
  ['another generation of codes', 20007, { keyboardPwdVersion: 3 }],
])('%s is refused with %d', async (_, code, fields) => {
  const { demo } = await start();
  const query = { keyboardPwdType: 2, startDate: DAY, ...fields };
  expect((await generate(demo, query)).body['code']).toBe(code);
});

test('there are twenty permanent codes for an hour, and one for a period, which does not come again', async () => {
  const { demo, clock } = await start();
  const startDate = clock.now();
  const codes: unknown[] = [];
  for (let i = 0; i < 21; i++)
    codes.push((await generate(demo, { keyboardPwdType: 2, startDate })).body['keyboardPwd']);
  expect([new Set(codes).size, codes[20]]).toEqual([21, undefined]);
  const period = { keyboardPwdType: 3, startDate, endDate: startDate + DAY };
  const { keyboardPwdId } = (await generate(demo, period)).body;
  expect((await generate(demo, period)).body['code']).toBe(-1007);
  const deletion = { lockId: frontDoor, keyboardPwdId: Number(keyboardPwdId), deleteType: 2 };
  await demo.post('/v3/keyboardPwd/delete', deletion);
  expect((await generate(demo, period)).body['code']).toBe(-1026);
});

test('an unused code keeps its digits and times (-3008), a used one does not', async () => {
  const world = await start();
  const fields = { keyboardPwdType: 2, startDate: world.clock.now() };
  const { keyboardPwd, keyboardPwdId } = (await generate(world.demo, fields)).body;
  const change = { lockId: frontDoor, keyboardPwdId: Number(keyboardPwdId), newKeyboardPwd: '482915' };
  const changed = async () =>
    (await world.demo.post('/v3/keyboardPwd/change', { ...change, changeType: 2 })).body['errcode'];
  expect(await changed()).toBe(-3008);
  expect(opens(world, keyboardPwd)).toBe(true);
  expect(await changed()).toBe(0);
  expect([opens(world, keyboardPwd), opens(world, '482915')]).toEqual([false, true]);
});
