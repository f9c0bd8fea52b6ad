import { ROOT } from '../support/program.ts';
import { describeFuzz } from './report.ts';
import { type FuzzReport, runFuzz } from './run-fuzz.ts';

/** `npm run fuzz` makes as many as its time allows. */
const INPUTS_EACH = 120;
const MAX_SECONDS = 15;

describe('random inputs to every endpoint', () => {
  let report: FuzzReport;

  beforeAll(async () => {
    report = await runFuzz({ root: ROOT, seed: 20261129, seconds: MAX_SECONDS, inputsEach: INPUTS_EACH });
    process.stdout.write(`${describeFuzz(report)}\n`);
  }, 120_000);

  test('get no 5xx, no internals, no secret and no late answer, move no lock of others, and end nothing', () => {
    expect(report.faults).toEqual([]);
  });

  test('reach what lies behind the refusals, too', () => {
    for (const { name, inputs, statuses } of report.rows) {
      expect([name, inputs]).toEqual([name, expect.any(Number)]);
      const passed = [...statuses]
        .filter(([status]) => status < 400)
        .reduce((sum, [, count]) => sum + count, 0);
      expect(`${name}: ${passed > 0 ? 'some' : 'none'} of ${inputs} passed`).toContain('some');
    }
  });
});
