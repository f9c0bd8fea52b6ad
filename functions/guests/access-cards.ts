import type { CallOptions } from '../locks/lock-cloud.ts';
import type { AccessStatus, Period, Way, WayNow } from './access-terms.ts';

/** A card of a lock, as the cloud lists it. */
export interface Card {
  readonly id: string;
  /** Decimal digits; secret: a copy of the card can be made from it. Absent if the cloud hides it. */
  readonly number?: string;
  readonly name?: string;
  /** True if it opens at hours of certain days of the week. */
  readonly isRecurring: boolean;
  /** Absent without a bound. */
  readonly from?: number;
  readonly until?: number;
  readonly status: AccessStatus;
  /** The account that made it. */
  readonly sender?: string;
}

/** A fingerprint of a lock. It can be added at the lock only. */
export interface Fingerprint extends Omit<Card, 'number'> {}

/** A card to be added; permanent without a period. */
export interface NewCard {
  /** Decimal digits, at most 20. */
  readonly number: string;
  /** The device that read the number: a USB reader gives its bytes in the order opposite to that of a lock. */
  readonly readBy: 'lock' | 'reader';
  readonly name?: string;
  readonly period?: Period;
}

/** The cards of locks; rejects as `AccessCloud` says. */
export interface CardCloud {
  /** All cards of a lock, each once. Rejects rather than list a part. */
  list(lockId: string, options?: CallOptions): Promise<Card[]>;
  /** Adds a card and resolves with its id. */
  add(lockId: string, card: NewCard, way: Way, options?: CallOptions): Promise<string>;
  remove(lockId: string, cardId: string, way: WayNow, options?: CallOptions): Promise<void>;
  /** Changes when a card opens. Rejects with `not-supported` if the cloud does not offer that. */
  changePeriod(
    lockId: string,
    cardId: string,
    period: Period,
    way: WayNow,
    options?: CallOptions,
  ): Promise<void>;
}

/** The fingerprints of locks. */
export interface FingerprintCloud {
  /** All fingerprints of a lock, each once. Rejects rather than list a part. */
  list(lockId: string, options?: CallOptions): Promise<Fingerprint[]>;
}
