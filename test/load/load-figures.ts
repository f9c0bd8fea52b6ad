import type { SentCommand } from './operations.ts';

/** A home as the generator knows it. */
export interface LoadHome {
  readonly lockId: string;
  readonly accessToken: string;
  readonly refreshToken: string;
}

export type Kind = 'QUERY' | 'EXECUTE' | 'SYNC' | 'refresh';

/** Load for the generator to make. */
export interface LoadOrder {
  readonly url: string;
  readonly perSecond: number;
  readonly seconds: number;
  /** True for a server that answers a constant: the contents are not looked at. */
  readonly isPlain?: boolean;
}

/** Times are milliseconds from sending a request to its whole answer, of those that succeeded. */
export interface KindFigures {
  readonly answers: number;
  /** Requests that were answered 503. */
  readonly shed: number;
  /** Requests with any other failure: no answer in time, another status, a failed intent. */
  readonly errors: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

export interface LoadFigures {
  readonly requests: number;
  readonly kinds: Readonly<Record<string, KindFigures>>;
  /** The errors by kind, status and code. */
  readonly failures: Readonly<Record<string, number>>;
  readonly sent: readonly SentCommand[];
}

/** The delay of the event loop of the server, in milliseconds. */
export interface LoopDelay {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}
