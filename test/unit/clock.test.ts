import { setTimeout as pause } from 'node:timers/promises';
import { type Clock, delayUntil, systemClock } from '../../functions/clock.ts';
import { startSchedule } from '../../functions/jobs/local-schedule.ts';
import { CallLimiter } from '../../functions/sifely/http/call-limiter.ts';
import { startDeadline } from '../../functions/smarthome/deadline.ts';
import { until } from '../support/until.ts';

const HOUR = 3_600_000;

/** The machine's timers, and a wall clock that a test sets. */
class JumpingClock implements Clock {
  ahead = 0;

  now(): number {
    return systemClock.now() + this.ahead;
  }

  delay(ms: number, signal?: AbortSignal): Promise<void> {
    return systemClock.delay(ms, signal);
  }
}

describe('a wait for a time of the clock', () => {
  let clock: JumpingClock;
  beforeEach(() => {
    clock = new JumpingClock();
  });
  const ends = (wait: Promise<unknown>, withinMs: number) =>
    Promise.race([wait.then(() => true), pause(withinMs, false, { ref: false })]);

  test('ends at its time while the clock runs on', async () => {
    const begunAt = Date.now();
    await delayUntil(clock, clock.now() + 50);
    expect(Date.now() - begunAt).toBeGreaterThanOrEqual(45);
    expect(Date.now() - begunAt).toBeLessThan(500);
  });

  test('ends within two seconds of the clock being set forward past its time', async () => {
    const wait = delayUntil(clock, clock.now() + HOUR);
    clock.ahead = HOUR;
    expect(await ends(wait, 2000)).toBe(true);
  });

  test('goes on when the clock is set forward, but not past its time', async () => {
    const cancelled = new AbortController();
    const wait = delayUntil(clock, clock.now() + 2 * HOUR, cancelled.signal).catch(() => undefined);
    clock.ahead = HOUR;
    expect(await ends(wait, 1500)).toBe(false);
    cancelled.abort();
  });

  test('ends when the machine has waited as long as it was, if the clock is set back', async () => {
    const wait = delayUntil(clock, clock.now() + 50);
    clock.ahead = -HOUR;
    expect(await ends(wait, 1000)).toBe(true);
  });

  test('rejects with the reason of its signal, before it and during it', async () => {
    await expect(delayUntil(clock, clock.now() + HOUR, AbortSignal.abort('before'))).rejects.toBe('before');
    const cancelled = new AbortController();
    const wait = delayUntil(clock, clock.now() + HOUR, cancelled.signal);
    cancelled.abort('during');
    await expect(wait).rejects.toBe('during');
  });

  test('is one of a deadline, of the schedule and of the limit of calls', async () => {
    const deadline = startDeadline(clock, clock.now() + HOUR);
    let ticks = 0;
    const tick = async () => void ticks++;
    const logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
    const schedule = startSchedule({ clock, logger, everyMs: HOUR, tick });
    const limiter = new CallLimiter(1, clock);
    limiter.takeNow('command');
    const turn = limiter.take('command', new AbortController().signal);
    await until(() => ticks === 1);
    clock.ahead = HOUR;
    expect(await ends(Promise.all([deadline.passed, turn, until(() => ticks === 2)]), 2000)).toBe(true);
    await schedule.stop();
  });
});
