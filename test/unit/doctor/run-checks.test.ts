import { runChecks } from '../../../functions/doctor/run-checks.ts';
import { ManualClock } from '../../support/manual-clock.ts';

const quick = { name: 'quick', run: () => [{ level: 'ok' as const, found: 'All is well.' }] };
const hanging = { name: 'hanging', run: () => new Promise<never>(() => {}) };

test('a check that takes too long becomes a finding, and holds up no other', async () => {
  const clock = new ManualClock();
  const running = runChecks([hanging, quick], undefined, { ms: 6000, clock });
  await clock.advance(6000);
  expect(await running).toEqual([
    {
      check: 'hanging',
      level: 'warning',
      found: 'This could not be checked: NO_ANSWER',
      todo: 'See the other findings, and run doctor again.',
    },
    { check: 'quick', level: 'ok', found: 'All is well.' },
  ]);
});
