import type { KeypadCode, Passcode, Token } from './contents.ts';
import type { Plan, Webhook } from './seed/seed-schema.ts';

/**
 * The whole state of a simulator as plain data: it can be written to a file at any time. Times are ms since the epoch.
 */
export interface World {
  /** The hash of its seed. */
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
  /** Future events, in no order. */
  pending: WorldEvent[];
}

/** The generations of Sifely's API. */
export type Generation = 'oauth' | 'api-key';
/** Fronts of the cloud: Sifely's generations, and the dialect of TTLock, the platform under Sifely. */
export type Profile = Generation | 'ttlock';
export type Position = 'locked' | 'unlocked';

/** A Sifely account. */
export interface AccountState {
  readonly username: string;
  password: string;
  /** The password's MD5, if only that is known: a TTLock client registered the account. */
  passwordHash?: string;
  /** Its number at the platform. */
  readonly uid: number;
  /** The generations of Sifely's API that it can use. TTLock's dialect is open to every account. */
  readonly profiles: readonly Generation[];
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
  /** 1 and 2 by Wi-Fi, 3 by wire, 4 by mobile network; absent for 2. */
  readonly version?: number;
  /** The account that set it up; absent for the owners of the locks in its reach. */
  readonly owner?: string;
  /** When it last came or went; absent if it never did. */
  changedAt?: number;
  /** The state that the cloud shows until `shownAt`, since its presence is seen late. */
  shown?: boolean;
  shownAt?: number;
  /** True: busy with another user's operation. */
  busy: boolean;
  /** True: operations run into the cloud's time limit (HTTP 504), and the bolt stays. */
  timesOut: boolean;
}

/** A lock: its facts, its settings and its bolt. */
export interface LockState {
  readonly lockId: number;
  name: string;
  modelName: string;
  readonly mac: string;
  utcOffsetMinutes: number;
  readonly owner: string;
  readonly initialisedAt: number;
  battery: number;
  /** How far its clock is ahead in ms, negative if it is behind; absent if it is right. */
  clockOffsetMs?: number;
  hasGateway: boolean;
  gatewayIds: number[];
  /** Signal strengths in dBm by gateway; a gateway that is absent gets one by its place in `gatewayIds`. */
  signal?: Readonly<Record<string, number>>;
  wifi: boolean;
  /** True if it answers its gateway, or is on its Wi-Fi. */
  online: boolean;
  /** True if a Wi-Fi lock was never told its network (-3034). */
  withoutNetwork?: boolean;
  /** True while a Wi-Fi lock saves power: only writes that wait for it are taken. */
  asleep?: boolean;
  autoLockSeconds: number;
  passageMode: boolean;
  /** The times of its passage mode; absent for all times. */
  passage?: Passage;
  /** Settings that were stored by Bluetooth: the cloud lists them, and the lock does not have them. */
  listed?: {
    autoLockSeconds?: number;
    passageMode?: boolean;
    passage?: Passage;
    settings?: Readonly<Record<number, number>>;
  };
  /** Counts the changes of its passage mode, so that an opening that was planned before does not happen. */
  passageChanges?: number;
  frozen: boolean;
  features: { remoteLock: boolean; remoteUnlock: boolean; openState: boolean };
  /** The physical position. */
  bolt: Position;
  /** The state in `queryOpenState`, which follows the bolt with a lag. */
  shown: Position | 'unknown';
  /** Counts the bolt's movements, so that a late event does not undo a newer one. */
  movement: number;
  shownMovement: number;
  /** Newest last. */
  readonly records: CloudRecord[];
  /** Undelivered events: no gateway in reach. */
  unsent: LockEvent[];
  /** The keypad codes in the cloud's list. The lock itself knows only {@link keypad}. */
  passcodes: Passcode[];
  /** The codes in the lock: whether digits open it depends on nothing else. */
  keypad: KeypadCode[];
  /** Generated codes for certain hours that were fetched, deleted ones too: `type start end`. */
  fetchedPasscodes: string[];
  /** The number of custom codes that fit; absent for the usual 250. */
  passcodeCapacity?: number;
  /** The generation of its codes; absent for 4, the only one with custom codes. */
  passcodeVersion?: number;
  /** The cards in the cloud's list, and those in the lock, which alone open it. */
  cards: Token[];
  cardsInLock: Token[];
  /** The number of cards that fit; absent for the usual 1,000. */
  cardCapacity?: number;
  /** The fingerprints in the cloud's list, and those in the lock where they differ. */
  fingerprints: readonly Token[];
  fingersInLock?: readonly Token[];
  /** The sensor of its door, and how often it was opened or closed; absent if there is none. */
  doorSensor?: { open: boolean; battery: number; swings?: number };
  /** Values of the settings of `lock/updateSetting`, by their type. */
  settings?: Readonly<Record<number, number>>;
}

/** The times at which a lock stays unlocked. */
export interface Passage {
  /** True if the lock opens by itself when a period begins. */
  readonly autoUnlock: boolean;
  readonly periods: readonly {
    readonly isAllDay: boolean;
    /** Minutes of the day of the lock's zone. */
    readonly startTime: number;
    readonly endTime: number;
    /** 1 is Monday, 7 Sunday. */
    readonly weekDays: readonly number[];
  }[];
}

/** A key in the phone of an account: the owner's, or a shared one. */
export interface EKey {
  readonly keyId: number;
  readonly lockId: number;
  readonly username: string;
  readonly sender: string;
  readonly keyName: string;
  /** The owner's own key. */
  readonly admin: boolean;
  keyRight: 0 | 1;
  /** 110401 normal, 110402 not accepted yet, 110405 frozen. */
  keyStatus: string;
  startDate: number;
  /** 0 is no end, 1 a key that opens once. Of a recurring key these two carry the hours of the day. */
  endDate: number;
  /** The use of a key that opens once. */
  usedAt?: number;
  /** Days of a recurring key, from 1 for Sunday, and its first and last moment. */
  readonly recurs?: {
    readonly weekDays: readonly number[];
    readonly startDay: number;
    readonly endDay: number;
  };
  remoteEnable: boolean;
  readonly remarks: string;
  readonly sentAt: number;
  readonly groupId?: number;
}

/** An event in a lock's memory. */
export interface LockEvent {
  readonly recordType: number;
  readonly recordTypeFromLock?: number;
  readonly success: 0 | 1;
  readonly username?: string;
  readonly keyboardPwd?: string;
  readonly lockDate: number;
  /** When it really happened, where the lock's clock says something else. */
  readonly at?: number;
  /** True to omit the battery from the record, as some locks do. */
  readonly omitBattery?: boolean;
}

/** A {@link LockEvent} that has reached the cloud. */
export interface CloudRecord extends LockEvent {
  readonly recordId: number;
  readonly serverDate: number;
  readonly battery: number;
}

/** The cause of a movement, which becomes its record. `undefined` moves the bolt without a record. */
export type Cause = Omit<LockEvent, 'lockDate' | 'success' | 'at'>;

/** A future event. */
export type WorldEvent = { readonly at: number; readonly lockId: string } & (
  | { readonly kind: 'move'; readonly to: Position; readonly cause?: Cause }
  | { readonly kind: 'show'; readonly to: Position; readonly movement: number }
  | { readonly kind: 'auto-lock'; readonly movement: number }
  | { readonly kind: 'upload'; readonly event: LockEvent }
  | { readonly kind: 'passage'; readonly change: number }
  | { readonly kind: 'door-warning'; readonly swing: number }
);
