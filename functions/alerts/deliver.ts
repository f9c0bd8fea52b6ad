import { CANCELLED, type Clock } from '../clock.ts';
import { createHttpClient, type HttpRequest, HttpRequestError } from '../http/http-client.ts';
import { type AddressPolicy, createGuardedLookup, readOwnerAddress } from '../http/owner-address.ts';
import type { DeliveryOutcome } from './outbox.ts';

/** Connection and answer included. A phone or program that takes longer is down. */
const TIMEOUT_MS = 10_000;
const IDLE_MS = 4000;
/** The answer is not read for its content. */
const MAX_ANSWER_BYTES = 16_384;

/** Sends a request to an address that an owner entered. Never rejects; no part of an address or answer is in the outcome. */
export type Deliver = (request: Omit<HttpRequest, 'signal' | 'method'>) => Promise<DeliveryOutcome>;

/** Creates {@link Deliver}: follows no redirect, connects to allowed addresses alone, and waits ten seconds at most. */
export function createDeliver({
  clock,
  addresses,
}: {
  readonly clock: Clock;
  readonly addresses: AddressPolicy;
}): Deliver {
  const { send } = createHttpClient({
    clock,
    idleMs: IDLE_MS,
    maxBodyBytes: MAX_ANSWER_BYTES,
    lookup: createGuardedLookup(addresses),
  });
  return async (request) => {
    // An IP address is not looked up, and the setting may have changed since it was entered.
    if ('fault' in readOwnerAddress(request.url, addresses)) return { delivered: false, reason: 'address' };
    const end = new AbortController();
    const finished = new AbortController();
    clock.delay(TIMEOUT_MS, finished.signal).then(
      () => end.abort(CANCELLED),
      () => {},
    );
    try {
      const { status } = await send({ ...request, method: 'POST', signal: end.signal });
      return outcomeOf(status);
    } catch (error) {
      return failureOf(error);
    } finally {
      finished.abort(CANCELLED);
    }
  };
}

function outcomeOf(status: number): DeliveryOutcome {
  if (status >= 200 && status < 300) return { delivered: true };
  return { delivered: false, reason: 'status', status };
}

function failureOf(error: unknown): DeliveryOutcome {
  if (!(error instanceof HttpRequestError)) return { delivered: false, reason: 'no-connection' };
  const { code, sent, status } = error;
  // The head of the answer came: the rest is of no use.
  if (status !== undefined) return outcomeOf(status);
  if (code === 'ADDRESS_REFUSED') return { delivered: false, reason: 'address' };
  return { delivered: false, reason: sent ? 'no-answer' : 'no-connection' };
}
