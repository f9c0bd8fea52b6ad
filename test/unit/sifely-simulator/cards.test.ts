import { DEMO, frontDoor, GUEST, items, type RawClient, simulators, study } from './raw-client.ts';

const start = simulators();
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const PAGE = { pageNo: 1, pageSize: 200 };
type Fields = Record<string, string | number>;
type Started = Awaited<ReturnType<typeof start>>;

const CARD = { lockId: frontDoor, cardNumber: '3661413478', cardName: 'Grey', addType: 2 };
const assign = async (client: RawClient, fields: Fields = {}) =>
  (await client.post('/v3/identityCard/add', { ...CARD, ...fields })).body;
const listed = async (client: RawClient, fields: Fields = {}) =>
  items(await client.get('/v3/identityCard/list', { lockId: frontDoor, ...PAGE, ...fields }));
const remove = async (client: RawClient, cardId: unknown, fields: Fields = {}) => {
  const query = { lockId: frontDoor, cardId: Number(cardId), ...fields };
  return (await client.post('/v3/identityCard/delete', query)).body['errcode'];
};

/** True if a card opens the front door now; leaves it locked. */
function opens({ simulator }: Started, name: string): boolean {
  const lock = simulator.lock(frontDoor);
  lock.useCard(name);
  const open = lock.bolt === 'unlocked';
  lock.turnByHand('lock');
  return open;
}

test('a card that the gateway assigned opens, and is listed with all its fields', async () => {
  const world = await start();
  const { cardId } = await assign(world.demo);
  expect(opens(world, 'Grey')).toBe(true);
  expect(await listed(world.demo, { searchStr: '3661413478' })).toEqual([
    {
      cardId,
      cardNumber: '3661413478',
      cardName: 'Grey',
      cardType: 1,
      lockId: frontDoor,
      startDate: 0,
      endDate: 0,
      cyclicConfig: [],
      createDate: expect.any(Number),
      status: 1,
      senderUsername: 'demo@example.com',
    },
  ]);
  expect(world.simulator.secrets).toContain('3661413478');
});

test.each([
  ['3661413478', '1723612378'],
  ['1', '16777216'],
])('the number of a USB reader, %s, is kept with its bytes reversed, as %s', async (given, kept) => {
  const { demo } = await start();
  const query = { ...CARD, cardNumber: given };
  const { cardId } = (await demo.post('/v3/identityCard/addForReversedCardNumber', query)).body;
  expect(await listed(demo, { searchStr: 'grey' })).toMatchObject([{ cardId, cardNumber: kept }]);
});

test('a card stored by Bluetooth is in the list and does not open; one deleted so still opens', async () => {
  const world = await start();
  await assign(world.demo, { addType: 1 });
  expect(await listed(world.demo, { searchStr: 'grey' })).toHaveLength(1);
  expect(opens(world, 'Grey')).toBe(false);
  const [blue] = await listed(world.demo, { searchStr: 'blue' });
  expect(await remove(world.demo, blue?.['cardId'])).toBe(0);
  expect(await listed(world.demo, { searchStr: 'blue' })).toEqual([]);
  expect(opens(world, 'Blue card')).toBe(true);
});

test('a card deleted by the gateway opens no more', async () => {
  const world = await start();
  const { cardId } = await assign(world.demo);
  expect(await remove(world.demo, cardId, { deleteType: 2 })).toBe(0);
  expect(opens(world, 'Grey')).toBe(false);
  expect(await remove(world.demo, cardId, { deleteType: 2 })).toBe(-1021);
});

test('a recurring card opens on its days and hours in the zone of the lock', async () => {
  const world = await start();
  const local = world.clock.now() - 5 * HOUR;
  const daysToMonday = (8 - new Date(local).getUTCDay()) % 7 || 7;
  world.clock.advance(local - (local % DAY) + daysToMonday * DAY + 9 * HOUR - local);
  const cyclicConfig = [{ weekDay: 1, startTime: 540, endTime: 600 }];
  await assign(world.demo, { cardType: 4, cyclicConfig: JSON.stringify(cyclicConfig) });
  expect(await listed(world.demo, { searchStr: 'grey' })).toMatchObject([{ cardType: 4, cyclicConfig }]);
  const monday = opens(world, 'Grey');
  world.clock.advance(HOUR);
  const later = opens(world, 'Grey');
  world.clock.advance(DAY - HOUR);
  expect([monday, later, opens(world, 'Grey')]).toEqual([true, false, false]);
});

test('the times of a card are changed by the gateway, which may be absent from Sifely', async () => {
  const world = await start();
  const { cardId } = await assign(world.demo);
  const dates = { startDate: world.clock.now() - DAY, endDate: world.clock.now() - HOUR };
  const query = { lockId: frontDoor, cardId: Number(cardId), changeType: 2, ...dates };
  expect((await world.demo.post('/v3/identityCard/changePeriod', query)).body['errcode']).toBe(0);
  expect(opens(world, 'Grey')).toBe(false);
  expect(await listed(world.demo, { searchStr: 'grey' })).toMatchObject([{ ...dates, status: 2 }]);
  const without = await start({ platformExtras: 'absent' });
  expect((await without.demo.post('/v3/identityCard/changePeriod', query)).status).toBe(404);
});

test.each<[string, number, Fields]>([
  ['a number with letters', -3, { cardNumber: '12ab' }],
  ['an unknown kind', -3, { cardType: 2 }],
  ['an end before its start', -3, { startDate: DAY, endDate: HOUR }],
  ['days that are no list', -3, { cardType: 4, cyclicConfig: 'monday' }],
  [
    'hours that end before they start',
    -3,
    { cardType: 4, cyclicConfig: '[{"weekDay":1,"startTime":9,"endTime":8}]' },
  ],
  ['a way for narrowband locks', -4067, { addType: 3 }],
])('a card with %s is refused with %d', async (_, code, fields) => {
  const { demo } = await start();
  expect((await assign(demo, fields))['code']).toBe(code);
  expect(await listed(demo)).toHaveLength(1);
});

test('cards need room, the gateway, and a manager', async () => {
  const { demo, simulator, key } = await start();
  expect((await assign(key(GUEST.username)))['code']).toBe(20002);
  simulator.gateway(7101).online = false;
  expect((await assign(demo))['code']).toBe(-3002);
  simulator.lock(frontDoor).set({ cardCapacity: 1 });
  expect((await assign(demo))['code']).toBe(-4056);
});

test('a number that is assigned again replaces the older card', async () => {
  const world = await start();
  await assign(world.demo);
  const { cardId } = await assign(world.demo, { cardName: 'Green' });
  expect(await listed(world.demo, { searchStr: '3661413478' })).toMatchObject([
    { cardId, cardName: 'Green' },
  ]);
  expect([opens(world, 'Grey'), opens(world, 'Green')]).toEqual([false, true]);
});

test('fingerprints are listed with all their fields', async () => {
  const { demo } = await start();
  const list = items(
    await demo.get('/v3/fingerprint/list', { lockId: frontDoor, ...PAGE, searchStr: 'thumb' }),
  );
  expect(list).toEqual([
    {
      fingerprintId: expect.any(Number),
      fingerprintNumber: expect.any(String),
      fingerprintName: 'Right thumb',
      fingerprintType: 1,
      lockId: frontDoor,
      startDate: 0,
      endDate: 0,
      cyclicConfig: [],
      createDate: expect.any(Number),
      status: 1,
      senderUsername: 'demo@example.com',
    },
  ]);
});

describe('records', () => {
  const records = async ({ demo }: Started, fields: Fields, path = 'lockRecord/list') =>
    items(await demo.get(`/v3/${path}`, { lockId: frontDoor, ...PAGE, ...fields }));

  test('are chosen by kind, name, exact digits, and the number of an account', async () => {
    const world = await start();
    const lock = world.simulator.lock(frontDoor);
    lock.enterPasscode('Family');
    lock.useCard('Blue card');
    await world.demo.post('/v3/lock/unlock', { lockId: frontDoor });
    const kinds = async (fields: Fields) =>
      (await records(world, fields)).map((record) => record['recordType']);
    const [family] = await records(world, { searchStr: 'FAM' });
    expect(await kinds({ recordType: 7 })).toEqual([7]);
    expect(family).toMatchObject({ recordType: 4, username: 'Family' });
    expect(await kinds({ searchStr: String(family?.['keyboardPwd']) })).toEqual([4]);
    expect(await kinds({ searchStr: String(family?.['keyboardPwd']).slice(1) })).toEqual([]);
    expect(await kinds({ uid: 1_000_001 })).toEqual([12]);
    expect(await kinds({ uid: 5 })).toEqual([]);
  });

  test('of a door’s sensor have a list of their own', async () => {
    const world = await start();
    world.simulator.lock(frontDoor).enterPasscode('Family');
    world.simulator.lock(frontDoor).swingDoor('open');
    world.clock.advance(1000);
    world.simulator.lock(frontDoor).swingDoor('closed');
    expect(await records(world, {}, 'doorSensor/listRecord')).toEqual(
      [30, 31].map((type) => ({
        lockId: frontDoor,
        recordId: expect.any(Number),
        recordType: type,
        recordTypeFromLock: type,
        success: 1,
        electricQuantity: 85,
        lockDate: expect.any(Number),
        serverDate: expect.any(Number),
      })),
    );
  });
});

test('a phone adds, changes and removes cards and fingerprints, in the lock, the list, or both', async () => {
  const world = await start();
  const { simulator, demo, anonymous, clock } = world;
  const act = (what: string, body: unknown) =>
    anonymous.control('POST', `locks/${frontDoor}/${what}-changes`, body);
  const names = async () => (await listed(demo)).map(({ cardName }) => cardName);
  await act('card', { do: 'add', name: 'Gym', number: '1723612378' });
  expect([await names(), opens(world, 'Gym')]).toEqual([['Blue card', 'Gym'], true]);
  await act('card', { do: 'remove', name: 'Gym', where: 'lock' });
  expect([await names(), opens(world, 'Gym')]).toEqual([['Blue card', 'Gym'], false]);
  await act('card', { do: 'remove', name: 'Blue card', where: 'cloud' });
  expect([await names(), opens(world, 'Blue card')]).toEqual([['Gym'], true]);
  await act('card', { do: 'change', name: 'Blue card', endDate: clock.now() - 1, where: 'lock' });
  expect(opens(world, 'Blue card')).toBe(false);
  await act('fingerprint', { do: 'add', name: 'Left thumb', number: '4711' });
  const fingers = items(await demo.get('/v3/fingerprint/list', { lockId: frontDoor, ...PAGE }));
  expect(fingers).toContainEqual(expect.objectContaining({ fingerprintNumber: '4711' }));
  simulator.lock(frontDoor).useFingerprint('Left thumb');
  expect(simulator.lock(frontDoor).bolt).toBe('unlocked');
  expect((await act('card', { do: 'remove', name: 'Nobody' })).status).toBe(404);
  expect((await act('card', { do: 'add', name: 'Blank' })).status).toBe(400);
  expect(simulator.secrets).toEqual(expect.arrayContaining(['1723612378', '4711']));
});

test('a Wi-Fi lock that saves power takes a card that may wait when it wakes, or tells by webhook that it is full', async () => {
  const { simulator, demo } = await start();
  const lock = simulator.lock(study);
  const told: unknown[] = [];
  simulator.onWebhook(({ body }) => told.push(JSON.parse(body)));
  simulator.webhooks(DEMO.username, { url: 'http://127.0.0.1:9/' });
  lock.set({ asleep: true, cardCapacity: 2 });
  const waiting = async (cardNumber: string) =>
    assign(demo, { lockId: study, cardNumber, cardName: `Card ${cardNumber}`, addType: 4 });
  const states = async () =>
    (await listed(demo, { lockId: study })).map(({ cardNumber, status }) => [cardNumber, status]);
  expect((await assign(demo, { lockId: study }))['code']).toBe(-3035);
  await waiting('11');
  const second = await waiting('22');
  expect(await states()).toEqual([
    ['11', 4],
    ['22', 4],
  ]);
  lock.useCard('Card 11');
  expect(lock.bolt).toBe('locked');
  lock.set({ asleep: false, cardCapacity: 1 });
  expect(await states()).toEqual([
    ['11', 1],
    ['22', 5],
  ]);
  lock.useCard('Card 11');
  expect(lock.bolt).toBe('unlocked');
  await simulator.flushWebhooks();
  expect(told).toContainEqual(
    expect.objectContaining({ notifyType: '4', objectType: 3, objectId: second['cardId'], errcode: -4056 }),
  );
  expect((await assign(demo, { addType: 4 }))['code']).toBe(-4043);
});
