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

/** The sensors of doors. */
export interface DoorCloud {
  /**
   * Returns the movements of a door since a time (ms since the epoch), newest first; at most the newest 500 that the cloud sends.
   */
  records(lockId: string, since: number, options?: CallOptions): Promise<DoorRecord[]>;
}

/** A lock as one gateway hears it. */
export interface HeardLock {
  readonly lockId: string;
  readonly name?: string;
  /** dBm; closer to 0 is stronger: above -75 strong, below -85 weak. */
  readonly signal?: number;
  /** When the signal was measured, ms since the epoch. */
  readonly measuredAt?: number;
}

/** The gateways of locks. */
export interface GatewayCloud {
  /** Returns the locks that a gateway hears, strongest first; the cloud remembers them for half an hour. */
  locks(gatewayId: string, options?: CallOptions): Promise<HeardLock[]>;
}
