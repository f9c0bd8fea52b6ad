import type { Clock } from '../../../../functions/clock.ts';
import type { LockCloud } from '../../../../functions/locks/lock-cloud.ts';
import { createLockWork } from '../../../../functions/locks/lock-work.ts';
import { Trace } from '../../../../functions/logs/trace.ts';

/** A clock whose timers do not fire: the process has just gone on, and reads what came meanwhile before it looks at them. */
class SleptClock implements Clock {
  passed = 1_000_000;
  behind = 0;

  now(): number {
    return this.passed - this.behind;
  }

  delay(): Promise<void> {
    return new Promise(() => {});
  }

  setBackMs(): number {
    return this.behind;
  }
}

const logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

describe('an unlock of a process that stood still', () => {
  /** Starts an unlock with two seconds of time, lets `meanwhile` happen before it is sent, and returns how often it was. */
  async function sent(meanwhile: (clock: SleptClock) => void): Promise<number> {
    const clock = new SleptClock();
    const { runner } = createLockWork({ clock, logger });
    let operations = 0;
    const cloud = {
      operate: (_lockId, _action, call) =>
        call?.inLane?.(async () => {
          operations++;
        }) ?? Promise.reject(new Error('not in a lane')),
    } as Partial<LockCloud> as LockCloud;
    const command = runner.run({
      ...{ key: 'k', lockId: '1', action: 'unlock', sendBy: clock.now() + 2000, cloud },
      ...{ lanes: () => ['gateway:1'], trace: new Trace('test', clock), record: async () => {} },
      maySend: async () => {
        meanwhile(clock);
        return true;
      },
    });
    await command.ended;
    return operations;
  }

  test('is sent while it is in time, also if the clock was set back', async () => {
    expect(await sent((clock) => (clock.passed += 1500))).toBe(1);
    const setBack = (clock: SleptClock) => {
      clock.passed += 500;
      clock.behind += 10_000;
    };
    expect(await sent(setBack)).toBe(1);
  });

  test('is not sent after its time, whatever the clock shows since it was set back', async () => {
    expect(await sent((clock) => (clock.passed += 2500))).toBe(0);
    const setBack = (clock: SleptClock) => {
      clock.passed += 2500;
      clock.behind += 1000;
    };
    expect(await sent(setBack)).toBe(0);
  });
});
