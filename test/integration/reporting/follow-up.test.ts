import type { CommandTurn } from '../../../simulators/google/index.ts';
import { DEMO_GATEWAYS, DEMO_LOCKS, type Fault, INSTANT_TIMING } from '../../../simulators/sifely/index.ts';
import { DEFAULT_TIMES } from '../../support/test-config.ts';
import { until } from '../../support/until.ts';
import { World } from '../../support/world.ts';
import { forgetCalls, loggedAt, reports } from './homegraph-calls.ts';

const FRONT = String(DEMO_LOCKS.frontDoor);
const MINUTE = 60_000;
const SECOND = 1000;

describe('a command that is answered PENDING', () => {
  let world: World;

  beforeEach(async () => {
    world = await World.start({ config: DEFAULT_TIMES });
    world.sifely.lock(FRONT).set({ autoLockSeconds: -1 });
    await world.link('alice', { locks: [FRONT] });
    await world.pass(2 * MINUTE);
    forgetCalls(world);
    world.sifely.clearCalls();
  });
  afterEach(() => world.close());

  const followUps = () => reports(world).filter(({ notifications }) => FRONT in notifications);

  /** Asks to lock or unlock a lock whose cloud needs longer than Google waits, and lets the cloud answer then. */
  async function pending(lock: boolean, fault: Partial<Fault> = {}): Promise<CommandTurn> {
    const endpoint = lock ? '/v3/lock/lock' : '/v3/lock/unlock';
    world.sifely.fault({ kind: 'slow', ms: 6 * SECOND, times: 1, endpoint, ...fault });
    const challenge = lock ? undefined : { pin: '4711' };
    const asked = world.google.user().turn('front door', lock, { followUp: true, challenge });
    await until(() => world.sifely.calls.some((call) => call.endpoint === endpoint), 'the command');
    world.clock.advance(1 * SECOND);
    const turn = await asked;
    expect(turn.status).toBe('PENDING');
    world.clock.advance(6 * SECOND);
    await world.app.settled();
    return turn;
  }

  test('is followed up once its bolt was observed in place', async () => {
    world.sifely.lock(FRONT).set({ bolt: 'unlocked' });
    const { followUpToken = '' } = await pending(true);
    expect(followUps()).toEqual([]);
    await world.pass(10 * SECOND);
    expect(followUps()).toHaveLength(1);
    await world.pass(10 * MINUTE);
    expect(followUps()).toHaveLength(1);
    expect(await world.google.homegraph.followUp(followUpToken)).toEqual({
      deviceId: FRONT,
      status: 'SUCCESS',
      isLocked: true,
      errorCode: undefined,
    });
    expect(followUps()).toHaveLength(1);
    expect(world.google.homegraph.calls.filter(({ status }) => status !== 200)).toEqual([]);
  });

  test('is followed up as done, though its lock was turned by hand just before and is read so meanwhile', async () => {
    await world.close();
    const timing = { moveMs: 9 * SECOND, recordMs: 8 * SECOND, stateLagMs: 3 * SECOND };
    world = await World.start({ config: DEFAULT_TIMES, sifely: { timing } });
    await world.link('alice', { locks: [FRONT] });
    await world.pass(2 * MINUTE);
    forgetCalls(world);
    world.sifely.lock(FRONT).turnByHand('unlock');
    const { followUpToken = '' } = await pending(true);
    await world.pass(5 * SECOND);
    expect(world.sifely.calls.map(({ endpoint }) => endpoint)).toContain('/v3/lock/queryOpenState');
    expect(followUps()).toEqual([]);
    await world.pass(MINUTE);
    expect(await world.google.homegraph.followUp(followUpToken)).toMatchObject({
      status: 'SUCCESS',
      isLocked: true,
    });
    expect(followUps()).toHaveLength(1);
  });

  test('is followed up as an unlock, too', async () => {
    const { followUpToken = '' } = await pending(false);
    await world.pass(10 * MINUTE);
    expect(followUps()).toHaveLength(1);
    expect(await world.google.homegraph.followUp(followUpToken)).toMatchObject({
      status: 'SUCCESS',
      isLocked: false,
    });
    expect(followUps()).toHaveLength(1);
  });

  test('is followed up with the reason when the cloud refuses it late', async () => {
    world.sifely.fault({ kind: 'lock-offline', lockId: FRONT });
    const { followUpToken = '' } = await pending(true);
    await world.pass(MINUTE);
    expect(followUps()).toHaveLength(1);
    expect(await world.google.homegraph.followUp(followUpToken)).toMatchObject({
      status: 'FAILURE',
      errorCode: 'deviceOffline',
    });
    expect(followUps()).toHaveLength(1);
  });

  test('is followed up as a failure when the bolt did not move although the gateway accepted', async () => {
    world.sifely.fault({ kind: 'jam', lockId: FRONT });
    const { followUpToken = '' } = await pending(false);
    await world.pass(10 * MINUTE);
    expect(followUps()).toHaveLength(1);
    expect(await world.google.homegraph.followUp(followUpToken)).toMatchObject({
      status: 'FAILURE',
      errorCode: 'unlockFailure',
    });
    expect(world.google.homegraph.states(world.google.user().agentUserId ?? '', FRONT)).toMatchObject({
      isLocked: true,
    });
  });

  test('is not followed up when its outcome stays unknown', async () => {
    await pending(true);
    world.sifely.gateway(DEMO_GATEWAYS.hall).online = false;
    world.sifely.fault({ kind: 'status', status: 500, endpoint: 'lockRecord/list' });
    await world.pass(30 * MINUTE);
    expect(followUps()).toEqual([]);
    expect(world.jobs.ofKind('command')).toEqual([]);
  });

  test('is followed up once, however often the job runs', async () => {
    await pending(false);
    const [held] = world.jobs.ofKind('command');
    if (held === undefined) throw new Error('nothing is to be followed up');
    await world.pass(5 * MINUTE);
    expect(followUps()).toHaveLength(1);
    await world.jobs.enqueue(held.job);
    await world.jobs.enqueue(held.job);
    await world.pass(5 * MINUTE);
    expect(followUps()).toHaveLength(1);
  });

  test.each([429, 503])('is followed up later when Google cannot take it now (%d)', async (status) => {
    const { followUpToken = '' } = await pending(false);
    await world.pass(15 * SECOND);
    world.google.homegraph.failNext(status, { times: 3 });
    await world.pass(10 * MINUTE);
    expect(await world.google.homegraph.followUp(followUpToken)).toMatchObject({ status: 'SUCCESS' });
    expect(followUps().filter((report) => report.status === 200)).toHaveLength(1);
  });

  test('is followed up without its token reaching the log', async () => {
    const { followUpToken = '' } = await pending(false);
    world.google.homegraph.failNext(400, { times: 9 });
    await world.pass(10 * MINUTE);
    expect(loggedAt(world, 'ERROR').length).toBeGreaterThan(0);
    expect(world.logLines.join('')).not.toContain(followUpToken);
  });
});

describe('a follow-up that an earlier release has enqueued', () => {
  test('is sent once, by its own job', async () => {
    // The lock moves later than in the millisecond in which it was told to.
    const world = await World.start({ sifely: { timing: { ...INSTANT_TIMING, operationMs: 20 } } });
    try {
      await world.link('alice', { locks: [FRONT] });
      await world.pass(2 * MINUTE);
      const accountId = world.google.user().agentUserId ?? '';
      const since = world.clock.now();
      await world.google.user().unlock('front door', { pin: '4711' });
      const [owner] = world.jobs.ofKind('command');
      const commandKey = owner?.job.commands[0]?.key ?? '';
      const job = {
        kind: 'follow-up',
        accountId,
        lockId: FRONT,
        followUpToken: 'old',
        commandKey,
        since,
      } as const;
      await world.jobs.enqueue(job, { at: since + 3000 });
      await world.jobs.enqueue(job, { at: since + 3000 });
      await world.pass(2 * MINUTE);
      const sent = reports(world).flatMap(({ notifications }) => Object.entries(notifications));
      expect(sent).toEqual([
        [
          FRONT,
          {
            LockUnlock: {
              priority: 0,
              followUpResponse: { status: 'SUCCESS', isLocked: false, followUpToken: 'old' },
            },
          },
        ],
      ]);
    } finally {
      await world.close();
    }
  });
});

describe('a command that is answered at once', () => {
  test('has no follow-up', async () => {
    const world = await World.start();
    try {
      await world.link('alice', { locks: [FRONT] });
      const { status } = await world.google.user().unlock('front door', { pin: '4711', followUp: true });
      expect(status).toBe('SUCCESS');
      expect(world.jobs.ofKind('follow-up')).toEqual([]);
      await world.pass(10 * MINUTE);
      expect(reports(world).flatMap(({ notifications }) => Object.keys(notifications))).toEqual([]);
    } finally {
      await world.close();
    }
  });

  test('needs no valid follow-up token', async () => {
    const world = await World.start();
    try {
      await world.link('alice', { locks: [FRONT] });
      world.clock.advance(6 * SECOND);
      const params = { lock: true, followUpToken: { not: 'a token' } };
      const execution = [{ command: 'action.devices.commands.LockUnlock', params }];
      const payload = { commands: [{ devices: [{ id: FRONT }], execution }] };
      const inputs = [{ intent: 'action.devices.EXECUTE', payload }];
      const response = await world.google.user().raw({ requestId: '1', inputs });
      expect(await response.json()).toMatchObject({ payload: { commands: [{ status: 'SUCCESS' }] } });
    } finally {
      await world.close();
    }
  });
});
