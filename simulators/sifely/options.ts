import type { Clock } from '../../functions/clock.ts';
import type { Random } from '../../functions/random.ts';
import type { Seed } from './world/seed-schema.ts';
import type { Profile } from './world/world.ts';

/** Milliseconds: fixed, or evenly spread between two bounds. */
export type Span = number | readonly [least: number, most: number];

/** How long things take, by the simulator's clock. */
export interface Timing {
  /** A gateway's way to the lock and back; it is busy meanwhile. The answer comes after it. */
  readonly operationMs: Span;
  /** From the accepted command until the bolt has moved. */
  readonly moveMs: Span;
  /** From the bolt's movement until `queryOpenState` tells it. Up to 20 s have been seen. */
  readonly stateLagMs: Span;
  /** From the bolt's movement until its record is in the cloud and its webhook is sent. */
  readonly recordMs: Span;
  /** How long the cloud waits for a gateway that does not answer, before HTTP 504. */
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

/** As slow as a real gateway and lock have been seen. */
export const REALISTIC_TIMING: Timing = {
  operationMs: [1000, 5000],
  moveMs: [500, 2000],
  stateLagMs: [0, 20_000],
  recordMs: [2000, 10_000],
  timeoutMs: 30_000,
};

/** Everything at once: for tests. */
export const INSTANT_TIMING: Timing = { operationMs: 0, moveMs: 0, stateLagMs: 0, recordMs: 0, timeoutMs: 0 };

/** A client registered in Sifely's API Access. */
interface RegisteredClient {
  readonly clientId: string;
  /** Where authorize may redirect to; anywhere when left out. */
  readonly redirectUris?: readonly string[];
}

/** What a simulator is told at its start. */
export interface SimulatorOptions {
  /** What there is. Default: `demoSeed`. */
  readonly seed?: Seed;
  /** Rules all times: lags, expiry, auto-lock, records. */
  readonly clock?: Clock;
  readonly random?: Random;
  /** 0 (the default) takes a free one. */
  readonly port?: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Default both. */
  readonly profiles?: readonly Profile[];
  /**
   * `bare` as documented, `wrapped` in `{code, message, data}`; or by endpoint, such as
   * `{ '/v3/lock/detail': 'wrapped' }`.
   */
  readonly replies?: ReplyStyle | Readonly<Record<string, ReplyStyle>>;
  /** The public login answers wrapped as documented (default) or flat as the real one is said to. */
  readonly publicLogin?: 'wrapped' | 'flat';
  readonly messageKey?: 'msg' | 'message';
  /** Fields that pages leave out, as some deployments do. */
  readonly omitFromPages?: readonly ('pageNo' | 'pageSize' | 'pages' | 'total')[];
  /** `code` and `errcode` as strings of digits. */
  readonly codesAsStrings?: boolean;
  /** Life of an access token in seconds. Default 7200. */
  readonly tokenSeconds?: number;
  /** Whether a refresh replaces the refresh token (the old one is then dead). Default false. */
  readonly rotateRefreshToken?: boolean;
  /** Authentication failures of the oauth profile as HTTP 200 with code 401 (default), or as HTTP 401. */
  readonly authFailure?: 'body' | 'status';
  /** The code of a refused sign-in at the oauth profile. Default 401; the platform's own is 10007. */
  readonly signInFailureCode?: number;
  /** `/system/smart/authorize` redirects (default), answers JSON, or does not exist. */
  readonly authorize?: 'redirect' | 'json' | 'absent';
  /** Clients that may sign in at the oauth profile; any when left out. */
  readonly clients?: readonly RegisteredClient[];
  /** The oauth profile's login takes the password as typed, too. */
  readonly acceptPlainPassword?: boolean;
  /** The method of lock/detail: some deployments want POST. Default GET. */
  readonly detailMethod?: 'GET' | 'POST';
  /** A state read between a command and its visible effect: the old state (default), or HTTP 400. */
  readonly earlyRead?: 'stale' | 'bad-request';
  /** Auto-lock leaves no record (default), or one of these types. */
  readonly autoLockRecord?: 'none' | 45 | 47;
  /** Demands `date` within five minutes, as the platform does (80000). Default false. */
  readonly requireDate?: boolean;
  /** Calls per minute and account; off when left out. */
  readonly rate?: { readonly perMinute: number; readonly burst?: number; readonly retryAfter?: boolean };
  /** What goes over a plan or rate is told by HTTP status (default), or in the body of HTTP 200. */
  readonly overLimit?: 'status' | 'body';
  /** The way to a lock in reach of several gateways that are online: the strongest one (default), or any. */
  readonly gatewayChoice?: 'strongest' | 'random';
  readonly timing?: Partial<Timing>;
  /** Where bolts, tokens and records outlive a restart or `kill -9`. */
  readonly stateFile?: string;
}

export type ReplyStyle = 'bare' | 'wrapped';
