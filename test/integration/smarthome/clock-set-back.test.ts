import { failure } from '../../support/scripted-cloud.ts';
import { type Result, SmartHomeWorld, type SmartHomeWorldOptions } from '../../support/smart-home-world.ts';
import { StatesGate } from '../../support/states-gate.ts';
import { until } from '../../support/until.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let world: SmartHomeWorld;
/** A world whose locks were read just before the clock is set back. */
const start = async (options: SmartHomeWorldOptions, ids = ['101']) => {
  world = await SmartHomeWorld.start(options);
  await world.query(ids);
  await world.settled();
};
afterEach(() => world.close());

const states = (isLocked: boolean) => ({ online: true, isLocked, isJammed: false });
const unlockedFront = () => ({ locks: { '101': { bolt: 'unlocked' as const, gateways: ['9'] } } });

describe.each([
  ['a second', 1000],
  ['a minute', MINUTE],
  ['a year', 365 * 24 * HOUR],
])('a clock that is set back by %s', (_step, step) => {
  test('leaves no old state in the answer to a command', async () => {
    await start(unlockedFront());
    world.clock.setBack(step);
    expect(await world.lock('101')).toEqual([{ ids: ['101'], status: 'SUCCESS', states: states(true) }]);
    await world.settled();
    expect(await world.query(['101'])).toEqual({ '101': { status: 'SUCCESS', ...states(true) } });
  });

  test('makes no snapshot fresher than it is, beyond the skew allowed between two clocks', async () => {
    await start(unlockedFront());
    world.clock.setBack(step);
    await world.clock.advance(step > 2000 ? 0 : 31_500);
    world.cloud.locks.set('101', { bolt: 'locked', gateways: ['9'] });
    expect(await world.query(['101'])).toEqual({ '101': { status: 'SUCCESS', ...states(true) } });
    await world.settled();
    expect(world.cloud.count('openState')).toBe(2);
    await world.clock.advance(29_000);
    expect(await world.query(['101'])).toEqual({ '101': { status: 'SUCCESS', ...states(true) } });
    expect(world.cloud.count('openState')).toBe(2);
  });

  test('still treats a command without an outcome as unresolved', async () => {
    await start({});
    world.clock.setBack(step);
    world.cloud.failOnce('operate', failure('timed-out'));
    expect(await world.unlock('101', '4711')).toEqual([{ ids: ['101'], status: 'PENDING' }]);
    await world.settled();
    world.cloud.failAlways('openState', failure('timed-out'));
    expect(await world.query(['101'])).toMatchObject({ '101': { status: 'ERROR' } });
  });

  test('moves nothing for a repeated request', async () => {
    await start({});
    await world.unlock('101', '4711', { requestId: 'r' });
    await world.settled();
    world.clock.setBack(step);
    await world.lock('101');
    await world.settled();
    await world.unlock('101', '4711', { requestId: 'r' });
    await world.settled();
    expect(world.bolt('101')).toBe('locked');
    expect(world.cloud.count('operate')).toBe(2);
  });
});

test('a clock that is set back while a command waits leaves no old state in its answer', async () => {
  const locks = { '1': { gateways: ['a'] }, '2': { bolt: 'unlocked' as const, gateways: ['a'] } };
  await start({ locks, config: { alreadyInStateMs: 0 } }, ['1', '2']);
  const operating = world.cloud.hold('operate');
  const first = world.lock('1');
  await until(operating.reached);
  const second = world.lock('2');
  await world.marked('2');
  world.clock.setBack(MINUTE);
  operating.release();
  await first;
  expect(await second).toEqual([{ ids: ['2'], status: 'SUCCESS', states: states(true) }]);
});

describe.each([
  ['500 ms', 500],
  ['half a minute', 30_000],
  ['twenty minutes', 20 * MINUTE],
])('a clock that is put forward by %s while an unlock is under way', (_step, step) => {
  const unlockDuring = async (afterMs = 0) => {
    await start({ instances: 2, config: { snapshotFreshMs: 0 } });
    const operating = world.cloud.hold('operate');
    const answer = world.unlock('101', '4711');
    await until(operating.reached);
    world.clock.setBack(-step);
    const reading = await readBefore();
    await world.pass(afterMs, 1);
    operating.release();
    const results = await answer;
    await reading();
    return results;
  };
  /** Lets another process read the lock before its motor has run. Returns how to let its QUERY end, which waits for the unlock. */
  const readBefore = async () => {
    const asked = world.cloud.count('openState');
    const query = world.query(['101'], { instance: 1 });
    await until(() => world.cloud.count('openState') > asked);
    await world.calm();
    return async () => {
      await world.clock.advance(2500);
      await query;
    };
  };

  test('leaves no reading from before it in the answer', async () => {
    const [result] = await unlockDuring();
    if (result?.status !== 'PENDING')
      expect(result).toMatchObject({ status: 'SUCCESS', states: states(false) });
  });

  test.each([0, 3000, 30_000])(
    'leaves no open door locked at Google if the unlock ends %i ms later',
    async (ms) => {
      await unlockDuring(ms);
      await world.pass(step + 2 * MINUTE);
      expect(world.bolt('101')).toBe('unlocked');
      const loaded = await world.accounts.load(world.accountId);
      expect(loaded?.states.locks['101']).toMatchObject({ snapshot: { bolt: 'unlocked' } });
    },
  );

  test.each(['answered', 'not answered'])(
    'leaves no open door locked at Google if readings lag behind an unlock that is %s',
    async (end) => {
      await start({ instances: 2, config: { snapshotFreshMs: 0 } });
      const operating = world.cloud.hold('operate');
      const answer = world.unlock('101', '4711');
      await until(operating.reached);
      world.clock.setBack(-step);
      const reading = await readBefore();
      if (end === 'answered') operating.release();
      else operating.fail(failure('timed-out'));
      await answer;
      await reading();
      const lock = world.cloud.locks.get('101') ?? {};
      lock.bolt = 'locked';
      expect(await world.query(['101'], { instance: 1 })).not.toMatchObject({ '101': { isLocked: true } });
      await world.pass(10_000, 1);
      lock.bolt = 'unlocked';
      await world.pass(step + 2 * MINUTE, 1);
      const loaded = await world.accounts.load(world.accountId);
      expect(loaded?.states.locks['101']).toMatchObject({ snapshot: { bolt: 'unlocked' } });
    },
  );
});

test('a clock that is set back during an unlock does not cause a second one after the answer', async () => {
  await start({});
  const operating = world.cloud.hold('operate');
  const answer = world.unlock('101', '4711');
  await until(operating.reached);
  world.clock.setBack(MINUTE);
  await world.clock.advance(4000);
  expect(await answer).toEqual([{ ids: ['101'], status: 'PENDING' }]);
  operating.fail(failure('gateway-busy'));
  await world.clock.advance(MINUTE);
  await world.settled();
  expect(world.cloud.count('operate')).toBe(1);
  expect(world.bolt('101')).toBe('locked');
});

test.each([3300, 44_000])(
  'a clock that is set back by %i ms and catches up sends no unlock that waited before',
  async (ms) => {
    await start({});
    world.cloud.failAlways('operate', failure('gateway-busy'));
    const answer = world.unlock('101', '4711');
    await world.clock.advance(900);
    expect(await answer).toEqual([{ ids: ['101'], status: 'PENDING' }]);
    const tried = world.cloud.count('operate');
    world.clock.setBack(ms);
    world.cloud.heal();
    await world.pass(MINUTE);
    expect(world.cloud.count('operate')).toBe(tried);
    expect(world.bolt('101')).toBe('locked');
  },
);

test.each([5000, MINUTE])(
  'a clock that is set back by %i ms while an unlock is authorized makes neither it nor its answer later',
  async (ms) => {
    const gate = new StatesGate();
    await start({ wrapStore: (store) => gate.around(store) });
    world.cloud.failAlways('operate', failure('gateway-busy'));
    const write = gate.holdNextWrite();
    let isAnswered = false;
    const answer = world.unlock('101', '4711').finally(() => {
      isAnswered = true;
    });
    await until(write.reached);
    world.clock.setBack(ms);
    write.release();
    await world.pass(900);
    expect(isAnswered).toBe(true);
    expect(await answer).toEqual([{ ids: ['101'], status: 'PENDING' }]);
    await world.pass(3100);
    const tried = world.cloud.count('operate');
    world.cloud.heal();
    await world.pass(ms + MINUTE);
    expect(world.cloud.count('operate')).toBe(tried);
    expect(world.bolt('101')).toBe('locked');
  },
);

test('an unlock that waited is sent although the clock was set back before its request', async () => {
  await start({});
  world.clock.setBack(44_000);
  await world.clock.advance(45_000);
  world.cloud.failAlways('operate', failure('gateway-busy'));
  const answer = world.unlock('101', '4711');
  await world.clock.advance(900);
  expect(await answer).toEqual([{ ids: ['101'], status: 'PENDING' }]);
  world.cloud.heal();
  await world.pass(MINUTE);
  expect(world.bolt('101')).toBe('unlocked');
});

test('a clock that is set back does not make an earlier event look later', async () => {
  await start(unlockedFront());
  await world.clock.advance(MINUTE);
  await world.lock('101');
  await world.settled();
  world.clock.setBack(30_000);
  world.cloud.failAlways('openState', failure('timed-out'));
  expect(await world.query(['101'])).toEqual({ '101': { status: 'SUCCESS', ...states(true) } });
});

describe('a clock that is set back by a year', () => {
  const answer = ([result]: Result[]) => result?.challengeNeeded?.type ?? result?.errorCode ?? result?.status;

  test.each([
    ['a wrong PIN', '0000'],
    ['the right PIN', '4711'],
    ['no PIN', undefined],
  ])('lets a lockout begin again at the next request, with %s', async (_which, pin) => {
    await start({});
    for (let guess = 0; guess < 5; guess++) await world.unlock('101', '0000');
    world.clock.setBack(365 * 24 * HOUR);
    expect(answer(await world.unlock('101', pin))).toBe('tooManyFailedAttempts');
    await world.clock.advance(15 * MINUTE - 1);
    expect(answer(await world.unlock('101', '4711'))).toBe('tooManyFailedAttempts');
    await world.clock.advance(1);
    expect(answer(await world.unlock('101', '4711'))).toBe('SUCCESS');
  });

  test('forgets wrong PINs after a right one', async () => {
    await start({});
    for (let guess = 0; guess < 3; guess++) await world.unlock('101', '0000');
    world.clock.setBack(365 * 24 * HOUR);
    expect(answer(await world.unlock('101', '0000'))).toBe('challengeFailedPinNeeded');
    expect(answer(await world.unlock('101', '4711'))).toBe('SUCCESS');
    for (let guess = 0; guess < 4; guess++) {
      expect(answer(await world.unlock('101', '0000'))).toBe('challengeFailedPinNeeded');
    }
    await world.clock.advance(10 * MINUTE);
    expect(answer(await world.unlock('101', '4711'))).toBe('SUCCESS');
  });
});
