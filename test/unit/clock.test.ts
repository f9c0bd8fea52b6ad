import { setTimeout as pause } from 'node:timers/promises';
import { asShown, type Clock, delayUntil, SetBacks, systemClock } from '../../functions/clock.ts';
import { startSchedule } from '../../functions/jobs/local-schedule.ts';
import { CallLimiter } from '../../functions/sifely/http/call-limiter.ts';
import { startDeadline } from '../../functions/smarthome/deadline.ts';
import { OffsetClock } from '../support/offset-clock.ts';
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

describe('the set-backs of a clock', () => {
  test('count for every time that the clock showed before them, or may have', () => {
    const setBacks = new SetBacks();
    for (const [now, timer] of [
      [100_000, 0],
      [101_000, 1000],
      [91_500, 1500],
      [92_500, 2500],
    ] as const)
      setBacks.observe(now, timer);
    expect([100_000, 95_000, 101_500].map((at) => setBacks.since(at))).toEqual([10_000, 10_000, 10_000]);
    expect(setBacks.since(101_501)).toBe(0);
  });

  test('add up, and are forgotten two minutes after the clock has caught up', () => {
    const setBacks = new SetBacks();
    setBacks.observe(10_000, 0);
    setBacks.observe(9000, 0);
    setBacks.observe(7000, 0);
    expect(setBacks.since(9500)).toBe(1000);
    expect(setBacks.since(6000)).toBe(3000);
    setBacks.observe(129_500, 122_500);
    expect(setBacks.since(6000)).toBe(1000);
    setBacks.observe(131_000, 124_000);
    expect(setBacks.since(6000)).toBe(0);
  });

  test('move a time that was set before them, and none that is set later', () => {
    const clock = new OffsetClock();
    const moved = asShown(clock, 100_000);
    expect(moved()).toBe(100_000);
    clock.setBack(30_000);
    expect([moved(), asShown(clock, 100_000)()]).toEqual([70_000, 100_000]);
  });

  test('are neither steps forward nor the milliseconds by which two clocks differ', () => {
    const setBacks = new SetBacks();
    setBacks.observe(10_000, 0);
    setBacks.observe(20_000, 100);
    setBacks.observe(20_081, 200);
    expect(setBacks.since(0)).toBe(0);
  });
});

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
