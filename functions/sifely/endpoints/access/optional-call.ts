import type { EndpointContext } from '../../endpoint-context.ts';
import { SifelyError } from '../../http/sifely-error.ts';

/** How long an endpoint is believed to be missing. Sifely may get it, and the page of a proxy may have said so. */
const BELIEVED_MS = 60 * 60_000;
/** TTLock's "no permission for this interface". */
const NOT_OPEN = 30001;

/**
 * Makes a call that TTLock's platform has and Sifely's index does not name. Rejects with `not-supported` if the deployment does
 * not have it; for an hour after that, without a call.
 */
export async function optionalCall<T>(
  { server, clock }: EndpointContext,
  endpoint: string,
  call: () => Promise<T>,
): Promise<T> {
  if (clock.now() < (server.missing.get(endpoint) ?? 0)) throw notOffered(endpoint);
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof SifelyError)) throw error;
    const isMissing = error.status === 404 || error.code === 404 || error.code === NOT_OPEN;
    if (!isMissing) throw error;
    // Sifely's own 404 may also mean "record not found": that is about one key, not about the endpoint.
    if (!error.isOwnForm || error.code === NOT_OPEN) server.missing.set(endpoint, clock.now() + BELIEVED_MS);
    throw notOffered(endpoint, error);
  }
}

function notOffered(endpoint: string, cause?: SifelyError): SifelyError {
  const row = {
    meaning: 'Sifely does not offer this call',
    reason: 'not-supported',
    executed: 'no',
    renewalMayHelp: false,
  } as const;
  const { code, status } = cause ?? {};
  return new SifelyError(row, { endpoint, kind: 'missing', code, status, cause });
}
