import type { Trace } from '../logs/trace.ts';

/**
 * The port to the cloud that owns the locks. `sifely/` implements it; nothing here or above knows its endpoints.
 * Every method rejects with `CloudFailureError`.
 */
export interface LockCloud {
  /** All locks of the account, owned and shared, each once, ordered by id. */
  list(options?: CallOptions): Promise<CloudLock[]>;
  /** Asks the lock itself, through its gateway: seconds, battery, one at a time per gateway. */
  openState(lockId: string, options?: CallOptions): Promise<BoltState>;
  /** Moves the bolt. Resolves when the gateway accepted the command; the bolt may not have moved yet. */
  operate(lockId: string, action: LockAction, options?: CallOptions): Promise<void>;
  /** What happened to a lock since a moment, newest first. A cloud read: works while the gateway is offline. */
  records(lockId: string, since: number, options?: CallOptions): Promise<LockRecord[]>;
  /** Slowly changing facts of one lock. A cloud read. */
  detail(lockId: string, options?: CallOptions): Promise<CloudLockDetail>;
  /** Ids of the gateways that reach a lock, strongest first; empty when the cloud will not say. */
  gateways(lockId: string, options?: CallOptions): Promise<string[]>;
}

/** How one call is made. */
export interface CallOptions {
  /** Aborting gives up waiting; a command that was sent stays sent. */
  readonly signal?: AbortSignal;
  /**
   * Ms since the epoch. A call that could not be put on the wire by then, because others of its account go first
   * or credentials had to be renewed, is never sent and rejects with `executed: 'no'`.
   */
  readonly sendBy?: number;
  /** Which calls go first where an account's calls are limited. `read` when left out. */
  readonly priority?: 'command' | 'read' | 'background';
  /** Where the call's time and outcome are accounted. */
  readonly trace?: Trace;
  /**
   * Runs each exchange with the cloud, when others must not be asked meanwhile. What comes before (the account's limit,
   * credentials, pauses) is waited for outside: nobody waits behind a call that waits itself. What it rejects with on its own
   * is passed on.
   */
  readonly inLane?: InLane;
}

/** Runs an exchange in its turn, and answers what it answers. */
export type InLane = <T>(exchange: () => Promise<T>) => Promise<T>;

export type LockAction = 'lock' | 'unlock';

/** Where the bolt is. `unknown` is said when it is not known, never guessed. */
export type BoltState = 'locked' | 'unlocked' | 'unknown';

/** Whether Google can operate a lock, and if not, why; pages have a sentence for each. */
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
  /** What its owner calls it; never empty. */
  readonly name: string;
  /** The vendor's model or Bluetooth name, such as `M102_ed8e8d`. */
  readonly modelName?: string;
  /** The group it is in; owners use groups as rooms or buildings. */
  readonly groupName?: string;
  /** Percent, 0 to 100. */
  readonly battery?: number;
  readonly connection: 'gateway' | 'wifi' | 'none';
  /** Said by some replies only. */
  readonly online?: boolean;
  readonly operability: Operability;
  /** While passage mode is on the lock does not lock itself. */
  readonly passageMode?: boolean;
  /** Whether the account owns it or was given a key. */
  readonly owned: boolean;
}

/** Facts of one lock that change rarely. */
export interface CloudLockDetail {
  readonly model?: string;
  readonly hardwareVersion?: string;
  readonly firmwareVersion?: string;
  readonly battery?: number;
  /** Seconds after an unlock until the lock locks itself; absent when it never does. */
  readonly autoLockSeconds?: number;
  readonly passageMode?: boolean;
}

/** Something that happened at the lock. */
export interface LockRecord {
  /** Unique where the cloud says so; otherwise absent. */
  readonly recordId?: string;
  /** Ms since the epoch by the lock's clock, never later than `receivedAt`. */
  readonly happenedAt: number;
  /** Ms since the epoch when the cloud learned it. */
  readonly receivedAt: number;
  readonly type: number;
  /** What it did to the bolt; `none` for failures and other events, `read` when the lock must be asked. */
  readonly effect: 'locked' | 'unlocked' | 'none' | 'read';
  readonly battery?: number;
}

/** A record with the lock that it is of, as a webhook tells it. */
export interface LockEvent extends LockRecord {
  readonly lockId: string;
}

/** Opaque to all but `sifely/`: JSON that is stored sealed. */
export type CloudCredentials = Readonly<Record<string, unknown>>;

/** Where the credentials of one account live between calls. */
export interface CredentialKeeper {
  /** Names the account (or the sign-in session) for limits and single-flight renewal; safe to log. */
  readonly owner: string;
  /** As they were when the account was read. */
  readonly credentials: CloudCredentials;
  /** As they are stored now: another instance may have renewed them. `undefined` when the account is gone. */
  reload(): Promise<CloudCredentials | undefined>;
  /** Stores renewed credentials durably; they are used only after this resolves. */
  save(renewed: CloudCredentials): Promise<void>;
}

/** A person's sign-in at the lock cloud. */
export interface CloudSignIn {
  /** {@link LockCloudProvider.userOf} the name that was given; input of the identity's HMAC, otherwise stored sealed only. */
  readonly user: string;
  readonly credentials: CloudCredentials;
}

/** How the product gets a {@link LockCloud}: implemented once per vendor, wired by `server.ts` and `index.ts`. */
export interface LockCloudProvider {
  /** `oauth` or `api-key`: part of an identity, because each has its own user names. */
  readonly profile: string;
  /** The same for the same person, however the name is spelt. Asks nobody, so it can be anybody's or nobody's name. */
  userOf(username: string): string;
  /** Exchanges a password for credentials. Rejects with `sign-in-refused` when they are wrong. */
  signIn(username: string, password: string, options?: CallOptions): Promise<CloudSignIn>;
  /** The cloud as one account sees it. Makes no call by itself. */
  open(keeper: CredentialKeeper): LockCloud;
  /**
   * What the body of a webhook tells, in its order; nothing of a body that cannot be read. Names, passcodes and card
   * numbers are dropped. `now` in ms since the epoch.
   */
  parseWebhook?(body: string, now: number): LockEvent[];
  /** Has `listener` called with the keeper's owner for every call that is put on the wire, renewals and repeats included. */
  onCall?(listener: (owner: string) => void): void;
}
