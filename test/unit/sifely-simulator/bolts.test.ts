import { INSTANT_TIMING } from '../../../simulators/sifely/index.ts';
import { backDoor, cabin, frontDoor, items, simulators, study } from './raw-client.ts';

const start = simulators();
const LAG = { operationMs: 0, moveMs: 1000, stateLagMs: 10_000, recordMs: 5000 };

describe('the way of a command', () => {
  test('accepted, then moved, then recorded, then visible', async () => {
    const { simulator, clock, demo } = await start({ timing: LAG });
    const lock = simulator.lock(frontDoor);
    const acceptedAt = clock.now();
    expect((await demo.post('/v3/lock/unlock', { lockId: frontDoor })).body['errcode']).toBe(0);
    expect(lock.bolt).toBe('locked');
    clock.advance(1000);
    expect(lock.bolt).toBe('unlocked');
    expect([await demo.openState(frontDoor), await demo.records(frontDoor)]).toEqual([0, []]);
    clock.advance(5000);
    const [record] = await demo.records(frontDoor);
    expect(record).toMatchObject({
      recordType: 12,
      success: 1,
      username: 'demo@example.com',
      electricQuantity: 85,
    });
    expect(Number(record?.['lockDate'])).toBeGreaterThanOrEqual(acceptedAt + 1000);
    expect(Number(record?.['serverDate']) - Number(record?.['lockDate'])).toBe(5000);
    expect(await demo.openState(frontDoor)).toBe(0);
    clock.advance(5000);
    expect(await demo.openState(frontDoor)).toBe(1);
  });

  test('a long jump of the clock lets everything happen at its own time', async () => {
    const { simulator, clock, demo } = await start({ timing: LAG });
    simulator.lock(backDoor).turnByHand('unlock');
    const before = clock.now();
    clock.advance(24 * 3_600_000);
    expect([simulator.lock(backDoor).bolt, await demo.openState(backDoor)]).toEqual(['locked', 0]);
    const [record] = await demo.records(backDoor);
    expect(Number(record?.['serverDate'])).toBeLessThan(before + 6000);
  });

  test.each([
    { action: 'lock', moveMs: 20_000, types: [11, 46], bolt: 'locked' },
    { action: 'unlock', moveMs: 40_000, types: [12, 45, 46], bolt: 'unlocked' },
  ] as const)(
    'in a long jump a late $action and an auto-lock keep their order',
    async ({ action, moveMs, types, bolt }) => {
      const { simulator, clock, demo } = await start({
        timing: { ...INSTANT_TIMING, moveMs },
        autoLockRecord: 45,
      });
      simulator.lock(backDoor).turnByHand('unlock');
      await demo.post(`/v3/lock/${action}`, { lockId: backDoor });
      clock.advance(60_000);
      expect((await demo.records(backDoor)).map(({ recordType }) => recordType)).toEqual(types);
      expect(simulator.lock(backDoor).bolt).toBe(bolt);
    },
  );

  test('a state read too early can be HTTP 400', async () => {
    const { clock, demo } = await start({ timing: LAG, earlyRead: 'bad-request' });
    await demo.post('/v3/lock/unlock', { lockId: frontDoor });
    clock.advance(1000);
    expect((await demo.get('/v3/lock/queryOpenState', { lockId: frontDoor })).status).toBe(400);
    clock.advance(10_000);
    expect(await demo.openState(frontDoor)).toBe(1);
  });

  test('a late view of an older movement does not hide a newer one', async () => {
    const spans = [1, 0]; // the first movement takes its longest to become visible, the second its shortest
    const random = {
      bytes: (length: number) => Buffer.alloc(length, 7),
      next: () => spans.shift() ?? 0,
    };
    const timing = { ...LAG, moveMs: 0, stateLagMs: [0, 20_000] as const };
    const { simulator, clock, demo } = await start({ timing, random });
    simulator.lock(frontDoor).turnByHand('unlock');
    clock.advance(1000);
    simulator.lock(frontDoor).turnByHand('lock');
    clock.advance(60_000);
    expect([simulator.lock(frontDoor).bolt, await demo.openState(frontDoor)]).toEqual(['locked', 0]);
  });

  test('a jammed bolt stays though the command succeeds', async () => {
    const { simulator, demo } = await start();
    const lock = simulator.lock(frontDoor);
    lock.jam();
    expect((await demo.post('/v3/lock/unlock', { lockId: frontDoor })).body['errcode']).toBe(0);
    expect([lock.bolt, await demo.openState(frontDoor), await demo.records(frontDoor)]).toEqual([
      'locked',
      0,
      [],
    ]);
    lock.free();
    await demo.post('/v3/lock/unlock', { lockId: frontDoor });
    expect(lock.bolt).toBe('unlocked');
    lock.jam({ times: 1, reads: 'unknown' });
    await demo.post('/v3/lock/lock', { lockId: frontDoor });
    expect([lock.bolt, await demo.openState(frontDoor)]).toEqual(['unlocked', 2]);
    await demo.post('/v3/lock/lock', { lockId: frontDoor });
    expect([lock.bolt, await demo.openState(frontDoor)]).toEqual(['locked', 0]);
  });

  test('what a lock cannot do is not supported', async () => {
    const { simulator, demo } = await start();
    simulator.lock(frontDoor).set({ features: { remoteLock: false, openState: false } });
    expect((await demo.post('/v3/lock/lock', { lockId: frontDoor })).body['errcode']).toBe(-4043);
    expect((await demo.get('/v3/lock/queryOpenState', { lockId: frontDoor })).body['code']).toBe(-4043);
    expect((await demo.post('/v3/lock/unlock', { lockId: frontDoor })).body['errcode']).toBe(0);
  });
});

describe('auto-lock', () => {
  test('locks after its time without any record', async () => {
    const { simulator, clock, demo } = await start();
    await demo.post('/v3/lock/unlock', { lockId: backDoor });
    clock.advance(29_000);
    expect(simulator.lock(backDoor).bolt).toBe('unlocked');
    clock.advance(1_000);
    expect([simulator.lock(backDoor).bolt, await demo.openState(backDoor)]).toEqual(['locked', 0]);
    expect((await demo.records(backDoor)).map(({ recordType }) => recordType)).toEqual([12]);
  });

  test.each([45, 47] as const)('can leave a record of type %d', async (autoLockRecord) => {
    const { clock, demo } = await start({ autoLockRecord });
    await demo.post('/v3/lock/unlock', { lockId: backDoor });
    clock.advance(30_000);
    expect((await demo.records(backDoor)).map(({ recordType }) => recordType)).toEqual([autoLockRecord, 12]);
  });

  test('counts from the last unlocking', async () => {
    const { simulator, clock, demo } = await start();
    await demo.post('/v3/lock/unlock', { lockId: backDoor });
    clock.advance(20_000);
    await demo.post('/v3/lock/unlock', { lockId: backDoor });
    clock.advance(20_000);
    expect(simulator.lock(backDoor).bolt).toBe('unlocked');
    clock.advance(10_000);
    expect(simulator.lock(backDoor).bolt).toBe('locked');
  });

  test('stops for passage mode that is switched on after the unlocking', async () => {
    const { simulator, clock, demo } = await start();
    await demo.post('/v3/lock/unlock', { lockId: backDoor });
    simulator.lock(backDoor).set({ passageMode: true });
    clock.advance(3_600_000);
    expect(simulator.lock(backDoor).bolt).toBe('unlocked');
  });

  test('rests in passage mode and resumes after it', async () => {
    const { simulator, clock, demo } = await start();
    const lock = simulator.lock(backDoor);
    lock.set({ passageMode: true });
    expect((await demo.get('/v3/lock/detail', { lockId: backDoor })).body).toMatchObject({
      passageMode: 1,
      autoLockTime: 30,
    });
    await demo.post('/v3/lock/unlock', { lockId: backDoor });
    clock.advance(3_600_000);
    expect(lock.bolt).toBe('unlocked');
    lock.set({ passageMode: false });
    clock.advance(30_000);
    expect(lock.bolt).toBe('locked');
  });
});

describe('hands at the lock', () => {
  test('each leaves its own record, newest first', async () => {
    const { simulator, clock, demo } = await start();
    const lock = simulator.lock(frontDoor);
    const acts: [() => void, string][] = [
      [() => lock.turnByHand('unlock'), 'unlocked'],
      [() => lock.turnByHand('lock'), 'locked'],
      [() => lock.enterPasscode('Family'), 'unlocked'],
      [() => lock.useMechanicalKey('lock'), 'locked'],
      [() => lock.useFingerprint(), 'unlocked'],
      [() => lock.usePhone('lock'), 'locked'],
      [() => lock.useCard('Blue card'), 'unlocked'],
      [() => lock.usePhone('lock'), 'locked'],
      [() => lock.enterPasscode('no such'), 'locked'],
      [() => lock.useFingerprint('stranger'), 'locked'],
    ];
    for (const [act, bolt] of acts) {
      act();
      clock.advance(1000);
      expect(lock.bolt).toBe(bolt);
    }
    const records = await demo.records(frontDoor);
    expect(records.map(({ recordType, success, username }) => [recordType, success, username])).toEqual([
      [8, 0, null],
      [4, 0, '99****21'],
      [11, 1, 'demo@example.com'],
      [7, 1, 'Blue card'],
      [11, 1, 'demo@example.com'],
      [8, 1, 'Right thumb'],
      [36, 1, null],
      [4, 1, 'Family'],
      [47, 1, null],
      [46, 1, null],
    ]);
    expect(new Set(records.map(({ recordId }) => recordId)).size).toBe(10);
    for (const record of records)
      expect(Number(record['serverDate'])).toBeGreaterThan(Number(record['lockDate']));
  });

  test('records are filtered by time; 0 is no bound', async () => {
    const { simulator, clock, demo } = await start();
    const lock = simulator.lock(frontDoor);
    lock.turnByHand('unlock');
    clock.advance(60_000);
    const middle = clock.now();
    clock.advance(60_000);
    lock.turnByHand('lock');
    const types = async (query: Record<string, number>) => {
      const page = { lockId: frontDoor, pageNo: 1, pageSize: 20 };
      return items(await demo.get('/v3/lockRecord/list', { ...page, ...query })).map(
        ({ recordType }) => recordType,
      );
    };
    expect(await types({ startDate: middle })).toEqual([47]);
    expect(await types({ endDate: middle })).toEqual([46]);
    expect(await types({ startDate: 0, endDate: 0 })).toEqual([47, 46]);
  });

  test('events of a lock out of reach wait for the gateway, or for a phone', async () => {
    const { simulator, clock, demo, key } = await start();
    simulator.gateway(7101).online = false;
    simulator.lock(frontDoor).turnByHand('unlock');
    clock.advance(600_000);
    expect(await demo.records(frontDoor)).toEqual([]);
    simulator.gateway(7101).online = true;
    const [record] = await demo.records(frontDoor);
    expect(Number(record?.['serverDate']) - Number(record?.['lockDate'])).toBeGreaterThanOrEqual(600_000);
    const owner = key('cabin@example.com');
    simulator.lock(cabin).turnByHand('unlock');
    expect(await owner.records(cabin)).toEqual([]);
    simulator.lock(cabin).syncByPhone();
    expect(await owner.records(cabin)).toHaveLength(1);
  });

  test('facts can be changed under a client’s feet', async () => {
    const { simulator, demo } = await start();
    simulator.lock(study).set({ name: 'Office', battery: 3, online: false, bolt: 'unlocked' });
    const detail = (await demo.get('/v3/lock/detail', { lockId: study })).body;
    expect(detail).toMatchObject({ lockAlias: 'Office', electricQuantity: 3 });
    expect((await demo.get('/v3/lock/queryOpenState', { lockId: study })).body['code']).toBe(-3036);
    simulator.lock(study).set({ online: true });
    expect(await demo.openState(study)).toBe(1);
    expect(await demo.records(study)).toEqual([]);
  });
});
