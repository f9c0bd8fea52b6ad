import { PlayClock } from '../../../simulators/google/playground/play-clock.ts';

const HOUR_MS = 3_600_000;

test('the clock of the playground moves on to what is due next, one thing at a time, and no further than it may', async () => {
  const clock = new PlayClock();
  const beganAt = clock.now();
  const aborter = new AbortController();
  const ended: string[] = [];
  const later = clock.delay(3 * HOUR_MS).then(() => ended.push('later'));
  const sooner = clock.delay(HOUR_MS).then(() => ended.push('sooner'));
  const never = clock.delay(1, aborter.signal);
  aborter.abort();
  await expect(never).rejects.toBe(aborter.signal.reason);

  clock.forwardToNext(beganAt + 10 * HOUR_MS);
  await sooner;
  expect(ended).toEqual(['sooner']);
  expect(clock.now()).toBeLessThan(beganAt + 2 * HOUR_MS);

  clock.forwardToNext(beganAt + 2 * HOUR_MS);
  expect(clock.now()).toBeGreaterThanOrEqual(beganAt + 2 * HOUR_MS);
  expect(clock.now()).toBeLessThan(beganAt + 3 * HOUR_MS);

  clock.forwardToNext(beganAt + 10 * HOUR_MS);
  await later;
  expect(ended).toEqual(['sooner', 'later']);

  // Nothing waits, and the time is over.
  clock.forwardToNext(beganAt);
  expect(clock.now()).toBeLessThan(beganAt + 4 * HOUR_MS);
});
