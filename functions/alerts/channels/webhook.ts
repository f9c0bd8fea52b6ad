import { createHmac } from 'node:crypto';
import type { ChannelTarget } from '../../accounts/account-alerts.ts';
import type { Random } from '../../random.ts';
import type { ChannelRequest, OutgoingAlerts } from './channel-request.ts';

const SECRET_PREFIX = 'whsec_';
/** Standard Webhooks asks for 24 to 64 bytes. */
const SECRET_BYTES = 32;

/** Makes a secret for signatures, in the form that libraries of Standard Webhooks take. */
export function mintWebhookSecret(random: Pick<Random, 'bytes'>): string {
  return `${SECRET_PREFIX}${random.bytes(SECRET_BYTES).toString('base64')}`;
}

/** Builds the request of a webhook, signed as Standard Webhooks 1.0.0 says (`v1`, HMAC-SHA256). */
export function webhookRequest(
  target: Extract<ChannelTarget, { readonly kind: 'webhook' }>,
  message: OutgoingAlerts,
): ChannelRequest {
  const body = JSON.stringify({
    type: message.isTest ? 'alerts.test' : 'alerts.raised',
    timestamp: new Date(message.at).toISOString(),
    data: {
      title: message.text.title,
      text: message.text.body,
      alerts: message.alerts.map(({ id, kind, isOver, at, lockId, door }) => ({
        ...{ id, kind, state: isOver ? 'over' : 'raised', at: new Date(at).toISOString() },
        lockId: lockId ?? null,
        door: door ?? null,
      })),
      omitted: message.omitted,
    },
  });
  const timestamp = String(Math.floor(message.sentAt / 1000));
  const key = Buffer.from(target.secret.slice(SECRET_PREFIX.length), 'base64');
  const signature = createHmac('sha256', key).update(`${message.id}.${timestamp}.${body}`).digest('base64');
  return {
    url: target.url,
    headers: {
      'content-type': 'application/json',
      'webhook-id': message.id,
      'webhook-timestamp': timestamp,
      'webhook-signature': `v1,${signature}`,
    },
    body,
  };
}
