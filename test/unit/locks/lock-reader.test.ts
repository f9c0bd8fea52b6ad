import type { LockCloud } from '../../../functions/locks/lock-cloud.ts';
import { createLockWork } from '../../../functions/locks/lock-work.ts';
import { createLogger } from '../../../functions/logs/create-logger.ts';
import { Trace } from '../../../functions/logs/trace.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { OffsetClock } from '../../support/offset-clock.ts';
import { failure, ScriptedCloud } from '../../support/scripted-cloud.ts';
import { until } from '../../support/until.ts';

const destination = { write: () => undefined };

/** A reader of one lock, whose gateway is always busy. */
function busyLock() {
  const clock = new OffsetClock();
  const logger = createLogger({ format: 'cloud', level: 'error', clock, destination });
  const { reader, background } = createLockWork({ clock, logger });
  const provider = new ScriptedCloud(() => clock.now(), { '1': { gateways: ['9'] } });
  provider.failAlways('openState', failure('gateway-busy'));
  const cloud = provider.open({
    owner: 'a',
    credentials: {},
    reload: async () => undefined,
    save: async () => {},
  });
  const read = (forMs: number, records = true) =>
    reader.read({
      ...{ accountId: 'a', lockId: '1', lanes: () => ['gateway:9'], cloud, trace: new Trace('test', clock) },
      ...(records && { recordsSince: 0 }),
      until: clock.now() + forMs,
    });
  const paused = async (attempts: number) => {
    await until(() => provider.count('openState') === attempts);
    await new Promise((resolve) => setTimeout(resolve, 5));
  };
  return { clock, provider, background, read, paused };
}

test('a reading asks a busy gateway four times at most, at growing intervals, and then the records', async () => {
  const { clock, provider, read, paused } = busyLock();
  const reading = read(10_000);
  for (const [attempt, pauseMs] of [500, 1000, 2000].entries()) {
    await paused(attempt + 1);
    clock.advance(pauseMs);
  }
  expect(await reading).toMatchObject({ gateway: 'gateway-busy', records: [] });
  expect([provider.count('openState'), provider.count('records')]).toEqual([4, 1]);
});

test('a reading of a busy gateway makes no call after its time', async () => {
  const { provider, read } = busyLock();
  expect(await read(400)).toMatchObject({ gateway: 'gateway-busy', records: [] });
  expect([provider.count('openState'), provider.count('records')]).toEqual([1, 1]);
});

test('a reading makes no call when the machine stood still beyond its time', async () => {
  const { clock, provider, read, paused } = busyLock();
  const reading = read(2500);
  await paused(1);
  clock.advance(60_000);
  expect(await reading).toMatchObject({ gateway: 'gateway-busy' });
  expect([provider.count('openState'), provider.count('records')]).toEqual([1, 0]);
});

test('a reading without a start of records reads none', async () => {
  const { provider, read } = busyLock();
  expect(await read(400, false)).not.toHaveProperty('records');
  expect(provider.count('records')).toBe(0);
});

describe('readings of one gateway, one after another', () => {
  const TAKES_MS = 1000;

  /** A process that makes two readings, and the times at which the gateway is asked, in ms from the first. */
  function twoReadings(isWaitedFor: boolean) {
    const clock = new ManualClock();
    const logger = createLogger({ format: 'cloud', level: 'error', clock, destination });
    const { reader, lanes } = createLockWork({ clock, logger });
    const startedAt = clock.now();
    const asked: number[] = [];
    const openState: LockCloud['openState'] = async (_lockId, { inLane } = {}) => {
      const ask = async () => {
        asked.push(clock.now() - startedAt);
        await clock.delay(TAKES_MS);
        return 'locked' as const;
      };
      return inLane ? inLane(ask) : ask();
    };
    const read = (lockId: string) =>
      reader.read({
        ...{ accountId: 'a', lockId, lanes: () => ['gateway:9'], trace: new Trace('test', clock) },
        // Nothing else is called.
        cloud: { openState } as LockCloud,
        priority: isWaitedFor ? 'read' : 'background',
        until: clock.now() + 10_000,
      });
    return { clock, lanes, asked, readings: Promise.all([read('1'), read('2')]) };
  }

  test('leave it free for a while when nothing waits for them, so that another process can send a command', async () => {
    const { clock, asked, readings } = twoReadings(false);
    await clock.advance(5000);
    await readings;
    expect(asked).toEqual([0, TAKES_MS + 750]);
  });

  test('follow each other at once when a QUERY waits for them', async () => {
    const { clock, asked, readings } = twoReadings(true);
    await clock.advance(5000);
    await readings;
    expect(asked).toEqual([0, TAKES_MS]);
  });

  test('do not wait for a clock that was set back', async () => {
    const { clock, asked, readings } = twoReadings(false);
    await clock.advance(TAKES_MS - 1);
    await clock.advance(1);
    clock.setBack(3_600_000);
    await clock.advance(750);
    expect(asked).toHaveLength(2);
    await clock.advance(5000);
    await readings;
  });

  test('do not keep a command of the same process waiting meanwhile', async () => {
    const { clock, lanes, readings } = twoReadings(false);
    await clock.advance(TAKES_MS + 100);
    let isDone = false;
    await lanes.run(
      () => ['gateway:9'],
      'command',
      async () => {
        isDone = true;
      },
    );
    expect(isDone).toBe(true);
    await clock.advance(5000);
    await readings;
  });
});
