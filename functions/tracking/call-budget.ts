import { type CallUsage, callsInMonth, monthBounds } from '../locks/call-usage.ts';

/**
 * The state of the month's budget of calls. `free`: every call is made. `thrifty`: more is spent than the elapsed part of the
 * month allows, so calls that can wait are put off. `exhausted`: calls are made only for a person who waits for the answer.
 */
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

/**
 * Returns the shortest interval in ms between polls of `cost` calls each with which the remaining calls last until the end of the
 * month. If none remain: the rest of the month.
 */
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
