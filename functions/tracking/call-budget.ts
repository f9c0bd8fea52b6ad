import { type CallUsage, callsInMonth, monthBounds } from '../locks/call-usage.ts';

/**
 * What the month's calls allow. `free`: everything. `thrifty`: more was spent than the part of the month that is over
 * has earned, so what can wait waits. `exhausted`: no call but for a person who asks.
 */
export type BudgetGrade = 'free' | 'thrifty' | 'exhausted';

/** A month may begin busy: so much of it may be spent ahead of time. */
const AHEAD = 0.15;
/** Kept back from polls for verifying what people do. */
const RESERVE = 0.05;

/** The grade of an account at `now`. What people ask for is never refused by it. */
export function budgetGrade(usage: CallUsage | undefined, monthlyCalls: number, now: number): BudgetGrade {
  const calls = callsInMonth(usage, now);
  if (calls >= monthlyCalls) return 'exhausted';
  const { start, end } = monthBounds(now);
  const earned = (now - start) / (end - start) + AHEAD;
  return calls > monthlyCalls * earned ? 'thrifty' : 'free';
}

/**
 * The shortest interval between polls, in milliseconds, with which the calls that are left last until the month is
 * over, when a poll makes `cost` calls. When none are left: the rest of the month.
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
