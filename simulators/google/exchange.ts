/** A request of Google to the service, with its response; secrets included. Times are ms since the epoch. */
export interface Exchange {
  /** The Google user it was sent for; absent for a token request that a test sends. */
  readonly user?: string;
  /** `SYNC`, `QUERY`, `EXECUTE`, `DISCONNECT`, or `token` and `revoke` for the endpoints of OAuth. */
  readonly kind: string;
  readonly at: number;
  readonly endedAt: number;
  readonly request: unknown;
  /** Absent if there was no response. */
  readonly status?: number;
  /** The parsed JSON of the response, or its text. */
  readonly response?: unknown;
}

/** Gets every exchange when it has ended. */
export type ObserveExchange = (exchange: Exchange) => void;
