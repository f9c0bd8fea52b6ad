import { failure } from '../../support/scripted-cloud.ts';
import {
  type Result,
  SmartHomeWorld,
  type SmartHomeWorldOptions,
  WORLD_ADAPTERS,
  type WorldAdapters,
} from '../../support/smart-home-world.ts';
import { StatesGate } from '../../support/states-gate.ts';
import { until } from '../../support/until.ts';

let adapters: WorldAdapters;
const describeOnEach = (subject: string, tests: () => void) =>
  describe.each(WORLD_ADAPTERS)(`${subject} (%s)`, (_name, those) => {
    beforeEach(() => {
      adapters = those;
    });
    tests();
  });

let world: SmartHomeWorld;
/** Starts a home whose devices Google knows, and lets forty seconds pass: no job is left. */
const start = async (options?: SmartHomeWorldOptions) => {
  world = await SmartHomeWorld.start({ ...adapters, ...options });
  await world.sync();
  await world.settled();
  await world.pass(40_000);
  world.cloud.calls.length = 0;
  world.reports.length = 0;
};
afterEach(() => world.close());

/** Two locks of one gateway. */
const hallLocks = () => ({ '1': { gateways: ['a'] }, '2': { gateways: ['a'] } });
const error = (id: string, errorCode: string) => [{ ids: [id], status: 'ERROR', errorCode }];
const pending = (id: string) => [{ ids: [id], status: 'PENDING' }];
const success = (id: string, isLocked: boolean) => [
  { ids: [id], status: 'SUCCESS', states: { online: true, isLocked, isJammed: false } },
];
const marks = async (id: string) =>
  (await world.accounts.load(world.accountId))?.states.locks[id]?.commands ?? [];
const states = () => world.reports.flatMap(({ payload }) => Object.entries(payload.devices.states ?? {}));
const followUps = () =>
  world.reports.flatMap(({ payload }) =>
    Object.entries(payload.devices.notifications ?? {}).map(([id, notification]) => [
      id,
      Object(notification).LockUnlock.followUpResponse,
    ]),
  );
/** Occupies gateway `a` with a command for lock 1. */
const occupy = async () => {
  const held = world.cloud.hold('operate');
  const answer = world.lock('1', { requestId: 'occupies' });
  await until(held.reached);
  return { ...held, answer };
};
/** Sends a command for lock 2, which waits for gateway `a`, and lets 900 ms pass. */
const waiting = async (command: () => Promise<Result[]>) => {
  const answer = command();
  await world.marked('2');
  await world.clock.advance(900);
  return answer;
};
const unlock101 = () => world.unlock('101', '4711');
const unlock2 = () => world.unlock('2', '4711', { requestId: 'r2' });
const lock2 = () => world.lock('2', { requestId: 'r2' });
const operations = (id: string) =>
  world.cloud.calls.filter((call) => call.method === 'operate' && call.lockId === id);

describeOnEach('the answer to a command', () => {
  test('leaves after 900 ms as PENDING if the gateway has not answered', async () => {
    await start();
    const began = world.clock.now();
    const held = world.cloud.hold('operate');
    const answer = world.unlock('101', '4711');
    await until(held.reached);
    await world.clock.advance(900);
    expect(await answer).toEqual(pending('101'));
    expect(world.clock.now() - began).toBe(900);
    held.release();
  });

  test('leaves as soon as every command has ended, with its outcome stored', async () => {
    await start();
    expect(await world.unlock('101', '4711')).toEqual(success('101', false));
    expect(await marks('101')).toMatchObject([{ outcome: { kind: 'accepted' } }]);
    expect(world.jobs.waiting.map(({ job }) => job.kind)).toEqual(['command']);
  });

  test('leaves in time if the store does not take the outcome', async () => {
    const gate = new StatesGate();
    await start({ wrapStore: (store) => gate.around(store) });
    const held = world.cloud.hold('operate');
    const answer = world.lock('101', { requestId: 'r1' });
    await until(held.reached);
    const write = gate.holdNextWrite();
    held.release();
    await until(write.reached);
    await world.clock.advance(900);
    expect(await answer).toEqual(success('101', true));
    write.release();
    await world.settled();
    expect(await world.lock('101', { requestId: 'r1' })).toEqual(success('101', true));
    expect(world.cloud.count('operate')).toBe(1);
  });

  test('is followed up if it was PENDING and the store took the outcome too late to send the command', async () => {
    const gate = new StatesGate();
    await start({
      locks: { ...hallLocks(), '3': { gateways: ['b'] } },
      instances: 2,
      wrapStore: (store) => gate.around(store),
    });
    const hall = await occupy();
    const answer = world.execute(['2'], {
      params: { lock: false, followUpToken: 'a-token' },
      challenge: { pin: '4711' },
    });
    await world.marked('2');
    const write = gate.holdNextWrite();
    await world.clock.advance(900);
    expect(await answer).toEqual(pending('2'));
    // Another process writes meanwhile: the store wants another attempt.
    await world.lock('3', { instance: 1 });
    await world.clock.advance(4000);
    write.release();
    hall.release();
    await world.pass(60_000);
    expect(operations('2')).toEqual([]);
    expect(followUps()).toMatchObject([['2', { status: 'FAILURE', followUpToken: 'a-token' }]]);
  });
});

describe.each(
  WORLD_ADAPTERS.flatMap(
    ([name, those]) =>
      [
        [`the process that answered (${name})`, 0, those],
        [`another process (${name})`, 1, those],
      ] as const,
  ),
)('an offered command, with its owner job in %s', (_where, instance, those) => {
  beforeEach(() => {
    adapters = those;
  });
  const startHall = (options: SmartHomeWorldOptions = {}) =>
    start({ locks: hallLocks(), instances: 2, ...options });

  test('is sent once its gateway is free, reported and followed up', async () => {
    await startHall();
    const hall = await occupy();
    const answer = await waiting(() =>
      world.execute(['2'], {
        params: { lock: false, followUpToken: 'a-token' },
        challenge: { pin: '4711' },
      }),
    );
    expect(answer).toEqual(pending('2'));
    expect(await marks('2')).toMatchObject([{ action: 'unlock', handover: 'offered' }]);
    hall.release();
    await world.pass(500, instance);
    expect(world.bolt('2')).toBe('unlocked');
    expect(await marks('2')).toMatchObject([{ action: 'unlock', outcome: { kind: 'accepted' } }]);
    expect(states()).toContainEqual(['2', { online: true, isLocked: false, isJammed: false }]);
    await world.pass(10_000, instance);
    expect(followUps()).toEqual([['2', { status: 'SUCCESS', isLocked: false, followUpToken: 'a-token' }]]);
    await world.pass(300_000, instance);
    expect(operations('2')).toHaveLength(1);
    expect(followUps()).toHaveLength(1);
    expect(world.jobs.ofKind('command')).toEqual([]);
    expect(world.cloud.collisions).toEqual(instance === 0 ? [] : expect.anything());
  });

  test('as an unlock is never sent after its four seconds, and said to have failed', async () => {
    await startHall();
    const hall = await occupy();
    expect(
      await waiting(() =>
        world.execute(
          ['2'],
          { params: { lock: false, followUpToken: 'a-token' }, challenge: { pin: '4711' } },
          { requestId: 'r2' },
        ),
      ),
    ).toEqual(pending('2'));
    world.cloud.failAlways('operate', failure('gateway-busy'));
    await world.pass(2000, instance);
    hall.release();
    await world.pass(60_000, instance);
    world.cloud.heal();
    await world.pass(60_000, instance);
    expect(world.bolt('2')).toBe('locked');
    expect(await world.unlock('2', '4711', { requestId: 'r2' })).toEqual(error('2', 'deviceBusy'));
    expect(followUps()).toEqual([
      ['2', { status: 'FAILURE', errorCode: 'deviceBusy', followUpToken: 'a-token' }],
    ]);
    const sent = operations('2').map(({ at }) => at);
    const began = operations('1')[0]?.at ?? 0;
    for (const at of sent) expect(at - began).toBeLessThan(4000);
  });

  test('is recorded as not sent if its job comes long after', async () => {
    await startHall();
    await world.query(['2']);
    await world.settled();
    await world.pass(10_000);
    world.reports.length = 0;
    const hall = await occupy();
    expect(await waiting(unlock2)).toEqual(pending('2'));
    hall.release();
    await world.clock.advance(5000);
    await world.pass(0, instance);
    expect(operations('2')).toEqual([]);
    expect(await marks('2')).toMatchObject([{ outcome: { kind: 'failed', reason: 'not-sent' } }]);
    expect(await unlock2()).toEqual(error('2', 'deviceBusy'));
    // Google shows "unlocking" until it gets a report, although nothing has changed.
    expect(states()).toContainEqual(['2', { online: true, isLocked: true, isJammed: false }]);
  });

  test('is sent once if its job is delivered twice at once', async () => {
    await startHall();
    const hall = await occupy();
    await waiting(lock2);
    hall.release();
    await world.clock.advance(100);
    const job = world.jobs.ofKind('command').find((held) => held.job.lockId === '2')?.job;
    if (job === undefined) throw new Error('no owner job');
    await Promise.all([world.runJob(job, 0), world.runJob(job, instance), world.runJob(job, 1)]);
    await world.pass(120_000, instance);
    expect(operations('2')).toHaveLength(1);
  });

  test('is never sent by anybody if the process that took it over was killed', async () => {
    await startHall();
    const hall = await occupy();
    await waiting(unlock2);
    hall.release();
    await world.clock.advance(100);
    const held = world.cloud.hold('operate');
    const job = world.jobs.ofKind('command').find((each) => each.job.lockId === '2')?.job;
    if (job === undefined) throw new Error('no owner job');
    // This run never ends.
    void world.runJob(job, instance);
    await until(held.reached);
    expect(await marks('2')).toMatchObject([{ handover: 'taken' }]);
    await world.runJob(job, 1 - instance);
    const repeat = { requestId: 'r2', instance: 1 - instance };
    expect(await world.unlock('2', '4711', repeat)).toEqual(pending('2'));
    await world.clock.advance(10_000);
    await world.runJob(job, 1 - instance);
    expect(operations('2')).toHaveLength(1);
    held.release();
    await world.settled();
    await world.calm();
  });

  test('is verified within seconds if the process that took it over was killed', async () => {
    await startHall();
    const hall = await occupy();
    await waiting(unlock2);
    hall.release();
    await world.clock.advance(100);
    const held = world.cloud.hold('operate');
    const job = world.jobs.ofKind('command').find((each) => each.job.lockId === '2')?.job;
    if (job === undefined) throw new Error('no owner job');
    // This run never ends, though the gateway carries the command out.
    void world.runJob(job, instance);
    await until(held.reached);
    world.cloud.locks.set('2', { gateways: ['b'], bolt: 'unlocked' });
    await world.pass(4000, 1 - instance);
    expect(states()).toContainEqual(['2', { online: true, isLocked: false, isJammed: false }]);
    expect(operations('2')).toHaveLength(1);
    held.release();
    await world.settled();
    await world.calm();
  });

  test('is not sent after a newer command for the lock', async () => {
    await startHall();
    const hall = await occupy();
    expect(await waiting(lock2)).toEqual(pending('2'));
    const newer = world.unlock('2', '4711', { requestId: 'newer', instance });
    await world.marked('2', 2);
    hall.release();
    await until(() => operations('2').length > 0);
    await newer;
    await world.pass(120_000, instance);
    expect(operations('2').map(({ action }) => action)).toEqual(['unlock']);
    expect(await lock2()).toEqual(error('2', 'deviceBusy'));
    expect(world.bolt('2')).toBe('unlocked');
  });

  test('is answered PENDING to a repeat, and sent once', async () => {
    await startHall();
    const hall = await occupy();
    await waiting(unlock2);
    expect(await unlock2()).toEqual(pending('2'));
    expect(await world.unlock('2', '4711', { requestId: 'r2', instance })).toEqual(pending('2'));
    hall.release();
    await world.pass(500, instance);
    expect(await unlock2()).toEqual(success('2', false));
    expect(operations('2')).toHaveLength(1);
  });

  test('is not sent if an earlier one of its request has failed', async () => {
    await startHall();
    const hall = await occupy();
    const both = [{ params: { lock: true } }, { params: { lock: false }, challenge: { pin: '4711' } }];
    expect(await waiting(() => world.execute(['2'], both))).toEqual(pending('2'));
    hall.release();
    world.cloud.failOnce('operate', failure('lock-frozen'));
    await world.pass(10_000, instance);
    expect(operations('2').map(({ action }) => action)).toEqual(['lock']);
    expect((await marks('2')).map(({ outcome }) => outcome)).toEqual([
      { kind: 'failed', reason: 'lock-frozen' },
      { kind: 'failed', reason: 'not-sent' },
    ]);
  });

  test('runs after an earlier one of its request has been accepted', async () => {
    await startHall();
    const hall = await occupy();
    const both = [{ params: { lock: true } }, { params: { lock: false }, challenge: { pin: '4711' } }];
    expect(await waiting(() => world.execute(['2'], both))).toEqual(pending('2'));
    hall.release();
    await world.pass(500, instance);
    expect(operations('2').map(({ action }) => action)).toEqual(['lock', 'unlock']);
    expect(world.bolt('2')).toBe('unlocked');
  });

  test('is sent once if the store fails when its taking over is written', async () => {
    const gate = new StatesGate();
    await startHall({ wrapStore: (store) => gate.around(store) });
    const hall = await occupy();
    await waiting(lock2);
    hall.release();
    await world.settled();
    gate.readOnly = true;
    await world.pass(200, instance);
    expect(operations('2')).toEqual([]);
    gate.readOnly = false;
    await world.pass(30_000, instance);
    expect(operations('2')).toHaveLength(1);
    expect(world.bolt('2')).toBe('locked');
  });
});

describeOnEach('a lock command at a gateway that stays busy', () => {
  const busy = async (options: SmartHomeWorldOptions = {}) => {
    await start({ locks: { ...hallLocks(), '2': { gateways: ['a'], bolt: 'unlocked' } }, ...options });
    const hall = await occupy();
    expect(await waiting(lock2)).toEqual(pending('2'));
    hall.release();
    world.cloud.failAlways('operate', failure('gateway-busy'));
    return world.clock.now() - 900;
  };

  test('is tried by several runs of its job, for a minute at most, and recorded as busy', async () => {
    const began = await busy();
    await world.pass(120_000);
    const times = operations('2').map(({ at }) => at - began);
    expect(times.length).toBeGreaterThan(10);
    expect(Math.max(...times)).toBeGreaterThan(40_000);
    expect(Math.max(...times)).toBeLessThan(60_000);
    expect(await marks('2')).toMatchObject([{ outcome: { kind: 'failed' } }]);
    expect(await lock2()).toEqual(error('2', 'deviceBusy'));
    expect(world.jobs.ofKind('command')).toEqual([]);
  });

  test('locks when the gateway is free after half a minute', async () => {
    await busy();
    await world.pass(30_000);
    world.cloud.heal();
    await world.pass(30_000);
    expect(world.bolt('2')).toBe('locked');
    expect(await lock2()).toEqual(success('2', true));
  });

  test('locks all the same if its job comes again while it is being taken over', async () => {
    const gate = new StatesGate();
    await busy({ wrapStore: (store) => gate.around(store) });
    world.cloud.heal();
    await world.clock.advance(100);
    await world.settled();
    const job = world.jobs.ofKind('command').find((held) => held.job.lockId === '2')?.job;
    if (job === undefined) throw new Error('no owner job');
    const write = gate.holdNextWrite();
    const runs = [world.runJob(job)];
    await until(write.reached);
    runs.push(world.runJob(job));
    await world.calm();
    write.release();
    await Promise.all(runs);
    await world.pass(20_000);
    expect((await marks('2')).map(({ outcome }) => outcome)).toEqual([{ kind: 'accepted' }]);
    expect(operations('2')).toHaveLength(1);
  });

  test('gives way at once to a newer command of the same process', async () => {
    await busy();
    await world.pass(10_000);
    world.cloud.heal();
    const newer = await world.unlock('2', '4711', { requestId: 'newer' });
    expect(newer).toEqual(success('2', false));
    await world.pass(120_000);
    expect(world.bolt('2')).toBe('unlocked');
    expect(await lock2()).toEqual(error('2', 'deviceBusy'));
  });
});

describeOnEach('a command that waits while another process sends a newer one', () => {
  test('is not sent after it', async () => {
    await start({ locks: hallLocks(), instances: 2 });
    const hall = await occupy();
    const older = world.unlock('2', '4711', { requestId: 'r2' });
    await world.marked('2');
    await world.clock.advance(400);
    expect(await world.lock('2', { instance: 1, requestId: 'newer' })).toEqual(success('2', true));
    hall.release();
    expect(await older).toEqual(error('2', 'deviceBusy'));
    await world.pass(60_000);
    expect(operations('2').map(({ action }) => action)).toEqual(['lock']);
  });

  test('that was accepted is answered with the state it led to while a newer one is on its way', async () => {
    await start({ instances: 2 });
    const older = world.cloud.hold('operate');
    const unlocked = world.unlock('101', '4711', { requestId: 'r1' });
    await until(older.reached);
    await world.clock.advance(100);
    const newer = world.cloud.hold('operate');
    const locked = world.lock('101', { instance: 1, requestId: 'newer' });
    await until(newer.reached);
    older.release();
    expect(await unlocked).toEqual(success('101', false));
    newer.release();
    expect(await locked).toEqual(success('101', true));
  });

  test('is sent by neither its process nor its owner job if the newer one is marked just before the offer', async () => {
    await start({ locks: hallLocks(), instances: 2 });
    const hall = await occupy();
    const older = world.unlock('2', '4711', { requestId: 'r2' });
    await world.marked('2');
    await world.clock.advance(700);
    expect(await world.lock('2', { instance: 1, requestId: 'newer' })).toEqual(success('2', true));
    await world.clock.advance(200);
    expect(await older).toEqual(error('2', 'deviceBusy'));
    hall.release();
    await world.pass(60_000);
    expect(operations('2').map(({ action }) => action)).toEqual(['lock']);
  });
});

describeOnEach('a command that is in flight at the answer', () => {
  test('is recorded and reported by the process that answered, if it lives', async () => {
    await start({ locks: hallLocks() });
    const hall = await occupy();
    await world.clock.advance(900);
    expect(await hall.answer).toEqual(pending('1'));
    hall.release();
    await world.settled();
    expect(await marks('1')).toMatchObject([{ outcome: { kind: 'accepted' } }]);
    await world.pass(2000);
    expect(states()).toContainEqual(['1', { online: true, isLocked: true, isJammed: false }]);
  });

  test('is verified, reported and followed up by its owner job, if that process stands still', async () => {
    await start({ instances: 2, locks: { '101': { bolt: 'locked' } } });
    const held = world.cloud.hold('operate');
    const answer = world.execute(['101'], {
      params: { lock: false, followUpToken: 'a-token' },
      challenge: { pin: '4711' },
    });
    await until(held.reached);
    await world.clock.advance(900);
    expect(await answer).toEqual(pending('101'));
    // The gateway carries it out; the answer of Sifely is not processed.
    world.cloud.locks.set('101', { bolt: 'unlocked' });
    await world.pass(2100, 1);
    expect(states()).toContainEqual(['101', { online: true, isLocked: false, isJammed: false }]);
    expect(followUps()).toEqual([['101', { status: 'SUCCESS', isLocked: false, followUpToken: 'a-token' }]]);
    await world.pass(120_000, 1);
    expect(world.cloud.count('operate')).toBe(1);
    expect(followUps()).toHaveLength(1);
    held.release();
  });

  test('is looked up in the records alone between the observations, and reported with the first of them', async () => {
    await start({ instances: 2, locks: { '101': { bolt: 'locked' } } });
    const began = world.clock.now();
    const held = world.cloud.hold('operate');
    const answer = world.unlock('101', '4711');
    await until(held.reached);
    await world.clock.advance(900);
    expect(await answer).toEqual(pending('101'));
    await world.pass(10_000, 1);
    const [happenedAt, receivedAt] = [began + 3_500, began + 11_000];
    const record = { recordId: 'r', type: 12, effect: 'unlocked' as const, happenedAt, receivedAt };
    world.cloud.locks.set('101', { bolt: 'locked', records: [record] });
    await world.pass(1_200, 1);
    expect(states()).toContainEqual(['101', { online: true, isLocked: false, isJammed: false }]);
    await world.pass(60_000, 1);
    const asked = (method: string) =>
      world.cloud.calls.filter((call) => call.method === method).map(({ at }) => at - began);
    expect(asked('records')).toEqual([3000, 6000, 8000, 10_000, 12_000]);
    expect(asked('openState')).toEqual([3000, 8000]);
    expect(world.cloud.count('operate')).toBe(1);
    held.release();
  });

  test('is followed up as a failure once the bolt was observed where it was', async () => {
    await start({ instances: 2 });
    const held = world.cloud.hold('operate');
    const answer = world.execute(['101'], {
      params: { lock: false, followUpToken: 'a-token' },
      challenge: { pin: '4711' },
    });
    await until(held.reached);
    await world.clock.advance(900);
    await answer;
    await world.pass(15_000, 1);
    expect(followUps()).toEqual([]);
    await world.pass(15_000, 1);
    expect(followUps()).toEqual([
      ['101', { status: 'FAILURE', errorCode: 'unlockFailure', followUpToken: 'a-token' }],
    ]);
    expect(states()).toContainEqual(['101', { online: true, isLocked: true, isJammed: false }]);
    held.release();
  });

  test('is offered when its gateway answers later that it is busy', async () => {
    await start({ locks: hallLocks() });
    const hall = await occupy();
    await world.clock.advance(900);
    await hall.answer;
    hall.fail(failure('gateway-busy'));
    await world.settled();
    expect(await marks('1')).toMatchObject([{ handover: 'offered' }]);
    await world.pass(4000);
    expect(operations('1')).toHaveLength(2);
    expect(await marks('1')).toMatchObject([{ outcome: { kind: 'accepted' } }]);
  });

  test('is never sent again after a timeout', async () => {
    await start({ locks: hallLocks() });
    const hall = await occupy();
    await world.clock.advance(900);
    await hall.answer;
    hall.fail(failure('timed-out'));
    await world.pass(120_000);
    expect(operations('1')).toHaveLength(1);
    expect(await marks('1')).toMatchObject([{ outcome: { kind: 'unknown', reason: 'timed-out' } }]);
  });
});

describeOnEach('the owner job', () => {
  test('has everything to verify, and nothing of a PIN', async () => {
    await start({ pin: '90817263' });
    const began = world.clock.now();
    await world.execute(['101'], {
      params: { lock: false, followUpToken: 'a-token' },
      challenge: { pin: '90817263' },
    });
    expect(world.jobs.waiting).toEqual([
      {
        at: began + 1000,
        key: expect.stringMatching(/^command-[\w-]{43}-0$/),
        tries: 0,
        job: {
          kind: 'command',
          accountId: world.accountId,
          lockId: '101',
          since: began,
          round: 0,
          commands: [{ key: expect.any(String), action: 'unlock', followUpToken: 'a-token' }],
        },
      },
    ]);
    expect(JSON.stringify(world.jobs.waiting)).not.toContain('90817263');
  });

  test('is enqueued once for a repeated request, and not for a refused one', async () => {
    await start();
    await world.unlock('101', '0000');
    await world.unlock('101');
    expect(world.jobs.waiting).toEqual([]);
    await world.unlock('101', '4711', { requestId: 'r1' });
    await world.unlock('101', '4711', { requestId: 'r1' });
    expect(world.jobs.ofKind('command')).toHaveLength(1);
  });

  test('reports an accepted command, and does not follow it up', async () => {
    await start();
    await world.execute(['101'], {
      params: { lock: false, followUpToken: 'a-token' },
      challenge: { pin: '4711' },
    });
    await world.pass(1000);
    expect(states()).toEqual([['101', { online: true, isLocked: false, isJammed: false }]]);
    await world.pass(300_000);
    expect(followUps()).toEqual([]);
    expect(world.jobs.ofKind('command')).toEqual([]);
  });

  test('verifies after three seconds, and no more if that tells the state', async () => {
    await start();
    const began = world.clock.now();
    await world.lock('101');
    await world.pass(300_000);
    const asked = world.cloud.calls.filter(({ method }) => method !== 'operate');
    expect(asked.map(({ method, at }) => [method, at - began])).toEqual([
      ['records', 3000],
      ['openState', 3000],
    ]);
  });

  test('verifies at 3, 8, 20 and 60 seconds while nothing tells the state', async () => {
    await start();
    world.cloud.failAlways('openState', failure('gateway-busy'));
    const began = world.clock.now();
    await world.lock('101');
    await world.pass(61_000);
    const asked = world.cloud.calls.filter(({ method }) => method === 'records').map(({ at }) => at - began);
    expect(asked).toEqual([3000, 8000, 20_000, 60_000]);
    await world.pass(30 * 60_000);
    expect(world.cloud.count('records')).toBe(7);
    expect(world.jobs.waiting).toEqual([]);
  });

  test('waits for a slow mark, and ends if none comes', async () => {
    const gate = new StatesGate();
    await start({ wrapStore: (store) => gate.around(store) });
    const write = gate.holdNextWrite();
    const answer = world.unlock('101', '4711');
    await until(write.reached);
    await world.clock.advance(2500);
    expect(await answer).toEqual(error('101', 'transientError'));
    await world.pass(60_000);
    expect(world.jobs.waiting).toEqual([]);
    write.release();
    await world.settled();
    expect(await marks('101')).toMatchObject([{ outcome: { kind: 'failed', reason: 'not-sent' } }]);
    expect(world.cloud.count('operate')).toBe(0);
  });

  test('does not follow up a command that came too late and was answered with an error', async () => {
    const gate = new StatesGate();
    await start({ wrapStore: (store) => gate.around(store) });
    const write = gate.holdNextWrite();
    const params = { lock: false, followUpToken: 'a-token' };
    const answer = world.execute(['101'], { params, challenge: { pin: '4711' } });
    await until(write.reached);
    await world.clock.advance(2500);
    expect(await answer).toEqual(error('101', 'transientError'));
    write.release();
    await world.settled();
    await world.pass(60_000);
    expect(followUps()).toEqual([]);
    expect(world.jobs.ofKind('command')).toEqual([]);
  });

  test('finds a command that was marked and sent after the time to answer', async () => {
    const gate = new StatesGate();
    await start({ instances: 2, wrapStore: (store) => gate.around(store) });
    const began = world.clock.now();
    const write = gate.holdNextWrite();
    const answer = unlock101();
    await until(write.reached);
    await world.pass(1400);
    const held = world.cloud.hold('operate');
    write.release();
    await until(held.reached);
    await world.pass(500);
    expect(await answer).toEqual(pending('101'));
    expect(operations('101').map(({ at }) => at - began)).toEqual([1400]);
    world.cloud.locks.set('101', { gateways: ['9'], bolt: 'unlocked' });
    await world.pass(3000, 1);
    expect(states()).toContainEqual(['101', { online: true, isLocked: false, isJammed: false }]);
    expect(world.cloud.count('operate')).toBe(1);
    held.release();
  });

  test('hands over a command whose mark came late and whose gateway is busy', async () => {
    const gate = new StatesGate();
    await start({ locks: hallLocks(), wrapStore: (store) => gate.around(store) });
    const hall = await occupy();
    const write = gate.holdNextWrite();
    const answer = unlock2();
    await until(write.reached);
    await world.pass(1400);
    write.release();
    await world.marked('2');
    await world.pass(500);
    expect(await answer).toEqual(pending('2'));
    hall.release();
    await world.pass(2000);
    expect(world.bolt('2')).toBe('unlocked');
    expect(operations('2')).toHaveLength(1);
  });

  test('sends nothing after a wrong PIN whose check came after the time to answer', async () => {
    const gate = new StatesGate();
    await start({ wrapStore: (store) => gate.around(store) });
    const write = gate.holdNextWrite();
    const answer = world.unlock('101', '0000');
    await until(write.reached);
    await world.pass(1400);
    write.release();
    expect(await answer).toMatchObject([{ errorCode: 'challengeNeeded' }]);
    await world.pass(10_000);
    expect(world.cloud.count('operate')).toBe(0);
  });

  test('that could not be stored owns nothing: no command is sent, and Google gets an error', async () => {
    await start({ locks: hallLocks() });
    const hall = await occupy();
    world.jobs.refuseNext('command');
    expect(await waiting(unlock2)).toEqual(error('2', 'deviceBusy'));
    hall.release();
    await world.pass(60_000);
    expect(operations('2')).toEqual([]);
    expect(world.logs).toContainEqual(
      expect.objectContaining({ level: 'warn', message: 'could not enqueue the owner job of commands' }),
    );
  });

  test('is waited for after the time to answer, if a command is to be handed over', async () => {
    await start({ locks: hallLocks() });
    const hall = await occupy();
    const queue = Promise.withResolvers<void>();
    world.jobs.takeLate('command', queue.promise);
    const answer = lock2();
    await world.marked('2');
    await world.clock.advance(1500);
    queue.resolve();
    expect(await answer).toEqual(pending('2'));
    hall.release();
    await world.pass(5000);
    expect(world.bolt('2')).toBe('locked');
    expect(operations('2')).toHaveLength(1);
  });

  test('is not waited for if no command is to be handed over', async () => {
    await start();
    world.jobs.takeLate('command', new Promise(() => {}));
    const held = world.cloud.hold('operate');
    const answer = world.lock('101');
    await until(held.reached);
    await world.clock.advance(900);
    expect(await answer).toEqual(pending('101'));
    held.release();
  });

  test('that is not stored within 2.5 s owns nothing either', async () => {
    await start({ locks: hallLocks() });
    const hall = await occupy();
    const queue = Promise.withResolvers<void>();
    world.jobs.takeLate('command', queue.promise);
    const answer = lock2();
    await world.marked('2');
    await world.clock.advance(2800);
    expect(await answer).toEqual(error('2', 'deviceBusy'));
    queue.resolve();
    hall.release();
    await world.pass(60_000);
    expect(operations('2')).toEqual([]);
  });

  test('that is stored after the answer owns nothing, even if the store is slow: its error stays true', async () => {
    const gate = new StatesGate();
    await start({ locks: hallLocks(), wrapStore: (store) => gate.around(store) });
    const hall = await occupy();
    const queue = Promise.withResolvers<void>();
    world.jobs.takeLate('command', queue.promise);
    const answer = unlock2();
    await world.marked('2');
    await world.calm();
    const write = gate.holdNextWrite();
    await world.clock.advance(2800);
    expect(await answer).toEqual(error('2', 'deviceBusy'));
    queue.resolve();
    // Another process writes first, so that the held write is repeated on newer states.
    await world.accounts.changeStates(world.accountId, (before) => ({ ...before, webhookAt: 1 }));
    write.release();
    await world.calm();
    hall.release();
    await world.pass(60_000);
    expect(operations('2')).toEqual([]);
    expect(await unlock2()).toEqual(error('2', 'deviceBusy'));
  });

  test('that could not be stored leaves the report of an accepted command to a job of its own', async () => {
    await start();
    world.jobs.refuseNext('command');
    expect(await world.lock('101')).toEqual(success('101', true));
    expect(world.jobs.waiting.map(({ job }) => job.kind)).toEqual(['report']);
  });

  test('is one per lock: ten locks of one gateway all lock, one after another', async () => {
    const ids = Array.from({ length: 10 }, (_, index) => String(index + 1));
    await start({ locks: Object.fromEntries(ids.map((id) => [id, { gateways: ['a'], bolt: 'unlocked' }])) });
    const hall = await occupy();
    const answer = world.execute(ids.slice(1), { params: { lock: true } });
    await world.marked('10');
    await world.clock.advance(900);
    expect(await answer).toEqual(ids.slice(1).flatMap(pending));
    hall.release();
    await world.pass(10_000);
    expect(ids.map((id) => world.bolt(id))).toEqual(ids.map(() => 'locked'));
    expect(world.cloud.count('operate')).toBe(10);
    expect(world.cloud.collisions).toEqual([]);
  });
});

describeOnEach('clocks that differ by two seconds', () => {
  test.each([2000, -2000])(
    'send an unlock once, and inside its window, with an owner job %d ms apart',
    async (skewMs) => {
      await start({ locks: hallLocks(), instances: 2, skewMs });
      const began = world.clock.now();
      const hall = await occupy();
      expect(await waiting(unlock2)).toEqual(pending('2'));
      hall.release();
      const job = world.jobs.ofKind('command').find((held) => held.job.lockId === '2')?.job;
      if (job === undefined) throw new Error('no owner job');
      world.cloud.failAlways('operate', failure('gateway-busy'));
      void world.runJob(job, 1);
      await world.calm();
      await world.clock.advance(20_000);
      const sent = operations('2').map(({ at }) => at - began);
      expect(sent.length).toBeGreaterThan(0);
      expect(Math.max(...sent)).toBeLessThan(4000);
    },
  );
});

test.each([-14_000, -116_000])(
  'an unlock that an instance whose clock is %d ms behind found busy is not sent after its window',
  async (skewMs) => {
    await start({ locks: hallLocks(), instances: 2, skewMs, runner: 'held' });
    const began = world.clock.now();
    const hall = await occupy();
    expect(await waiting(unlock2)).toEqual(pending('2'));
    hall.release();
    world.cloud.failAlways('operate', failure('gateway-busy'));
    // By the queue's clock the jobs of the other instance are always due: each runs once a second.
    const runJobs = async (seconds: number) => {
      for (let second = 0; second < seconds; second += 1) {
        void world.jobs.runAll('command', (job) => world.runJob(job, 1));
        await world.clock.advance(1000);
      }
    };
    await runJobs(4);
    world.cloud.heal();
    await runJobs(150);
    const late = operations('2').filter(({ at }) => at >= began + 4000);
    expect(late).toEqual([]);
    expect(world.bolt('2')).toBe('locked');
    expect(await marks('2')).toMatchObject([{ outcome: { kind: 'failed' } }]);
  },
);

describeOnEach('a repeated command that another has followed', () => {
  const front = () => states().filter(([id]) => id === '101');

  test.each([
    ['a lock command', false, true],
    ['an unlock', true, false],
  ])('is answered PENDING, and the newest state is reported: %s', async (_which, isLocked, isFirst) => {
    await start();
    const command = (lock: boolean, requestId: string) =>
      lock ? world.lock('101', { requestId }) : world.unlock('101', '4711', { requestId });
    await command(isFirst, 'r1');
    await world.pass(30_000);
    expect(await command(!isFirst, 'r2')).toEqual(success('101', isLocked));
    await world.pass(30_000);
    const before = front().length;
    expect(await command(isFirst, 'r1')).toEqual(pending('101'));
    await world.pass(5000);
    expect(front().slice(before)).toEqual([['101', { online: true, isLocked, isJammed: false }]]);
    expect(operations('101')).toHaveLength(2);
  });

  test('is answered PENDING after a hand has turned the bolt, and the state is reported', async () => {
    await start();
    await world.unlock('101', '4711', { requestId: 'r1' });
    await world.pass(30_000);
    const lock = world.cloud.locks.get('101') ?? {};
    lock.bolt = 'locked';
    await world.pass(60_000);
    expect(await world.query(['101'])).toMatchObject({ '101': { isLocked: true } });
    await world.pass(30_000);
    const before = front().length;
    expect(await world.unlock('101', '4711', { requestId: 'r1' })).toEqual(pending('101'));
    await world.pass(5000);
    expect(front().slice(before)).toEqual([['101', { online: true, isLocked: true, isJammed: false }]]);
    expect(operations('101')).toHaveLength(1);
  });

  test('is answered PENDING if it jammed, and the jam is reported', async () => {
    await start({ locks: { '101': { bolt: 'unlocked', gateways: ['9'] } } });
    expect(await world.lock('101', { requestId: 'r1' })).toEqual(success('101', true));
    await world.pass(30_000);
    await world.accounts.changeStates(world.accountId, (before) => {
      const lock = before.locks['101'];
      if (lock?.snapshot === undefined) throw new Error('no snapshot');
      const snapshot = { ...lock.snapshot, jammed: true, happenedAt: world.clock.now() };
      return { ...before, locks: { ...before.locks, '101': { ...lock, snapshot } } };
    });
    expect(await world.lock('101', { requestId: 'r1' })).toEqual(pending('101'));
    await world.pass(5000);
    expect(front().at(-1)).toEqual(['101', { online: true, isJammed: true }]);
  });
});

describeOnEach('a repeated command that is answered PENDING', () => {
  test('is followed by a report also if nothing has changed since the last one', async () => {
    await start({ instances: 2 });
    const held = world.cloud.hold('operate');
    const first = world.lock('101', { requestId: 'r1' });
    await until(held.reached);
    const repeat = await world.lock('101', { requestId: 'r1', instance: 1 });
    expect(repeat).toEqual(pending('101'));
    held.release();
    expect(await first).toEqual(success('101', true));
    const before = states().length;
    await world.pass(5000);
    expect(states().length).toBeGreaterThan(before);
  });
});

describeOnEach('an unlock whose caller is gone', () => {
  test('is neither sent nor offered', async () => {
    await start({ locks: hallLocks() });
    const hall = await occupy();
    const gone = new AbortController();
    const answer = world.unlock('2', '4711', { requestId: 'r2', signal: gone.signal });
    await world.marked('2');
    gone.abort();
    await expect(answer).rejects.toThrow();
    await until(() => world.logs.length >= 0);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await world.clock.advance(900);
    hall.release();
    await world.pass(10_000);
    expect(operations('2')).toEqual([]);
    expect(await marks('2')).toMatchObject([{ outcome: { kind: 'failed', reason: 'not-sent' } }]);
  });

  test('is withdrawn if the connection closes while the offer is being stored', async () => {
    const gate = new StatesGate();
    await start({ locks: hallLocks(), wrapStore: (store) => gate.around(store) });
    const hall = await occupy();
    const gone = new AbortController();
    const answer = world.unlock('2', '4711', { signal: gone.signal });
    await world.marked('2');
    const write = gate.holdNextWrite();
    await world.clock.advance(800);
    await until(write.reached);
    gone.abort();
    await expect(answer).rejects.toThrow();
    await new Promise((resolve) => setTimeout(resolve, 50));
    await world.clock.advance(100);
    write.release();
    await world.calm();
    hall.release();
    await world.pass(10_000);
    expect(operations('2')).toEqual([]);
    expect(await marks('2')).toMatchObject([{ outcome: { kind: 'failed', reason: 'not-sent' } }]);
  });

  test('is not begun when its gateway becomes free before the answer', async () => {
    await start({ locks: hallLocks() });
    const hall = await occupy();
    const gone = new AbortController();
    const answer = world.unlock('2', '4711', { signal: gone.signal });
    await world.marked('2');
    gone.abort();
    await expect(answer).rejects.toThrow();
    await new Promise((resolve) => setTimeout(resolve, 50));
    hall.release();
    await world.pass(10_000);
    expect(operations('2')).toEqual([]);
  });

  test('is locked all the same if it is a lock command', async () => {
    await start({ locks: { ...hallLocks(), '2': { gateways: ['a'], bolt: 'unlocked' } } });
    const hall = await occupy();
    const gone = new AbortController();
    const answer = world.lock('2', { signal: gone.signal });
    await world.marked('2');
    gone.abort();
    await expect(answer).rejects.toThrow();
    await world.clock.advance(900);
    hall.release();
    await world.pass(10_000);
    expect(world.bolt('2')).toBe('locked');
  });
});

describeOnEach('a lock that was just observed in the wanted state', () => {
  const observed = async (bolt: 'locked' | 'unlocked') => {
    await start({ locks: { '101': { bolt } } });
    await world.query(['101']);
    await world.settled();
  };

  /** Locks a lock, and lets its verification three seconds later find a record of it. */
  const recorded = async () => {
    await start();
    await world.lock('101');
    const happenedAt = world.clock.now() + 500;
    world.cloud.locks.set('101', {
      bolt: 'locked',
      records: [{ effect: 'locked', happenedAt, receivedAt: happenedAt, type: 1 }],
    });
    await world.pass(3500);
    world.cloud.calls.length = 0;
  };

  test('is answered alreadyLocked and not moved if a record says that it was locked', async () => {
    await recorded();
    expect(await world.lock('101')).toEqual(error('101', 'alreadyLocked'));
    expect(world.cloud.count('operate')).toBe(0);
    expect(await marks('101')).toHaveLength(1);
    expect(world.jobs.ofKind('command')).toEqual([]);
  });

  test('is sent the lock command five seconds after the record', async () => {
    await recorded();
    await world.pass(2100);
    expect(await world.lock('101')).toEqual(success('101', true));
    expect(world.cloud.count('operate')).toBe(1);
  });

  test('is sent the lock command after a mere reading, which may lag behind a hand on the bolt', async () => {
    await observed('locked');
    expect(await world.lock('101')).toEqual(success('101', true));
    expect(world.cloud.count('operate')).toBe(1);
  });

  test('is answered alreadyUnlocked after a right PIN only', async () => {
    await observed('unlocked');
    expect(await world.unlock('101')).toMatchObject([{ errorCode: 'challengeNeeded' }]);
    expect(await world.unlock('101', '0000')).toMatchObject([{ errorCode: 'challengeNeeded' }]);
    expect(await world.unlock('101', '4711')).toEqual(error('101', 'alreadyUnlocked'));
    expect(world.cloud.count('operate')).toBe(0);
  });

  test('is moved if the wanted state is the other one', async () => {
    await observed('unlocked');
    expect(await world.lock('101')).toEqual(success('101', true));
  });

  test('is sent the command if its state is only assumed', async () => {
    await start();
    await world.lock('101');
    expect(await world.lock('101')).toEqual(success('101', true));
    expect(world.cloud.count('operate')).toBe(2);
  });

  test('is sent the command if an older one is still on offer', async () => {
    await start({ locks: hallLocks() });
    const hall = await occupy();
    expect(await waiting(unlock2)).toEqual(pending('2'));
    hall.release();
    await world.calm();
    await world.clock.advance(50);
    await world.query(['2']);
    await world.settled();
    expect(await world.lock('2')).toEqual(success('2', true));
    await world.pass(10_000);
    expect(operations('2').map(({ action }) => action)).toEqual(['lock']);
    expect(world.bolt('2')).toBe('locked');
  });

  test('is sent every command if the setting is 0', async () => {
    await start({ config: { alreadyInStateMs: 0 } });
    await world.query(['101']);
    await world.settled();
    expect(await world.lock('101')).toEqual(success('101', true));
  });
});
