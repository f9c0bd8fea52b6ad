import { BACK, FRONT, MINUTE, ObservedHome } from './observed-home.ts';

describe('verification of a command', () => {
  let home: ObservedHome;
  const front = () => home.world.sifely.lock(FRONT);
  const start = async (timing = {}) => {
    home = await ObservedHome.start([FRONT], { sifely: { timing } });
  };
  const unlock = () => home.world.google.user().unlock('front door', { pin: '4711' });
  const lock = () => home.world.google.user().lock('front door');
  afterEach(() => home.close());

  test('reads its record three seconds later, and does not ask the lock', async () => {
    await start();
    await unlock();
    expect((await home.known())?.snapshot?.source).toBe('command');
    await home.pass(2000);
    expect(home.calls()).toEqual(['lock/unlock']);
    await home.pass(10 * MINUTE);
    expect(home.calls()).toEqual(['lock/unlock', 'lockRecord/list']);
    expect((await home.known())?.snapshot).toMatchObject({ bolt: 'unlocked', source: 'records' });
  });

  test('reports a lock that did not move as it is', async () => {
    await start();
    front().jam();
    const answer = await unlock();
    expect(answer.states).toMatchObject({ isLocked: false });
    await home.pass(3000);
    expect(home.atGoogle()).toMatchObject({ isLocked: false });
    await home.pass(MINUTE);
    expect(home.atGoogle()).toMatchObject({ isLocked: true, isJammed: false });
    expect(front().bolt).toBe('locked');
  });

  test('reports a lock as jammed that twice does not know its state', async () => {
    await start();
    front().jam({ reads: 'unknown' });
    await lock();
    await home.pass(2 * MINUTE);
    expect(home.atGoogle()).toMatchObject({ online: true, isJammed: true });
    expect(home.atGoogle()).not.toHaveProperty('isLocked');
  });

  test('reports the end of a jam after the next movement', async () => {
    await start();
    front().jam({ reads: 'unknown' });
    await lock();
    await home.pass(2 * MINUTE);
    front().free();
    await unlock();
    await home.pass(2 * MINUTE);
    expect(home.atGoogle()).toMatchObject({ isLocked: false, isJammed: false });
  });

  test('keeps the new state while the cloud returns the old one for a while', async () => {
    await start({ operationMs: 500, stateLagMs: 19_000, recordMs: 200_000, moveMs: 2000 });
    await unlock();
    const reported: unknown[] = [];
    for (let passed = 0; passed < 150_000; passed += 5000) {
      await home.pass(5000);
      reported.push(home.atGoogle()?.['isLocked']);
    }
    expect(new Set(reported)).toEqual(new Set([false]));
    expect((await home.known())?.snapshot).toMatchObject({ bolt: 'unlocked', source: 'gateway' });
  });

  test.each([8000, 19_000])('reports a turn by hand %d ms after the command, not the command', async (ms) => {
    await start();
    await unlock();
    home.world.clock.advance(ms);
    front().turnByHand('lock');
    await home.pass(MINUTE);
    expect(home.atGoogle()).toMatchObject({ isLocked: true });
  });

  describe('to a lock that was turned by hand just before, of which Sifely tells after it,', () => {
    const LATE = { moveMs: 700, recordMs: 2500, stateLagMs: 3000 };
    /** Returns what Google is told of the bolt in the minute after the command. */
    const reportedAfter = async (act: () => Promise<unknown>) => {
      home.world.clock.advance(1000);
      await act();
      const reported: unknown[] = [];
      for (let passed = 0; passed < MINUTE; passed += 1000) {
        await home.pass(1000);
        reported.push(home.atGoogle()?.['isLocked']);
      }
      return reported;
    };

    test.each([
      ['is right', 0],
      ['is six seconds ahead', 6000],
    ])(
      'finds that it locked, though the lock is read as unlocked meanwhile and its clock %s',
      async (_, clockOffsetMs) => {
        await start(LATE);
        front().set({ clockOffsetMs });
        front().turnByHand('unlock');
        const reported = await reportedAfter(lock);
        expect(reported.at(-1)).toBe(true);
        expect(front().bolt).toBe('locked');
        expect((await home.known())?.snapshot?.source).toBe('records');
      },
    );

    test('finds that it locked though its own record cannot be read', async () => {
      await start(LATE);
      front().turnByHand('unlock');
      home.world.clock.advance(1000);
      await lock();
      await home.pass(3500);
      expect(home.atGoogle()).toMatchObject({ isLocked: false });
      home.world.sifely.fault({ kind: 'drop', endpoint: 'lockRecord/list', moment: 'before' });
      await home.pass(MINUTE);
      expect(home.atGoogle()).toMatchObject({ isLocked: true });
      expect((await home.known())?.snapshot?.source).toBe('gateway');
    });

    test.each([
      ['is right', 0],
      ['is six seconds ahead', 6000],
    ])(
      'never takes an unlocked lock for locked, though it is read as locked meanwhile and its clock %s',
      async (_, clockOffsetMs) => {
        await start(LATE);
        front().set({ clockOffsetMs });
        front().turnByHand('unlock');
        await home.pass(10 * MINUTE);
        await home.world.google.user().query([FRONT]);
        await home.pass(MINUTE);
        expect(home.atGoogle()).toMatchObject({ isLocked: false });
        front().turnByHand('lock');
        expect(new Set(await reportedAfter(unlock))).toEqual(new Set([false]));
        expect(front().bolt).toBe('unlocked');
      },
    );
  });

  test('makes no call for a command whose lock is out of reach', async () => {
    await start();
    home.world.sifely.fault({ kind: 'gateway-offline', lockId: FRONT, endpoint: 'lock/unlock' });
    await unlock();
    await home.pass(2 * MINUTE);
    expect(home.calls()).toEqual(['lock/unlock']);
  });

  test('asks a lock once that refused a command, because it may have been carried out all the same', async () => {
    await start();
    home.world.sifely.fault({ kind: 'lock-frozen', lockId: FRONT, endpoint: 'lock/unlock' });
    await unlock();
    await home.pass(10 * MINUTE);
    expect(home.calls()).toEqual(['lock/unlock', 'lockRecord/list', 'lock/queryOpenState']);
  });

  test('is not enqueued for a command with a wrong PIN', async () => {
    await start();
    await home.world.google.user().unlock('front door', { pin: '0000' });
    expect(home.world.jobs.ofKind('command')).toEqual([]);
  });

  test('learns the result of a command without an answer', async () => {
    await start();
    home.world.sifely.fault({ kind: 'drop', endpoint: 'lock/unlock', moment: 'after', times: 1 });
    await unlock();
    await home.pass(2 * MINUTE);
    expect(front().bolt).toBe('unlocked');
    expect(home.atGoogle()).toMatchObject({ isLocked: false });
  });

  test('asks a busy gateway again later', async () => {
    await start({ recordMs: 60 * MINUTE });
    await unlock();
    home.world.sifely.gateway(7101).busy = true;
    await home.pass(50_000);
    home.world.sifely.gateway(7101).busy = false;
    await home.pass(MINUTE);
    expect((await home.known())?.snapshot).toMatchObject({ bolt: 'unlocked', source: 'gateway' });
  });

  test('makes no call when its job runs a second time', async () => {
    await start();
    await unlock();
    const [held] = home.world.jobs.ofKind('command');
    if (held === undefined) throw new Error('nothing is to be verified');
    await home.pass(MINUTE);
    home.world.sifely.clearCalls();
    await home.world.app.runJob(held.job);
    expect(home.calls()).toEqual([]);
  });
});

describe('a lock that locks itself', () => {
  let home: ObservedHome;
  const back = () => home.world.sifely.lock(BACK);
  const start = async (timing = {}) => {
    home = await ObservedHome.start([BACK], { sifely: { timing } });
  };
  afterEach(() => home.close());

  test('is observed when it should have, and then reported locked', async () => {
    await start();
    home.sendWebhooks();
    back().enterPasscode();
    await home.pass(5000);
    expect(home.atGoogle(BACK)).toMatchObject({ isLocked: false });
    await home.pass(MINUTE);
    expect(back().bolt).toBe('locked');
    expect(home.atGoogle(BACK)).toMatchObject({ isLocked: true });
    expect((await home.known(BACK))?.snapshot?.source).toBe('gateway');
    expect(home.calls()).toEqual(['lockRecord/list', 'lock/queryOpenState']);
  });

  test('is never reported locked by a timer alone', async () => {
    await start();
    home.sendWebhooks();
    back().enterPasscode();
    await home.pass(5000);
    home.world.sifely.fault({ kind: 'gateway-busy', lockId: BACK });
    await home.pass(10 * MINUTE);
    expect(back().bolt).toBe('locked');
    expect(home.atGoogle(BACK)).toMatchObject({ isLocked: false });
    const { payload } = await home.world.google.user().query([BACK]);
    expect(payload.devices[BACK]).not.toHaveProperty('isLocked');
  });

  test('is observed again while the cloud returns the old state', async () => {
    await start({ stateLagMs: 19_000 });
    home.sendWebhooks();
    back().enterPasscode();
    await home.pass(2 * MINUTE);
    expect(home.atGoogle(BACK)).toMatchObject({ isLocked: true });
  });

  test('is observed after the last of several unlocks', async () => {
    await start();
    home.sendWebhooks();
    back().enterPasscode();
    await home.pass(20_000);
    back().enterPasscode();
    await home.pass(30_000);
    expect(back().bolt).toBe('locked');
    await home.pass(MINUTE);
    expect(home.atGoogle(BACK)).toMatchObject({ isLocked: true });
    expect(home.calls().filter((call) => call === 'lock/queryOpenState')).toHaveLength(1);
  });

  test('is not asked if its own record arrives', async () => {
    home = await ObservedHome.start([BACK], { sifely: { autoLockRecord: 45 } });
    home.sendWebhooks();
    back().enterPasscode();
    await home.pass(5000);
    await home.pass(30_000);
    await home.pass(MINUTE);
    expect(home.atGoogle(BACK)).toMatchObject({ isLocked: true });
    expect(home.calls()).not.toContain('lock/queryOpenState');
  });
});

describe('a lock out of reach', () => {
  let home: ObservedHome;
  beforeEach(async () => {
    home = await ObservedHome.start([FRONT]);
  });
  afterEach(() => home.close());
  const asks = () => home.calls().filter((call) => call === 'lock/queryOpenState').length;

  test('is reported offline, observed less and less often, and reported online when it is back', async () => {
    home.world.sifely.gateway(7101).online = false;
    await home.world.google.user().query([FRONT]);
    await home.pass(3000);
    expect(home.atGoogle()).toMatchObject({ online: false });
    home.world.sifely.clearCalls();
    await home.pass(4 * MINUTE);
    expect(asks()).toBe(0);
    await home.pass(72 * MINUTE);
    expect(asks()).toBe(4);
    home.world.sifely.lock(FRONT).set({ bolt: 'unlocked' });
    home.world.sifely.gateway(7101).online = true;
    await home.pass(60 * MINUTE);
    expect(home.atGoogle()).toMatchObject({ online: true, isLocked: false });
    home.world.sifely.clearCalls();
    await home.pass(120 * MINUTE);
    expect(asks()).toBe(0);
  });

  test('is reported online after its first event', async () => {
    home.sendWebhooks();
    home.world.sifely.gateway(7101).online = false;
    await home.world.google.user().query([FRONT]);
    await home.pass(3000);
    home.world.sifely.gateway(7101).online = true;
    home.world.sifely.lock(FRONT).enterPasscode();
    await home.pass(3000);
    expect(home.atGoogle()).toMatchObject({ online: true, isLocked: false });
  });
});
