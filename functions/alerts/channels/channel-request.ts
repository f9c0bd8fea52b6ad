import type { HttpRequest } from '../../http/http-client.ts';
import type { Alert } from '../../locks/alerts/alert-state.ts';
import type { AlertText } from '../alert-text.ts';

/** Alerts as they leave to one channel. Times are ms since the epoch. */
export interface OutgoingAlerts {
  readonly id: string;
  /** When the message was made. */
  readonly at: number;
  /** When this attempt is made. */
  readonly sentAt: number;
  readonly alerts: readonly (Alert & { readonly door?: string })[];
  readonly omitted: number;
  readonly text: AlertText;
  readonly isTest: boolean;
  /** The account page. */
  readonly pageUrl: string;
}

/** A request to a channel; always a POST. */
export type ChannelRequest = Pick<HttpRequest, 'url' | 'headers'> & { readonly body: string | Uint8Array };
