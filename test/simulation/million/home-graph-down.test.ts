import { busiest } from './counts.ts';
import { liveADayHere } from './parts.ts';

const ACCOUNTS = 300;
const HOUR_S = 3600;
const DOWN = { from: 2, to: 26 };
const HOURS = 27;
/** Half of Google's quota. */
const REPEATED_PER_SECOND = 50;
/** Each process finds out once in five seconds; the functions of commands, of events and of upkeep have one or two. */
const MAX_PROBES_PER_MINUTE = 4 * 12;

/** Returns the part of a series between two times, in hours. */
function between(series: Uint32Array | undefined, from: number, to: number): Uint32Array {
  return (series ?? new Uint32Array()).slice(from * HOUR_S, to * HOUR_S);
}

test('after a day without HomeGraph the newest state of every account arrives within minutes, without a stampede', async () => {
  const options = { accounts: ACCOUNTS, hours: HOURS, homeGraphDown: DOWN, isDirect: true };
  const { seconds, sums, durations } = await liveADayHere(options);
  const taken = between(seconds['homegraph taken'], DOWN.to, HOURS);
  const failed = between(seconds['homegraph failed'], DOWN.from + 0.1, DOWN.to);
  expect(sums['stale accounts'] ?? 0).toBe(0);
  expect(sums['missed calls']).toBe(0);
  // The locks that stand otherwise than a day ago: they come at the first runs of the schedule after the end of the outage.
  expect(taken.slice(0, 240).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(0.3 * ACCOUNTS);
  expect(busiest(taken, 1)).toBeLessThanOrEqual(REPEATED_PER_SECOND + 5);
  expect(busiest(failed, 60)).toBeLessThanOrEqual(MAX_PROBES_PER_MINUTE);
  // Each account has at most one document, however often it moved.
  expect(sums['writes missed']).toBeGreaterThan(0.8 * ACCOUNTS);
  expect(sums['deletes missed']).toBe(sums['writes missed']);
  // What a person waits for does not wait meanwhile.
  expect(durations['wait command']?.quantile(1)).toBeLessThan(1000);
}, 60_000);
