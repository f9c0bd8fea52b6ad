import type { Random } from './random.ts';

interface BackOff {
  readonly firstMs: number;
  /** Unlimited by default. */
  readonly maxMs?: number;
}

/** Returns the pause in ms after a failed attempt (1 is the first): twice the one before, up to the maximum. */
export function backOffMs({ firstMs, maxMs = Number.POSITIVE_INFINITY }: BackOff, attempt: number): number {
  return Math.min(firstMs * 2 ** (attempt - 1), maxMs);
}

/** Returns half of a pause plus a random part of the other half: those who failed together do not retry together. */
export function withJitter(pauseMs: number, random: Random): number {
  return pauseMs * (0.5 + random.next() / 2);
}
