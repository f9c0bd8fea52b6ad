import type { Seed } from '../../../simulators/sifely/index.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { DEMO, GUEST, items, type RawClient, simulators } from './raw-client.ts';

const start = simulators();
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** 07:00 on a Monday, in UTC, the zone of the home. */
const MONDAY_AT_SEVEN = Date.UTC(2026, 10, 2, 7);
const DOOR = 71;
const PAGE = { pageNo: 1, pageSize: 200 };

const SEED: Seed = {
  accounts: [DEMO, GUEST],
  gateways: [{ gatewayId: 7, name: 'Hall' }],
  locks: [
    {
      lockId: DOOR,
      name: 'Door',
      owner: DEMO.username,
      gatewayIds: [7],
      passcodes: [
        'Family',
        { name: 'Cleaner', digits: '482915', type: 3, startDate: '-1h', endDate: '+2d' },
        { name: 'Last week', digits: '593026', type: 3, startDate: '-9d', endDate: '-2d' },
        { name: 'Weekend', digits: '604137', type: 5, startDate: '+0h', endDate: '+2h' },
        { name: 'Not arrived', digits: '715248', status: 5, where: 'cloud' },
        { name: 'Set by phone', digits: '826359', where: 'lock' },
      ],
      cards: [
        'Blue card',
        { name: 'Gym', number: '1723612378', cyclicConfig: [{ weekDay: 1, startTime: 420, endTime: 480 }] },
        { name: 'Lost', number: '55', endDate: '+1d', where: 'cloud' },
      ],
      fingerprints: [{ name: 'Left thumb', number: '9', endDate: '+1h' }],
      sharedWith: [
        {
          username: GUEST.username,
          startDate: '-1h',
          endDate: '+1h',
          recurs: { weekDays: [2], startDay: '-7h', endDay: '+30d' },
        },
      ],
      doorSensor: true,
      passage: { autoUnlock: true, periods: [{ startTime: 480, endTime: 540, weekDays: [1] }] },
      passageMode: true,
    },
  ],
};

async function startSeeded() {
  const clock = new ManualClock(MONDAY_AT_SEVEN);
  const { simulator, demo, key } = await start({ seed: SEED, clock });
  const lock = simulator.lock(DOOR);
  const opens = (act: () => void) => {
    act();
    const isOpen = lock.bolt === 'unlocked';
    lock.turnByHand('lock');
    return isOpen;
  };
  return { simulator, clock, demo, key, lock, opens };
}

const list = async (client: RawClient, path: string) =>
  items(await client.get(path, { lockId: DOOR, ...PAGE }));

test('a seeded code has its kind, times and status, and a place: the lock, the list, or both', async () => {
  const { demo, lock, opens } = await startSeeded();
  const codes = (await list(demo, '/v3/lock/listKeyboardPwd')).map((code) => [
    code['keyboardPwdName'],
    code['keyboardPwdType'],
    Number(code['startDate']) - MONDAY_AT_SEVEN,
    code['endDate'] === 0 ? 0 : Number(code['endDate']) - MONDAY_AT_SEVEN,
    code['status'],
    code['isCustom'],
  ]);
  expect(codes).toEqual([
    ['Cleaner', 3, -HOUR, 2 * DAY, 1, 1],
    ['Family', 2, -DAY, 0, 1, 1],
    ['Last week', 3, -9 * DAY, -2 * DAY, 2, 1],
    ['Not arrived', 2, -DAY, 0, 5, 1],
    ['Weekend', 5, 0, 2 * HOUR, 1, 0],
  ]);
  const opening = ['482915', '593026', '604137', '715248', '826359'];
  expect(opening.filter((digits) => opens(() => lock.enterDigits(digits)))).toEqual(['482915', '826359']);
});

test('seeded cards and fingerprints recur, end, and have a place', async () => {
  const { demo, clock, lock, opens } = await startSeeded();
  expect(await list(demo, '/v3/identityCard/list')).toMatchObject([
    { cardName: 'Blue card', cardType: 1, endDate: 0, cyclicConfig: [] },
    {
      cardName: 'Gym',
      cardType: 4,
      cardNumber: '1723612378',
      cyclicConfig: [{ weekDay: 1, startTime: 420 }],
    },
    { cardName: 'Lost', cardType: 1, endDate: MONDAY_AT_SEVEN + DAY },
  ]);
  const cards = () => ['Blue card', 'Gym', 'Lost'].filter((name) => opens(() => lock.useCard(name)));
  const thumb = () => opens(() => lock.useFingerprint('Left thumb'));
  expect([cards(), thumb()]).toEqual([['Blue card', 'Gym'], true]);
  await clock.advance(2 * HOUR);
  lock.turnByHand('lock');
  expect([cards(), thumb()]).toEqual([['Blue card'], false]);
});

test('a seeded key recurs', async () => {
  const { clock, key, demo } = await startSeeded();
  const unlock = async () =>
    (await key(GUEST.username).post('/v3/lock/unlock', { lockId: DOOR })).body['errcode'];
  expect(await list(demo, '/v3/lock/listKey')).toMatchObject([{ keyType: 4, weekDays: '[2]' }]);
  expect(await unlock()).toBe(0);
  await clock.advance(DAY);
  expect(await unlock()).toBe(-2018);
});

test('a seeded lock has its door sensor, and opens when its passage mode begins', async () => {
  const { demo, clock, lock } = await startSeeded();
  expect(lock.state.doorSensor).toEqual({ open: false, battery: 90 });
  expect((await demo.get('/v3/lock/detail', { lockId: DOOR })).body).toMatchObject({
    passageModeAutoUnlock: 1,
  });
  await clock.advance(HOUR);
  expect(lock.bolt).toBe('unlocked');
});

test.each([
  [{ name: 'x', startDate: 'tomorrow' }, 'write ms since the epoch, or such as +2d'],
  [{ name: 'x', digits: 'abcd' }, '4 to 10 digits are expected'],
  [{ name: 'x', type: 15 }, 'locks.0.passcodes.0'],
])('a seeded code as wrong as %j is refused', async (passcode, message) => {
  const locks = [{ lockId: 1, name: 'Door', owner: DEMO.username, passcodes: [passcode] }];
  await expect(start({ seed: { accounts: [DEMO], locks } })).rejects.toThrow(message);
});
