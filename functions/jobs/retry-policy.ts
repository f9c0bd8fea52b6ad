import { backOffMs, withJitter } from '../back-off.ts';
import type { Random } from '../random.ts';

/**
 * How often and when a job that failed is tried again: 5 s, 10 s, 20 s … up to an hour apart, for about two and a half
 * hours. The same numbers go to Cloud Tasks.
 */
export const RETRIES = {
  maxAttempts: 12,
  firstPauseSeconds: 5,
  maxPauseSeconds: 3600,
} as const;

/** The longest that one attempt may take, ms. Then it counts as failed, whatever becomes of it. */
export const MAX_RUN_MS = 5 * 60_000;

/**
 * The pause after a failed attempt, ms: twice as long each time, of which a random half, so that those who failed together
 * do not come back together.
 *
 * @param attempt 1 for the first
 */
export function retryPauseMs(attempt: number, random: Random): number {
  const firstMs = RETRIES.firstPauseSeconds * 1000;
  const maxMs = RETRIES.maxPauseSeconds * 1000;
  return Math.round(withJitter(backOffMs({ firstMs, maxMs }, attempt), random));
}
