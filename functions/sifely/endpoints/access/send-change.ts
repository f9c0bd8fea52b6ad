import { type AccessRefusal, AccessRefusedError } from '../../../guests/access-refusal.ts';
import type { Period, Way } from '../../../guests/access-terms.ts';
import type { CallOptions } from '../../../locks/lock-cloud.ts';
import type { EndpointContext } from '../../endpoint-context.ts';
import { otherFailures } from '../../http/error-table.ts';
import { SifelyError } from '../../http/sifely-error.ts';
import type { SifelyRequest } from '../../http/transport.ts';

/** A change of what opens a lock: its parameters, and how its reply is read. `method` is POST if left out. */
export interface AccessChange<T> extends Pick<SifelyRequest<T>, 'endpoint' | 'read'> {
  readonly query: Readonly<Record<string, string>>;
  readonly method?: 'GET' | 'POST';
}

/**
 * Sends a change, once: after a timeout it may have been made, so it is not repeated. Rejects with `AccessRefusedError` for a
 * refusal that a person can do something about, else with `SifelyError`.
 */
export async function sendChange<T>(
  context: EndpointContext,
  change: AccessChange<T>,
  options: CallOptions,
): Promise<T> {
  const { calls, timeouts } = context;
  const request = {
    method: 'POST',
    ...change,
    // The gateway may write into the lock before the answer.
    timeoutMs: timeouts.commandMs,
    idempotent: false,
    changes: true,
  } as const;
  try {
    return await calls.call(request, options);
  } catch (error) {
    throw withRefusal(error);
  }
}

/** Refusals by Sifely's number (TTLock platform, page on error codes). */
const REFUSALS: Readonly<Record<number, AccessRefusal>> = {
  [-2009]: 'not-found',
  [-1008]: 'not-found',
  [-1021]: 'not-found',
  20004: 'not-found',
  [-3007]: 'code-taken',
  [-2032]: 'code-too-simple',
  [-3006]: 'code-length',
  [-3008]: 'code-never-used',
  [-1026]: 'hours-used-before',
  [-1007]: 'no-offline-codes',
  20007: 'no-offline-codes',
  [-3009]: 'lock-full',
  [-4056]: 'lock-full',
  20006: 'receiver-unknown',
  [-4064]: 'receiver-unknown',
  [-1027]: 'receiver-bound',
  [-2019]: 'receiver-is-sender',
  [-2020]: 'receiver-is-administrator',
  [-3039]: 'outlives-own-key',
  [-4082]: 'seconds-not-allowed',
};

function withRefusal(error: unknown): unknown {
  if (!(error instanceof SifelyError) || error.code === undefined) return error;
  const refusal = REFUSALS[error.code];
  return refusal === undefined ? error : new AccessRefusedError(refusal, error);
}

/** Returns the refusal of a change that is not sent. `note` holds no secret. */
export function refuseUnsent(endpoint: string, refusal: AccessRefusal, note: string): AccessRefusedError {
  return new AccessRefusedError(refusal, wrongInput(endpoint, note));
}

/** Returns the failure of a change that is not sent, because its input is wrong. `note` holds no secret. */
export function wrongInput(endpoint: string, note: string): SifelyError {
  const row = { ...otherFailures.unlistedCode, meaning: 'not sent', executed: 'no' } as const;
  return new SifelyError(row, { endpoint, kind: 'refused', note });
}

const WAYS = { phone: '1', gateway: '2', 'nb-iot': '3', 'when-awake': '4' } as const satisfies Record<
  Way,
  string
>;

/**
 * Returns the value of `addType`, `changeType` and `deleteType`. It is always sent: without it the cloud only notes the change.
 */
export function wayValue(way: Way): string {
  return WAYS[way];
}

/** Returns an id of Sifely for a query. Throws `not-found` for text that is none, so that nothing is sent. */
export function idValue(id: string, endpoint: string): string {
  if (/^\d{1,19}$/.test(id)) return id;
  throw refuseUnsent(endpoint, 'not-found', 'not an id');
}

/** `startDate` and `endDate` of a query, ms since the epoch. */
export type DatesQuery = { readonly startDate: string; readonly endDate: string };

/** Returns both dates, as they must be sent: an end alone has no effect. Throws if the period does not end after its start. */
export function periodQuery({ from, until }: Period, endpoint: string): DatesQuery {
  if (!(from > 0 && until > from)) throw wrongInput(endpoint, 'a period that does not end after its start');
  return { startDate: String(Math.floor(from)), endDate: String(Math.floor(until)) };
}
