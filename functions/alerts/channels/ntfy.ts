import type { ChannelTarget } from '../../accounts/account-alerts.ts';
import type { ChannelRequest, OutgoingAlerts } from './channel-request.ts';

/** Priorities of ntfy (docs.ntfy.sh/publish, "Message priority"). */
const PRIORITY = { high: 5, normal: 3 } as const;
const TAG = { high: 'rotating_light', normal: 'door' } as const;

/** A topic is one segment of these (docs.ntfy.sh/publish, "Publishing"; 64 characters at most). */
const TOPIC = /^[-_A-Za-z0-9]{1,64}$/;

/** Returns the server and topic of the address of a topic; `undefined` if it is none. */
export function ntfyTopic(url: URL): { readonly server: string; readonly topic: string } | undefined {
  const [topic = '', ...before] = url.pathname.split('/').filter(Boolean).reverse();
  if (!TOPIC.test(topic) || url.search !== '') return undefined;
  return { server: [url.origin, ...before.reverse()].join('/'), topic };
}

/** Builds the request that publishes alerts to a topic, as JSON to its server: headers would take no letters but Latin ones. */
export function ntfyRequest(
  target: Extract<ChannelTarget, { readonly kind: 'ntfy' }>,
  message: OutgoingAlerts,
): ChannelRequest | undefined {
  const place = ntfyTopic(new URL(target.url));
  if (place === undefined) return undefined;
  const { title, body, urgency } = message.text;
  return {
    url: `${place.server}/`,
    headers: {
      'content-type': 'application/json',
      ...(target.token !== undefined && { authorization: `Bearer ${target.token}` }),
    },
    body: JSON.stringify({
      ...{ topic: place.topic, title, message: body },
      ...{ priority: PRIORITY[urgency], tags: [TAG[urgency]], click: message.pageUrl },
    }),
  };
}
