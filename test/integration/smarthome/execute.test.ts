import type { FailureReason } from '../../../functions/locks/cloud-failure-error.ts';
import { failure } from '../../support/scripted-cloud.ts';
import { type Result, SmartHomeWorld, type SmartHomeWorldOptions } from '../../support/smart-home-world.ts';
import { StatesGate } from '../../support/states-gate.ts';
import { until } from '../../support/until.ts';

let world: SmartHomeWorld;
const start = async (options?: SmartHomeWorldOptions) => {
  world = await SmartHomeWorld.start(options);
  return world;
};
afterEach(() => world.close());

const error = (id: string, errorCode: string) => [{ ids: [id], status: 'ERROR', errorCode }];
const pending = (id: string) => [{ ids: [id], status: 'PENDING' }];
const success = (id: string, isLocked: boolean) => [
  { ids: [id], status: 'SUCCESS', states: { online: true, isLocked, isJammed: false } },
];

describe('one command', () => {
  test('locks without a challenge and answers the state after it', async () => {
    await start({ locks: { '101': { bolt: 'unlocked' } } });
    expect(await world.lock('101')).toEqual(success('101', true));
    expect(world.bolt('101')).toBe('locked');
  });

  test('unlocks with the right PIN', async () => {
    await start();
    expect(await world.unlock('101', '4711')).toEqual(success('101', false));
    expect(world.bolt('101')).toBe('unlocked');
  });

  test('adds the battery and its warning to the states once the battery is known to be low', async () => {
    await start({ locks: { '101': { battery: 20 } } });
    await world.sync();
    const [result] = await world.lock('101');
    expect(result?.states).toEqual({
      online: true,
      isLocked: true,
      isJammed: false,
      descriptiveCapacityRemaining: 'LOW',
      capacityRemaining: [{ rawValue: 20, unit: 'PERCENTAGE' }],
      exceptionCode: 'lowBattery',
    });
  });

  test('is sent while its mark is being flushed, and answered when the mark is on the disk', async () => {
    const gate = new StatesGate();
    await start({ wrapStore: (store) => gate.around(store) });
    const disk = Promise.withResolvers<void>();
    gate.disk = disk.promise;
    const answered = jest.fn();
    const answer = world.lock('101').finally(answered);
    await until(() => world.bolt('101') === 'locked' && world.cloud.count('operate') === 1, 'the command');
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(answered).not.toHaveBeenCalled();
    disk.resolve();
    expect(await answer).toEqual(success('101', true));
  });

  test('is answered with its outcome when the disk fails after it was sent', async () => {
    const gate = new StatesGate();
    await start({ wrapStore: (store) => gate.around(store) });
    gate.disk = Promise.reject(new Error('EIO'));
    gate.disk.catch(() => {});
    expect(await world.lock('101')).toEqual(success('101', true));
    expect(world.logs).toContainEqual(
      expect.objectContaining({ level: 'error', message: 'could not flush command marks' }),
    );
  });

  test('with a wrong PIN gets an error when the disk fails and the PIN may not be counted', async () => {
    const gate = new StatesGate();
    await start({ wrapStore: (store) => gate.around(store) });
    gate.disk = Promise.reject(new Error('EIO'));
    gate.disk.catch(() => {});
    expect(await world.unlock('101', '0000')).toEqual(error('101', 'transientError'));
    expect(world.cloud.count('operate')).toBe(0);
  });

  test('with a wrong PIN is refused only when the counted PIN is durable', async () => {
    const gate = new StatesGate();
    await start({ wrapStore: (store) => gate.around(store) });
    const disk = Promise.withResolvers<void>();
    gate.disk = disk.promise;
    const answered = jest.fn();
    const answer = world.unlock('101', '0000').finally(answered);
    await until(() => gate.writes > 0, 'the counted PIN');
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(answered).not.toHaveBeenCalled();
    disk.resolve();
    expect(await answer).not.toEqual(success('101', false));
    expect(world.cloud.count('operate')).toBe(0);
  });

  test('accepts a follow-up token', async () => {
    await start();
    const [result] = await world.execute(['101'], { params: { lock: true, followUpToken: 'PLACEHOLDER' } });
    expect(result?.status).toBe('SUCCESS');
  });

  test('is sent if the wanted state is known for more than five seconds', async () => {
    await start({ locks: { '101': { bolt: 'locked' } } });
    await world.query(['101']);
    await world.settled();
    await world.clock.advance(5001);
    expect(await world.lock('101')).toEqual(success('101', true));
    expect(world.cloud.count('operate')).toBe(1);
  });

  test.each([
    [
      'a command that locks do not have',
      { command: 'action.devices.commands.OnOff', params: { on: true } },
      'functionNotSupported',
    ],
    ['a missing direction', { params: {} }, 'notSupported'],
    ['a direction that is not a boolean', { params: { lock: 'yes' } }, 'notSupported'],
    ['missing parameters', {}, 'notSupported'],
    ['parameters that are no object', { params: 7 }, 'notSupported'],
  ])('refuses %s and sends nothing', async (_what, execution, errorCode) => {
    await start();
    expect(await world.execute(['101'], execution)).toEqual(error('101', errorCode));
    expect(world.cloud.count('operate')).toBe(0);
  });

  test.each(['999', '__proto__', 'constructor', 'toString'])('knows no device %s', async (id) => {
    await start();
    expect(await world.lock(id)).toEqual(error(id, 'deviceNotFound'));
  });

  test('does not touch a lock that the owner did not share, not even with the right PIN', async () => {
    await start({ locks: { '101': {}, '102': {} }, shared: ['101'] });
    expect(await world.unlock('102', '4711')).toEqual(error('102', 'deviceNotFound'));
    expect(world.cloud.count('operate')).toBe(0);
  });

  test.each([
    ['no-gateway', 'deviceOffline'],
    ['remote-disabled', 'remoteSetDisabled'],
    ['key-expired', 'securityRestriction'],
    ['key-not-yet-valid', 'securityRestriction'],
    ['key-frozen', 'securityRestriction'],
    ['key-not-active', 'securityRestriction'],
  ] as const)('is refused when the newest list says %s', async (operability, errorCode) => {
    await start({ locks: { '101': { operability } } });
    await world.sync();
    expect(await world.lock('101')).toEqual(error('101', errorCode));
    expect(world.cloud.count('operate')).toBe(0);
  });
});

describe('several devices and commands', () => {
  const home = { '1': { gateways: ['a'] }, '2': { gateways: ['a'] }, '3': { gateways: ['b'] }, '4': {} };

  test('puts each device into exactly one result, whatever happens to the others', async () => {
    await start({ locks: home, shared: ['1', '2', '3'] });
    world.cloud.failOnce('operate', failure('lock-offline'));
    const results = await world.execute(['1', '2', '3', '4', '1'], { params: { lock: true } });
    expect(results.map(({ ids }) => ids)).toEqual([['1'], ['2'], ['3'], ['4']]);
    expect(results.map(({ status }) => status).sort()).toEqual(['ERROR', 'ERROR', 'SUCCESS', 'SUCCESS']);
    expect(results.at(-1)?.errorCode).toBe('deviceNotFound');
  });

  test('runs commands, devices and executions in their order', async () => {
    await start({ locks: home });
    const lock = (value: boolean) => ({
      command: 'action.devices.commands.LockUnlock',
      params: { lock: value },
      challenge: { pin: '4711' },
    });
    const reply = await world.intent('EXECUTE', {
      commands: [
        { devices: [{ id: '1' }, { id: '3' }], execution: [lock(false), lock(true)] },
        { devices: [{ id: '1' }], execution: [lock(false)] },
      ],
    });
    expect(reply.json).toMatchObject({
      payload: {
        commands: [
          { ids: ['1'], status: 'SUCCESS', states: { isLocked: false } },
          { ids: ['3'], status: 'SUCCESS', states: { isLocked: true } },
        ],
      },
    });
    const of = (id: string) =>
      world.cloud.calls.filter(({ lockId }) => lockId === id).map(({ action }) => action);
    expect(of('1')).toEqual(['unlock', 'lock', 'unlock']);
    expect(of('3')).toEqual(['unlock', 'lock']);
  });

  test('stops at the first failed command of a device and answers its error', async () => {
    await start();
    world.cloud.failOnce('operate', failure('lock-frozen'));
    const both = [{ params: { lock: true } }, { params: { lock: false }, challenge: { pin: '4711' } }];
    expect(await world.execute(['101'], both)).toEqual(error('101', 'securityRestriction'));
    expect(world.cloud.count('operate')).toBe(1);
  });

  test('moves nothing on a device whose later command lacks its PIN', async () => {
    await start();
    const both = [{ params: { lock: true } }, { params: { lock: false } }];
    const [result] = await world.execute(['101'], both);
    expect(result?.challengeNeeded).toEqual({ type: 'pinNeeded' });
    expect(world.cloud.count('operate')).toBe(0);
  });

  test('merges several inputs of one intent', async () => {
    await start({ locks: home });
    const input = (id: string) => ({
      intent: 'action.devices.EXECUTE',
      payload: {
        commands: [
          {
            devices: [{ id }],
            execution: [{ command: 'action.devices.commands.LockUnlock', params: { lock: true } }],
          },
        ],
      },
    });
    const reply = await world.send(JSON.stringify({ requestId: '1', inputs: [input('1'), input('3')] }));
    expect(reply.json).toMatchObject({ payload: { commands: [{ ids: ['1'] }, { ids: ['3'] }] } });
  });
});

describe('failures of the cloud', () => {
  const cases: readonly [FailureReason, string, string][] = [
    ['gateway-missing', 'deviceOffline', 'deviceOffline'],
    ['gateway-offline', 'deviceOffline', 'deviceOffline'],
    ['lock-offline', 'deviceOffline', 'deviceOffline'],
    ['lock-frozen', 'securityRestriction', 'securityRestriction'],
    ['not-supported', 'functionNotSupported', 'remoteSetDisabled'],
    ['lock-unknown', 'deviceNotFound', 'deviceNotFound'],
    ['not-permitted', 'securityRestriction', 'securityRestriction'],
    ['sign-in-refused', 'relinkRequired', 'relinkRequired'],
    ['credentials-refused', 'relinkRequired', 'relinkRequired'],
    ['misconfigured', 'hardError', 'hardError'],
    ['plan-exceeded', 'actionNotAvailable', 'actionNotAvailable'],
    ['rate-limited', 'transientError', 'transientError'],
    ['unavailable', 'transientError', 'transientError'],
    ['rejected', 'hardError', 'hardError'],
    ['failed', 'lockFailure', 'unlockFailure'],
  ];

  test.each(cases)(
    '%s: locking answers %s, unlocking %s, and neither is tried again',
    async (reason, onLock, onUnlock) => {
      await start({ locks: { '101': {}, '102': {} } });
      world.cloud.failAlways('operate', failure(reason));
      expect(await world.lock('101')).toEqual(error('101', onLock));
      expect(world.cloud.count('operate')).toBe(1);
      await world.settled();
      expect(await world.unlock('102', '4711')).toEqual(error('102', onUnlock));
      expect(world.cloud.count('operate')).toBe(2);
    },
  );

  test('a command that timed out is pending, is not sent again, and leaves the state unknown', async () => {
    await start();
    await world.query(['101']);
    await world.settled();
    world.cloud.failOnce('operate', failure('timed-out'));
    expect(await world.unlock('101', '4711')).toEqual(pending('101'));
    expect(world.cloud.count('operate')).toBe(1);
    world.cloud.failAlways('openState', failure('gateway-busy'));
    const answer = world.query(['101']);
    await until(() => world.cloud.count('openState') > 1);
    await world.clock.advance(2500);
    expect(await answer).toEqual({ '101': { status: 'ERROR', online: true, errorCode: 'deviceBusy' } });
    world.cloud.heal();
    world.cloud.locks.set('101', { bolt: 'unlocked' });
    expect(await world.query(['101'])).toMatchObject({ '101': { status: 'SUCCESS', isLocked: false } });
  });

  test('stores that a lock did not answer', async () => {
    await start({ config: { alreadyInStateMs: 0 } });
    await world.query(['101']);
    await world.settled();
    world.cloud.failOnce('operate', failure('gateway-offline'));
    await world.lock('101');
    const calls = world.cloud.calls.length;
    expect(await world.query(['101'])).toEqual({ '101': { status: 'OFFLINE', online: false } });
    expect(world.cloud.calls.length).toBe(calls);
  });

  test('a defect of the cloud client is logged, and answered without its message', async () => {
    await start();
    world.cloud.failOnce('operate', new TypeError('secret of the house'));
    const reply = await world.intent('EXECUTE', {
      commands: [
        {
          devices: [{ id: '101' }],
          execution: [{ command: 'action.devices.commands.LockUnlock', params: { lock: true } }],
        },
      ],
    });
    expect(reply.text).not.toContain('secret of the house');
    expect(reply.json).toMatchObject({ payload: { commands: error('101', 'lockFailure') } });
    expect(world.logs.filter(({ level }) => level === 'error')).toHaveLength(1);
  });
});

/** The answer waits as long as an unlock may be sent: nothing is handed over but lock commands. */
const LONG = { executeAnswerMs: 4000 };

describe('a busy gateway', () => {
  test.each(['gateway-busy', 'lock-busy'] as const)(
    '%s proves that nothing happened: tried again until accepted',
    async (reason) => {
      await start({ config: LONG });
      world.cloud.failOnce('operate', failure(reason), failure(reason));
      const answer = world.unlock('101', '4711');
      await until(() => world.cloud.count('operate') === 1);
      await world.clock.advance(500);
      await until(() => world.cloud.count('operate') === 2);
      await world.clock.advance(500);
      expect(await answer).toEqual(success('101', false));
      const operations = world.cloud.calls.filter(({ method }) => method === 'operate');
      const [first, second, third] = operations.map(({ at }) => at);
      expect([Number(second) - Number(first), Number(third) - Number(second)]).toEqual([500, 500]);
    },
  );

  test('an unlock that is still refused as busy at the deadline is given up and says so', async () => {
    await start({ config: LONG });
    world.cloud.failAlways('operate', failure('gateway-busy'));
    const answer = world.unlock('101', '4711');
    await until(() => world.cloud.count('operate') === 1);
    await world.clock.advance(4000);
    expect(await answer).toEqual(error('101', 'deviceBusy'));
    await world.settled();
    world.cloud.heal();
    const sent = world.cloud.count('operate');
    await world.clock.advance(120_000);
    expect(world.cloud.count('operate')).toBe(sent);
  });

  test('a lock command is retried after a pending answer, for a minute at most', async () => {
    await start({ config: LONG });
    world.cloud.failAlways('operate', failure('gateway-busy'));
    const answer = world.lock('101');
    await until(() => world.cloud.count('operate') === 1);
    await world.clock.advance(4000);
    expect(await answer).toEqual(pending('101'));
    await world.pass(120_000);
    const times = world.cloud.calls.map(({ at }) => at - Number(world.cloud.calls[0]?.at));
    expect(Math.max(...times)).toBeGreaterThan(4000);
    expect(Math.max(...times)).toBeLessThan(60_000);
  });
});

describe('a lock that is busy', () => {
  test('does not delay the others on its gateway', async () => {
    await start({
      config: LONG,
      locks: { '1': { gateways: ['a'], bolt: 'unlocked' }, '2': { gateways: ['a'] } },
    });
    world.cloud.failOnce('operate', failure('lock-busy'), failure('lock-busy'));
    const first = world.lock('1');
    await until(() => world.cloud.count('operate', '1') === 1);
    await world.clock.advance(500);
    await until(() => world.cloud.count('operate', '1') === 2);
    expect(await world.unlock('2', '4711')).toEqual(success('2', false));
    await world.clock.advance(1000);
    expect(await first).toEqual(success('1', true));
    expect(world.cloud.collisions).toEqual([]);
  });

  test('is not locked by an older command after a newer one has unlocked it', async () => {
    await start({ config: LONG });
    world.cloud.failOnce('operate', failure('lock-busy'));
    const older = world.lock('101');
    await until(() => world.cloud.count('operate') === 1);
    const newer = world.unlock('101', '4711');
    await world.marked('101', 2);
    await world.clock.advance(500);
    expect(await older).toEqual(success('101', true));
    expect(await newer).toEqual(success('101', false));
    expect(world.cloud.calls.map(({ action }) => action)).toEqual(['lock', 'lock', 'unlock']);
    expect(world.bolt('101')).toBe('unlocked');
  });
});

describe('the deadline', () => {
  test('answers pending for a running command and stores how it ended', async () => {
    await start({ config: LONG });
    const held = world.cloud.hold('operate');
    const answer = world.unlock('101', '4711', { requestId: 'r1' });
    await until(held.reached);
    await world.clock.advance(4000);
    expect(await answer).toEqual(pending('101'));
    held.release();
    await world.settled();
    expect(await world.query(['101'])).toMatchObject({ '101': { status: 'SUCCESS', isLocked: false } });
    expect(world.cloud.count('openState')).toBe(0);
    expect(await world.unlock('101', '4711', { requestId: 'r1' })).toEqual(success('101', false));
    expect(world.cloud.count('operate')).toBe(1);
  });

  test('never sends an unlock that waited for its gateway until then', async () => {
    await start({ config: LONG, locks: { '1': { gateways: ['a'] }, '2': { gateways: ['a'] } } });
    const held = world.cloud.hold('operate');
    const first = world.lock('1');
    await until(held.reached);
    const second = world.unlock('2', '4711');
    await world.marked('2');
    await world.clock.advance(4000);
    expect(await first).toEqual(pending('1'));
    expect(await second).toEqual(error('2', 'deviceBusy'));
    held.release();
    await world.settled();
    expect(world.cloud.count('operate', '2')).toBe(0);
    expect(world.bolt('2')).toBe('locked');
  });

  test('sends a lock command that waited after the answer', async () => {
    await start({
      config: LONG,
      locks: { '1': { gateways: ['a'] }, '2': { gateways: ['a'], bolt: 'unlocked' } },
    });
    const held = world.cloud.hold('operate');
    const first = world.lock('1');
    await until(held.reached);
    const second = world.lock('2');
    await world.marked('2');
    await world.clock.advance(4000);
    expect(await Promise.all([first, second])).toEqual([pending('1'), pending('2')]);
    held.release();
    await world.pass(1000);
    expect(world.bolt('2')).toBe('locked');
  });

  test('answers that an unlock was given up although the store is slow to record it', async () => {
    const gate = new StatesGate();
    await start({
      ...{ config: LONG, locks: { '1': { gateways: ['a'] }, '2': { gateways: ['a'] } } },
      wrapStore: (store) => gate.around(store),
    });
    const held = world.cloud.hold('operate');
    const first = world.lock('1');
    await until(held.reached);
    const second = world.unlock('2', '4711');
    await world.marked('2');
    const write = gate.holdNextWrite();
    await world.clock.advance(4000);
    expect(await second).toEqual(error('2', 'deviceBusy'));
    write.release();
    held.release();
    await first;
    await world.settled();
    expect(world.bolt('2')).toBe('locked');
  });

  test('sends nothing, then or later, if the store did not answer before it', async () => {
    const gate = new StatesGate();
    await start({ config: LONG, wrapStore: (store) => gate.around(store) });
    const write = gate.holdNextWrite();
    const answer = world.unlock('101', '4711', { requestId: 'r1' });
    await until(write.reached);
    await world.clock.advance(4000);
    expect(await answer).toEqual(error('101', 'transientError'));
    write.release();
    await world.settled();
    expect(await world.unlock('101', '4711', { requestId: 'r1' })).toEqual(error('101', 'deviceBusy'));
    expect(world.cloud.count('operate')).toBe(0);
    // The mark that came too late does not leave the bolt uncertain.
    expect(await world.query(['101'])).toMatchObject({ '101': { status: 'SUCCESS', isLocked: true } });
  });

  test('does not send a lock command of a sequence more than a minute after its request', async () => {
    await start({ config: LONG });
    const began = world.clock.now();
    const held = world.cloud.hold('operate');
    const locking = { params: { lock: true } };
    const answer = world.execute(['101'], [locking, locking]);
    await until(held.reached);
    await world.clock.advance(4000);
    expect(await answer).toEqual(pending('101'));
    world.cloud.failAlways('operate', failure('gateway-busy'));
    await world.pass(15_000);
    held.release();
    await world.settled();
    await world.pass(90_000);
    const times = world.cloud.calls.filter(({ method }) => method === 'operate').map(({ at }) => at - began);
    expect(times.length).toBeGreaterThan(3);
    expect(Math.max(...times)).toBeLessThan(60_000);
  });

  test('does not send a lock command that waited for more than a minute', async () => {
    await start({
      config: LONG,
      locks: { '1': { gateways: ['a'] }, '2': { gateways: ['a'], bolt: 'unlocked' } },
    });
    const held = world.cloud.hold('operate');
    const first = world.lock('1');
    await until(held.reached);
    const second = world.lock('2', { requestId: 'r2' });
    await world.marked('2');
    await world.clock.advance(61_000);
    await Promise.all([first, second]);
    held.release();
    await world.pass(1000);
    expect(world.bolt('2')).toBe('unlocked');
    expect(await world.lock('2', { requestId: 'r2' })).toEqual(error('2', 'deviceBusy'));
  });
});

describe('one gateway', () => {
  test('runs one operation at a time, and two gateways run concurrently', async () => {
    await start({
      locks: {
        '1': { gateways: ['a'] },
        '2': { gateways: ['a'] },
        '3': { gateways: ['b'] },
      },
    });
    await world.sync();
    await world.settled();
    const onA = world.cloud.hold('operate');
    const onB = world.cloud.hold('operate');
    const answer = world.execute(['1', '2', '3'], { params: { lock: true } });
    await until(() => onA.reached() && onB.reached());
    expect(
      world.cloud.calls.filter(({ method }) => method === 'operate').map(({ lockId }) => lockId),
    ).toEqual(['1', '3']);
    onB.release();
    onA.release();
    expect((await answer).map(({ status }) => status)).toEqual(['SUCCESS', 'SUCCESS', 'SUCCESS']);
    expect(world.cloud.collisions).toEqual([]);
  });

  test('runs a command before waiting reads', async () => {
    await start({ locks: { '1': { gateways: ['a'] }, '2': { gateways: ['a'] }, '3': { gateways: ['a'] } } });
    const held = world.cloud.hold('openState');
    const reads = world.query(['1', '2']);
    await until(held.reached);
    const command = world.lock('3');
    await world.marked('3');
    held.release();
    await Promise.all([reads, command]);
    // The first QUERY learns the gateways.
    const calls = world.cloud.calls.map(({ method }) => method).filter((method) => method !== 'gateways');
    expect(calls).toEqual(['openState', 'operate', 'openState']);
  });
});

describe('a repeated request', () => {
  test('is answered with the recorded outcome and moves nothing', async () => {
    await start();
    expect(await world.unlock('101', '4711', { requestId: 'r1' })).toEqual(success('101', false));
    await world.settled();
    expect(await world.unlock('101', '4711', { requestId: 'r1' })).toEqual(success('101', false));
    expect(world.cloud.count('operate')).toBe(1);
  });

  test('is answered with the recorded failure', async () => {
    await start();
    world.cloud.failOnce('operate', failure('lock-offline'));
    const first = await world.lock('101', { requestId: 'r1' });
    expect(await world.lock('101', { requestId: 'r1' })).toEqual(first);
    expect(world.cloud.count('operate')).toBe(1);
  });

  test('shares the result while the first is under way, however many there are', async () => {
    await start();
    const held = world.cloud.hold('operate');
    const answers = Array.from({ length: 10 }, () => world.unlock('101', '4711', { requestId: 'r1' }));
    await until(held.reached);
    await until(() => world.clock.pending >= 10);
    held.release();
    for (const answer of answers) expect(await answer).toEqual(success('101', false));
    expect(world.cloud.count('operate')).toBe(1);
  });

  test('is pending on another instance while the outcome is unknown, and moves nothing there', async () => {
    await start({ instances: 2 });
    const held = world.cloud.hold('operate');
    const first = world.unlock('101', '4711', { requestId: 'r1' });
    await until(held.reached);
    expect(await world.unlock('101', '4711', { requestId: 'r1', instance: 1 })).toEqual(pending('101'));
    held.release();
    expect(await first).toEqual(success('101', false));
    await world.settled();
    expect(await world.unlock('101', '4711', { requestId: 'r1', instance: 1 })).toEqual(
      success('101', false),
    );
    expect(world.cloud.count('operate')).toBe(1);
  });

  test('moves the lock once when two instances get it at the same time', async () => {
    await start({ instances: 2 });
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) => world.lock('101', { requestId: 'r1', instance: index % 2 })),
    );
    await world.settled();
    expect(world.cloud.count('operate')).toBe(1);
    const statuses = answers.map(([result]) => result?.status);
    expect(statuses).toContain('SUCCESS');
    expect(statuses.filter((status) => status !== 'SUCCESS' && status !== 'PENDING')).toEqual([]);
  });

  test('is a new command under a new request id, for another lock, or in the other direction', async () => {
    await start({ locks: { '1': {}, '2': {} } });
    await world.lock('1', { requestId: 'r1' });
    await world.lock('1', { requestId: 'r2' });
    await world.lock('2', { requestId: 'r1' });
    await world.unlock('1', '4711', { requestId: 'r1' });
    expect(world.cloud.count('operate')).toBe(4);
  });
});

describe('PINs', () => {
  const types = (results: Result[]) =>
    results.map((each) => each.challengeNeeded?.type ?? each.errorCode ?? each.status);

  test('asks for the PIN before anything is sent or written', async () => {
    await start();
    expect(await world.unlock('101')).toEqual([
      { ids: ['101'], status: 'ERROR', errorCode: 'challengeNeeded', challengeNeeded: { type: 'pinNeeded' } },
    ]);
    expect(world.cloud.calls).toEqual([]);
  });

  test.each([
    ['0000'],
    ['47110'],
    [''],
    ['471'],
    [4711],
    [null, 'pinNeeded'],
    [{ pin: '4711' }],
    [['4711']],
    [true],
    ['4711'.repeat(1000)],
  ])('does not unlock with %j', async (pin, type = 'challengeFailedPinNeeded') => {
    await start();
    expect(types(await world.unlock('101', pin))).toEqual([type]);
    expect(world.cloud.count('operate')).toBe(0);
  });

  test('takes the digits with spaces between them, as they are sometimes transcribed', async () => {
    await start();
    expect(types(await world.unlock('101', '4 7 1 1'))).toEqual(['SUCCESS']);
  });

  test.each([
    ...['4-7-1-1', '4, 7, 1, 1.', '4.7.1.1', '«4711»', '4\u00a07\u202f1\u20091', '\u200f4711\u200e'],
    ...['٤٧١١', '۴۷۱۱', '४७११', '４７１１', '٤، ٧، ١، ١', '4️⃣7️⃣1️⃣1️⃣'],
  ])('takes %j as the PIN 4711', async (pin) => {
    await start();
    expect(types(await world.unlock('101', pin))).toEqual(['SUCCESS']);
  });

  test('takes no other characters for digits, and no digits away', async () => {
    await start();
    for (const pin of ['四七一一', '4711٤', 'Ⅳ711', '47l1']) {
      expect(types(await world.unlock('101', pin))).toEqual(['challengeFailedPinNeeded']);
    }
  });

  test.each([
    ['a dialogue that the person cancelled', { pin: false }, 'userCancelled'],
    ['a refused acknowledgement', { ack: false }, 'userCancelled'],
    ['an acknowledgement, which is no PIN', { ack: true }, 'pinNeeded'],
    ['an empty challenge', {}, 'pinNeeded'],
    ['a challenge that is no object', 'x', 'pinNeeded'],
    ['a challenge of null', null, 'pinNeeded'],
  ])('answers %s', async (_what, challenge, type) => {
    await start();
    expect(types(await world.execute(['101'], { params: { lock: false }, challenge }))).toEqual([type]);
    expect(world.cloud.count('operate')).toBe(0);
  });

  test('says that no PIN is set, whatever PIN is given', async () => {
    await start({ pin: 'off' });
    expect(types(await world.unlock('101'))).toEqual(['challengeFailedNotSetup']);
    expect(types(await world.unlock('101', '4711'))).toEqual(['challengeFailedNotSetup']);
    expect(types(await world.lock('101'))).toEqual(['SUCCESS']);
  });

  test('blocks voice unlocking at the fifth wrong PIN; locking still works', async () => {
    await start();
    const answers: string[] = [];
    for (let guess = 0; guess < 5; guess++) answers.push(...types(await world.unlock('101', `000${guess}`)));
    expect(answers).toEqual([...Array(4).fill('challengeFailedPinNeeded'), 'tooManyFailedAttempts']);
    expect(types(await world.unlock('101', '4711'))).toEqual(['tooManyFailedAttempts']);
    expect(types(await world.unlock('101'))).toEqual(['tooManyFailedAttempts']);
    expect(types(await world.lock('101'))).toEqual(['SUCCESS']);
    await world.clock.advance(15 * 60_000 - 1);
    expect(types(await world.unlock('101', '4711'))).toEqual(['tooManyFailedAttempts']);
    await world.clock.advance(1);
    expect(types(await world.unlock('101', '4711'))).toEqual(['SUCCESS']);
  });

  test('forgets wrong PINs after a right one', async () => {
    await start();
    for (let guess = 0; guess < 4; guess++) await world.unlock('101', '0000');
    await world.unlock('101', '4711');
    for (let guess = 0; guess < 4; guess++) await world.unlock('101', '0000');
    expect(types(await world.unlock('101', '4711'))).toEqual(['SUCCESS']);
  });

  test('counts one wrong PIN once, for however many locks it was given', async () => {
    await start({ locks: { '1': {}, '2': {}, '3': {}, '4': {}, '5': {}, '6': {} } });
    const wrong = { params: { lock: false }, challenge: { pin: '0000' } };
    await world.execute(['1', '2', '3', '4', '5', '6'], wrong);
    expect(types(await world.unlock('1', '4711'))).toEqual(['SUCCESS']);
  });

  test('counts each of several PINs in one request', async () => {
    await start({ locks: { '1': {} } });
    const execution = Array.from({ length: 40 }, (_, index) => ({
      params: { lock: false },
      challenge: { pin: index === 39 ? '4711' : String(1000 + index) },
    }));
    expect(types(await world.execute(['1'], execution))).not.toEqual(['SUCCESS']);
    expect(types(await world.unlock('1', '4711'))).toEqual(['tooManyFailedAttempts']);
    expect(world.cloud.count('operate')).toBe(0);
  });

  test('counts forty concurrent guesses, even with the right PIN among them', async () => {
    await start({ instances: 2 });
    const guesses = Array.from({ length: 40 }, (_, index) => (index === 30 ? '4711' : String(2000 + index)));
    const answers = await Promise.all(
      guesses.map((pin, index) => world.unlock('101', pin, { instance: index % 2 })),
    );
    const kinds = answers.flatMap(types);
    expect(kinds.filter((kind) => kind === 'challengeFailedPinNeeded').length).toBeLessThanOrEqual(4 * 2);
    expect(types(await world.unlock('101', '4711'))).toEqual(['tooManyFailedAttempts']);
    const { states } = (await world.accounts.load(world.accountId)) ?? {};
    expect(states?.challenge.lockouts).toBe(1);
  });

  test('refuses a right PIN that was checked before a lockout but would be written after it', async () => {
    const gate = new StatesGate();
    await start({ instances: 2, wrapStore: (store) => gate.around(store) });
    const held = gate.holdNextWrite();
    const right = world.unlock('101', '4711', { instance: 1 });
    await until(held.reached, 'the write of the right PIN');
    for (let guess = 0; guess < 5; guess++) await world.unlock('101', '0000');
    held.release();
    expect(types(await right)).toEqual(['tooManyFailedAttempts']);
    expect(world.cloud.count('operate')).toBe(0);
  });

  test('writes neither the PIN nor a token to the log', async () => {
    await start({ pin: '90817263' });
    await world.unlock('101', '90817263');
    await world.unlock('101', '55554444');
    await world.settled();
    const logged = JSON.stringify(world.logs);
    for (const secret of ['90817263', '55554444', world.token]) expect(logged).not.toContain(secret);
  });
});
