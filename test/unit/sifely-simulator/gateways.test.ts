import { setTimeout as pause } from 'node:timers/promises';
import { INSTANT_TIMING, type SifelySimulator } from '../../../simulators/sifely/index.ts';
import type { OffsetClock } from '../../support/offset-clock.ts';
import { backDoor, frontDoor, garage, type RawClient, shed, simulators, study } from './raw-client.ts';

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
