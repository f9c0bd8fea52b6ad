import type { LockDetails } from '../locks/lock-details.ts';
import type { WeeklyHours } from '../schedules/weekly-hours.ts';
import type { AccountAlerts } from './account-alerts.ts';
import type { HouseholdPin, PersonalPins } from './pins/stored-pins.ts';
import type { Sealed } from './sealing.ts';

/** A linked Sifely account without the state of its locks, stored as one document `accounts/{id}`. Times: ms since the epoch. */
export interface Account {
  /** Random and immutable; also Google's `agentUserId`. 16 random bytes in base64url. */
  readonly id: string;
  readonly profile: string;
  /** Id of the `identities` document of this account: a keyed hash of `user`, moved to the newest key. */
  readonly identityId: string;
  /** Sealed, normalised name of the Sifely user. Accounts that were linked before it was stored get it at the next sign-in. */
  readonly user?: Sealed;
  readonly createdAt: number;
  /** Expiry times of consents whose code is not redeemed yet. An account without grants exists until the last of them. */
  readonly pendingLinks: readonly number[];
  /** Sealed `CloudCredentials`. */
  readonly credentials: Sealed;
  /** When Sifely first refused the credentials and their renewal; cleared by the next success, and by linking again. */
  readonly credentialsRefusedAt?: number;
  /** Absent where an earlier version recorded the refusal. */
  readonly credentialRefusal?: CredentialRefusal;
  /** The API key is being replaced since then, ms since the epoch, or the end of that is not known. Removed with new credentials. */
  readonly keyRoll?: { readonly startedAt: number };
  /** When the stored API key came in place of an earlier one, by a replacement here; ms since the epoch. */
  readonly keyRolledAt?: number;
  /** The PIN of the household for voice unlocking. Without any PIN it is off: `challengeFailedNotSetup`. */
  readonly pin?: HouseholdPin;
  /** The PINs of people; absent until there was one. */
  readonly personalPins?: PersonalPins;
  /** The owner's choice and the details of each lock, by lock id. */
  readonly locks: Readonly<Record<string, AccountLock>>;
  readonly grants: readonly Grant[];
  /** Sealed path segment of this account's webhook address. */
  readonly webhookSecret: Sealed;
  /** The number of times that the owner signed out everywhere; absent for never. Sessions that began before are over. */
  readonly signOuts?: number;
  /** The sealed key of the account's activity, in base64url; absent until there is any. Without the account nothing opens it. */
  readonly activityKey?: Sealed;
  /** The zone of the house: an IANA name, or an offset. Absent until the owner chose it; see `houseZone`. */
  readonly timeZone?: string;
  /** By which channels the owner is told what; absent while there is none. */
  readonly alerts?: AccountAlerts;
}

/** One lock of an account; its details are absent until they were read. A lock that is not listed here is not shared. */
export interface AccountLock extends Partial<LockDetails> {
  readonly shared: boolean;
  /** Absent for `unlock`, as locks were shared before the owner could choose. */
  readonly control?: LockControl;
  /** In these hours Google never unlocks the lock; absent if there are none. By the zone of the house. */
  readonly quietHours?: readonly WeeklyHours[];
  /** The owner's words for Google; absent for those of the lock cloud. */
  readonly voice?: VoiceNames;
}

/** The rights of Google to a lock: to lock it and unlock it with a PIN, only to lock it, or only to tell how it stands. */
export type LockControl = 'unlock' | 'lock' | 'tell';

/** Names of a lock at Google, as the owner wrote them, cleaned. */
export interface VoiceNames {
  readonly name?: string;
  readonly nicknames?: readonly string[];
  readonly room?: string;
}

/** Refusals by Sifely since the last success. Times are ms since the epoch. */
interface CredentialRefusal {
  /** At most one counts per probe. The first is a suspicion, the second confirms it. */
  readonly count: number;
  /** Time of the next probe. Until then a confirmed refusal is answered without a call. */
  readonly probeAt: number;
}

export interface Grant {
  /** Random; names the grant in logs. */
  readonly id: string;
  readonly clientId: string;
  readonly createdAt: number;
  /** Time of the last token that Google got for it: hourly while it is in use. Absent until the first since this is stored. */
  readonly usedAt?: number;
  /** SHA-256, base64url. Does not rotate or expire: Google refreshes concurrently and late. */
  readonly refreshToken: string;
  /** Newest last; expired ones are removed by the next write. */
  readonly accessTokens: readonly AccessToken[];
}

export interface AccessToken {
  /** SHA-256, base64url. */
  readonly hash: string;
  readonly expiresAt: number;
}
