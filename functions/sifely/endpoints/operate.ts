import type { CallOptions, LockAction } from '../../locks/lock-cloud.ts';
import type { EndpointContext } from '../endpoint-context.ts';
import { readSuccess } from '../http/read-payload.ts';
import { lockQuery } from './lock-id.ts';

const ENDPOINTS = { lock: '/v3/lock/lock', unlock: '/v3/lock/unlock' } as const satisfies Record<
  LockAction,
  string
>;

/**
 * Moves a bolt through the gateway: `POST /v3/lock/unlock` or `POST /v3/lock/lock`, `lockId` (titles in Sifely's index; TTLock platform).
 * Resolves only on stated success (`errcode` 0, `code` 0 or 200), not on HTTP 200. Never resent after a timeout. -2012 no gateway, -3002
 * and -3036 offline, -3003 and -3037 busy, -2025 frozen, -4043 the lock cannot.
 */
export async function operate(
  context: EndpointContext,
  lockId: string,
  action: LockAction,
  options: CallOptions,
): Promise<void> {
  const endpoint = ENDPOINTS[action];
  await context.calls.call(
    {
      endpoint,
      method: 'POST',
      query: lockQuery(lockId, endpoint),
      timeoutMs: context.timeouts.commandMs,
      idempotent: false,
      changes: true,
      read: readSuccess,
    },
    { ...options, priority: options.priority ?? 'command' },
  );
}
