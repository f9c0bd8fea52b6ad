import * as v from 'valibot';
import type { BoltState, CallOptions } from '../../locks/lock-cloud.ts';
import type { EndpointContext } from '../endpoint-context.ts';
import { wholeNumber } from '../http/field-schemas.ts';
import { readPayload } from '../http/read-payload.ts';
import { SifelyError } from '../http/sifely-error.ts';
import { lockQuery } from './lock-id.ts';

const ENDPOINT = '/v3/lock/queryOpenState';

/** The state is required; one that is not a number is unknown (2). */
const openStateSchema = v.object({
  state: v.union([
    wholeNumber,
    v.pipe(
      v.unknown(),
      v.check((state) => state !== undefined),
      v.transform(() => 2),
    ),
  ]),
});

/**
 * Asks a lock through its gateway: `GET /v3/lock/queryOpenState`, `lockId`; replies with `state` 0 locked, 1 unlocked, 2 unknown (Sifely
 * docs, api-194455502). HTTP 400 right after a command means busy; -2012 no gateway, -3002 and -3036 offline, -3003 and -3037 busy.
 */
export async function openState(
  context: EndpointContext,
  lockId: string,
  options: CallOptions,
): Promise<BoltState> {
  try {
    const { state } = await context.calls.call(
      {
        endpoint: ENDPOINT,
        method: 'GET',
        query: lockQuery(lockId, ENDPOINT),
        timeoutMs: context.timeouts.openStateMs,
        idempotent: true,
        changes: false,
        read: readPayload(openStateSchema),
      },
      options,
    );
    return state === 0 ? 'locked' : state === 1 ? 'unlocked' : 'unknown';
  } catch (error) {
    const notReady = error instanceof SifelyError && error.status === 400 && error.reason === 'rejected';
    if (!notReady) throw error;
    throw error.as({ meaning: 'state not ready', reason: 'lock-busy' });
  }
}
