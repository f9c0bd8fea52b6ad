import type { Clock } from '../clock.ts';
import type { Logger } from '../logs/logger.ts';
import type { AccountCalls } from './account-calls.ts';

/** Timeouts of calls, in milliseconds. */
export interface SifelyTimeouts {
  readonly readMs: number;
  /** Through the gateway, as `commandMs`. */
  readonly openStateMs: number;
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
  wantsDate: boolean;
  /** `lock/detail` works only by POST. */
  detailByPost: boolean;
  /** `keyboardPwd/get` works only by GET. */
  generatorByGet: boolean;
  /** Optional endpoints that the deployment does not have, with the time (ms since the epoch) until which that is believed. */
  readonly missing: Map<string, number>;
}
