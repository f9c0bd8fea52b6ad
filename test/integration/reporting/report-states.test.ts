import { DEMO_GATEWAYS, DEMO_LOCKS } from '../../../simulators/sifely/index.ts';
import { World } from '../../support/world.ts';
import { callsOf, forgetCalls, loggedAt, reports } from './homegraph-calls.ts';

const FRONT = String(DEMO_LOCKS.frontDoor);
const BACK = String(DEMO_LOCKS.backDoor);
const GARAGE = String(DEMO_LOCKS.garage);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('states are reported to Google', () => {
  let world: World;
  const alice = () => world.google.user();
  const agentUserId = () => alice().agentUserId ?? '';
  const atGoogle = (lockId: string) => world.google.homegraph.states(agentUserId(), lockId);
  const unlock = () => alice().unlock('front door', { pin: '4711' });

  /** A linked home of which Google knows everything. */
  beforeEach(async () => {
    world = await World.start();
    for (const lockId of [FRONT, BACK, GARAGE]) world.sifely.lock(lockId).set({ autoLockSeconds: -1 });
    await world.link('alice', { locks: [FRONT, BACK, GARAGE] });
    await world.pass(2 * MINUTE);
    forgetCalls(world);
  });
  afterEach(() => world.close());

  test('within two seconds of a command, with all states of all traits of the lock', async () => {
    await unlock();
    await world.pass(2000);
    expect(reports(world)).toEqual([
      {
        status: 200,
        notifications: {},
        states: {
          [FRONT]: {
            online: true,
            isLocked: false,
            isJammed: false,
            descriptiveCapacityRemaining: 'HIGH',
            capacityRemaining: [{ rawValue: 85, unit: 'PERCENTAGE' }],
          },
        },
      },
    ]);
    expect(atGoogle(FRONT)).toMatchObject({ isLocked: false });
  });

  test('never inside QUERY, but right after one that found a change', async () => {
    world.sifely.lock(FRONT).useMechanicalKey('unlock');
    await alice().query();
    expect(reports(world)).toEqual([]);
    await world.pass(2000);
    expect(reports(world)).toHaveLength(1);
    expect(Object.keys(reports(world)[0]?.states ?? {})).toEqual([FRONT]);
    expect(atGoogle(FRONT)).toMatchObject({ isLocked: false });
  });

  test('without the low battery warning that QUERY adds', async () => {
    const { payload } = await alice().query([GARAGE]);
    expect(payload.devices[GARAGE]).toMatchObject({ exceptionCode: 'lowBattery' });
    await alice().unlock('garage', { pin: '4711' });
    await world.pass(2000);
    expect(atGoogle(GARAGE)).toMatchObject({ isLocked: false, descriptiveCapacityRemaining: 'LOW' });
    expect(reports(world)[0]?.states[GARAGE]).not.toHaveProperty('exceptionCode');
  });

  test('not again while they are unchanged', async () => {
    await unlock();
    await world.pass(2000);
    forgetCalls(world);
    await unlock();
    await alice().query();
    await world.jobs.enqueue({ kind: 'report', accountId: agentUserId(), lockIds: [FRONT, BACK] });
    await world.runDueJobs();
    await world.pass(2000);
    expect(reports(world)).toEqual([]);
  });

  test('in one call for all locks that changed', async () => {
    const execution = [
      { command: 'action.devices.commands.LockUnlock', params: { lock: false }, challenge: { pin: '4711' } },
    ];
    await alice().execute([{ devices: [FRONT, BACK, GARAGE], execution }]);
    await world.pass(2000);
    expect(reports(world).map(({ states }) => Object.keys(states))).toEqual([[FRONT, BACK, GARAGE]]);
  });

  test('as offline, without a bolt, when a lock cannot be reached', async () => {
    world.sifely.gateway(DEMO_GATEWAYS.hall).online = false;
    expect((await unlock()).errorCode).toBe('deviceOffline');
    await world.pass(2000);
    expect(reports(world).map(({ states }) => states[FRONT])).toEqual([{ online: false }]);
    expect(atGoogle(FRONT)).toMatchObject({ online: false });
  });

  test.each([429, 500, 503])(
    'as they are by then, when Google could not take them before (%d)',
    async (status) => {
      world.google.homegraph.failNext(status, { times: 2 });
      await unlock();
      await world.pass(2000);
      await alice().unlock('back door', { pin: '4711' });
      await world.pass(MINUTE);
      expect(reports(world)).toMatchObject([
        { status, states: { [FRONT]: { isLocked: false } } },
        { status, states: { [FRONT]: { isLocked: false }, [BACK]: { isLocked: false } } },
        { status: 200, states: { [FRONT]: { isLocked: false }, [BACK]: { isLocked: false } } },
      ]);
    },
  );

  test('again, even the previous ones, after a failed call that Google may have carried out', async () => {
    world.google.homegraph.failNext(503);
    await unlock();
    await world.pass(2000);
    await alice().lock('front door');
    await world.pass(MINUTE);
    expect(reports(world)).toMatchObject([
      { status: 503, states: { [FRONT]: { isLocked: false } } },
      { status: 200, states: { [FRONT]: { isLocked: true } } },
    ]);
  });

  test('again, even the previous ones, while the result of the report between them is unknown', async () => {
    const slow = world.google.homegraph.holdNextAnswer();
    await unlock();
    // An instance that may be killed before it hears that Google has taken its report.
    const telling = world.app.runJob({ kind: 'report', accountId: agentUserId(), lockIds: [FRONT] });
    await slow.carriedOut;
    await alice().lock('front door');
    await world.pass(2000);
    expect(reports(world).map(({ states }) => states[FRONT])).toMatchObject([
      { isLocked: false },
      { isLocked: true },
    ]);
    expect(atGoogle(FRONT)).toMatchObject({ isLocked: true });
    slow.release();
    await telling;
    expect(atGoogle(FRONT)).toMatchObject({ isLocked: true });
  });

  test('with the next poll, when neither the owner job of the command nor their own could be stored', async () => {
    world.jobs.refuseNext('command');
    world.jobs.refuseNext('report');
    await unlock();
    await world.pass(2000);
    expect(reports(world)).toEqual([]);
    expect(loggedAt(world, 'ERROR').join()).toContain('could not enqueue report of state change');
    await world.pass(15 * MINUTE);
    await world.app.tick();
    await world.pass(2000);
    expect(atGoogle(FRONT)).toMatchObject({ isLocked: false });
  });

  test('with retries until Google takes them', async () => {
    world.google.homegraph.failNext(503, { times: 4 });
    await unlock();
    await world.pass(5 * MINUTE);
    expect(reports(world).map(({ status }) => status)).toEqual([503, 503, 503, 503, 200]);
    expect(atGoogle(FRONT)).toMatchObject({ isLocked: false });
  });

  test('no more once Google says that the account is not linked, until it asks for the devices', async () => {
    world.google.homegraph.failNext(404, { times: 3 });
    await unlock();
    await world.pass(MINUTE);
    expect(reports(world).map(({ status }) => status)).toEqual([404]);
    expect(loggedAt(world, 'WARNING').join()).toContain('Google does not know the account any more');

    await alice().lock('front door');
    await world.pass(MINUTE);
    expect(reports(world)).toHaveLength(1);

    await alice().sync();
    await world.app.settled();
    await unlock();
    await world.pass(MINUTE);
    expect(reports(world).slice(1)).toEqual([expect.objectContaining({ status: 200 })]);
    expect(Object.keys(reports(world)[1]?.states ?? {})).toEqual([FRONT, BACK, GARAGE]);
    expect(atGoogle(FRONT)).toMatchObject({ isLocked: false });
  });

  test('again when Google still asks about an account that it said it did not know', async () => {
    world.google.homegraph.failNext(404, { times: 100 });
    await unlock();
    await world.pass(15 * MINUTE);
    expect(reports(world)).toHaveLength(1);
    world.google.homegraph.failNoMore();
    await alice().query([BACK]);
    await world.app.settled();
    await world.pass(MINUTE);
    expect(atGoogle(FRONT)).toMatchObject({ isLocked: false });
  });

  test.each([
    ['three answers', 3, 10 * MINUTE],
    ['answers for half a day', 100, 12 * HOUR],
  ])('again by itself, when %s that the account is not known were wrong', async (_wrong, times, ms) => {
    world.google.homegraph.failNext(404, { times });
    await unlock();
    await world.pass(ms - 30_000);
    expect(atGoogle(FRONT)).toMatchObject({ isLocked: true });
    const asked = world.google.homegraph.calls.length;
    expect(asked).toBeLessThan(20);
    world.google.homegraph.failNoMore();
    await world.pass(times === 3 ? MINUTE : 12 * HOUR);
    await world.app.settled();
    await world.pass(MINUTE);
    expect(atGoogle(FRONT)).toMatchObject({ isLocked: false });
  });

  test('never again of an account that Google has really unlinked; it is asked for a month, ever more rarely', async () => {
    world.google.homegraph.failNext(404, { times: 1000 });
    await unlock();
    await world.pass(40 * 24 * HOUR);
    expect(reports(world)).toHaveLength(1);
    expect(world.google.homegraph.calls.length).toBeLessThan(50);
    const asked = world.google.homegraph.calls.length;
    await world.pass(40 * 24 * HOUR);
    expect(world.google.homegraph.calls).toHaveLength(asked);
  });

  test('for the other locks, when Google refuses those of one', async () => {
    world.google.homegraph.failNext(400, { times: 2 });
    const execution = [
      { command: 'action.devices.commands.LockUnlock', params: { lock: false }, challenge: { pin: '4711' } },
    ];
    await alice().execute([{ devices: [FRONT, BACK], execution }]);
    await world.pass(10 * MINUTE);
    const sent = reports(world).map(({ status, states }) => [status, Object.keys(states)]);
    // Together, then each alone; what was refused is not sent again unchanged.
    expect(sent).toEqual([
      [400, [FRONT, BACK]],
      [400, [FRONT]],
      [200, [BACK]],
    ]);
    expect(loggedAt(world, 'ERROR').join()).toContain('this is a bug');
  });

  test('for the other locks, when Google does not know one of them any more', async () => {
    const gone = world.google.homegraph.devices(agentUserId());
    world.google.homegraph.synced(
      agentUserId(),
      [...gone.values()].filter(({ id }) => id !== BACK),
    );
    const execution = [
      { command: 'action.devices.commands.LockUnlock', params: { lock: false }, challenge: { pin: '4711' } },
    ];
    await alice().execute([{ devices: [FRONT, BACK], execution }]);
    await world.pass(10 * MINUTE);
    expect(atGoogle(FRONT)).toMatchObject({ isLocked: false });
    expect(loggedAt(world, 'WARNING').join()).not.toContain('Google does not know the account any more');
  });

  test('not while this deployment may not call, which is logged for its operator; then all missed ones', async () => {
    world.google.homegraph.failNext(403, { times: 100 });
    await unlock();
    await world.pass(10 * MINUTE);
    // The verifications of the command found that the report is still missing, and enqueued it at most every five minutes.
    expect(new Set(reports(world).map(({ status }) => status))).toEqual(new Set([403]));
    expect([2, 3]).toContain(reports(world).length);
    expect(loggedAt(world, 'ERROR').join()).toContain('does not let this deployment call the HomeGraph API');
    world.google.homegraph.failNoMore();
    forgetCalls(world);
    await alice().unlock('back door', { pin: '4711' });
    await world.pass(MINUTE);
    expect(Object.keys(reports(world)[0]?.states ?? {})).toEqual([FRONT, BACK]);
  });

  test('with the next poll, when nothing happens after this deployment was allowed to call', async () => {
    world.google.homegraph.failNext(403, { times: 100 });
    await unlock();
    await world.pass(5 * MINUTE);
    world.google.homegraph.failNoMore();
    await world.pass(60 * MINUTE);
    await world.app.tick();
    await world.pass(2000);
    expect(atGoogle(FRONT)).toMatchObject({ isLocked: false });
  });

  test('no more after the last Google user unlinked, and without a call that would unlink others', async () => {
    await unlock();
    await alice().disconnect();
    await world.pass(10 * MINUTE);
    expect(world.google.homegraph.calls).toEqual([]);
    expect(world.jobs.failures).toEqual([]);
  });

  test('still after one of two Google users unlinked', async () => {
    await world.link('bob', { pin: 'keep', locks: [FRONT, BACK, GARAGE] });
    await world.pass(2 * MINUTE);
    await alice().disconnect();
    forgetCalls(world);
    await world.google.user('bob').unlock('front door', { pin: '4711' });
    await world.pass(MINUTE);
    expect(reports(world)).toMatchObject([{ status: 200, states: { [FRONT]: { isLocked: false } } }]);
    expect(callsOf(world, 'delete')).toEqual([]);
  });

  test('again to a Google user who links again, even if they are unchanged', async () => {
    await alice().disconnect();
    await world.link('alice', { locks: [FRONT] });
    await world.pass(2 * MINUTE);
    expect(atGoogle(FRONT)).toMatchObject({ online: true, isLocked: true });
    await unlock();
    await world.pass(2000);
    expect(atGoogle(FRONT)).toMatchObject({ isLocked: false });
  });
});

describe('a lock that relocks', () => {
  test('is reported as unlocked, and as locked once that was observed', async () => {
    const world = await World.start();
    try {
      world.sifely.lock(FRONT).set({ autoLockSeconds: 30 });
      await world.link('alice', { locks: [FRONT] });
      await world.pass(2 * MINUTE);
      forgetCalls(world);
      await world.google.user().unlock('front door', { pin: '4711' });
      await world.pass(28_000);
      expect(reports(world)).toMatchObject([{ states: { [FRONT]: { isLocked: false } } }]);
      await world.pass(MINUTE);
      expect(world.sifely.lock(FRONT).bolt).toBe('locked');
      expect(reports(world).slice(1)).toMatchObject([{ states: { [FRONT]: { isLocked: true } } }]);
    } finally {
      await world.close();
    }
  });
});

describe('a lock that was offline', () => {
  test('is reported as online when it is back', async () => {
    const world = await World.start();
    try {
      await world.link('alice', { locks: [FRONT] });
      await world.pass(2 * MINUTE);
      world.sifely.gateway(DEMO_GATEWAYS.hall).online = false;
      await world.google.user().unlock('front door', { pin: '4711' });
      await world.pass(2000);
      forgetCalls(world);
      await world.pass(7 * MINUTE);
      expect(reports(world)).toEqual([]);
      world.sifely.gateway(DEMO_GATEWAYS.hall).online = true;
      await world.pass(15 * MINUTE);
      expect(reports(world)).toMatchObject([{ states: { [FRONT]: { online: true, isLocked: true } } }]);
    } finally {
      await world.close();
    }
  });
});

describe('right after linking', () => {
  test('a report waits, because Google may not know the account yet', async () => {
    const world = await World.start();
    try {
      world.google.homegraph.readyAfterMs = 25_000;
      await world.link('alice', { locks: [FRONT] });
      await world.google.user().unlock('front door', { pin: '4711' });
      await world.pass(20_000);
      expect(reports(world).every(({ status }) => status === 404)).toBe(true);
      expect(reports(world).length).toBeGreaterThan(0);
      await world.pass(MINUTE);
      expect(reports(world).at(-1)).toMatchObject({ status: 200, states: { [FRONT]: { isLocked: false } } });
      expect(loggedAt(world, 'WARNING').join()).not.toContain('Google does not know the account');
    } finally {
      await world.close();
    }
  });
});
