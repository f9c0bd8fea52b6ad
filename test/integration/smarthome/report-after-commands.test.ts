import { changeLock, type LockState } from '../../../functions/locks/account-state.ts';
import { failure } from '../../support/scripted-cloud.ts';
import { SmartHomeWorld, type SmartHomeWorldOptions } from '../../support/smart-home-world.ts';
import { StatesGate } from '../../support/states-gate.ts';
import { until } from '../../support/until.ts';
import { FRONT, MINUTE, ObservedHome } from '../tracking/observed-home.ts';

let world: SmartHomeWorld;
/** Starts a home whose lock is reported as it stands, with no job left. */
const start = async (options?: SmartHomeWorldOptions) => {
  world = await SmartHomeWorld.start(options);
  await world.sync();
  await world.query(['101']);
  await world.settled();
  await world.pass(40_000);
  world.reports.length = 0;
};
const states = () => world.reports.map(({ payload }) => payload.devices.states?.['101']);
const change = (apply: (state: LockState) => LockState) =>
  world.accounts.changeStates(world.accountId, (before) => changeLock(before, '101', apply));
const openDoor: SmartHomeWorldOptions = { locks: { '101': { bolt: 'unlocked', gateways: ['9'] } } };
const standing = (isLocked: boolean) => ({ online: true, isLocked, isJammed: false });

describe('a command whose outcome the store does not take', () => {
  afterEach(() => world.close());

  test.each([
    ['PENDING and then gets no answer', 'PENDING', 'timed-out'],
    ['PENDING and is not sent', 'PENDING', 'gateway-busy'],
    ['SUCCESS and does not move the bolt', 'SUCCESS', undefined],
  ] as const)(
    'is followed by a report of the old state if it is answered %s',
    async (_how, status, fault) => {
      const gate = new StatesGate();
      await start({ ...openDoor, wrapStore: (store) => gate.around(store) });
      const held = world.cloud.hold('operate');
      const answer = world.lock('101');
      await until(held.reached);
      gate.readOnly = true;
      if (fault === 'gateway-busy') world.cloud.failAlways('operate', failure(fault));
      if (fault === 'gateway-busy') held.fail(failure(fault));
      if (fault === undefined) held.release();
      await world.clock.advance(1200);
      expect(await answer).toMatchObject([{ ids: ['101'], status }]);
      (world.cloud.locks.get('101') ?? {}).bolt = 'unlocked';
      await world.pass(2000);
      gate.readOnly = false;
      if (fault === 'timed-out') held.fail(failure(fault));
      await world.pass(2 * MINUTE);
      expect(states().at(-1)).toEqual(standing(false));
    },
  );
});

describe('a repeated lock command', () => {
  afterEach(() => world.close());
  /** Locks, and then lets the door be opened and reported. */
  const lockAndOpen = async () => {
    await start(openDoor);
    await world.lock('101', { requestId: 'r1' });
    await world.pass(30_000);
    (world.cloud.locks.get('101') ?? {}).bolt = 'unlocked';
    await world.pass(60_000);
    await world.query(['101']);
    await world.pass(5000);
    expect(states().at(-1)).toEqual(standing(false));
    world.reports.length = 0;
  };

  test('is answered PENDING while an event leaves the bolt unknown, and the open door is reported again', async () => {
    await lockAndOpen();
    await change((state) => ({ ...state, uncertainSince: world.clock.now() }));
    expect(await world.lock('101', { requestId: 'r1' })).toEqual([{ ids: ['101'], status: 'PENDING' }]);
    await world.pass(5000);
    await world.query(['101']);
    await world.pass(5000);
    expect(states()).toEqual([standing(false)]);
  });

  test('is followed by a report that the lock is offline, if it is', async () => {
    await lockAndOpen();
    world.cloud.failAlways('openState', failure('gateway-offline'));
    await world.pass(60_000);
    await world.query(['101']);
    await world.pass(5000);
    expect(states()).toEqual([{ online: false }]);
    await world.lock('101', { requestId: 'r1' });
    await world.pass(5000);
    expect(states()).toEqual([{ online: false }, { online: false }]);
  });
});

describe('a lock command that an event overtakes', () => {
  let home: ObservedHome;
  afterEach(() => home.close());

  test('is answered PENDING, and the door that is open again is reported', async () => {
    home = await ObservedHome.start([FRONT]);
    home.sendWebhooks();
    const front = home.world.sifely.lock(FRONT);
    front.useMechanicalKey('unlock');
    await home.pass(3 * MINUTE);
    expect(home.atGoogle()).toMatchObject({ isLocked: false });
    const { homegraph } = home.world.google;
    const before = homegraph.calls.length;
    home.world.sifely.clearCalls();
    home.world.sifely.fault({ kind: 'slow', ms: 700, times: 1, endpoint: 'lock/lock' });
    const answer = home.world.google.user().lock('front door');
    await until(() => home.calls().includes('lock/lock'), 'the command');
    home.world.clock.advance(300);
    front.enterPasscode();
    await home.world.sifely.flushWebhooks();
    await home.world.runDueJobs({ hurries: false });
    home.world.clock.advance(400);
    expect(await answer).toMatchObject({ status: 'PENDING' });
    front.set({ bolt: 'unlocked' });
    await home.pass(MINUTE);
    expect(homegraph.calls.length).toBeGreaterThan(before);
    expect(home.atGoogle()).toMatchObject({ isLocked: false });
  });
});
