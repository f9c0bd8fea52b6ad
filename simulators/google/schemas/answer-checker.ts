import type { ExecuteCommand, Intent, IntentRequest } from '../envelope.ts';
import type { SyncDevice } from './sync-answer.ts';

/** One intent and its response, which our own schemas accepted. */
export interface Exchange {
  readonly intent: Intent;
  readonly request: IntentRequest;
  /** The unchanged body of the response. */
  readonly answer: unknown;
  /** The devices of the newest SYNC (for SYNC, this one), by id. */
  readonly devices: ReadonlyMap<string, SyncDevice>;
  /** The commands of EXECUTE. */
  readonly commands?: readonly ExecuteCommand[];
}

/** Further checks of every response of a fulfillment. */
export interface AnswerChecker {
  /** Lists the faults, one sentence each. */
  check(exchange: Exchange): readonly string[];
  /** Lists the faults of a `reportStateAndNotification` body. */
  checkReport?(report: unknown, devices: ReadonlyMap<string, SyncDevice>): readonly string[];
}
