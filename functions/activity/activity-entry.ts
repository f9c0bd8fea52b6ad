import * as v from 'valibot';
import type { DoorEvent, DoorMeans, LockAction } from '../locks/lock-cloud.ts';

/** `failed`: a command of Google that was not carried out. */
export type ActivityEvent = DoorEvent | 'failed';

/**
 * `speaker`: spoken to a speaker or display; `google`: another way, the Home app for example; `account-page`: the owner, who tested the
 * lock from the account page.
 */
export type ActivityMeans = DoorMeans | 'speaker' | 'google' | 'account-page';

/** Where an entry comes from. */
export type ActivitySource = 'lock' | 'google' | 'door-sensor';

const EVENTS = [
  ...['unlocked', 'locked', 'used', 'refused', 'locked-out', 'door-opened', 'door-closed'],
  ...['door-left-open', 'tampered', 'forced', 'credential-changed', 'other', 'failed'],
] as readonly ActivityEvent[];

const MEANS = [
  ...['app', 'gateway', 'code', 'card', 'fingerprint', 'face', 'palm', 'qr-code', 'wristband', 'remote'],
  ...['key', 'button', 'inside', 'automatic', 'heat', 'sensor', 'speaker', 'google', 'account-page'],
] as readonly ActivityMeans[];

/** The event of a command that was carried out. */
export const EVENT = { lock: 'locked', unlock: 'unlocked' } as const;

/** The ends of a command that a gateway accepted, and that did nothing: the bolt was stuck, or did not move. */
const WITHOUT_EFFECT = ['jammed', 'not-moved'] as const;

/** True for the reason of a command that was accepted and did nothing, as far as was seen. */
export function isWithoutEffect(reason: string | undefined): reason is (typeof WITHOUT_EFFECT)[number] {
  return WITHOUT_EFFECT.some((each) => each === reason);
}

const text = v.exactOptional(v.string());
const time = v.exactOptional(v.number());

/**
 * An entry of the activity: who did what at a door, and how. Times are ms since the epoch. A newer release may write words that this
 * one does not know.
 */
export const activityEntrySchema = v.object({
  /** Equal for the same event, from whichever source it was learned, as far as that can be told. */
  id: v.string(),
  /** By the lock's clock, if that can be right, never later than the entry was stored. */
  at: v.number(),
  /** Absent for a wrong PIN that an earlier release stored. */
  lockId: text,
  source: v.picklist(['lock', 'google', 'door-sensor'] satisfies ActivitySource[]),
  event: v.fallback(v.picklist(EVENTS), 'other'),
  how: v.exactOptional(v.fallback(v.picklist(MEANS), 'google')),
  /** The aim of a command of Google that failed. */
  action: v.exactOptional(v.picklist(['lock', 'unlock'] satisfies LockAction[])),
  /** Absent if it is not known. */
  succeeded: v.exactOptional(v.boolean()),
  /**
   * Why a command of Google failed, or its end is unknown: a reason of `locks/cloud-failure-error.ts`, `not-sent`, `wrong-pin`,
   * `pin-not-allowed` for a PIN outside its bounds, or `jammed` or `not-moved` for a command that did nothing.
   */
  reason: text,
  /** The person, or the name of a code, card or fingerprint; masked. */
  who: text,
  /** The name of the ekey; masked. */
  keyName: text,
  /** The Google user: a grant of the account. */
  grantId: text,
  /** The PIN that a command of Google came with, with its name then. Never its digits. */
  pin: v.exactOptional(v.object({ id: v.string(), name: v.string() })),
  /** The cloud's number of the kind of a record. */
  type: v.exactOptional(v.number()),
  recordId: text,
  /** By the lock's clock, if that is not `at`. */
  lockAt: time,
  /** When the cloud received the record. */
  receivedAt: time,
  /** True if only a webhook says so: nothing proves who sent it. */
  isUnconfirmed: v.exactOptional(v.literal(true)),
  /** When the lock recorded that it did what Google commanded. */
  seenAt: time,
});

export type ActivityEntry = v.InferOutput<typeof activityEntrySchema>;
