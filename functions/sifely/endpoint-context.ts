import type { Clock } from '../clock.ts';
import type { Logger } from '../logs/logger.ts';
import type { AccountCalls } from './account-calls.ts';

/** How long calls may take, in milliseconds. */
export interface SifelyTimeouts {
  /** Reads of Sifely's own data. */
  readonly readMs: number;
  /** The state of a lock, through its gateway. */
  readonly openStateMs: number;
  /** Lock and unlock, through the gateway. */
  readonly commandMs: number;
  /** Sign-in and renewal. */
  readonly loginMs: number;
}

/** What every endpoint function needs; "manager" is what Sifely's documentation calls a family of endpoints. */
export interface EndpointContext {
  readonly calls: AccountCalls;
  readonly owner: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly timeouts: SifelyTimeouts;
  /** What was learned of the server; shared by all accounts of a deployment. */
  readonly server: ServerQuirks;
}

/** Where deployments of Sifely differ, learned once and kept. */
export interface ServerQuirks {
  /** It asks for a `date` with every call. */
  wantsDate: boolean;
  /** `lock/detail` works by POST only. */
  detailByPost: boolean;
}
