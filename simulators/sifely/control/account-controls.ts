import * as v from 'valibot';
import { webhookSchema } from '../world/seed/seed-schema.ts';
import type { ControlRoute } from './control-route.ts';

const notification = v.objectWithRest({ notifyType: v.string() }, v.union([v.string(), v.number()]));

/** Changes of accounts. */
export const ACCOUNT_CONTROLS: readonly ControlRoute[] = [
  {
    method: 'GET',
    pattern: 'accounts',
    help: 'every account, without passwords and keys',
    run: ({ cloud }) =>
      [...cloud.world.accounts.values()].map(
        ({ password: _, passwordHash: __, apiKey: ___, ...account }) => account,
      ),
  },
  {
    method: 'POST',
    pattern: 'accounts/:username/expire-tokens',
    help: 'expire its access tokens now',
    example: '{}',
    run: ({ simulator, id }) => simulator.account(id).expireAccessTokens(),
  },
  {
    method: 'POST',
    pattern: 'accounts/:username/revoke-refresh-tokens',
    help: 'revoke its refresh tokens',
    example: '{}',
    run: ({ simulator, id }) => simulator.account(id).revokeRefreshTokens(),
  },
  {
    method: 'POST',
    pattern: 'accounts/:username/rotate-key',
    help: 'replace its API key',
    example: '{}',
    run: ({ simulator, id }) => void simulator.account(id).rotateKey(),
  },
  {
    method: 'PUT',
    pattern: 'accounts/:username/webhook',
    help: 'send its locks’ events to a URL; options: style (json or form), copies, reorder, delayMs, connectionDelayMs, loss',
    example: '{"url": "http://127.0.0.1:8080/webhooks/sifely/SECRET"}',
    run: ({ simulator, id, body }) => simulator.webhooks(id, v.parse(webhookSchema, body)),
  },
  {
    method: 'DELETE',
    pattern: 'accounts/:username/webhook',
    help: 'stop sending webhooks',
    run: ({ simulator, id }) => simulator.webhooks(id, undefined),
  },
  {
    method: 'POST',
    pattern: 'accounts/:username/notify',
    help: 'post any notification to its webhook, such as one of an unknown kind',
    example: '{"notifyType": "5"}',
    run: ({ simulator, id, body }) => simulator.account(id).notify(v.parse(notification, body)),
  },
];
