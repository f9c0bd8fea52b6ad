import type { Plan, Webhook } from './seed-schema.ts';

/**
 * Everything a simulator knows, as plain data: it can be written to a file at any moment and read back. Times are ms
 * since the epoch.
 */
export interface World {
  /** Of the seed it grew from. */
  readonly seedHash: string;
  nextId: number;
  readonly accounts: Map<string, AccountState>;
  readonly gateways: Map<string, GatewayState>;
  readonly locks: Map<string, LockState>;
  keys: EKey[];
  readonly groups: { readonly groupId: number; readonly owner: string; readonly name: string }[];
  readonly accessTokens: Map<string, { readonly username: string; expiresAt: number }>;
  readonly refreshTokens: Map<string, { readonly username: string; readonly clientId: string }>;
  readonly codes: Map<
    string,
    { readonly username: string; readonly clientId: string; readonly expiresAt: number }
  >;
  /** What is going to happen, in no order. */
  pending: WorldEvent[];
}

export type Profile = 'oauth' | 'api-key';
export type Position = 'locked' | 'unlocked';

/** A Sifely account. */
export interface AccountState {
  readonly username: string;
  password: string;
  readonly profiles: readonly Profile[];
  plan: Plan;
  webhook?: Webhook;
  /** `cli_…` */
  readonly clientId: string;
  /** `sk-…` */
  apiKey: string;
  /** Calls of one calendar month, named like `2026-11`. */
  used: { month: string; calls: number };
}

/** A Bluetooth gateway. */
export interface GatewayState {
  readonly gatewayId: number;
  readonly name: string;
  readonly mac: string;
  readonly network: string;
  online: boolean;
  /** Someone else's operation keeps it busy until this is switched off. */
  busy: boolean;
  /** Operations run into the cloud's own time limit: HTTP 504, the bolt stays. */
  timesOut: boolean;
}

/** A lock: what it is, how it is set, and where its bolt is. */
export interface LockState {
  readonly lockId: number;
  name: string;
  modelName: string;
  readonly mac: string;
  readonly utcOffsetMinutes: number;
  readonly owner: string;
  readonly initialisedAt: number;
  battery: number;
  hasGateway: boolean;
  gatewayIds: number[];
  wifi: boolean;
  /** Whether it answers its gateway, or its Wi-Fi. */
  online: boolean;
  autoLockSeconds: number;
  passageMode: boolean;
  frozen: boolean;
  features: { remoteLock: boolean; remoteUnlock: boolean; openState: boolean };
  /** Physical truth. */
  bolt: Position;
  /** What `queryOpenState` says: follows the bolt with a lag. */
  shown: Position | 'unknown';
  /** Counts the bolt's movements, so that a late event does not undo a newer one. */
  movement: number;
  shownMovement: number;
  /** Newest last. */
  readonly records: CloudRecord[];
  /** Events the lock could not deliver yet: no gateway in reach. */
  unsent: LockEvent[];
  readonly passcodes: readonly Credential[];
  readonly cards: readonly Credential[];
  readonly fingerprints: readonly Credential[];
}

/** A keypad code, card or fingerprint. `secret` is its digits or card number. */
export interface Credential {
  readonly id: number;
  readonly name: string;
  readonly secret: string;
  readonly createdAt: number;
}

/** A key in the phone of an account: of the owner, or given to someone. */
export interface EKey {
  readonly keyId: number;
  readonly lockId: number;
  readonly username: string;
  readonly sender: string;
  readonly keyName: string;
  /** The owner's own key. */
  readonly admin: boolean;
  readonly keyRight: 0 | 1;
  keyStatus: string;
  startDate: number;
  endDate: number;
  remoteEnable: boolean;
  readonly remarks: string;
  readonly sentAt: number;
  readonly groupId?: number;
}

/** What a lock remembers of something that happened at it. */
export interface LockEvent {
  readonly recordType: number;
  readonly recordTypeFromLock?: number;
  readonly success: 0 | 1;
  readonly username?: string;
  readonly keyboardPwd?: string;
  readonly lockDate: number;
  /** Not to be told in the record: some locks leave the battery out. */
  readonly omitBattery?: boolean;
}

/** A {@link LockEvent} that has reached the cloud. */
export interface CloudRecord extends LockEvent {
  readonly recordId: number;
  readonly serverDate: number;
  readonly battery: number;
}

/** Who or what moves a bolt: becomes its record. `undefined` moves it without a record. */
export type Cause = Omit<LockEvent, 'lockDate' | 'success'>;

/** Something that is going to happen. */
export type WorldEvent = { readonly at: number; readonly lockId: string } & (
  | { readonly kind: 'move'; readonly to: Position; readonly cause?: Cause }
  | { readonly kind: 'show'; readonly to: Position; readonly movement: number }
  | { readonly kind: 'auto-lock'; readonly movement: number }
  | { readonly kind: 'upload'; readonly event: LockEvent }
);
