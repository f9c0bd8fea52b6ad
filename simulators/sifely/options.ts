import type { Clock } from '../../functions/clock.ts';
import type { Random } from '../../functions/random.ts';
import type { Seed } from './world/seed/seed-schema.ts';
import type { Profile } from './world/world.ts';

/** Milliseconds: fixed, evenly spread between two bounds, or as {@link LogNormal}. */
export type Span = number | readonly [least: number, most: number] | LogNormal;

/** Mostly near the median, sometimes much longer, as times on a network are. */
export interface LogNormal {
  readonly median: number;
  /** Standard deviation of the logarithm: 0.5 puts nine of ten values within a factor of 2.3 of the median. */
  readonly sigma: number;
  /** Values outside are drawn again. */
  readonly within: readonly [least: number, most: number];
}

/** Durations, by the simulator's clock. */
export interface Timing {
  /** A gateway's round trip to the lock; the gateway is busy meanwhile, and the response comes afterwards. */
  readonly operationMs: Span;
  /** From the accepted command to the movement of the bolt. */
  readonly moveMs: Span;
  /** From the bolt's movement until `queryOpenState` reports it. Up to 20 s were observed. */
  readonly stateLagMs: Span;
  /** From the bolt's movement until its record is in the cloud and its webhook is sent. */
  readonly recordMs: Span;
  /** The cloud's wait for a gateway that does not answer, before HTTP 504. */
  readonly timeoutMs: Span;
}

/** Long enough to be noticed, short enough to play with. */
export const DEMO_TIMING: Timing = {
  operationMs: [600, 1200],
  moveMs: 700,
  stateLagMs: 1500,
  recordMs: 2500,
  timeoutMs: 8000,
};

/** As slow as observed with a real gateway and lock. */
export const REALISTIC_TIMING: Timing = {
  operationMs: [1000, 5000],
  moveMs: [500, 2000],
  stateLagMs: [0, 20_000],
  recordMs: [2000, 10_000],
  timeoutMs: 30_000,
};

/** How late the platform's documentation says that the cloud sees a gateway, and forgets what it hears. */
export const REALISTIC_PRESENCE = { presenceLagMs: [60_000, 480_000], relationMs: 1_800_000 } as const;

/** No delays: for tests. */
export const INSTANT_TIMING: Timing = { operationMs: 0, moveMs: 0, stateLagMs: 0, recordMs: 0, timeoutMs: 0 };

/** A client registered in Sifely's API Access. */
interface RegisteredClient {
  readonly clientId: string;
  /** Its secret, which only TTLock's dialect asks for. Default: any. */
  readonly clientSecret?: string;
  /** Allowed redirects of authorize. Default: any. */
  readonly redirectUris?: readonly string[];
}

export interface SimulatorOptions {
  /** Default: `demoSeed`. */
  readonly seed?: Seed;
  /** The clock of lags, expiry, auto-lock and records. */
  readonly clock?: Clock;
  readonly random?: Random;
  /** Default: 0, any free port. */
  readonly port?: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Default: both generations of Sifely's API, without TTLock's dialect. */
  readonly profiles?: readonly Profile[];
  /**
   * `bare` as documented, `wrapped` in `{code, message, data}`; or per endpoint, such as
   * `{ '/v3/lock/detail': 'wrapped' }`.
   */
  readonly replies?: ReplyStyle | Readonly<Record<string, ReplyStyle>>;
  /** The reply of the public login: wrapped as documented (default), or flat as reported of the real one. */
  readonly publicLogin?: 'wrapped' | 'flat';
  readonly messageKey?: 'msg' | 'message';
  /** Fields that pages omit, as some deployments do. */
  readonly omitFromPages?: readonly ('pageNo' | 'pageSize' | 'pages' | 'total')[];
  /** True to send `code` and `errcode` as strings of digits. */
  readonly codesAsStrings?: boolean;
  /** Lifetime of an access token in seconds. Default 7200; in TTLock's dialect 7776000. */
  readonly tokenSeconds?: number;
  /** True if a refresh replaces and revokes the refresh token. Default false. */
  readonly rotateRefreshToken?: boolean;
  /** Authentication failures of the oauth profile: HTTP 200 with code 401 (default), or HTTP 401. */
  readonly authFailure?: 'body' | 'status';
  /** The code of a refused sign-in at the oauth profile. Default 401; the platform's own is 10007. */
  readonly signInFailureCode?: number;
  /** `/system/smart/authorize` redirects (default), answers JSON, or does not exist. */
  readonly authorize?: 'redirect' | 'json' | 'absent';
  /** Clients that may sign in with the oauth or ttlock profile. Default: any. */
  readonly clients?: readonly RegisteredClient[];
  /** True if the logins of the oauth and ttlock profiles also accept the plain password. */
  readonly acceptPlainPassword?: boolean;
  /** The method of lock/detail: some deployments need POST. Default GET. */
  readonly detailMethod?: 'GET' | 'POST';
  /** A state read between a command and its visible effect: the old state (default), or HTTP 400. */
  readonly earlyRead?: 'stale' | 'bad-request';
  /** Auto-lock leaves no record (default), or one of these types. */
  readonly autoLockRecord?: 'none' | 45 | 47;
  /** True to require `date` within five minutes, as the platform does (80000). Default: in TTLock's dialect only. */
  readonly requireDate?: boolean;
  /** Calls per minute and account. Default: no limit. */
  readonly rate?: { readonly perMinute: number; readonly burst?: number; readonly retryAfter?: boolean };
  /** An exceeded plan or rate is an HTTP status (default), or in the body of HTTP 200. */
  readonly overLimit?: 'status' | 'body';
  /** The way to a lock in reach of several gateways that are online: the strongest one (default), or any. */
  readonly gatewayChoice?: 'strongest' | 'random';
  /** True if lists of a lock's contents may omit `pageNo` and `pageSize` (1 and 20 then). Default false: HTTP 500. */
  readonly pagesOptional?: boolean;
  /** Ms by which `isOnline` of a gateway is late; the platform documents up to eight minutes. Default 0. */
  readonly presenceLagMs?: Span;
  /**
   * Ms for which the cloud remembers which locks a gateway hears, once it is offline: then the lists of both are without the
   * other. The platform documents half an hour. Default: without end.
   */
  readonly relationMs?: number;
  /** Calls that only the documentation of the platform names, and clients use on Sifely: present (default), or HTTP 404. */
  readonly platformExtras?: 'present' | 'absent';
  /** A change or deletion of a passcode that does not exist: success (default, as reported), or -2009. */
  readonly unknownPasscode?: 'success' | 'refused';
  /** True to hide the digits of passcodes in their list. Default: they are shown. */
  readonly passcodesHidden?: boolean;
  /** True to accept a permanent passcode without dates. Default: in TTLock's dialect only; otherwise HTTP 500, as observed. */
  readonly permanentWithoutDates?: boolean;
  readonly timing?: Partial<Timing>;
  /** Calls, collisions and issued tokens that are remembered, of each the newest; a demo that runs for days must not grow. Default: all. */
  readonly maxRemembered?: number;
  /** The file that keeps bolts, tokens and records across a restart or `kill -9`. */
  readonly stateFile?: string;
}

export type ReplyStyle = 'bare' | 'wrapped';
