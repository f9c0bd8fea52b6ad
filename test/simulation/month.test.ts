import { BUSY, describeMonth, liveAMonth, PLAN, QUIET } from './month.ts';

describe('thirty days of a home', () => {
  test('with one quiet lock and webhooks take some 200 calls to Sifely', async () => {
    const month = await liveAMonth(QUIET, true);
    process.stdout.write(`${describeMonth(month)}\n\n`);
    expect(month.failures).toEqual([]);
    expect(month.happened.get('passcode')).toBeGreaterThan(20);
    expect(month.sifely).toBe(month.countedBySifely);
    // Now 200. Chance moves it by a few: which source ends a command first depends on everything that was drawn before.
    expect(month.sifely).toBeLessThan(206);
  }, 300_000);

  test('with six busy locks and no webhooks stay within the limit of calls, and so within the free plan', async () => {
    const month = await liveAMonth({ ...BUSY, happeningsPerDay: 9 }, false);
    process.stdout.write(`${describeMonth(month)}\n\n`);
    expect(month.failures).toEqual([]);
    expect(month.sifely).toBe(month.countedBySifely);
    expect(month.sifely).toBeLessThanOrEqual(PLAN.budget);
  }, 300_000);
});
