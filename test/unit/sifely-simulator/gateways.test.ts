import { setTimeout as pause } from 'node:timers/promises';
import {
  DEMO_GATEWAYS,
  demoSeed,
  INSTANT_TIMING,
  type SifelySimulator,
} from '../../../simulators/sifely/index.ts';
import type { OffsetClock } from '../../support/offset-clock.ts';
import {
  backDoor,
  DEMO,
  frontDoor,
  GUEST,
  garage,
  items,
  type RawClient,
  shed,
  simulators,
  study,
} from './raw-client.ts';

const start = simulators();
const SLOW = { ...INSTANT_TIMING, operationMs: 60_000 };

/** Resolves when the simulator has received so many calls. */
async function received(simulator: SifelySimulator, calls: number): Promise<void> {
  while (simulator.calls.length < calls) await pause(1);
}

/** Starts an unlock that takes a minute, and comes back when it is under way. */
async function unlocking(simulator: SifelySimulator, demo: RawClient, lockId: number) {
  const before = simulator.calls.length;
  const answer = demo.post('/v3/lock/unlock', { lockId });
  await received(simulator, before + 1);
  return { answer };
}

async function after(clock: OffsetClock, ms: number) {
  await pause(1);
  clock.advance(ms);
}

test('a gateway runs one operation at a time, over all its locks and for reads too', async () => {
  const { simulator, clock, demo } = await start({ timing: SLOW });
  const { answer } = await unlocking(simulator, demo, frontDoor);
  expect((await demo.post('/v3/lock/unlock', { lockId: backDoor })).body['errcode']).toBe(-3003);
  expect((await demo.post('/v3/lock/lock', { lockId: frontDoor })).body['errcode']).toBe(-3003);
  expect((await demo.get('/v3/lock/queryOpenState', { lockId: backDoor })).body['code']).toBe(-3003);
  expect((await demo.get('/v3/lock/detail', { lockId: backDoor })).body['lockId']).toBe(backDoor);
  const other = await unlocking(simulator, demo, garage);
  await after(clock, 60_000);
  expect((await answer).body['errcode']).toBe(0);
  expect((await other.answer).body['errcode']).toBe(0);
  expect([frontDoor, backDoor, garage].map((id) => simulator.lock(id).bolt)).toEqual([
    'unlocked',
    'locked',
    'unlocked',
  ]);
});

test('the gateway is free again afterwards, even after a failure', async () => {
  const { simulator, clock, demo } = await start({ timing: { ...SLOW, timeoutMs: 30_000 } });
  simulator.gateway(7101).timesOut = true;
  const { answer } = await unlocking(simulator, demo, frontDoor);
  await after(clock, 30_000);
  const failed = await answer;
  expect([failed.status, failed.headers.get('content-type')]).toEqual([504, 'text/html; charset=utf-8']);
  simulator.gateway(7101).timesOut = false;
  const again = await unlocking(simulator, demo, frontDoor);
  expect(simulator.lock(frontDoor).bolt).toBe('locked');
  await after(clock, 60_000);
  expect((await again.answer).body['errcode']).toBe(0);
  expect(simulator.lock(frontDoor).bolt).toBe('unlocked');
});

test('a Wi-Fi lock needs no gateway and is busy by itself', async () => {
  const { simulator, clock, demo } = await start({ timing: SLOW });
  const { answer } = await unlocking(simulator, demo, study);
  expect((await demo.get('/v3/lock/queryOpenState', { lockId: study })).body['code']).toBe(-3037);
  await after(clock, 60_000);
  await answer;
  expect(simulator.lock(study).bolt).toBe('unlocked');
});

test.each<[string, number, number, (simulator: SifelySimulator) => void]>([
  ['no gateway', -2012, shed, () => undefined],
  [
    'a gateway taken away',
    -2012,
    frontDoor,
    (simulator) => simulator.lock(frontDoor).set({ hasGateway: false }),
  ],
  [
    'a gateway offline',
    -3002,
    frontDoor,
    (simulator) => Object.assign(simulator.gateway(7101), { online: false }),
  ],
  ['a gateway busy', -3003, frontDoor, (simulator) => Object.assign(simulator.gateway(7101), { busy: true })],
  ['a lock out of reach', -3036, frontDoor, (simulator) => simulator.lock(frontDoor).set({ online: false })],
  [
    'a Wi-Fi lock without a network',
    -3034,
    study,
    (simulator) => simulator.lock(study).set({ withoutNetwork: true }),
  ],
  ['a Wi-Fi lock that saves power', -3035, study, (simulator) => simulator.lock(study).set({ asleep: true })],
  ['a Wi-Fi lock offline', -3036, study, (simulator) => simulator.lock(study).set({ online: false })],
  ['a frozen lock', -2025, frontDoor, (simulator) => simulator.lock(frontDoor).set({ frozen: true })],
])('%s has its own code (%d), and the bolt stays', async (_, code, lockId, breakIt) => {
  const { simulator, demo } = await start();
  breakIt(simulator);
  expect((await demo.post('/v3/lock/unlock', { lockId })).body['errcode']).toBe(code);
  expect((await demo.post('/v3/lock/lock', { lockId })).body['errcode']).toBe(code);
  expect((await demo.get('/v3/lock/queryOpenState', { lockId })).body['code']).toBe(code);
  expect(simulator.lock(lockId).movements).toBe(0);
  expect((await demo.get('/v3/lock/detail', { lockId })).body['lockId']).toBe(lockId);
});

test('a lock in reach of two gateways is operated by the second while the first is offline', async () => {
  const { simulator, demo } = await start();
  simulator.lock(frontDoor).set({ gatewayIds: [7101, 7102] });
  simulator.gateway(7101).online = false;
  expect((await demo.post('/v3/lock/unlock', { lockId: frontDoor })).body['errcode']).toBe(0);
  simulator.gateway(7102).online = false;
  expect((await demo.post('/v3/lock/unlock', { lockId: frontDoor })).body['errcode']).toBe(-3002);
});

test('an operation that meets another one at its gateway or Wi-Fi lock is counted', async () => {
  const { simulator, clock, demo } = await start({ timing: SLOW });
  const front = await unlocking(simulator, demo, frontDoor);
  const wifi = await unlocking(simulator, demo, study);
  await demo.get('/v3/lock/queryOpenState', { lockId: backDoor });
  await demo.get('/v3/lock/queryOpenState', { lockId: study });
  expect(simulator.collisions).toMatchObject([
    { at: 'gateway 7101', lockId: String(backDoor), other: String(frontDoor) },
    { at: `lock ${study}`, lockId: String(study), other: String(study) },
  ]);
  await after(clock, 60_000);
  await Promise.all([front.answer, wifi.answer]);
});

test('a gateway that someone else keeps busy is no collision', async () => {
  const { simulator, demo } = await start();
  simulator.gateway(7101).busy = true;
  expect((await demo.post('/v3/lock/unlock', { lockId: frontDoor })).body['errcode']).toBe(-3003);
  expect(simulator.collisions).toEqual([]);
});

test('the cloud may choose any of the gateways that reach a lock', async () => {
  const { simulator, demo } = await start({ gatewayChoice: 'random' });
  simulator.lock(frontDoor).set({ gatewayIds: [7101, 7102] });
  simulator.gateway(7101).busy = true;
  const codes = new Set<unknown>();
  for (let tries = 0; codes.size < 2 && tries < 100; tries++) {
    codes.add((await demo.post('/v3/lock/unlock', { lockId: frontDoor })).body['errcode']);
  }
  expect([...codes].sort()).toEqual([-3003, 0]);
});

test('a gateway that came or went is seen late, but its locks are out of reach at once', async () => {
  const { simulator, clock, demo } = await start({ presenceLagMs: 480_000 });
  const seen = async () => (await demo.get('/v3/gateway/detail', { gatewayId: 7101 })).body['isOnline'];
  simulator.gateway(7101).online = false;
  expect([await seen(), (await demo.post('/v3/lock/lock', { lockId: frontDoor })).body['errcode']]).toEqual([
    1, -3002,
  ]);
  clock.advance(480_000);
  expect(await seen()).toBe(0);
});

test('a gateway that goes and comes back before it is seen was never gone for the cloud', async () => {
  const { simulator, clock, demo } = await start({ presenceLagMs: 480_000 });
  const seen = async () => (await demo.get('/v3/gateway/detail', { gatewayId: 7101 })).body['isOnline'];
  const states: unknown[] = [];
  simulator.gateway(7101).online = false;
  clock.advance(60_000);
  simulator.gateway(7101).online = true;
  for (let minute = 0; minute < 20; minute++) {
    states.push(await seen());
    clock.advance(60_000);
  }
  expect(new Set(states)).toEqual(new Set([1]));
});

test('a gateway that is offline drops out of both lists when the cloud has forgotten what it hears', async () => {
  const { simulator, clock, demo } = await start({ relationMs: 1_800_000 });
  const ofLock = async () => items(await demo.get('/v3/gateway/listByLock', { lockId: frontDoor }));
  const ofGateway = async () => items(await demo.get('/v3/gateway/listLock', { gatewayId: 7101 }));
  simulator.gateway(7101).online = false;
  const goneAt = clock.now();
  clock.advance(1_790_000);
  const [gateway] = await ofLock();
  expect(Number(gateway?.['rssiUpdateDate'])).toBeLessThanOrEqual(goneAt);
  expect(await ofGateway()).toHaveLength(2);
  clock.advance(20_000);
  expect([await ofLock(), await ofGateway()]).toEqual([[], []]);
  expect((await demo.get('/v3/gateway/detail', { gatewayId: 7101 })).body['lockNum']).toBe(0);
  simulator.gateway(7101).online = true;
  expect([(await ofLock()).length, (await ofGateway()).length]).toEqual([1, 2]);
});

test('the signal of a lock decides which gateway operates it, and is in both lists', async () => {
  const { simulator, demo } = await start();
  simulator.lock(frontDoor).set({ gatewayIds: [7101, 7102], signal: { 7101: -92 } });
  const gateways = items(await demo.get('/v3/gateway/listByLock', { lockId: frontDoor }));
  expect(gateways.map(({ gatewayId, rssi }) => [gatewayId, rssi])).toEqual([
    [7102, -74],
    [7101, -92],
  ]);
  const locks = items(await demo.get('/v3/gateway/listLock', { gatewayId: 7101 }));
  expect(locks).toContainEqual(expect.objectContaining({ lockId: frontDoor, rssi: -92 }));
  simulator.gateway(7101).busy = true;
  expect((await demo.post('/v3/lock/unlock', { lockId: frontDoor })).body['errcode']).toBe(0);
});

test('a seed says what a gateway is, who set it up and how strongly it hears each lock', async () => {
  const [hall, garageGateway] = demoSeed.gateways ?? [];
  if (!hall || !garageGateway) throw new Error('the demo home has two gateways');
  const locks = (demoSeed.locks ?? []).map((lock) =>
    lock.lockId === frontDoor ? { ...lock, signal: { [DEMO_GATEWAYS.hall]: -81 } } : lock,
  );
  const gateways = [{ ...hall, version: 4, network: 'LTE', owner: GUEST.username } as const, garageGateway];
  const { demo, key } = await start({ seed: { ...demoSeed, gateways, locks } });
  const gatewayId = { gatewayId: DEMO_GATEWAYS.hall };
  expect((await demo.get('/v3/gateway/detail', gatewayId)).body['code']).toBe(-4037);
  expect((await key(GUEST.username).get('/v3/gateway/detail', gatewayId)).body).toEqual({
    gatewayId: DEMO_GATEWAYS.hall,
    gatewayMac: expect.stringMatching(/^([0-9A-F]{2}:){5}[0-9A-F]{2}$/),
    gatewayName: 'Hall gateway',
    gatewayVersion: 4,
    networkName: 'LTE',
    networkMac: expect.stringMatching(/^([0-9A-F]{2}:){5}[0-9A-F]{2}$/),
    lockNum: 2,
    isOnline: 1,
  });
  const [listed] = items(await demo.get('/v3/gateway/listByLock', { lockId: frontDoor }));
  expect(listed).toMatchObject({ gatewayName: 'Hall gateway', rssi: -81 });
  const nobody = { accounts: [DEMO], gateways: [{ gatewayId: 1, name: 'g', owner: 'nobody' }] };
  await expect(start({ seed: nobody })).rejects.toThrow('gateway 1: there is no account "nobody"');
});
