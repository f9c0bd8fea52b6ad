import type { Clock } from '../../functions/clock.ts';
import type { Entropy } from '../../functions/entropy.ts';
import type { AnswerChecker } from './answer-checker.ts';
import type { HomeGraph } from './home-graph.ts';
import type { TokenClient } from './token-client.ts';

/** What all users of one simulator share. */
export interface GoogleSide {
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly fulfillmentUrl: string;
  readonly authorizeUrl: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly pkce: boolean;
  readonly tokens: TokenClient;
  readonly homegraph: HomeGraph;
  readonly checker: AnswerChecker | undefined;
  /** Called after every change of a link. */
  readonly changed: () => void;
}
