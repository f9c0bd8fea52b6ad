import { DEMO_GATEWAYS } from '../../../simulators/sifely/index.ts';
import { midMonth } from '../../support/offset-clock.ts';
import { BACK, FRONT, HOUR, MINUTE, ObservedHome } from './observed-home.ts';

let home: ObservedHome;
afterEach(() => home.close());

const bolt = (lockId = FRONT) => home.world.sifely.lock(lockId).bolt;
const isReportRight = (lockId = FRONT) =>
  home.atGoogle(lockId)?.['isLocked'] === (bolt(lockId) === 'locked') ||
  home.atGoogle(lockId)?.['online'] === false;

describe('while Google takes no reports', () => {
  test.each([403, 503])('a lock out of reach is observed no more often than usual (%d)', async (status) => {
    home = await ObservedHome.start();
    home.world.google.homegraph.failNext(status, { times: 1_000_000 });
    home.world.sifely.gateway(DEMO_GATEWAYS.hall).online = false;
    await home.world.google.user().query();
    await home.passTicking(2 * HOUR, 2 * MINUTE);
    expect(home.calls().length).toBeLessThan(25);
    expect(home.world.jobs.ofKind('observe').length).toBeLessThan(3);
    expect(home.world.google.homegraph.calls.length).toBeLessThan(150);
  });

  test.each([403, 503])(
    'a lock that does not relock is observed no more often than usual (%d)',
    async (status) => {
      home = await ObservedHome.start();
      const lock = home.world.sifely.lock(FRONT);
      lock.set({ autoLockSeconds: 10 });
      await home.accounts.learn(home.accountId, { [FRONT]: { autoLockSeconds: 10 } });
      lock.set({ autoLockSeconds: -1, bolt: 'unlocked' });
      home.world.google.homegraph.failNext(status, { times: 1_000_000 });
      home.world.clock.advance(MINUTE);
      await home.world.google.user().query();
      await home.pass(10 * MINUTE);
      expect(home.calls().length).toBeLessThan(25);
      expect(home.world.jobs.ofKind('observe').length).toBeLessThan(3);
    },
  );
});

describe('a lock that did not move', () => {
  test('is found by a poll if its verification was lost', async () => {
    home = await ObservedHome.start();
    home.world.sifely.lock(FRONT).enterPasscode();
    await home.passTicking(30 * MINUTE, 5 * MINUTE);
    home.world.sifely.fault({ kind: 'jam', times: 1 });
    home.world.jobs.refuseNext('observe');
    await home.world.google.user().lock('front door');
    await home.passTicking(HOUR, MINUTE);
    expect(bolt()).not.toBe('locked');
    expect(home.atGoogle()?.['isLocked']).not.toBe(true);
  });

  test('is found although the calls of the month are used up', async () => {
    home = await ObservedHome.start([FRONT], {
      monthlyCalls: 100,
      config: { snapshotFreshMs: 0 },
      clock: midMonth(),
    });
    home.world.sifely.lock(FRONT).enterPasscode();
    await home.passTicking(30 * MINUTE, 5 * MINUTE);
    for (let i = 0; i < 110; i++) {
      await home.world.google.user().query();
      await home.pass(1000);
    }
    home.world.sifely.fault({ kind: 'jam', times: 1 });
    await home.world.google.user().lock('front door');
    await home.passTicking(10 * MINUTE);
    expect(bolt()).not.toBe('locked');
    expect(home.atGoogle()?.['isLocked']).not.toBe(true);
  });
});

test('a lock whose records cannot be read does not keep the others from being polled', async () => {
  home = await ObservedHome.start([FRONT, BACK]);
  home.world.sifely.lock(BACK).set({ autoLockSeconds: -1 });
  await home.accounts.learn(home.accountId, { [BACK]: { autoLockSeconds: 0 } });
  home.world.sifely.fault({ kind: 'status', status: 500, endpoint: 'lockRecord/list', lockId: FRONT });
  home.world.sifely.lock(BACK).useMechanicalKey('unlock');
  await home.passTicking(8 * HOUR, 10 * MINUTE);
  expect(bolt(BACK)).toBe('unlocked');
  expect(isReportRight(BACK)).toBe(true);
});

test('a lock that comes back is not reported with its old bolt state', async () => {
  home = await ObservedHome.start();
  home.world.sifely.gateway(DEMO_GATEWAYS.hall).online = false;
  await home.world.google.user().query();
  await home.passTicking(12 * MINUTE, 2 * MINUTE);
  expect(home.atGoogle()).toMatchObject({ online: false });
  home.world.sifely.lock(FRONT).set({ bolt: 'unlocked' });
  home.world.sifely.gateway(DEMO_GATEWAYS.hall).online = true;
  const busy = home.world.sifely.fault({ kind: 'gateway-busy' });
  await home.passTicking(21 * MINUTE);
  expect(isReportRight()).toBe(true);
  busy.remove();
  await home.passTicking(2 * HOUR, 5 * MINUTE);
  expect(home.atGoogle()).toMatchObject({ online: true, isLocked: false });
});

test('a lock that did not relock and is unlocked again is observed when it may relock', async () => {
  home = await ObservedHome.start();
  home.sendWebhooks();
  const lock = home.world.sifely.lock(FRONT);
  await home.accounts.learn(home.accountId, { [FRONT]: { autoLockSeconds: 30 } });
  lock.set({ autoLockSeconds: -1 });
  lock.enterPasscode();
  await home.passTicking(15 * MINUTE);
  expect(home.atGoogle()).toMatchObject({ isLocked: false });
  lock.set({ autoLockSeconds: 30 });
  lock.enterPasscode();
  await home.pass(75_000);
  expect(bolt()).toBe('locked');
  expect(home.atGoogle()).toMatchObject({ isLocked: true });
});
