/** A keypad code in the cloud's list. */
export interface Passcode extends KeypadCode {
  readonly id: number;
  readonly createdAt: number;
  /** 1 normal; others while a write waits (4, 6, 8) or after it failed (5, 7, 9). */
  status: number;
  readonly sender: string;
}

/** A keypad code in a lock. `secret` is its digits; 0 as `endDate` has no end. */
export interface KeypadCode {
  name: string;
  secret: string;
  /** 1 one-time, 2 permanent, 3 period, 4 erases all others, 5 weekend, 6 daily, 7 workday, 8 to 14 Monday to Sunday. */
  readonly type: number;
  /** True if a person chose the digits; false if they were generated, and need no gateway. */
  readonly custom: boolean;
  startDate: number;
  endDate: number;
  /** The first use, by the lock's clock. */
  usedAt?: number;
  /** The lock's minutes east of UTC when its hours were written: a clock that is set moves them with it. */
  hoursOffsetMinutes?: number;
}

/** A card or fingerprint. `secret` is its number; 0 as `endDate` has no end. */
export interface Token {
  readonly id: number;
  readonly name: string;
  readonly secret: string;
  readonly createdAt: number;
  readonly sender: string;
  /** 1 normal, 4 recurring. */
  readonly type: number;
  startDate: number;
  endDate: number;
  /** Empty unless it recurs. */
  readonly cyclicConfig: readonly CyclicPeriod[];
  /** 4 while it waits for its lock to wake, 5 after the lock refused it; absent for a normal one. */
  status?: number;
}

/** Hours of one day of the week, 1 for Monday to 7 for Sunday, in minutes of the day of the lock's zone. */
export interface CyclicPeriod {
  readonly weekDay: number;
  readonly startTime: number;
  readonly endTime: number;
}
