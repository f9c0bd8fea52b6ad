import { isLoopback } from '../../config/web-address.ts';
import type { AddressDeps } from '../deps.ts';
import { type Check, ok, warning } from '../finding.ts';
import { healthAnswer } from '../health-answer.ts';
import { isPrivate } from './public-url.ts';

const ALL_AS_ONE = 'All callers count as one for the limit of sign-ins.';

/** How many proxies write `X-Forwarded-For`, and whose address arrives: by that the attempts of a caller are counted. */
export const proxies: Check<AddressDeps> = {
  name: 'proxies',
  async run({ publicUrl, probes }) {
    const answer = healthAnswer(await probes.health());
    const { forwarded, trusted, caller } = answer.isOurs ? (answer.body.doctor ?? {}) : {};
    if (typeof forwarded !== 'number' || typeof caller !== 'string') return [];
    const arrived = `X-Forwarded-For arrives with ${forwarded} ${forwarded === 1 ? 'address' : 'addresses'}, and this request counts for ${caller}.`;
    if (isLoopback(new URL(publicUrl).hostname)) return [ok(arrived)];
    if (forwarded === 0) {
      return [
        warning(
          `${arrived} What is in front of the server does not say who calls. ${ALL_AS_ONE}`,
          'Let the proxy write X-Forwarded-For (Caddy does by itself; nginx: proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for).',
        ),
      ];
    }
    if (trusted !== true) {
      return [
        warning(
          `${arrived} It was ignored, because no trusted proxy sent it. ${ALL_AS_ONE}`,
          'Name the address or network of the proxy in TRUSTED_PROXIES.',
        ),
      ];
    }
    if (isPrivate(caller) || caller === 'unknown') {
      return [
        warning(
          `${arrived} That is no public address: a proxy's, or of a machine in your own network.`,
          'If doctor did not run in your own network, name every proxy in TRUSTED_PROXIES, or count them all.',
        ),
      ];
    }
    return [ok(arrived)];
  },
};
