import { ROOT } from '../support/program.ts';
import { describeChaos, faultsOf } from './report.ts';
import { type ChaosReport, runChaos } from './run-chaos.ts';

/** `npm run chaos` makes as many as its time allows. */
const MAX_FAULTS = 8;
const MAX_SECONDS = 15;

describe('two servers on one database, on a bad machine and in bad networks', () => {
  let report: ChaosReport;

  beforeAll(async () => {
    report = await runChaos({ root: ROOT, seed: 20261129, seconds: MAX_SECONDS, maxFaults: MAX_FAULTS });
    process.stdout.write(`${describeChaos(report)}\n`);
  }, 240_000);

  test('lose nothing, send no unlock late and no command twice', () => {
    expect(faultsOf(report)).toEqual([]);
  });

  test('carry commands out nevertheless', () => {
    expect(report.sent).toBeGreaterThan(0);
  });
});
