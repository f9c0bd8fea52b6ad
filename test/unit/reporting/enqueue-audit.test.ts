import { nextAuditAt } from '../../../functions/reporting/enqueue-audit.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const midnight = Date.UTC(2026, 0, 1);

test('the audit of an account is due once a day, always at the same time of day', () => {
  const next = nextAuditAt('account', midnight);
  expect(next).toBeGreaterThan(midnight);
  expect(nextAuditAt('account', next - 1)).toBe(next);
  expect(nextAuditAt('account', next)).toBe(next + DAY);
  expect(nextAuditAt('account', next + 3 * HOUR)).toBe(next + DAY);
});

test('the audits of many accounts are spread evenly over the day', () => {
  const times = Array.from({ length: 2400 }, (_, index) => nextAuditAt(`account-${index}`, midnight));
  const hours = Map.groupBy(times, (at) => Math.floor((at - midnight) / HOUR) % 24);
  const counts = [...hours.values()].map(({ length }) => length);
  expect(counts).toHaveLength(24);
  expect(Math.min(...counts)).toBeGreaterThan(60);
  expect(Math.max(...counts)).toBeLessThan(140);
});
