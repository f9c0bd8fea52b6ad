import type { Proof } from '../accounts/installation/proof.ts';
import type { Arrival } from '../http/health.ts';
import type { Probe } from './probes.ts';

/** The body of `GET /health`. */
export interface HealthAnswer {
  readonly version: string;
  /** Only in answer to a question with the server's keys. */
  readonly doctor?: Partial<Proof & Arrival>;
}

type Understood =
  | { readonly isOurs: true; readonly body: HealthAnswer }
  | { readonly isOurs: false; readonly cause: string; readonly status?: number; readonly location?: string };

/** Reads the answer to `GET /health`: this product's, or what came in place of it. */
export function healthAnswer(probe: Probe): Understood {
  if ('cause' in probe) return { isOurs: false, cause: probe.cause };
  const { status, headers, body } = probe;
  const { status: word, version, uptimeSeconds, doctor } = Object(parsed(body));
  if (status === 200 && word === 'ok' && typeof version === 'string' && typeof uptimeSeconds === 'number') {
    const isThere = typeof doctor === 'object' && doctor !== null;
    return { isOurs: true, body: { version: version.slice(0, 40), ...(isThere && { doctor }) } };
  }
  const { location } = headers;
  const isRedirect = status >= 300 && status < 400 && location !== undefined;
  return { isOurs: false, cause: 'none', status, ...(isRedirect && { location: location.slice(0, 200) }) };
}

/** Parses JSON; `undefined` if it is none. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
