import type { Clock } from '../clock.ts';
import type { Logger } from '../logs/logger.ts';
import type { AccountCalls } from './account-calls.ts';

/** Timeouts of calls, in milliseconds. */
export interface SifelyTimeouts {
  /** Reads of data that Sifely stores. */
  readonly readMs: number;
  /** The state of a lock, through its gateway. */
  readonly openStateMs: number;
  /** Lock and unlock, through the gateway. */
  readonly commandMs: number;
  /** Sign-in and renewal. */
  readonly loginMs: number;
}

/** The dependencies of every endpoint function, for one account. */
export interface EndpointContext {
  readonly calls: AccountCalls;
  readonly owner: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly timeouts: SifelyTimeouts;
  /** Shared by all accounts of a deployment. */
  readonly server: ServerQuirks;
}

/** Differences between deployments of Sifely, remembered once detected. */
export interface ServerQuirks {
  /** The server wants a `date` with every call. */
  wantsDate: boolean;
  /** `lock/detail` works only by POST. */
  detailByPost: boolean;
}
