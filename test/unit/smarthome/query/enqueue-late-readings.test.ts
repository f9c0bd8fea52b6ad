import { enqueueLateReadings } from '../../../../functions/smarthome/query/enqueue-late-readings.ts';
import { HeldJobs } from '../../../support/held-jobs.ts';
import { ManualClock } from '../../../support/manual-clock.ts';
import { KeptLog } from '../../sifely/client.ts';

const MINUTE = 60_000;
const CALLS_PER_MINUTE = 20;

/** Returns when so many locks are read again whose readings come too late, ms after the first. */
async function timesOf(locks: number): Promise<number[]> {
  const clock = new ManualClock(Date.UTC(2026, 0, 1));
  const jobs = new HeldJobs(clock);
  const deps = { jobs, logger: new KeptLog(), config: { sifely: { callsPerMinute: CALLS_PER_MINUTE } } };
  const context = { authenticated: { account: { id: 'a' } }, startedAt: clock.now() };
  const lockIds = Array.from({ length: locks }, (_, index) => String(index));
  await enqueueLateReadings(deps as never, context as never, lockIds, clock.now());
  return jobs.ofKind('observe').map(({ at }) => at - clock.now());
}

test('the locks of a home are read again at once when their readings come too late', async () => {
  expect(await timesOf(10)).toEqual(Array(10).fill(0));
});

test('hundreds of locks are read again at half of the calls of a minute, so that they do not wait while they run', async () => {
  const times = await timesOf(500);
  expect(times).toHaveLength(500);
  for (let minute = 1; minute < 49; minute++) {
    const inMinute = times.filter((at) => at >= minute * MINUTE && at < (minute + 1) * MINUTE);
    expect(inMinute).toHaveLength(CALLS_PER_MINUTE / 2);
  }
});
