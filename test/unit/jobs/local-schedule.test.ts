import { startSchedule } from '../../../functions/jobs/local-schedule.ts';
import type { Logger } from '../../../functions/logs/logger.ts';
import { ManualClock } from '../../support/manual-clock.ts';

describe('the schedule of a self-hosted server', () => {
  const clock = new ManualClock();
  const errors: string[] = [];
  const quiet = () => {};
  const logger: Logger = {
    debug: quiet,
    info: quiet,
    warn: quiet,
    error: (message) => void errors.push(message),
  };

  test('ticks at once and every minute, continues after a failure, and never runs twice at a time', async () => {
    const ticks: number[] = [];
    let slow = Promise.withResolvers<void>();
    const schedule = startSchedule({
      ...{ clock, logger, everyMs: 60_000 },
      tick: async () => {
        ticks.push(clock.now());
        if (ticks.length === 2) throw new Error('the store is out');
        if (ticks.length === 3) await slow.promise;
      },
    });
    const begin = clock.now();
    await clock.advance(125_000);
    expect(ticks).toEqual([begin, begin + 60_000, begin + 120_000]);
    expect(errors).toEqual(['scheduled run failed, the next one follows']);
    await clock.advance(300_000);
    expect(ticks).toHaveLength(3);
    slow.resolve();
    await clock.advance(0);
    expect(ticks).toHaveLength(4);
    slow = Promise.withResolvers();
    await schedule.stop();
    await clock.advance(300_000);
    expect(ticks).toHaveLength(4);
    expect(clock.pending).toBe(0);
  });

  test('waits no longer for the next tick when the clock is set back during one', async () => {
    const ticks: number[] = [];
    const schedule = startSchedule({
      ...{ clock, logger, everyMs: 60_000 },
      tick: async () => {
        ticks.push(clock.now());
        if (ticks.length === 1) clock.setBack(3_600_000);
      },
    });
    await clock.advance(60_000);
    expect(ticks).toHaveLength(2);
    await schedule.stop();
  });
});
