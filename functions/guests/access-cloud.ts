import type { CallOptions, CredentialStore } from '../locks/lock-cloud.ts';
import type { CardCloud, FingerprintCloud } from './access-cards.ts';
import type { DoorCloud, GatewayCloud, GroupCloud, SettingCloud } from './access-settings.ts';
import type { AccessStatus, Period, Way, WayNow } from './access-terms.ts';

/**
 * The port to what opens a lock: codes, ekeys, cards and fingerprints as the cloud keeps them. Implemented by `sifely/`. All
 * times are ms since the epoch. Every method rejects with `CloudFailureError`, with `AccessRefusedError` where the cloud names a
 * reason.
 *
 * A change that fails with `executed: 'unknown'` may have been made. It is never sent again by itself: the list says how it
 * ended.
 */
export interface AccessCloud {
  readonly codes: CodeCloud;
  /** Lists the first hundred codes of a lock: one call, and a part of the list where there are more. */
  firstCodes(lockId: string, options?: CallOptions): Promise<AccessCode[]>;
  readonly keys: KeyCloud;
  readonly cards: CardCloud;
  readonly fingerprints: FingerprintCloud;
  readonly doors: DoorCloud;
  readonly gateways: GatewayCloud;
  readonly groups: GroupCloud;
  readonly settings: SettingCloud;
}

/** Opens an {@link AccessCloud} per account. */
export interface AccessCloudProvider {
  /** Returns the cloud as one account sees it. Makes no call. */
  openAccess(credentialStore: CredentialStore): AccessCloud;
}

/** Kinds of codes. `erase` removes all others when it is entered; those from `weekend` on recur weekly, at hours of the day. */
export type CodeKind =
  | 'permanent'
  | 'period'
  | 'one-time'
  | 'erase'
  | 'weekend'
  | 'daily'
  | 'workdays'
  | 'monday'
  | 'tuesday'
  | 'wednesday'
  | 'thursday'
  | 'friday'
  | 'saturday'
  | 'sunday';

/** A code of a lock, as the cloud lists it. */
export interface AccessCode {
  readonly id: string;
  /** Secret: shown to its owner when asked for, never logged. Absent if the cloud hides it. */
  readonly digits?: string;
  readonly name?: string;
  readonly kind: CodeKind | 'unknown';
  /** Absent without a bound. */
  readonly from?: number;
  readonly until?: number;
  readonly status: AccessStatus;
  /** True if a person chose the digits, false if the cloud did; absent if it does not say. */
  readonly isCustom?: boolean;
  /** When the cloud stored it, ms since the epoch. */
  readonly createdAt?: number;
  /** The account that made it. */
  readonly sender?: string;
}

/** A code whose digits a person chose; permanent without a period. */
export interface NewCode {
  /** 4 to 9 digits. */
  readonly digits: string;
  readonly name?: string;
  readonly period?: Period;
}

/** A change of a code; what is absent stays. */
export interface CodeChange {
  readonly digits?: string;
  readonly name?: string;
  readonly period?: Period;
}

/** A code that the cloud is to make without asking the lock. */
export interface OfflineCode {
  readonly kind: CodeKind;
  readonly name?: string;
  /** Cut to the whole hour by the cloud. For kinds that recur, the hours count. */
  readonly from: number;
  /** Needed by `period` and the kinds that recur. */
  readonly until?: number;
}

export interface CodeCloud {
  /** All codes of a lock, each once. Rejects rather than list a part. */
  list(lockId: string, options?: CallOptions): Promise<AccessCode[]>;
  /**
   * Adds a code and resolves with its id. A period that has begun is sent as one that begins in a minute: past ones are refused.
   */
  add(lockId: string, code: NewCode, way: Way, options?: CallOptions): Promise<string>;
  /** Makes a code without a gateway. Most must be used within a day of their start, or they never open. */
  generate(lockId: string, code: OfflineCode, options?: CallOptions): Promise<GeneratedCode>;
  /** Changes a code. A new name alone needs no way to the lock. Success proves nothing: the list does. */
  change(
    lockId: string,
    codeId: string,
    change: CodeChange,
    way: WayNow,
    options?: CallOptions,
  ): Promise<void>;
  /** Removes a code. An unknown one may count as success. */
  remove(lockId: string, codeId: string, way: WayNow, options?: CallOptions): Promise<void>;
  /** Removes a code by its digits, where its id is not known. */
  removeByDigits(lockId: string, digits: string, way: WayNow, options?: CallOptions): Promise<void>;
}

/** A code that the cloud made; `digits` are secret. */
export interface GeneratedCode {
  readonly id: string;
  readonly digits: string;
}

/** `deleted` and `reset` ones may stay in the list. */
export type EkeyStatus =
  | 'active'
  | 'pending'
  | 'freezing'
  | 'frozen'
  | 'unfreezing'
  | 'removing'
  | 'deleted'
  | 'reset'
  | 'ended'
  | 'unknown';

/** An ekey that opens a lock by another account's phone. The administrator's own is not among those of a lock. */
export interface Ekey {
  readonly id: string;
  readonly name?: string;
  /** The account that holds it. */
  readonly receiver?: string;
  readonly kind: 'permanent' | 'period' | 'one-time' | 'recurring';
  /** Absent without a bound; of a recurring key, its hours of the day. */
  readonly from?: number;
  readonly until?: number;
  readonly status: EkeyStatus;
  /** True if its holder may give keys and codes to others. */
  readonly isAdministrator?: boolean;
  /** True if it also unlocks through the gateway. */
  readonly unlocksRemotely?: boolean;
  /** The account that sent it. */
  readonly sender?: string;
  readonly remarks?: string;
}

/** An ekey to be sent. It replaces the one that the receiver has of this lock. */
export interface NewEkey {
  /** E-mail or phone number of the receiver's account. */
  readonly receiver: string;
  readonly name: string;
  /** `one-time` begins at once. */
  readonly validity: 'permanent' | 'one-time' | Period;
  readonly remarks?: string;
  /** The lock's own setting by default. */
  readonly unlocksRemotely?: boolean;
  /** False by default. */
  readonly isAdministrator?: boolean;
  /**
   * False by default. True makes an account for an unknown receiver, whose password anyone can guess: the last six characters of
   * its name.
   */
  readonly createsAccount?: boolean;
}

export interface KeyCloud {
  /** All ekeys of a lock but the administrator's own, each once. Rejects rather than list a part. */
  list(lockId: string, options?: CallOptions): Promise<Ekey[]>;
  /** Sends an ekey and resolves with its id. */
  send(lockId: string, key: NewEkey, options?: CallOptions): Promise<string>;
  /**
   * Deletes an ekey that the lock lists. Any other is refused as `not-found` and nothing is sent: deleting the administrator's
   * own key would remove the lock and all that opens it.
   */
  remove(lockId: string, keyId: string, options?: CallOptions): Promise<void>;
  /** Suspends an ekey. Rejects with `not-supported` if the cloud does not offer that; so do the next two. */
  freeze(keyId: string, options?: CallOptions): Promise<void>;
  /** Ends the suspension of an ekey. */
  unfreeze(keyId: string, options?: CallOptions): Promise<void>;
  changePeriod(keyId: string, period: Period | 'permanent', options?: CallOptions): Promise<void>;
}
