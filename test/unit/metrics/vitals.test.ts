import { addDays, countAnswer, emptyDay, rate } from '../../../functions/metrics/vitals.ts';

/** A day with answers of one intent: milliseconds and results of each. */
function dayOf(intent: string, answers: readonly (readonly [ms: number, result: string])[]) {
  const day = emptyDay();
  for (const [ms, result] of answers) countAnswer(day, intent, { ms, results: { [result]: 1 } });
  return day;
}
const times = (count: number, ms: number, result = 'SUCCESS') =>
  Array.from({ length: count }, () => [ms, result] as const);

describe('our vitals', () => {
  test('count as failures what Google does not except, each device of a request apart', () => {
    const day = dayOf('execute', [
      ...times(97, 100),
      ...[
        [100, 'alreadyLocked'],
        [100, 'challengeNeeded'],
        [100, 'PENDING'],
      ].map(([ms, result]) => [Number(ms), String(result)] as const),
    ]);
    countAnswer(day, 'execute', { ms: 100, results: { SUCCESS: 2, deviceOffline: 1, transientError: 2 } });
    const { success, failures, requests } = rate(day).intents['execute'] ?? {};
    expect([requests, success]).toEqual([101, expect.closeTo(102 / 105)]);
    expect(failures).toEqual([
      ['transientError', 2],
      ['deviceOffline', 1],
    ]);
  });

  test.each([
    [[...times(90, 100), ...times(10, 3000)], 100],
    [[...times(89, 100), ...times(11, 3000)], 2500],
    [times(10, 60_000), 10_000],
    [times(1, 1000), 1000],
  ])('estimate the p90 within its bucket (%#)', (answers, least) => {
    const { p90Ms = 0 } = rate(dayOf('query', answers)).intents['query'] ?? {};
    expect(p90Ms).toBeGreaterThanOrEqual(least * 0.9);
    expect(p90Ms).toBeLessThanOrEqual(least * 1.2 + 1);
  });

  test.each([
    ['nothing was counted', {}, true],
    ['everything succeeds', dayOf('query', times(200, 100)), true],
    ['one of 199 results fails', dayOf('query', [...times(198, 100), [100, 'hardError']]), false],
    ['one of 200 results fails', dayOf('query', [...times(199, 100), [100, 'hardError']]), true],
    ['answers are slow', dayOf('execute', times(10, 1200)), false],
    ['only SYNC is slow, which is not rated', dayOf('sync', times(10, 4000)), true],
    ['a call to Google of 100 fails', { calls: { 'requestSync ok': 99, 'requestSync failed': 1 } }, false],
    ['an unlinking fails, which is not rated', { calls: { 'agentUsers.delete failed': 1 } }, true],
    ['a state of 100 was wrong', { audited: { compared: 100, different: 1 } }, false],
  ])('are good or not by Google’s bar: %s', (_which, part, isGood) => {
    expect(rate({ ...emptyDay(), ...part }).isGood).toBe(isGood);
  });

  test('add up over days and processes', () => {
    const day = addDays(dayOf('query', times(3, 100)), dayOf('query', times(2, 3000, 'OFFLINE')), emptyDay());
    expect(rate(day).intents['query']).toMatchObject({
      requests: 5,
      success: 0.6,
      failures: [['OFFLINE', 2]],
    });
  });
});
