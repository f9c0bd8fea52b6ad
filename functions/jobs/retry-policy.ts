import { backOffMs, withJitter } from '../back-off.ts';
import type { Random } from '../random.ts';

/** The retries of a failed job: after 5 s, 10 s, 20 s … up to an hour, for about two and a half hours. Also used by Cloud Tasks. */
export const RETRIES = {
  maxAttempts: 12,
  firstPauseSeconds: 5,
  maxPauseSeconds: 3600,
} as const;

/** Time limit of one attempt. After it the attempt counts as failed, even if it goes on. */
export const MAX_RUN_MS = 5 * 60_000;

/** Returns the pause after a failed `attempt` (from 1) in ms, half of it random: what failed together must not retry together. */
export function retryPauseMs(attempt: number, random: Random): number {
  const firstMs = RETRIES.firstPauseSeconds * 1000;
  const maxMs = RETRIES.maxPauseSeconds * 1000;
  return Math.round(withJitter(backOffMs({ firstMs, maxMs }, attempt), random));
}
