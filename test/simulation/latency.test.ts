import { describeAlreadyInState, measureAlreadyInState } from './already-in-state.ts';
import { describeLatency, measureLatency } from './latency.ts';

const INTENTS = 10;
/** Of Google's dashboard for partners: nine of ten answers within a second. */
const ANSWERED_WITHIN_MS = 1000;
const REPORTED_WITHIN_MS = 3000;

describe('Google, with gateways that take 1 to 5 s,', () => {
  test.each([
    ['with webhooks', { webhooks: true, standsStill: false }],
    ['without webhooks', { webhooks: false, standsStill: false }],
    [
      'without webhooks, from an instance that stands still from its answer on',
      { webhooks: false, standsStill: true },
    ],
  ])(
    'is answered within a second and gets a report of every movement, %s',
    async (name, options) => {
      const run = await measureLatency({ seed: 3, intents: INTENTS, gateways: 'slow', ...options });
      process.stdout.write(`${describeLatency([{ name, run }])}\n\n`);
      for (const samples of [run.execute.alone, run.execute.behind, run.query.alone, run.query.behind]) {
        expect(samples.count).toBe(INTENTS);
        expect(samples.quantile(0.9)).toBeLessThanOrEqual(ANSWERED_WITHIN_MS);
      }
      expect([run.unreported, run.withoutFollowUp]).toEqual([0, 0]);
      expect(run.toHomeGraph.count).toBeGreaterThan(INTENTS);
      if (!options.standsStill) expect(run.toHomeGraph.quantile(0.9)).toBeLessThan(REPORTED_WITHIN_MS);
    },
    120_000,
  );

  test('is answered at once where a reading of the last seconds says that the door is unlocked, and waits for no motor', async () => {
    const on = await measureAlreadyInState(10, 5000);
    const off = await measureAlreadyInState(10, 0);
    const runs = [
      { name: 'on', run: on },
      { name: 'off', run: off },
    ];
    process.stdout.write(`${describeAlreadyInState(runs)}\n\n`);
    expect(on.answers.get('alreadyUnlocked')).toBeGreaterThan(2);
    expect(off.answers.has('alreadyUnlocked')).toBe(false);
    expect(on.reached).toBeLessThan(off.reached);
  }, 120_000);
});
