import type { BudgetGrade } from './call-budget.ts';
import { EARLY_MS, isHint, nextCheckAt, type ObservationFacts } from './verification-schedule.ts';

/**
 * True if the month's calls allow an observation. When they run short, a command is verified at the last time of
 * `VERIFY_AFTER_SECONDS` alone, a relock not at first, because the answer may lag, and locks out of reach are left to polls and
 * events. When they are used up, a command is still verified once: it belongs to a person's request, and a bolt that did not move
 * must not stay assumed.
 */
export function isAffordable(facts: ObservationFacts, grade: BudgetGrade): boolean {
  const { because, round } = facts.job;
  if (grade === 'free') return true;
  if (because === 'command') return facts.now >= lastPlannedAt(facts) - EARLY_MS;
  if (grade === 'exhausted') return false;
  if (isHint(because)) return round === 0;
  return because === 'surprise' || (because !== 'offline' && round > 0);
}

/** Returns when an observation that is not affordable now is tried again, ms since the epoch; `undefined` for never. */
export function affordableAt(facts: ObservationFacts, grade: BudgetGrade): number | undefined {
  const { because } = facts.job;
  if (because === 'command') return lastPlannedAt(facts);
  const later = because === 'offline' || (grade === 'thrifty' && because !== 'surprise');
  return later ? nextCheckAt(facts, false) : undefined;
}

function lastPlannedAt({ job, verifyAfterMs }: ObservationFacts): number {
  return job.since + (verifyAfterMs.at(-1) ?? 0);
}
