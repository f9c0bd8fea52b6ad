import { type CallUsage, callsInMonth, monthBounds } from '../call-usage.ts';

/** The calls of a shorter time say nothing about a month: linking alone makes some dozens. */
const MIN_SPAN_MS = 24 * 60 * 60_000;

/** `spent`: they are used up. `until`: at the rate so far they last to a day before the end of the month. `enough`: beyond it. */
export type CallForecast =
  | { readonly kind: 'unknown' | 'enough' | 'spent' }
  /** Ms since the epoch. */
  | { readonly kind: 'until'; readonly at: number };

/**
 * Forecasts how long the calls of a calendar month (UTC) last at the rate so far. The rate counts from the beginning of the month, or from
 * `since` if the account is younger. Times in ms since the epoch.
 */
export function forecastCalls(
  usage: CallUsage | undefined,
  monthlyCalls: number,
  since: number,
  now: number,
): CallForecast {
  const calls = callsInMonth(usage, now);
  if (calls >= monthlyCalls) return { kind: 'spent' };
  const { start, end } = monthBounds(now);
  const spanMs = now - Math.max(start, since);
  if (spanMs < MIN_SPAN_MS) return { kind: 'unknown' };
  if (calls === 0) return { kind: 'enough' };
  const at = now + ((monthlyCalls - calls) / calls) * spanMs;
  return at < end ? { kind: 'until', at: Math.floor(at) } : { kind: 'enough' };
}
