import type { LockRecord } from '../../../functions/locks/lock-cloud.ts';
import { failure } from '../../support/scripted-cloud.ts';
import { SmartHomeWorld } from '../../support/smart-home-world.ts';
import { until } from '../../support/until.ts';

const locked = { status: 'SUCCESS', online: true, isLocked: true, isJammed: false };
const unknown = { status: 'ERROR', online: true, errorCode: 'transientError' };

describe('QUERY of an account that had no SYNC', () => {
  let world: SmartHomeWorld;
  afterEach(() => world.close());

  test('reads locks of different gateways side by side', async () => {
    world = await SmartHomeWorld.start({
      locks: { '1': { gateways: ['7'] }, '2': { gateways: ['8'] }, '3': { gateways: ['9'] } },
    });
    const holds = [1, 2, 3].map(() => world.cloud.hold('openState'));
    const answer = world.query(['1', '2', '3']);
    await until(() => world.cloud.count('openState') === 3);
    for (const hold of holds) hold.release();
    expect(await answer).toEqual({ '1': locked, '2': locked, '3': locked });
    expect(world.cloud.count('gateways')).toBe(3);
    await world.settled();
    await world.clock.advance(60_000);
    await world.query(['1', '2', '3']);
    await world.settled();
    expect(world.cloud.count('gateways')).toBe(3);
    expect(world.cloud.collisions).toEqual([]);
  });

  test('still reads locks of one gateway one after another', async () => {
    world = await SmartHomeWorld.start({ locks: { '1': { gateways: ['7'] }, '2': { gateways: ['7'] } } });
    await world.query(['1', '2']);
    await world.settled();
    await world.clock.advance(60_000);
    await world.query(['1', '2']);
    expect(world.cloud.collisions).toEqual([]);
  });

  test('asks for no gateways again at once if Sifely refuses to name them', async () => {
    world = await SmartHomeWorld.start({ locks: { '1': { gateways: ['7'] }, '2': { gateways: ['8'] } } });
    world.cloud.failAlways('gateways', failure('not-permitted'));
    await world.query(['1', '2']);
    await world.settled();
    await world.clock.advance(31_000);
    await world.query(['1', '2']);
    await world.settled();
    expect(world.cloud.count('gateways')).toBe(2);
  });

  test('answers from the records of a lock that waits for another, and stores the reading that comes later', async () => {
    const record = (at: number): LockRecord => ({
      effect: 'locked',
      happenedAt: at,
      receivedAt: at,
      type: 1,
    });
    world = await SmartHomeWorld.start({ locks: { '1': { gateways: ['7'] }, '2': { gateways: ['7'] } } });
    const records = [record(world.clock.now() - 60_000)];
    for (const id of ['1', '2']) world.cloud.locks.set(id, { bolt: 'unlocked', gateways: ['7'], records });
    const hold = world.cloud.hold('openState');
    const answer = world.query(['1', '2']);
    await until(hold.reached);
    await world.clock.advance(2500);
    const entries = Object.values(await answer);
    // Of the one that is being asked nothing is known yet, and nothing is guessed.
    expect(entries).toContainEqual(unknown);
    expect(entries).toContainEqual(locked);
    hold.release();
    // The other reading leaves the gateway free for a moment first.
    await world.clock.advance(1000);
    await world.settled();
    const unlocked = { ...locked, isLocked: false };
    expect(await world.query(['1', '2'])).toEqual({ '1': unlocked, '2': unlocked });
  });
});

test('many QUERYs of a lock that does not answer leave few jobs', async () => {
  const world = await SmartHomeWorld.start();
  try {
    const hold = world.cloud.hold('openState');
    const answers: Promise<unknown>[] = [];
    for (let index = 0; index < 40; index++) {
      answers.push(world.query(['101']));
      await until(hold.reached);
      await world.clock.advance(25);
    }
    await world.clock.advance(3000);
    await Promise.all(answers);
    expect(world.jobs.ofKind('observe').length).toBeLessThanOrEqual(2);
    hold.release();
    await world.settled();
  } finally {
    await world.close();
  }
});
