import { setTimeout } from 'node:timers/promises';
import type { LockRecord } from '../../../functions/locks/lock-cloud.ts';
import { failure } from '../../support/scripted-cloud.ts';
import {
  type SendOptions,
  SmartHomeWorld,
  type SmartHomeWorldOptions,
} from '../../support/smart-home-world.ts';
import { StatesGate } from '../../support/states-gate.ts';
import { flush, until } from '../../support/until.ts';

let world: SmartHomeWorld;
const start = async (options?: SmartHomeWorldOptions) => {
  world = await SmartHomeWorld.start(options);
  return world;
};
afterEach(() => world.close());

const locked = { status: 'SUCCESS', online: true, isLocked: true, isJammed: false };
const unlocked = { status: 'SUCCESS', online: true, isLocked: false, isJammed: false };
const offline = { status: 'OFFLINE', online: false };
const unknown = { status: 'ERROR', online: true, errorCode: 'transientError' };
const boltOf = async (id: string) =>
  (await world.accounts.load(world.accountId))?.states.locks[id]?.snapshot?.bolt;
/** Sends a QUERY and lets time pass once a lock was asked, so that a busy gateway is asked again. */
async function queryInTime(ids: readonly string[], options?: SendOptions) {
  const asked = world.cloud.count('openState');
  const answer = world.query(ids, options);
  await until(() => world.cloud.count('openState') > asked);
  await world.clock.advance(2500);
  return answer;
}

const record = (effect: LockRecord['effect'], happenedAt: number): LockRecord => ({
  effect,
  happenedAt,
  receivedAt: happenedAt,
  type: 1,
});

test('QUERY answers one entry for every id of the request', async () => {
  await start({ locks: { '1': {}, '2': { bolt: 'unlocked' }, '3': {} }, shared: ['1', '2'] });
  expect(await world.query(['1', '2', '3', '999', '__proto__', '1'])).toEqual(
    Object.fromEntries([
      ['1', locked],
      ['2', unlocked],
      ...['3', '999', '__proto__'].map((id) => [
        id,
        { status: 'ERROR', online: false, errorCode: 'deviceNotFound' },
      ]),
    ]),
  );
});

test('QUERY answers a fresh snapshot without a call', async () => {
  await start();
  await world.query(['101']);
  const calls = world.cloud.calls.length;
  await world.clock.advance(30_000);
  expect(await world.query(['101'])).toEqual({ '101': locked });
  expect(world.cloud.calls.length).toBe(calls);
  await world.clock.advance(1);
  await world.query(['101']);
  expect(world.cloud.calls.length).toBe(calls + 1);
});

test('QUERY reads a lock once for all concurrent requests', async () => {
  await start();
  const held = world.cloud.hold('openState');
  const answers = Array.from({ length: 8 }, () => world.query(['101']));
  await until(() => held.reached() && world.clock.pending >= 8);
  held.release();
  for (const answer of answers) expect(await answer).toEqual({ '101': locked });
  expect(world.cloud.count('openState')).toBe(1);
});

test('QUERY adds the battery and its warning', async () => {
  await start({ locks: { '1': { battery: 9 }, '2': { battery: 100 } } });
  await world.sync();
  expect(await world.query(['1', '2'])).toEqual({
    '1': {
      ...locked,
      descriptiveCapacityRemaining: 'CRITICALLY_LOW',
      capacityRemaining: [{ rawValue: 9, unit: 'PERCENTAGE' }],
      exceptionCode: 'lowBattery',
    },
    '2': {
      ...locked,
      descriptiveCapacityRemaining: 'FULL',
      capacityRemaining: [{ rawValue: 100, unit: 'PERCENTAGE' }],
    },
  });
});

describe('when the gateway does not know the bolt', () => {
  test.each(['gateway-busy', 'lock-busy', 'not-supported', 'timed-out', 'failed'] as const)(
    'takes the newest record (%s)',
    async (reason) => {
      await start();
      const now = world.clock.now();
      world.cloud.locks.set('101', {
        records: [record('none', now - 1000), record('locked', now - 5000), record('unlocked', now - 9000)],
      });
      world.cloud.failAlways('openState', failure(reason));
      expect(await queryInTime(['101'])).toEqual({ '101': locked });
    },
  );

  test('ignores an unlocked record once the lock may have relocked', async () => {
    await start({ locks: { '101': { detail: { autoLockSeconds: 30 } } } });
    await world.sync();
    await world.settled();
    world.cloud.locks.set('101', {
      bolt: 'unknown',
      records: [record('unlocked', world.clock.now() - 29_000)],
    });
    expect(await world.query(['101'])).toEqual({ '101': unlocked });
    await world.clock.advance(1000);
    expect(await world.query(['101'])).toEqual({ '101': unknown });
  });

  test('takes an unlocked record in passage mode, when the lock does not lock itself', async () => {
    await start({ locks: { '101': { passageMode: true, detail: { autoLockSeconds: 30 } } } });
    await world.sync();
    await world.settled();
    world.cloud.locks.set('101', {
      bolt: 'unknown',
      records: [record('unlocked', world.clock.now() - 3_600_000)],
    });
    expect(await world.query(['101'])).toEqual({ '101': unlocked });
  });

  test('answers the last known state when the records are older', async () => {
    await start();
    await world.query(['101']);
    await world.settled();
    await world.clock.advance(60_000);
    world.cloud.failAlways('openState', failure('gateway-busy'));
    world.cloud.locks.set('101', { records: [record('unlocked', world.clock.now() - 3_600_000)] });
    expect(await queryInTime(['101'])).toEqual({ '101': locked });
  });

  test('trusts a lock that does not know its bolt over an older state', async () => {
    await start();
    await world.query(['101']);
    await world.settled();
    await world.clock.advance(60_000);
    world.cloud.locks.set('101', { bolt: 'unknown' });
    expect(await world.query(['101'])).toEqual({ '101': unknown });
  });

  test('keeps using the same record for a lock that can never be read', async () => {
    await start();
    world.cloud.locks.set('101', { bolt: 'unknown', records: [record('locked', world.clock.now() - 5000)] });
    for (let times = 0; times < 3; times++) {
      expect(await world.query(['101'])).toEqual({ '101': locked });
      await world.clock.advance(60_000);
    }
  });

  test('never guesses: an unknown state is an error', async () => {
    await start({ locks: { '101': { bolt: 'unknown' } } });
    expect(await world.query(['101'])).toEqual({ '101': unknown });
  });

  test('does not take a state from a record that leaves the bolt open', async () => {
    await start();
    const now = world.clock.now();
    world.cloud.locks.set('101', {
      bolt: 'unknown',
      records: [record('read', now - 1), record('locked', now - 2)],
    });
    expect(await world.query(['101'])).toEqual({ '101': unknown });
  });
});

describe('an unreachable lock', () => {
  test.each(['gateway-missing', 'gateway-offline', 'lock-offline'] as const)(
    'is offline (%s), and back when it answers',
    async (reason) => {
      await start();
      world.cloud.failOnce('openState', failure(reason));
      expect(await world.query(['101'])).toEqual({ '101': offline });
      const calls = world.cloud.calls.length;
      expect(await world.query(['101'])).toEqual({ '101': offline });
      expect(world.cloud.calls.length).toBe(calls);
      await world.clock.advance(30_001);
      expect(await world.query(['101'])).toEqual({ '101': locked });
    },
  );
});

describe('a cloud that refuses', () => {
  test.each([
    ['lock-unknown', 'deviceNotFound'],
    ['not-permitted', 'securityRestriction'],
    ['credentials-refused', 'relinkRequired'],
  ] as const)('%s is answered (%s) even for a lock with a known state', async (reason, errorCode) => {
    await start();
    await world.query(['101']);
    await world.settled();
    await world.clock.advance(60_000);
    world.cloud.failAlways('openState', failure(reason));
    expect(await world.query(['101'])).toEqual({ '101': { status: 'ERROR', online: true, errorCode } });
    expect(world.cloud.count('records')).toBe(0);
  });

  test.each(['unavailable', 'rate-limited', 'plan-exceeded', 'misconfigured'] as const)(
    '%s: the last known state, without further calls',
    async (reason) => {
      await start();
      await world.query(['101']);
      await world.settled();
      await world.clock.advance(60_000);
      world.cloud.failAlways('openState', failure(reason));
      expect(await world.query(['101'])).toEqual({ '101': locked });
      expect(world.cloud.count('records')).toBe(0);
    },
  );

  test('for one lock does not affect the others, even if the client fails unexpectedly', async () => {
    await start({ locks: { '1': {}, '2': {} } });
    world.cloud.failOnce('openState', new TypeError('a defect'));
    const entries = Object.values(await world.query(['1', '2']));
    expect(entries).toContainEqual(locked);
    expect(entries).toContainEqual(unknown);
  });
});

describe('with slow gateways', () => {
  /** True if no answer came although sockets had time. */
  const isPending = async (answer: Promise<unknown>) => {
    const late = Symbol('late');
    return (await Promise.race([answer, setTimeout(30, late)])) === late;
  };
  /** Learns the state of lock 1, and lets it age; nothing is known of lock 2. */
  const startWithOneKnown = async (options?: SmartHomeWorldOptions) => {
    await start({ locks: { '1': { gateways: ['a'] }, '2': { gateways: ['b'] } }, ...options });
    await world.sync();
    await world.settled();
    await world.query(['1']);
    await world.settled();
    await world.clock.advance(60_000);
  };

  test('QUERY answers the known states of all locks after 900 ms, not before', async () => {
    await startWithOneKnown();
    await world.query(['2']);
    await world.settled();
    await world.clock.advance(60_000);
    const held = [world.cloud.hold('openState'), world.cloud.hold('openState')];
    const answer = world.query(['1', '2']);
    await until(() => held.every((each) => each.reached()));
    await world.clock.advance(799);
    expect(await isPending(answer)).toBe(true);
    await world.clock.advance(101);
    expect(await answer).toEqual({ '1': locked, '2': locked });
    for (const each of held) each.release();
    await world.settled();
  });

  test('QUERY waits 2500 ms for a lock of which nothing is known', async () => {
    await start();
    const held = world.cloud.hold('openState');
    const answer = world.query(['101']);
    await until(held.reached);
    await world.clock.advance(2399);
    expect(await isPending(answer)).toBe(true);
    await world.clock.advance(101);
    expect(await answer).toEqual({ '101': unknown });
    held.release();
    await world.settled();
  });

  test('QUERY of known and unknown locks answers when nothing of the known ones is missing', async () => {
    await startWithOneKnown();
    const held = [world.cloud.hold('openState'), world.cloud.hold('openState')];
    const answer = world.query(['1', '2']);
    await until(() => held.every((each) => each.reached()));
    await world.clock.advance(1500);
    expect(await isPending(answer)).toBe(true);
    held[1]?.release();
    expect(await answer).toEqual({ '1': locked, '2': locked });
    held[0]?.release();
    await world.settled();
  });

  test('QUERY of known and unknown locks answers early when the unknown ones came at once', async () => {
    await startWithOneKnown();
    const held = world.cloud.hold('openState');
    const answer = world.query(['1', '2']);
    await until(() => held.reached() && world.cloud.count('openState', '2') === 1);
    await world.clock.advance(900);
    expect(await answer).toEqual({ '1': locked, '2': locked });
    held.release();
    await world.settled();
  });

  test('QUERY takes an offline lock for known', async () => {
    await start();
    world.cloud.failOnce('openState', failure('lock-offline'));
    await world.query(['101']);
    await world.settled();
    await world.clock.advance(60_000);
    const held = world.cloud.hold('openState');
    const answer = world.query(['101']);
    await until(held.reached);
    await world.clock.advance(900);
    expect(await answer).toEqual({ '101': offline });
    held.release();
    await world.settled();
  });

  test('QUERY does not take an unlocked lock for known when it may have relocked by the answer', async () => {
    await start({ locks: { '101': { bolt: 'unlocked', detail: { autoLockSeconds: 60 } } } });
    await world.sync();
    await world.settled();
    await world.query(['101']);
    await world.settled();
    await world.clock.advance(59_500);
    const held = world.cloud.hold('openState');
    const answer = world.query(['101']);
    await until(held.reached);
    await world.clock.advance(900);
    expect(await isPending(answer)).toBe(true);
    held.release();
    expect(await answer).toEqual({ '101': unlocked });
  });

  test('QUERY_ANSWER_MS above 2500 ms also holds for a lock of which nothing is known', async () => {
    await start({ config: { queryAnswerMs: 4000 } });
    const held = world.cloud.hold('openState');
    const answer = world.query(['101']);
    await until(held.reached);
    await world.clock.advance(3000);
    expect(await isPending(answer)).toBe(true);
    held.release();
    expect(await answer).toEqual({ '101': locked });
  });
});

describe('the deadline', () => {
  test('answers the last known state, and the late reading serves the next QUERY', async () => {
    await start({ instances: 2 });
    await world.query(['101']);
    await world.settled();
    await world.clock.advance(60_000);
    world.cloud.locks.set('101', { bolt: 'unlocked' });
    const held = world.cloud.hold('openState');
    const answer = world.query(['101']);
    await until(held.reached);
    await world.clock.advance(900);
    expect(await answer).toEqual({ '101': locked });
    held.release();
    await world.settled();
    const calls = world.cloud.calls.length;
    expect(await world.query(['101'], { instance: 1 })).toEqual({ '101': unlocked });
    expect(world.cloud.calls.length).toBe(calls);
  });

  test('answers what a command of this process has changed meanwhile', async () => {
    await start({ locks: { '1': { gateways: ['a'] }, '2': { gateways: ['a'] } } });
    await world.query(['1', '2']);
    await world.settled();
    await world.clock.advance(60_000);
    const operating = world.cloud.hold('operate');
    const first = world.lock('1');
    await until(operating.reached);
    const answer = world.query(['2']);
    for (let turns = 0; turns < 10; turns++) await flush();
    const unlocking = world.unlock('2', '4711');
    await world.marked('2');
    const asking = world.cloud.hold('openState');
    operating.release();
    await Promise.all([first, unlocking]);
    await until(asking.reached);
    await world.clock.advance(900);
    expect(await answer).toEqual({ '2': unlocked });
    asking.release();
    await world.settled();
  });

  describe('with a command through another process meanwhile', () => {
    let gate: StatesGate;
    let asking: ReturnType<SmartHomeWorld['cloud']['hold']>;
    let answer: Promise<unknown>;
    beforeEach(async () => {
      gate = new StatesGate();
      await start({ instances: 2, wrapStore: (store) => gate.around(store) });
      await world.query(['101']);
      await world.settled();
      await world.clock.advance(60_000);
      asking = world.cloud.hold('openState');
      answer = world.query(['101']);
      await until(asking.reached);
      await world.unlock('101', '4711', { instance: 1 });
      while ((await boltOf('101')) !== 'unlocked') await flush();
      [gate.reads, gate.writes] = [0, 0];
    });

    test('answers its state, for one read', async () => {
      await world.clock.advance(900);
      expect(await answer).toEqual({ '101': unlocked });
      expect([gate.reads, gate.writes]).toEqual([1, 0]);
      asking.release();
      await world.settled();
    });

    test('answers its state even if the reading failed', async () => {
      asking.fail(failure('timed-out'));
      expect(await answer).toEqual({ '101': unlocked });
    });

    test('answers what was known before when the store fails', async () => {
      gate.out = true;
      await world.clock.advance(900);
      expect(await answer).toEqual({ '101': locked });
      asking.release();
      await world.settled();
    });

    test('answers what was known before when the store does not answer', async () => {
      const hold = gate.holdNextRead();
      await world.clock.advance(800);
      await until(hold.reached);
      await world.clock.advance(100);
      expect(await answer).toEqual({ '101': locked });
      hold.release();
      asking.release();
      await world.settled();
    });
  });

  test('is met although the store is slow to store a reading', async () => {
    const gate = new StatesGate();
    await start({ wrapStore: (store) => gate.around(store), locks: { '101': { bolt: 'unlocked' } } });
    const write = gate.holdNextWrite();
    const answer = world.query(['101']);
    await until(write.reached);
    await world.clock.advance(900);
    expect(await answer).toMatchObject({ '101': { status: 'SUCCESS', isLocked: false } });
    write.release();
    await world.settled();
    expect(await world.query(['101'])).toMatchObject({ '101': { status: 'SUCCESS', isLocked: false } });
    expect(world.cloud.count('openState')).toBe(1);
  });

  test('answers an error for a lock without a known state', async () => {
    await start();
    const held = world.cloud.hold('openState');
    const answer = world.query(['101']);
    await until(held.reached);
    await world.clock.advance(2500);
    expect(await answer).toEqual({ '101': unknown });
    held.release();
    await world.settled();
  });

  test('reads no records after it', async () => {
    await start();
    const held = world.cloud.hold('openState');
    const answer = world.query(['101']);
    await until(held.reached);
    await world.clock.advance(2500);
    await answer;
    held.fail(failure('gateway-busy'));
    await world.settled();
    expect(world.cloud.count('records')).toBe(0);
  });

  test('answers the readings that ended, without the slow lock', async () => {
    await start({ locks: { '1': { gateways: ['a'] }, '2': { gateways: ['b'] } } });
    await world.sync();
    await world.settled();
    const held = world.cloud.hold('openState');
    const answer = world.query(['1', '2']);
    await until(() => held.reached() && world.cloud.count('openState') === 2);
    await world.clock.advance(2500);
    expect(await answer).toEqual({ '1': unknown, '2': locked });
    held.release();
    await world.settled();
  });
});

describe('after a command', () => {
  test('the cloud may lag: a contradicting reading within twenty seconds does not count', async () => {
    await start({ config: { snapshotFreshMs: 0 } });
    await world.unlock('101', '4711');
    await world.settled();
    world.cloud.locks.set('101', { bolt: 'locked' });
    await world.clock.advance(19_999);
    expect(await world.query(['101'])).toEqual({ '101': unlocked });
    await world.clock.advance(1);
    expect(await world.query(['101'])).toEqual({ '101': locked });
  });

  /** Sends a QUERY and, while it reads the lock, an unlock, which then is under way. */
  const unlockAfterReading = async () => {
    await start();
    const [reading, operating] = [world.cloud.hold('openState'), world.cloud.hold('operate')];
    const answer = world.query(['101']);
    await until(reading.reached);
    const unlocking = world.unlock('101', '4711');
    await world.marked('101');
    reading.release();
    await until(operating.reached);
    return { operating, answer, unlocking };
  };

  test('the answer to a QUERY that came just before it waits for its end', async () => {
    const { operating, answer, unlocking } = await unlockAfterReading();
    await world.clock.advance(300);
    operating.release();
    await unlocking;
    await world.clock.advance(500);
    expect(await answer).toEqual({ '101': unlocked });
    expect(world.cloud.count('openState')).toBe(1);
  });

  test('the answer to a QUERY waits 2500 ms at most', async () => {
    const { operating, answer, unlocking } = await unlockAfterReading();
    await world.clock.advance(2500);
    expect(await answer).toEqual({ '101': unknown });
    operating.release();
    await unlocking;
    await world.settled();
  });

  test('neither the old nor the new state is answered while its outcome is unknown', async () => {
    await start({ instances: 2 });
    await world.query(['101']);
    const held = world.cloud.hold('operate');
    const answer = world.unlock('101', '4711');
    await until(held.reached);
    // The other process knows of the command by its mark alone; the first may die now.
    world.cloud.failAlways('openState', failure('gateway-busy'));
    expect(await queryInTime(['101'], { instance: 1 })).toMatchObject({
      '101': { status: 'ERROR', online: true },
    });
    await world.clock.advance(3_600_000 / 2);
    expect(await queryInTime(['101'], { instance: 1 })).toMatchObject({ '101': { status: 'ERROR' } });
    held.fail(failure('timed-out'));
    await answer;
    await world.settled();
    expect(await queryInTime(['101'])).toMatchObject({ '101': { status: 'ERROR', online: true } });
  });

  test('that was certainly not carried out, the state before it still holds', async () => {
    await start();
    await world.query(['101']);
    world.cloud.failOnce('operate', failure('lock-frozen'));
    await world.unlock('101', '4711');
    const calls = world.cloud.calls.length;
    expect(await world.query(['101'])).toEqual({ '101': locked });
    expect(world.cloud.calls.length).toBe(calls);
  });

  test('a timer alone never makes a lock locked, nor is it answered as unlocked past its auto-lock', async () => {
    await start({ locks: { '101': { detail: { autoLockSeconds: 5 } } } });
    await world.sync();
    await world.settled();
    await world.unlock('101', '4711');
    expect(await world.query(['101'])).toEqual({ '101': unlocked });
    await world.clock.advance(5000);
    world.cloud.failAlways('openState', failure('gateway-busy'));
    expect(await queryInTime(['101'])).toMatchObject({ '101': { status: 'ERROR' } });
  });
});
