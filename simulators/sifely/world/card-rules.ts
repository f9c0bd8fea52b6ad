import type { CyclicPeriod, Token } from './contents.ts';
import { ADD_FAILED, ADDING } from './passcode-rules.ts';
import type { LockState } from './world.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** The kinds of cards and fingers on the wire. */
export const TOKEN_TYPE = { normal: 1, recurring: 4 } as const;

/** The number of cards that a lock holds, unless it is set otherwise. */
const CARDS = 1000;

/** Takes the cards that waited for a lock to wake; returns those that do not fit any more, which it refuses. */
export function takeWaitingCards(lock: LockState): Token[] {
  const room = lock.cardCapacity ?? CARDS;
  return lock.cards
    .filter(({ status }) => status === ADDING)
    .filter((card) => {
      const fits = lock.cardsInLock.length < room;
      if (fits) delete card.status;
      else card.status = ADD_FAILED;
      if (fits) lock.cardsInLock.push({ ...card });
      return !fits;
    });
}

/** True if no further card fits into a lock. */
export function fullOfCards(lock: LockState): boolean {
  return lock.cards.length >= (lock.cardCapacity ?? CARDS);
}

/** True if a lock accepts a card or finger that is in it. `now` is the time of the lock's own clock. */
export function accepted(
  { startDate, endDate, type, cyclicConfig }: Token,
  now: number,
  utcOffsetMinutes: number,
) {
  if (now < startDate || (endDate > 0 && now > endDate)) return false;
  return (
    type !== TOKEN_TYPE.recurring || cyclicConfig.some((period) => within(period, now, utcOffsetMinutes))
  );
}

/** Returns a card number with its bytes reversed, as the cloud keeps what a USB reader gave: 3661413478 is 1723612378. */
export function reversedCardNumber(number: string): string {
  const hex = BigInt(number).toString(16);
  const bytes = hex.padStart(Math.max(8, hex.length + (hex.length % 2)), '0').match(/../g) ?? [];
  return BigInt(`0x${bytes.reverse().join('')}`).toString();
}

function within(
  { weekDay, startTime, endTime }: CyclicPeriod,
  now: number,
  utcOffsetMinutes: number,
): boolean {
  const local = now + utcOffsetMinutes * MINUTE;
  const minute = Math.floor((local % DAY) / MINUTE);
  // getUTCDay counts from Sunday as 0; 7 is Sunday here.
  return weekDay % 7 === new Date(local).getUTCDay() && minute >= startTime && minute < endTime;
}
