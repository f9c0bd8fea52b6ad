import type { ExecuteCommand, Intent, IntentRequest } from '../envelope.ts';
import type { SyncDevice } from './sync-answer.ts';

/** One intent and its answer, after our own schemas found nothing wrong with it. */
export interface Exchange {
  readonly intent: Intent;
  readonly request: IntentRequest;
  /** The body of the answer as it came. */
  readonly answer: unknown;
  /** By id: the devices that the newest SYNC told of (for SYNC, this one). */
  readonly devices: ReadonlyMap<string, SyncDevice>;
  /** What EXECUTE asked for. */
  readonly commands?: readonly ExecuteCommand[];
}

/** Further validation of every answer that a fulfillment gives. */
export interface AnswerChecker {
  /** What is wrong, one sentence each; empty when nothing is. */
  check(exchange: Exchange): readonly string[];
  /** What is wrong with the body of a `reportStateAndNotification` call. */
  checkReport?(report: unknown, devices: ReadonlyMap<string, SyncDevice>): readonly string[];
}
