import type { JobOf } from '../../../functions/jobs/jobs.ts';
import { type CommandMark, changeLock } from '../../../functions/locks/account-state.ts';
import { markKey, withMark } from '../../../functions/locks/commands/command-marks.ts';
import { SmartHomeWorld } from '../../support/smart-home-world.ts';
import { until } from '../../support/until.ts';

let world: SmartHomeWorld;
beforeEach(async () => {
  world = await SmartHomeWorld.start({
    locks: { '1': { gateways: ['a'] }, '2': { gateways: ['a'], bolt: 'unlocked' } },
  });
  await world.sync();
  await world.settled();
  await world.pass(40_000);
  world.cloud.calls.length = 0;
  world.reports.length = 0;
});
afterEach(() => world.close());

const marks = async () => (await world.accounts.load(world.accountId))?.states.locks['2']?.commands ?? [];
const operations = () =>
  world.cloud.calls.filter(({ method, lockId }) => method === 'operate' && lockId === '2');
const reported = () =>
  world.reports
    .flatMap(({ payload }) => Object.entries(payload.devices.states ?? {}))
    .filter(([id]) => id === '2');
const followUps = () =>
  world.reports.flatMap(({ payload }) =>
    Object.values(payload.devices.notifications ?? {}).map(
      (notification) => Object(notification).LockUnlock.followUpResponse,
    ),
  );
const LOCKED = ['2', { online: true, isLocked: true, isJammed: false }];
const UNLOCKED = ['2', { online: true, isLocked: false, isJammed: false }];

/** Offers "lock" for lock 2, whose gateway is occupied by a command for lock 1. */
const offered = async () => {
  const held = world.cloud.hold('operate');
  void world.lock('1');
  await until(held.reached);
  const since = world.clock.now();
  const answer = world.lock('2', { requestId: 'r2' });
  await world.marked('2');
  await world.clock.advance(900);
  expect(await answer).toEqual([{ ids: ['2'], status: 'PENDING' }]);
  expect(await marks()).toMatchObject([{ handover: 'offered' }]);
  return { since, release: held.release };
};

/** Marks a command for lock 2 as another process has. */
const marked = async (mark: Partial<CommandMark> = {}) => {
  const since = world.clock.now();
  const { action = 'lock' } = mark;
  const identity = { accountId: world.accountId, requestId: 'r2', lockId: '2', action, position: 0 };
  const key = markKey(identity);
  await world.accounts.changeStates(world.accountId, (states) =>
    changeLock(states, '2', (state) => withMark(state, { key, action, at: since, ...mark })),
  );
  return { since, key };
};

const verification = (since: number): JobOf<'observe'> => ({
  ...{ kind: 'observe', accountId: world.accountId, lockId: '2', because: 'command', since, round: 0 },
});
const followUp = (since: number, commandKey: string): JobOf<'follow-up'> => ({
  ...{ kind: 'follow-up', accountId: world.accountId, lockId: '2', followUpToken: 'old', commandKey, since },
});

describe('a verification that an earlier release has enqueued', () => {
  test('neither sends an offered command nor takes it for carried out', async () => {
    const { since, release } = await offered();
    await world.runJob(verification(since));
    expect(operations()).toEqual([]);
    expect(await marks()).toMatchObject([{ handover: 'offered' }]);
    expect(reported()).not.toContainEqual(LOCKED);
    release();
    await world.pass(120_000);
    expect(operations()).toHaveLength(1);
    expect(reported().at(-1)).toEqual(LOCKED);
  });

  test('reports where the bolt is after a command whose process took it over and died', async () => {
    const at = world.clock.now();
    const { since } = await marked({ handover: 'taken', handoverAt: at });
    await world.jobs.enqueue(verification(since), { at: since + 3000 });
    await world.pass(5 * 60_000);
    expect(operations()).toEqual([]);
    expect(reported()).toContainEqual(UNLOCKED);
  });
});

describe('a follow-up that an earlier release has enqueued', () => {
  test('waits for the end of an offered command', async () => {
    const { since, release } = await offered();
    const [{ key } = { key: '' }] = await marks();
    await world.jobs.enqueue(followUp(since, key), { at: since + 1000 });
    await world.pass(1500);
    expect(followUps()).toEqual([]);
    release();
    await world.pass(120_000);
    expect(operations()).toHaveLength(1);
    expect(followUps()).toEqual([{ status: 'SUCCESS', isLocked: true, followUpToken: 'old' }]);
  });

  test('says that an offered command was not sent, once that is known', async () => {
    const { since, release } = await offered();
    const [{ key } = { key: '' }] = await marks();
    await world.jobs.enqueue(followUp(since, key), { at: since + 3000 });
    release();
    await world.unlock('2', '4711', { requestId: 'newer' });
    await world.pass(120_000);
    expect(operations().map(({ action }) => action)).toEqual(['unlock']);
    expect(followUps()).toEqual([{ status: 'FAILURE', errorCode: 'deviceBusy', followUpToken: 'old' }]);
  });
});

describe('a command that an earlier release has marked', () => {
  const owner = (since: number, key: string): JobOf<'command'> => ({
    ...{ kind: 'command', accountId: world.accountId, lockId: '2', since, round: 0 },
    commands: [{ key, action: 'lock', followUpToken: 'a-token' }],
  });

  test('is never sent by an owner job, but verified, reported and followed up', async () => {
    const { since, key } = await marked();
    world.cloud.locks.set('2', { gateways: ['a'], bolt: 'locked' });
    await world.jobs.enqueue(owner(since, key), { at: since + 1000 });
    await world.pass(120_000);
    expect(operations()).toEqual([]);
    expect(reported()).toContainEqual(LOCKED);
    expect(followUps()).toEqual([{ status: 'SUCCESS', isLocked: true, followUpToken: 'a-token' }]);
  });

  test('is answered PENDING to a repeat, and not sent', async () => {
    await marked();
    const answer = world.lock('2', { requestId: 'r2' });
    expect(await answer).toEqual([{ ids: ['2'], status: 'PENDING' }]);
    await world.pass(120_000);
    expect(operations()).toEqual([]);
  });

  test('is answered with its outcome to a repeat', async () => {
    await marked({ outcome: { kind: 'failed', reason: 'lock-frozen' } });
    expect(await world.lock('2', { requestId: 'r2' })).toMatchObject([{ status: 'ERROR' }]);
    expect(operations()).toEqual([]);
  });

  test('does not keep a newer command from being sent', async () => {
    await marked();
    expect(await world.lock('2', { requestId: 'newer' })).toMatchObject([{ status: 'SUCCESS' }]);
    expect(operations()).toHaveLength(1);
    expect(await marks()).toMatchObject([{ action: 'lock' }, { outcome: { kind: 'accepted' } }]);
  });
});
