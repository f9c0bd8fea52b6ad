import type { CallOptions } from '../locks/lock-cloud.ts';

/** The hours of days of the week at which a lock stays open. */
export interface OpenHours {
  /** 1 for Monday to 7 for Sunday, by the lock's own zone. */
  readonly days: readonly number[];
  /** Minutes of the day; absent for the whole day. */
  readonly hours?: { readonly from: number; readonly until: number };
}

/** Passage mode: when a lock that was opened does not lock itself. */
export interface PassageMode {
  readonly isOn: boolean;
  /** At most five; empty if it is off. */
  readonly openHours: readonly OpenHours[];
  /** True if the lock opens by itself when a period begins. */
  readonly opensItself?: boolean;
}

/** Settings of locks. Each method rejects with `not-supported` if the cloud does not offer it. */
export interface SettingCloud {
  passageMode(lockId: string, options?: CallOptions): Promise<PassageMode>;
  /** Sets the passage mode through the gateway. */
  setPassageMode(lockId: string, mode: PassageMode, options?: CallOptions): Promise<void>;
  /** Sets after how many seconds a lock locks itself, through the gateway; 0 is never. */
  setAutoLock(lockId: string, seconds: number, options?: CallOptions): Promise<void>;
}

/** A movement of a door, by its sensor. */
export interface DoorRecord {
  readonly id?: string;
  /** Ms since the epoch by the lock's clock. */
  readonly at: number;
  readonly isOpen: boolean;
}

/** The most records of a door's sensor that are read. As many are returned only if older ones may be missing. */
export const MAX_DOOR_RECORDS = 500;

/** The sensors of doors. */
export interface DoorCloud {
  /**
   * Returns the movements of a door since a time (ms since the epoch), newest first; at most the newest 500 that the cloud sends.
   */
  records(lockId: string, since: number, options?: CallOptions): Promise<DoorRecord[]>;
}

/** The signal between a gateway and a lock. */
export interface Signal {
  /** dBm; closer to 0 is stronger. See `signalStrength`. */
  readonly signal?: number;
  /** When the signal was measured, ms since the epoch. */
  readonly measuredAt?: number;
}

/** A lock as one gateway hears it. */
export interface HeardLock extends Signal {
  readonly lockId: string;
  readonly name?: string;
}

/** A gateway that hears a lock. */
export interface HearingGateway extends Signal {
  readonly gatewayId: string;
  readonly name?: string;
}

/** A gateway as the cloud describes it. */
export interface GatewayDetail {
  readonly name?: string;
  readonly model?: string;
  /** The name of the Wi-Fi that it uses. */
  readonly network?: string;
  /** The number of locks that it hears, by the cloud's own count. */
  readonly locks?: number;
  /** The cloud's flag, which may be eight minutes late. */
  readonly isOnline?: boolean;
}

/** The gateways of locks. */
export interface GatewayCloud {
  /** Returns one gateway. Rejects with `gateway-missing` for one that the account does not own. */
  detail(gatewayId: string, options?: CallOptions): Promise<GatewayDetail>;
  /** Returns the gateways that hear a lock, strongest first; the cloud remembers them for half an hour. */
  hearing(lockId: string, options?: CallOptions): Promise<HearingGateway[]>;
  /** Returns the locks that a gateway hears, strongest first; the cloud remembers them for half an hour. */
  locks(gatewayId: string, options?: CallOptions): Promise<HeardLock[]>;
}

/** A group of locks; owners use groups as rooms or buildings. */
export interface LockGroup {
  readonly id: string;
  readonly name: string;
}

/** The groups of the account. */
export interface GroupCloud {
  list(options?: CallOptions): Promise<LockGroup[]>;
}
