import { type CallUsage, callsInMonth, monthBounds } from '../locks/call-usage.ts';

/** `free`: every call is made. `thrifty`: ahead of the month, calls that can wait are put off. `exhausted`: only for a person. */
export type BudgetGrade = 'free' | 'thrifty' | 'exhausted';

/** The share of the month's calls that may be spent ahead of time, because a month may begin busy. */
const MAX_AHEAD = 0.15;
/** The share of the month's calls that polls leave for the verification of commands. */
const RESERVE = 0.05;

/** Returns the budget's grade at `now`. Calls that a person waits for are never refused by it. */
export function budgetGrade(usage: CallUsage | undefined, monthlyCalls: number, now: number): BudgetGrade {
  const calls = callsInMonth(usage, now);
  if (calls >= monthlyCalls) return 'exhausted';
  const { start, end } = monthBounds(now);
  const earned = (now - start) / (end - start) + MAX_AHEAD;
  return calls > monthlyCalls * earned ? 'thrifty' : 'free';
}

/** Returns the shortest interval in ms at which polls of `cost` calls last to the end of the month; at most the rest of it. */
export function affordableIntervalMs(
  usage: CallUsage | undefined,
  monthlyCalls: number,
  cost: number,
  now: number,
): number {
  const rest = monthBounds(now).end - now;
  const polls = (monthlyCalls * (1 - RESERVE) - callsInMonth(usage, now)) / Math.max(cost, 1);
  return polls < 1 ? rest : Math.min(rest, rest / polls);
}

/** The watch of gateways is the first to be put off: it leaves this share of the month's calls to everything else. */
const WATCH = { share: 0.9, ahead: 0.05, most: 0.95 };

/**
 * Returns the time in ms until `cost` calls for watching gateways may be made; 0 if now. It runs at full rate while all calls of the
 * month are a little ahead of their share of time at most, and in the pace of that share from then on.
 */
export function watchPauseMs(
  usage: CallUsage | undefined,
  monthlyCalls: number,
  cost: number,
  now: number,
): number {
  const { start, end } = monthBounds(now);
  const wanted = callsInMonth(usage, now) + cost;
  if (wanted > monthlyCalls * WATCH.most) return end - now;
  const share = Math.max(0, wanted / monthlyCalls - WATCH.ahead) / WATCH.share;
  return Math.max(0, Math.ceil(start + share * (end - start)) - now);
}

/** Returns the share of the month's calls that are made, to a thousandth; above 1 where a person needed more. */
export function usedShare(usage: CallUsage | undefined, monthlyCalls: number, now: number): number {
  return Math.round((callsInMonth(usage, now) / monthlyCalls) * 1000) / 1000;
}
