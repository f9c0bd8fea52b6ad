import { SMALL_HOME } from '../layouts.ts';
import type { Household } from '../month.ts';

const HOUR = 3_600_000;

/** The household that all accounts are: one lock with a gateway and auto-lock, two people, webhooks. */
export const TYPICAL: Household = {
  name: 'one lock of two people',
  world: SMALL_HOME,
  happeningsPerDay: 3,
  habits: { passcode: 40, turnLock: 30, voiceUnlock: 8, voiceLock: 12, homeApp: 10 },
};

/** What happens at a door. */
export type DoorEvent = 'passcode' | 'turnLock' | 'voiceUnlock' | 'voiceLock' | 'homeApp';

/** The share of a day's door events in each hour of the day, in per mille: people leave in the morning and come home in the evening. */
const BY_HOUR = [
  10, 6, 4, 4, 8, 20, 48, 82, 80, 48, 38, 38, 46, 42, 48, 62, 74, 90, 78, 60, 46, 34, 22, 12,
] as const;

/** Time zones of the accounts: the population of the contiguous United States by zone, to a percent. */
const ZONES = [
  { share: 0.47, hours: -5 },
  { share: 0.29, hours: -6 },
  { share: 0.07, hours: -7 },
  { share: 0.17, hours: -8 },
] as const;

/** Returns how many of so many door events a day fall in a minute from `at` on (ms since the epoch) on average, in each zone. */
export function eventsPerMinute(
  at: number,
  perDay: number,
): { readonly share: number; readonly events: number }[] {
  const sum = BY_HOUR.reduce<number>((total, each) => total + each, 0);
  return ZONES.map(({ share, hours }) => {
    const local = ((at / HOUR + hours) % 24) + 24;
    const [hour, part] = [Math.floor(local) % 24, local % 1];
    // Between the middles of two hours, so that no step of the table makes a peak of its own.
    const [from, to] = part < 0.5 ? [(hour + 23) % 24, hour] : [hour, (hour + 1) % 24];
    const way = part < 0.5 ? part + 0.5 : part - 0.5;
    const weight = (BY_HOUR[from] ?? 0) * (1 - way) + (BY_HOUR[to] ?? 0) * way;
    return { share, events: (perDay * weight) / sum / 60 };
  });
}

/**
 * What the product does in `TYPICAL`, as far as it is chance, measured with the real product (`real-household.ts`, 60 days); a test
 * compares the two.
 */
export const CHANCES = {
  /** A relock check finds the door still unlocked, and another one follows. */
  stillUnlocked: 0.27,
  /** A relock check also enqueues the report as a lost one. */
  lostReport: 0.45,
  /** A poll asks the lock. */
  askedByPoll: 0.1,
  /** A lock command is followed by a relock check, as an unlock is. */
  checkedLock: 0.3,
} as const;

/** Times of the simulated world, in ms. */
export const TIMES = {
  /** From a movement to Sifely's webhook. */
  webhook: 4000,
  /** A call to Sifely's cloud, and one through a gateway to a lock. */
  cloudCall: 400,
  gatewayCall: 2200,
  /** The product and its store in a request or a job: four calls of 10 ms, and what it computes. They come first, to be one wait. */
  compute: 50,
  /** Auto-lock, and when the check of it comes. */
  relock: 45_000,
} as const;
