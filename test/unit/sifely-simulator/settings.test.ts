import { ManualClock } from '../../support/manual-clock.ts';
import { backDoor, GUEST, items, type RawClient, simulators, study } from './raw-client.ts';

const start = simulators();
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
type Fields = Record<string, string | number>;

const write = async (client: RawClient, call: string, fields: Fields) =>
  (await client.post(`/v3/lock/${call}`, { lockId: backDoor, ...fields })).body['errcode'];
const read = async (client: RawClient, call: string) =>
  (await client.get(`/v3/lock/${call}`, { lockId: backDoor })).body;
const ALL_DAYS = '[1,2,3,4,5,6,7]';

describe('automatic locking', () => {
  test('that the gateway set is in the lock and its detail', async () => {
    const { demo, simulator, clock } = await start();
    expect(await write(demo, 'setAutoLockTime', { seconds: 60, type: 2 })).toBe(0);
    expect(await read(demo, 'detail')).toMatchObject({ autoLockTime: 60 });
    const lock = simulator.lock(backDoor);
    lock.turnByHand('unlock');
    clock.advance(31_000);
    expect(lock.bolt).toBe('unlocked');
    clock.advance(30_000);
    expect(lock.bolt).toBe('locked');
  });

  test('stored by Bluetooth is in the detail, and the lock keeps its own', async () => {
    const { demo, simulator, clock } = await start();
    await write(demo, 'setAutoLockTime', { seconds: 60 });
    expect(await read(demo, 'detail')).toMatchObject({ autoLockTime: 60 });
    const lock = simulator.lock(backDoor);
    lock.turnByHand('unlock');
    clock.advance(31_000);
    expect(lock.bolt).toBe('locked');
  });

  test('can be switched off, and no other time than the lock allows is taken', async () => {
    const { demo, simulator, clock } = await start();
    for (const seconds of [0, -1]) expect(await write(demo, 'setAutoLockTime', { seconds, type: 2 })).toBe(0);
    for (const seconds of [1, 901, -2])
      expect(await write(demo, 'setAutoLockTime', { seconds, type: 2 })).toBe(-4082);
    simulator.lock(backDoor).turnByHand('unlock');
    clock.advance(DAY);
    expect(simulator.lock(backDoor).bolt).toBe('unlocked');
  });
});

describe('passage mode', () => {
  test('on certain days and hours keeps the lock from locking itself then, in its zone', async () => {
    const { demo, simulator, clock } = await start();
    const local = clock.now() - 5 * HOUR;
    const daysToMonday = (8 - new Date(local).getUTCDay()) % 7 || 7;
    clock.advance(local - (local % DAY) + daysToMonday * DAY + 9 * HOUR - local);
    const hours = { startDate: 540, endDate: 600, isAllDay: 2, weekDays: '[1]' };
    expect(await write(demo, 'configPassageMode', { passageMode: 1, ...hours, autoUnlock: 2, type: 2 })).toBe(
      0,
    );
    const locksItself = () => {
      simulator.lock(backDoor).turnByHand('unlock');
      clock.advance(31_000);
      return simulator.lock(backDoor).bolt === 'locked';
    };
    const within = locksItself();
    clock.advance(HOUR);
    const later = locksItself();
    clock.advance(DAY - HOUR);
    expect([within, later, locksItself()]).toEqual([false, true, true]);
  });

  test('is read by both calls, whichever set it', async () => {
    const { demo } = await start();
    const periods = [
      { isAllDay: 2, startTime: 540, endTime: 600, weekDays: [1, 2] },
      { isAllDay: 1, startTime: 0, endTime: 0, weekDays: [7] },
    ];
    const fields = { passageMode: 1, autoUnlock: 1, cyclicConfig: JSON.stringify(periods), type: 2 };
    expect(await write(demo, 'configurePassageMode', fields)).toBe(0);
    expect(await read(demo, 'getPassageModeConfiguration')).toEqual({
      passageMode: 1,
      autoUnlock: 1,
      cyclicConfig: periods,
    });
    expect(await read(demo, 'getPassageModeConfig')).toEqual({
      ...{ passageMode: 1, startDate: 540, endDate: 600, isAllDay: 2, weekDays: [1, 2], autoUnlock: 1 },
    });
    expect(await read(demo, 'detail')).toMatchObject({ passageMode: 1 });
    expect(await write(demo, 'configPassageMode', { passageMode: 2, type: 2 })).toBe(0);
    expect(await read(demo, 'getPassageModeConfiguration')).toMatchObject({ passageMode: 2 });
  });

  test('stored by Bluetooth is listed, and the lock does not have it', async () => {
    const { demo, simulator } = await start();
    await write(demo, 'configPassageMode', { passageMode: 1, isAllDay: 1, weekDays: ALL_DAYS });
    expect(await read(demo, 'detail')).toMatchObject({ passageMode: 1 });
    expect(simulator.lock(backDoor).state.passageMode).toBe(false);
  });

  test.each<[string, Fields]>([
    ['days that are no list', { isAllDay: 1, weekDays: 'monday' }],
    ['an eighth day', { isAllDay: 1, weekDays: '[8]' }],
    ['an end before its start', { isAllDay: 2, weekDays: ALL_DAYS, startDate: 600, endDate: 540 }],
    ['neither on nor off', { passageMode: 3, isAllDay: 1, weekDays: ALL_DAYS }],
  ])('with %s is refused', async (_, fields) => {
    const { demo, simulator } = await start();
    expect(await write(demo, 'configPassageMode', { passageMode: 1, type: 2, ...fields })).toBe(-3);
    expect(simulator.lock(backDoor).state.passageMode).toBe(false);
  });
});

describe('passage mode that unlocks by itself', () => {
  /** 07:00 on a Monday in the zone of the demo home, five hours west of UTC. */
  const MONDAY_AT_SEVEN = Date.UTC(2026, 10, 2, 12);
  const opensAtEight = { passageMode: 1, autoUnlock: 1, isAllDay: 2, startDate: 480, endDate: 600, type: 2 };

  test('opens the lock when each period begins, and leaves record 63', async () => {
    const clock = new ManualClock(MONDAY_AT_SEVEN);
    const { demo, simulator } = await start({ clock });
    const lock = simulator.lock(backDoor);
    expect(await write(demo, 'configPassageMode', { ...opensAtEight, weekDays: '[1,3]' })).toBe(0);
    expect(await read(demo, 'detail')).toMatchObject({ passageModeAutoUnlock: 1 });
    await clock.advance(HOUR - 1);
    expect(lock.bolt).toBe('locked');
    await clock.advance(1);
    expect(lock.bolt).toBe('unlocked');
    expect(lock.records.at(-1)).toMatchObject({ recordType: 63, recordTypeFromLock: 63, success: 1 });
    lock.turnByHand('lock');
    await clock.advance(DAY);
    expect(lock.bolt).toBe('locked');
    await clock.advance(DAY);
    expect(lock.bolt).toBe('unlocked');
    expect(lock.records.filter(({ recordType }) => recordType === 63)).toHaveLength(2);
  });

  test('stays locked once the mode is switched off, or was set by Bluetooth alone', async () => {
    const clock = new ManualClock(MONDAY_AT_SEVEN);
    const { demo, simulator } = await start({ clock });
    await write(demo, 'configPassageMode', { ...opensAtEight, weekDays: ALL_DAYS });
    await write(demo, 'configPassageMode', { passageMode: 2, type: 2 });
    await write(demo, 'configPassageMode', { ...opensAtEight, weekDays: ALL_DAYS, type: 1 });
    await clock.advance(2 * DAY);
    expect(simulator.lock(backDoor).movements).toBe(0);
  });

  test('lets the lock lock itself again when the period ends', async () => {
    const clock = new ManualClock(MONDAY_AT_SEVEN);
    const { demo, simulator } = await start({ clock });
    const lock = simulator.lock(backDoor);
    await write(demo, 'configPassageMode', { ...opensAtEight, weekDays: ALL_DAYS });
    await clock.advance(3 * HOUR);
    expect(lock.bolt).toBe('unlocked');
    await clock.advance(30_000);
    expect(lock.bolt).toBe('locked');
    lock.turnByHand('unlock');
    await clock.advance(30_000);
    expect(lock.bolt).toBe('locked');
  });

  test('all day on some days opens at midnight of the first of them', async () => {
    const clock = new ManualClock(MONDAY_AT_SEVEN);
    const { demo, simulator } = await start({ clock });
    await write(demo, 'configPassageMode', { ...opensAtEight, isAllDay: 1, weekDays: '[6,7]' });
    await clock.advance(5 * DAY - 7 * HOUR - 1);
    expect(simulator.lock(backDoor).bolt).toBe('locked');
    await clock.advance(1);
    expect(simulator.lock(backDoor).bolt).toBe('unlocked');
    simulator.lock(backDoor).turnByHand('lock');
    await clock.advance(2 * DAY);
    expect(simulator.lock(backDoor).bolt).toBe('locked');
  });
});

describe('other settings', () => {
  const set = (client: RawClient, type: number, value: number, changeType?: number) =>
    write(client, 'updateSetting', { type, value, ...(changeType && { changeType }) });
  const query = (client: RawClient, type: number) =>
    client.post('/v3/lock/querySetting', { lockId: backDoor, type });

  test.each([
    [2, 'privacyLock', 1],
    [3, 'tamperAlert', 2],
    [4, 'resetButton', 2],
    [6, 'lockSound', 2],
    [7, 'openDirection', 2],
    [8, 'soundVolume', 5],
  ])('of type %i are in the detail as %s once the gateway has written them', async (type, field, value) => {
    const { demo } = await start();
    expect(await set(demo, type, value, 2)).toBe(0);
    expect(await read(demo, 'detail')).toMatchObject({ [field]: value });
  });

  test('are read in the lock, which does not know what only the cloud was told', async () => {
    const { demo, simulator } = await start();
    expect(await set(demo, 2, 1)).toBe(0);
    expect(await read(demo, 'detail')).toMatchObject({ privacyLock: 1 });
    expect((await query(demo, 2)).body).toEqual({ value: 2 });
    await set(demo, 2, 1, 2);
    expect((await query(demo, 2)).body).toEqual({ value: 1 });
    simulator.gateway(7101).online = false;
    expect((await query(demo, 2)).body['code']).toBe(-3002);
    expect(await set(demo, 2, 2, 2)).toBe(-3002);
  });

  test('have their values, and need the equipment that they are about', async () => {
    const { demo, simulator } = await start();
    for (const [type, value] of [
      [6, 3],
      [8, 0],
      [8, 6],
      [99, 1],
    ] as const)
      expect(await set(demo, type, value, 2)).toBe(-3);
    expect((await query(demo, 6)).body['code']).toBe(-3);
    expect(await set(demo, 10, 1)).toBe(-4043);
    const wifi = (changeType: number) =>
      demo.post('/v3/lock/updateSetting', { lockId: study, type: 10, value: 1, changeType });
    expect((await wifi(2)).body['errcode']).toBe(-4043);
    expect((await wifi(1)).body['errcode']).toBe(0);
    expect(await set(demo, 11, 60, 2)).toBe(-4043);
    simulator.lock(backDoor).swingDoor('closed');
    expect(await set(demo, 11, 60, 2)).toBe(0);
  });

  test('warn of a door that stays open, once for each time, and not of one that was closed', async () => {
    const { demo, simulator, clock } = await start();
    const lock = simulator.lock(backDoor);
    lock.swingDoor('closed');
    expect(await set(demo, 11, 60, 2)).toBe(0);
    const warnings = () => lock.records.filter(({ recordTypeFromLock }) => recordTypeFromLock === 64).length;
    lock.swingDoor('open');
    clock.advance(50_000);
    lock.swingDoor('closed');
    clock.advance(5_000);
    lock.swingDoor('open');
    clock.advance(50_000);
    expect(warnings()).toBe(0);
    clock.advance(HOUR);
    expect(warnings()).toBe(1);
  });

  test('that only the cloud stores are no work of the gateway', async () => {
    const { demo, simulator } = await start();
    simulator.fault({ kind: 'gateway-busy' });
    expect(await set(demo, 2, 1, 1)).toBe(0);
    expect(await set(demo, 2, 1, 2)).toBe(-3003);
    expect((await query(demo, 7)).body['code']).toBe(-3003);
  });
});

test('settings need the gateway and a manager, and may be absent from Sifely', async () => {
  const { demo, simulator, key } = await start();
  const fields = { seconds: 60, type: 2 };
  expect(await write(key(GUEST.username), 'setAutoLockTime', fields)).toBe(20002);
  simulator.fault({ kind: 'gateway-busy', times: 1 });
  expect(await write(demo, 'setAutoLockTime', fields)).toBe(-3003);
  simulator.gateway(7101).online = false;
  expect(await write(demo, 'setAutoLockTime', fields)).toBe(-3002);
  const without = await start({ platformExtras: 'absent' });
  const answer = await without.demo.post('/v3/lock/setAutoLockTime', { lockId: backDoor, ...fields });
  expect(answer.status).toBe(404);
  const setting = { lockId: backDoor, type: 6, value: 1 };
  expect((await without.demo.post('/v3/lock/updateSetting', setting)).status).toBe(404);
});

test('the times of a key are changed', async () => {
  const { demo, key, clock } = await start();
  const query = { lockId: backDoor, pageNo: 1, pageSize: 20 };
  const [shared] = items(await demo.get('/v3/lock/listKey', query));
  const dates = { startDate: clock.now() - DAY, endDate: clock.now() + DAY };
  const change = (client: RawClient, fields: Fields) =>
    client.post('/v3/key/changePeriod', { keyId: Number(shared?.['keyId']), ...dates, ...fields });
  expect((await change(key(GUEST.username), {})).body['errcode']).toBe(20002);
  expect((await change(demo, { endDate: dates.startDate })).body['errcode']).toBe(-3);
  expect((await change(demo, {})).body['errcode']).toBe(0);
  expect(items(await demo.get('/v3/lock/listKey', query))).toMatchObject([dates]);
});
