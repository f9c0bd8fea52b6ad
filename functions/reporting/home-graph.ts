/**
 * `not-found`: not linked (yet), or no such device. `refused`: 400. `forbidden`: 401, 403, no credentials. `quota`: 429.
 * `unavailable`: Google or the network failed; it is unknown if the call was carried out. `put-off`: not sent, because too many calls
 * wait or Google takes none.
 */
export type HomeGraphOutcome =
  | 'ok'
  | 'not-found'
  | 'refused'
  | 'forbidden'
  | 'quota'
  | 'unavailable'
  | 'put-off';

/** `prompt`: a person may wait for what the call says. `upkeep`: nobody does; it yields to the others. */
export type CallPriority = 'prompt' | 'upkeep';

export interface HomeGraphResult {
  readonly outcome: HomeGraphOutcome;
  /** HTTP status; `undefined` without a response. */
  readonly status?: number;
  readonly detail?: string;
  /** Google's own word for a failure, such as `SERVICE_DISABLED`, if it gives one. */
  readonly reason?: string;
}

export interface HomeGraphQueryResult extends HomeGraphResult {
  /** The states that Google has, by device id, of the devices it knows; only if the outcome is `ok`. */
  readonly states?: Readonly<Record<string, object>>;
}

/** A body of `devices:reportStateAndNotification` (HomeGraph API v1). */
export interface ReportRequest {
  readonly requestId: string;
  /** Required with notifications. */
  readonly eventId?: string;
  readonly agentUserId: string;
  readonly payload: {
    readonly devices: {
      readonly states?: Readonly<Record<string, object>>;
      readonly notifications?: Readonly<Record<string, object>>;
    };
  };
}

/** The port of the HomeGraph API. Its promises never reject: failures are values. All calls but reports are upkeep. */
export interface HomeGraph {
  /** Default of `priority`: `prompt`. */
  report(request: ReportRequest, priority?: CallPriority): Promise<HomeGraphResult>;
  /** Reads the states that Google has of some devices. Google answers `not-found` for all of them if it does not know one. */
  query(agentUserId: string, deviceIds: readonly string[]): Promise<HomeGraphQueryResult>;
  /** Asks Google to send a SYNC later (`async`): success means that Google took the request, not that the SYNC succeeded. */
  requestSync(agentUserId: string): Promise<HomeGraphResult>;
  /** Unlinks all Google users of an account and deletes their devices at Google. */
  unlink(agentUserId: string): Promise<HomeGraphResult>;
}
