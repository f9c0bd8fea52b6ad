/** A larger difference is no clock's: Sifely itself refuses dates that are five minutes off. */
const MAX_AHEAD_MS = 15 * 60_000;

/**
 * Returns by how many ms the clock of a server is ahead of ours, by the `Date` of a reply that arrived at `now` (ms since the epoch).
 * It has whole seconds (RFC 9110, 6.6.1), so that half a second is the likeliest rest. `undefined` if it is missing or wrong.
 */
export function clockDifferenceMs(date: string | undefined, now: number): number | undefined {
  const aheadMs = Date.parse(date ?? '') + 500 - now;
  return Math.abs(aheadMs) <= MAX_AHEAD_MS ? aheadMs : undefined;
}
