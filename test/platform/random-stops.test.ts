import type { StopReport } from '../support/deployed/check-attempts.ts';
import { buildFunctions } from '../support/deployed/functions.ts';
import { RandomStops } from '../support/deployed/random-stops.ts';

/** `npm run test:stops` makes 200. */
const STOPS = Number(process.env['STOPS'] ?? 9);
/** Deployments that are stopped side by side. */
const DEPLOYMENTS = Math.min(4, Math.ceil(STOPS / 12));

describe('processes that are stopped, continued and killed at random', () => {
  let reports: StopReport[];

  beforeAll(async () => {
    const bundle = await buildFunctions();
    try {
      reports = await Promise.all(
        Array.from({ length: DEPLOYMENTS }, async (_, index) => {
          const stops = await RandomStops.start(bundle.folder, 100 + index);
          for (let left = Math.ceil(STOPS / DEPLOYMENTS); left > 0; left--) await stops.round();
          return stops.finish();
        }),
      );
    } finally {
      bundle.remove();
    }
    process.stdout.write(
      `${JSON.stringify(reports.map(({ late, doubled, failures, ...counts }) => counts))}\n`,
    );
  }, 900_000);

  const all = <T>(of: (report: StopReport) => readonly T[]) => reports.flatMap(of);

  test('send no command twice', () => {
    expect(all(({ doubled }) => doubled)).toEqual([]);
    expect(reports.reduce((sum, { sent }) => sum + sent, 0)).toBeGreaterThan(STOPS);
  });

  test('begin no unlock after its limit', () => {
    expect(all(({ late }) => late)).toEqual([]);
  });

  test('tell Google the end of every command that was answered PENDING', () => {
    expect(all(({ withoutFollowUp }) => withoutFollowUp)).toEqual([]);
  });

  test('keep every link, and know every bolt at the end', () => {
    expect(all(({ failures }) => failures)).toEqual([]);
  });
});
