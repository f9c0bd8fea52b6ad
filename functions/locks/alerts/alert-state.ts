/** The kinds of things that an owner can be told of. */
export type AlertKind =
  /** Wrong PINs stopped unlocking by voice, or wrong codes the keypad of a lock. */
  | 'lockout'
  | 'wrong-pin'
  | 'tamper'
  | 'jam'
  | 'battery-low'
  | 'unlocked-at-night'
  | 'door-left-open'
  | 'offline'
  /** The lock cloud refuses the credentials of the account. */
  | 'link-refused';

/** Something that happened, once. Times are ms since the epoch. */
export interface Alert {
  /** The same for the same happening, whoever learns of it. */
  readonly id: string;
  readonly kind: AlertKind;
  /** When it happened, as far as that is known; else when it was learned. */
  readonly at: number;
  /** Absent if it is of the account. */
  readonly lockId?: string;
  /** True if it is over: the lock is locked, online or moves again. */
  readonly isOver?: true;
}

/** Alerts that leave together, until each channel has them. Times are ms since the epoch. */
export interface AlertMessage {
  /** The same at every attempt. */
  readonly id: string;
  readonly at: number;
  readonly alerts: readonly Alert[];
  /** The number of earlier alerts that are left out because there were too many. */
  readonly omitted?: number;
  /** The channels that do not have it yet. */
  readonly to: readonly string[];
  readonly tries: number;
  readonly dueAt: number;
  /** One process is sending it, until then. */
  readonly claimedUntil?: number;
}

/** Something that lasts. Times are ms since the epoch. */
export interface OpenAlert {
  readonly kind: AlertKind;
  readonly lockId?: string;
  /** When it was first seen. */
  readonly since: number;
  /** The owner is told if it is still so then. */
  readonly dueAt: number;
  /** When the owner was told; absent until then. */
  readonly raisedAt?: number;
}

/** The hours in which a door should be locked. */
export interface NightHours {
  /** Minute of the day, 0 to 1439. */
  readonly from: number;
  /** Minute of the day, 0 to 1439; not after `from` for the next day. */
  readonly until: number;
}

/** The kinds that the owner wants to be told of: a copy of the choice in the account, beside the states that it is compared with. */
export interface AlertRules {
  /** Sorted. */
  readonly kinds: readonly AlertKind[];
  /** With the zone of the house: an IANA name or an offset. */
  readonly night?: NightHours & { readonly zone: string };
}

/** How the last message went to a channel. Times are ms since the epoch. */
export interface ChannelResult {
  readonly deliveredAt?: number;
  readonly failedAt?: number;
  /** Why it failed, as `reasonOf` in `alerts/outbox.ts` says it. */
  readonly reason?: string;
  /** Failures since the last success. */
  readonly failures: number;
}

/** The alerts of an account that has a channel; absent from all others, so that these cost nothing. */
export interface AlertState {
  readonly rules: AlertRules;
  /** Nothing that happened before is told, ms since the epoch. */
  readonly since: number;
  /** By kind and lock. */
  readonly open: Readonly<Record<string, OpenAlert>>;
  /** Wait for the next message, oldest first. */
  readonly raised: readonly Alert[];
  /** Alerts that were left out of `raised`. */
  readonly omitted?: number;
  /** Oldest first. */
  readonly messages: readonly AlertMessage[];
  /** Ids of events that were raised, oldest first. */
  readonly seen: readonly string[];
  /** The wrong PINs until then were raised, ms since the epoch. */
  readonly wrongPinsUntil?: number;
  /** When messages were made in the last hour, ms since the epoch, oldest first. */
  readonly sentAt: readonly number[];
  /** When the last test began, ms since the epoch. */
  readonly testedAt?: number;
  /** By channel id. */
  readonly results: Readonly<Record<string, ChannelResult>>;
}
