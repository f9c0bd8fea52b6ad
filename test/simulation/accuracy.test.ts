import { measureAccuracy, ofAllMoments, outsideTheLag } from './accuracy.ts';
import { describeAccuracy } from './accuracy-table.ts';

describe('Google, in a home where everything happens,', () => {
  test('has the right state in 99.5 % of the samples outside the allowed lag', async () => {
    const run = await measureAccuracy({ seed: 7, happenings: 450, webhooks: true });
    process.stdout.write(`${describeAccuracy('with webhooks', run)}\n`);
    expect(run.failures).toEqual([]);
    expect(run.wrongAtTheEnd).toEqual([]);
    expect(run.right + run.wrong).toBeGreaterThan(5000);
    // Otherwise the figure would mean little.
    expect(run.excused / (run.right + run.wrong + run.excused)).toBeLessThan(0.25);
    expect(outsideTheLag(run)).toBeGreaterThanOrEqual(99.5);
    expect(ofAllMoments(run)).toBeGreaterThan(95);
  }, 120_000);

  test('has the right state mostly without webhooks too, and of all locks at the end', async () => {
    const run = await measureAccuracy({ seed: 8, happenings: 120, webhooks: false });
    process.stdout.write(`${describeAccuracy('without webhooks', run)}\n`);
    expect(run.failures).toEqual([]);
    expect(run.wrongAtTheEnd).toEqual([]);
    expect(ofAllMoments(run)).toBeGreaterThan(80);
  }, 120_000);
});
