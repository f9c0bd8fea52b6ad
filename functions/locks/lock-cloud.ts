import type { Trace } from '../logs/trace.ts';
import type { FailureReason } from './cloud-failure-error.ts';

/** The port to the cloud of the locks, implemented by `sifely/`. Every method rejects with `CloudFailureError`. */
export interface LockCloud {
  /** All locks of the account, owned and shared, each once, ordered by id. */
  list(options?: CallOptions): Promise<CloudLock[]>;
  /** Asks the lock itself, through its gateway. Takes seconds and battery; one at a time per gateway. */
  openState(lockId: string, options?: CallOptions): Promise<BoltState>;
  /** Moves the bolt. Resolves when the gateway accepted the command; the bolt may not have moved yet. */
  operate(lockId: string, action: LockAction, options?: CallOptions): Promise<void>;
  /**
   * Returns the records of a lock since a time (ms since the epoch, by the lock's clock), newest first. Works while the gateway is
   * offline.
   */
  records(lockId: string, since: number, options?: CallOptions): Promise<LockRecord[]>;
  /** Returns slowly changing facts of one lock, without asking the lock. */
  detail(lockId: string, options?: CallOptions): Promise<CloudLockDetail>;
  /** Returns the ids of the gateways that reach a lock, strongest first; empty if the cloud names none. */
  gateways(lockId: string, options?: CallOptions): Promise<string[]>;
  /** True if a gateway is online by the cloud's own flag, which may lag by minutes; `undefined` if the cloud does not say. */
  gatewayOnline(gatewayId: string, options?: CallOptions): Promise<boolean | undefined>;
  /** Returns by how many ms the cloud's clock is ahead of ours, to a second, by its newest answer; `undefined` if unknown. */
  aheadMs(): number | undefined;
}

export interface CallOptions {
  /** Ends the wait for an answer. Does not call back a command that was sent. */
  readonly signal?: AbortSignal;
  /** Deadline for sending, ms since the epoch. A call that waits longer, for any reason, rejects with `executed: 'no'`. */
  readonly sendBy?: number;
  /** Asked when a connection had to be opened, right before the call leaves. If false it rejects with `executed: 'no'`. */
  readonly isWanted?: () => Promise<boolean>;
  /**
   * Without an answer by then, ms since the epoch, but not before 5.5 seconds, the connection is reset: bytes that a network has held back
   * must not arrive later.
   */
  readonly answerBy?: number;
  /** The order in which calls wait for the account's limit. `read` by default. */
  readonly priority?: 'command' | 'read' | 'background';
  /** After this, ms since the epoch, a call that still waits for the account's limit lets all others pass: nobody waits for it. */
  readonly urgentUntil?: number;
  /** Records alone: none is wanted that the cloud received before this, ms since the epoch, so further pages may be left out. */
  readonly receivedSince?: number;
  /**
   * Records alone: the newest so many are enough. As many or more are returned only if older ones may be missing. The newest five pages
   * if left out.
   */
  readonly enoughRecords?: number;
  readonly trace?: Trace;
  /**
   * Asked before a command is sent again that a number refused for its credentials or its form. If false it is not, and may have been
   * carried out; if left out the number is believed. A command that words alone refuse is never sent again.
   */
  readonly maySendAgain?: () => Promise<boolean>;
  /** Runs each exchange alone in its gateway's lane. Waits and pauses are outside, to block no other call. */
  readonly inLane?: InLane;
}

export type InLane = <T>(exchange: () => Promise<T>) => Promise<T>;

export type LockAction = 'lock' | 'unlock';

/** The position of the bolt. `unknown` instead of a guess. */
export type BoltState = 'locked' | 'unlocked' | 'unknown';

/** `operable` if Google can operate a lock, else the reason why not; pages have a sentence for each. */
export type Operability =
  | 'operable'
  | 'no-gateway'
  | 'remote-disabled'
  | 'key-not-yet-valid'
  | 'key-expired'
  | 'key-frozen'
  | 'key-not-active';

/** A lock as the cloud lists it; secrets are dropped before it gets here. */
export interface CloudLock {
  /** Decimal digits; stable for the life of the lock. */
  readonly lockId: string;
  /** The owner's name for it; never empty. */
  readonly name: string;
  /** The vendor's model or Bluetooth name, such as `M102_ed8e8d`. */
  readonly modelName?: string;
  /** The group it is in; owners use groups as rooms or buildings. */
  readonly groupName?: string;
  /** Percent. */
  readonly battery?: number;
  readonly connection: 'gateway' | 'wifi' | 'none';
  /** Present in some replies only. */
  readonly online?: boolean;
  readonly operability: Operability;
  /** While passage mode is on the lock does not lock itself. */
  readonly passageMode?: boolean;
  /** True if the account owns it, false if it was given a key. */
  readonly owned: boolean;
}

export interface CloudLockDetail {
  readonly model?: string;
  readonly hardwareVersion?: string;
  readonly firmwareVersion?: string;
  readonly battery?: number;
  /** Seconds after an unlock until the lock locks itself; absent when it never does. */
  readonly autoLockSeconds?: number;
  readonly passageMode?: boolean;
  /** The zone of the lock's clock, ms ahead of UTC. */
  readonly utcOffsetMs?: number;
}

/** An event at a lock. */
export interface LockRecord {
  /** Unique; absent if the cloud gives none. */
  readonly recordId?: string;
  /** Ms since the epoch by the lock's clock, never later than `receivedAt`. */
  readonly happenedAt: number;
  /** By the cloud's clock. */
  readonly receivedAt: number;
  /** By the lock's clock, if that is not `happenedAt`. */
  readonly lockAt?: number;
  /** By our clock; only of events. */
  readonly arrivedAt?: number;
  readonly type: number;
  /** Its effect on the bolt; `none` for failures and other events, `read` if the lock must be asked. */
  readonly effect: 'locked' | 'unlocked' | 'none' | 'read';
  readonly battery?: number;
  /** The movement of a door that its sensor saw; absent in records of the lock itself, and in jobs of earlier releases. */
  readonly door?: 'opened' | 'closed' | 'left-open';
  /** For people: tracking does not read it. Absent in jobs of earlier releases. */
  readonly description?: RecordDescription;
}

/** The event of a record in words; `used` if a lock was locked or unlocked and the record does not say which. */
export type DoorEvent =
  | 'unlocked'
  | 'locked'
  | 'used'
  /** An attempt that failed: a wrong code, an expired card. */
  | 'refused'
  /** The lock takes no more attempts for a while. */
  | 'locked-out'
  | 'door-opened'
  | 'door-closed'
  | 'door-left-open'
  | 'tampered'
  | 'forced'
  /** A code, card, fingerprint, face or palm was added, changed or removed at the lock. */
  | 'credential-changed'
  | 'other';

/** The means by which somebody used a lock. */
export type DoorMeans =
  | 'app'
  | 'gateway'
  | 'code'
  | 'card'
  | 'fingerprint'
  | 'face'
  | 'palm'
  | 'qr-code'
  | 'wristband'
  | 'remote'
  | 'key'
  | 'button'
  | 'inside'
  /** The lock by itself: auto-lock, passage mode. */
  | 'automatic'
  | 'heat'
  | 'sensor';

/** A record as people read it, without a digit of a code or card and with addresses masked. */
export interface RecordDescription {
  readonly event: DoorEvent;
  readonly how?: DoorMeans;
  /** Absent if the cloud does not say. */
  readonly succeeded?: boolean;
  /** The person, or the name of the code, card or fingerprint, at most 100 characters. */
  readonly who?: string;
  /** The name of the ekey, at most 100 characters. */
  readonly keyName?: string;
}

/** A record with its lock, as a webhook reports it. */
export interface LockEvent extends LockRecord {
  readonly lockId: string;
}

/**
 * A webhook's notification other than records. Nothing proves who sent it and it may be half an hour late: it says where to look,
 * not what is there.
 */
export type CloudHint =
  /** A gateway came or went; `online` is absent if the notification does not say which. */
  | { readonly kind: 'gateway'; readonly gatewayId: string; readonly online?: boolean }
  /** A Wi-Fi lock came or went. */
  | { readonly kind: 'lock'; readonly lockId: string; readonly online?: boolean }
  /** A command that the cloud carries out later failed; `executed` as in `CloudFailureError`. */
  | {
      readonly kind: 'command-failed';
      readonly lockId: string;
      readonly reason: FailureReason;
      readonly executed: 'no' | 'unknown';
    }
  /** A code, card or the like could not be written to a lock. Nothing uses it yet. */
  | {
      readonly kind: 'write-failed';
      readonly lockId: string;
      readonly object: CredentialKind;
      readonly objectId?: string;
      readonly reason: FailureReason;
    }
  /** A door sensor. It says nothing of the bolt: a closed door may be unlocked. `happenedAt` in ms since the epoch, if it says so. */
  | {
      readonly kind: 'door';
      readonly lockId: string;
      readonly open?: boolean;
      readonly happenedAt?: number;
    };

/** Kinds of things that open a lock; `other` for those of later firmware. */
export type CredentialKind = 'code' | 'card' | 'fingerprint' | 'palm' | 'face' | 'remote' | 'other';

/** The content of a webhook's body. */
export interface WebhookContent {
  /** `unknown`: a kind that this release does not know, or a body that it cannot read. */
  readonly kind: 'records' | Exclude<CloudHint['kind'], 'write-failed'> | 'unknown';
  /** The cloud's number of an unknown kind, if it is a number. */
  readonly number?: number;
  /** In the body's order. */
  readonly events: readonly LockEvent[];
  readonly hints: readonly CloudHint[];
  /** `size`: the body had more records than were read. `unreadable`: it may be about any lock. */
  readonly incomplete?: 'size' | 'unreadable';
}

/** JSON that is opaque to all but `sifely/` and stored sealed. */
export type CloudCredentials = Readonly<Record<string, unknown>>;

export interface CredentialStore {
  /** Names the account (or the sign-in session) for limits and single-flight renewal; safe to log. */
  readonly owner: string;
  /** As when the account was loaded. */
  readonly credentials: CloudCredentials;
  /** Returns the credentials that are stored now: another instance may have renewed them. `undefined` if the account is gone. */
  reload(): Promise<CloudCredentials | undefined>;
  /**
   * Stores renewed credentials durably; they are used only after this resolves. With `isOutdated`, only over stored ones for which
   * it is true: a sign-in may have stored newer ones.
   */
  save(renewed: CloudCredentials, isOutdated?: (stored: CloudCredentials) => boolean): Promise<void>;
}

/** The plan of an account at the cloud. */
export interface CloudPlan {
  /** As the cloud names it. */
  readonly name: string;
  /** Calls a month that it contains; absent if that is not known. */
  readonly monthlyCalls?: number;
}

export interface CloudSignIn {
  /** The {@link LockCloudProvider.userOf} the entered name; input of the identity's HMAC, otherwise stored sealed only. */
  readonly user: string;
  readonly credentials: CloudCredentials;
}

/** Opens a {@link LockCloud} per account: implemented once per vendor, chosen by `server.ts` and `index.ts`. */
export interface LockCloudProvider {
  /** `oauth` or `api-key`: part of an identity, because each has its own user names. */
  readonly profile: string;
  /** Returns the same for every spelling of a user name. Makes no call: such a user may not exist. */
  userOf(username: string): string;
  /** Exchanges a password for credentials. Rejects with `sign-in-refused` when they are wrong. */
  signIn(username: string, password: string, options?: CallOptions): Promise<CloudSignIn>;
  /** Returns the plan that the cloud named when these credentials were given; `undefined` if it named none. Makes no call. */
  planOf(credentials: CloudCredentials): CloudPlan | undefined;
  /** Returns the cloud as one account sees it. Makes no call. */
  open(credentialStore: CredentialStore): LockCloud;
  /** Reads a webhook's body; never throws. Drops names, passcodes and card numbers. `now` in ms since the epoch. */
  parseWebhook(body: string, now: number): WebhookContent;
  /** Calls `listener` with the owner of the credential store for every call that is sent, renewals and repeats included. */
  onCall(listener: (owner: string) => void): void;
}

/** Replaces what an account signs in with, for an owner whose key may be known to others. */
export interface KeyRoller {
  /** True if credentials have an API key that can be replaced. Makes no call. */
  hasKey(credentials: CloudCredentials): boolean;
  /**
   * Replaces the API key of an account and stores the new one; the old one ends at once, in every program that uses it. Rejects with
   * `not-supported` for an account without such a key, with `executed: 'unknown'` if the owner may have to sign in again.
   */
  rollKey(credentialStore: CredentialStore, options?: CallOptions): Promise<void>;
}
