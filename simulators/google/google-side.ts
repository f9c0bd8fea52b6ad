import type { Clock } from '../../functions/clock.ts';
import type { Random } from '../../functions/random.ts';
import type { ObserveExchange } from './exchange.ts';
import type { HomeGraph } from './home-graph/home-graph.ts';
import type { TokenClient } from './linking/token-client.ts';
import type { AnswerChecker } from './schemas/answer-checker.ts';

/** Shared by all users of one simulator. */
export interface GoogleSide {
  readonly clock: Clock;
  readonly random: Random;
  readonly fulfillmentUrl: string;
  readonly authorizeUrl: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly pkce: boolean;
  readonly tokens: TokenClient;
  readonly homegraph: HomeGraph;
  readonly checker: AnswerChecker | undefined;
  /** Called after every request to the service. */
  readonly observe: ObserveExchange;
  /** Called after every change of a link. */
  readonly changed: () => void;
}
