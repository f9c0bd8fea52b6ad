import { type AlertChannel, openTarget } from '../accounts/account-alerts.ts';
import type { LoadedAccount } from '../accounts/accounts.ts';
import type { Sealer } from '../accounts/sealing.ts';
import type { Clock } from '../clock.ts';
import { DEFAULT_LANGUAGE, isLanguage, LANGUAGES } from '../languages/languages.ts';
import type { Words } from '../languages/words.ts';
import type { AccountState } from '../locks/account-state.ts';
import type { Alert, AlertKind, AlertMessage } from '../locks/alerts/alert-state.ts';
import type { Logger } from '../logs/logger.ts';
import { alertText, doorName, testText } from './alert-text.ts';
import type { ChannelRequest, OutgoingAlerts } from './channels/channel-request.ts';
import { ntfyRequest } from './channels/ntfy.ts';
import { pushRequest } from './channels/push.ts';
import { webhookRequest } from './channels/webhook.ts';
import type { Deliver } from './deliver.ts';
import { type DeliveryOutcome, reasonOf } from './outbox.ts';

/** A message for a channel; a test has no alerts. */
type Outgoing = Pick<AlertMessage, 'id' | 'at' | 'alerts' | 'omitted'> & { readonly isTest?: boolean };

/** Sends one message to one channel once. Never rejects. */
export type SendToChannel = (
  loaded: LoadedAccount,
  channel: AlertChannel,
  message: Outgoing,
) => Promise<DeliveryOutcome>;

/** The dependencies of {@link createSendToChannel}. */
export interface SendToChannelDeps {
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly deliver: Deliver;
  /** The address of the account page. */
  readonly pageUrl: string;
}

/** Creates {@link SendToChannel}. */
export function createSendToChannel(deps: SendToChannelDeps): SendToChannel {
  const { sealer, clock, logger, deliver, pageUrl } = deps;

  const requestFor = async (
    { account, states }: LoadedAccount,
    channel: AlertChannel,
    { id, at, alerts, omitted = 0, isTest = false }: Outgoing,
  ): Promise<ChannelRequest | undefined> => {
    const target = openTarget(sealer, account.id, channel);
    const words = await wordsFor(account.alerts?.language);
    const wanted = alerts.filter(({ kind }) => channel.kinds.includes(kind));
    const outgoing: OutgoingAlerts = {
      ...{ id, at, sentAt: clock.now(), omitted, isTest, pageUrl },
      alerts: wanted.map((alert) => withDoor(words, states, alert)),
      text: isTest ? testText(words) : alertText(words, states, { alerts: wanted, omitted }),
    };
    switch (target.kind) {
      case 'webhook':
        return webhookRequest(target, outgoing);
      case 'ntfy':
        return ntfyRequest(target, outgoing);
      case 'push':
        return pushRequest(target, outgoing);
    }
  };

  return async (loaded, channel, message) => {
    const startedAt = clock.now();
    const facts = { accountId: loaded.account.id, channel: channel.kind };
    let request: ChannelRequest | undefined;
    try {
      request = await requestFor(loaded, channel, message);
    } catch (error) {
      logger.error('could not prepare an alert', { ...facts, error });
    }
    const sent: DeliveryOutcome =
      request === undefined ? { delivered: false, reason: 'unusable' } : await deliver(request);
    const outcome = channel.kind === 'push' ? withGone(sent) : sent;
    const line = { ...facts, kinds: kindsOf(message.alerts), ms: clock.now() - startedAt };
    if (outcome.delivered) logger.info('alert delivered', line);
    else logger.warn('could not deliver an alert', { ...line, reason: reasonOf(outcome) });
    return outcome;
  };
}

/** Returns the kinds of alerts, each once. */
export function kindsOf(alerts: readonly Alert[]): AlertKind[] {
  return [...new Set(alerts.map(({ kind }) => kind))];
}

async function wordsFor(chosen: string | undefined): Promise<Words> {
  const language = isLanguage(chosen) ? chosen : DEFAULT_LANGUAGE;
  const { openWords } = await import('../languages/open-words.ts');
  return openWords({ language, locale: LANGUAGES[language].tag });
}

/** A push service answers so when a browser has ended its subscription (RFC 8030, 7.3; 404 as browsers' services do). */
function withGone(outcome: DeliveryOutcome): DeliveryOutcome {
  const isOver = !outcome.delivered && (outcome.status === 404 || outcome.status === 410);
  return isOver ? { delivered: false, reason: 'gone' } : outcome;
}

function withDoor(words: Words, states: AccountState, alert: Alert) {
  const { lockId } = alert;
  return lockId === undefined ? alert : { ...alert, door: doorName(words, states, lockId) };
}
