import { describeLoss, type Loss, type LossOptions, loseReports, shareRight } from './lost-reports.ts';

const HOUR = 3_600_000;

describe('Google, when it loses reports that it accepted,', () => {
  const run = async (audits: boolean): Promise<Loss> => {
    const options: LossOptions = { seed: 3, days: 4, loss: 0.05, audits };
    const loss = await loseReports(options);
    process.stdout.write(`${describeLoss(audits ? 'with audits' : 'without audits', options, loss)}\n`);
    expect(loss.failures).toEqual([]);
    expect(loss.lostReports).toBeGreaterThan(1);
    return loss;
  };

  test('has the right state again within a day of each loss, and is right more often than without audits', async () => {
    const withAudits = await run(true);
    expect(withAudits.longestWrongMs).toBeLessThan(25 * HOUR);
    const without = await run(false);
    expect(without.longestWrongMs).toBeGreaterThan(48 * HOUR);
    expect(shareRight(withAudits)).toBeGreaterThan(shareRight(without));
  }, 240_000);
});
