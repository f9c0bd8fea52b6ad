import type { Clock } from '../../clock.ts';
import type { Config } from '../../config/config.ts';
import { isLoopback } from '../../config/web-address.ts';
import { createFetch } from '../../http/fetch.ts';
import { createHttpClient } from '../../http/http-client.ts';

export type HomeGraphClient = import('@googleapis/homegraph').homegraph_v1.Homegraph;

export interface Connection {
  readonly client: HomeGraphClient;
  /** Gets an access token if there is none; rejects if no credentials yield one. */
  readonly authorize: () => Promise<unknown>;
}

const SCOPE = 'https://www.googleapis.com/auth/homegraph';
/** For a token, and for each call. Google answers reports within a second, and a job may take minutes. */
export const TIMEOUT_MS = 10_000;
const IDLE_MS = 30_000;
/** Bytes; an answer to a query of a thousand locks fits. */
const MAX_ANSWER_BYTES = 4_000_000;

/** Options of every call. */
export interface HomeGraphTransport {
  readonly retry: false;
  readonly fetchImplementation: typeof fetch;
  readonly timeout: number;
}

/** Creates the options of every call. Without them the library retries by itself and loads an HTTP client of its own. */
export function createTransport(clock: Clock): HomeGraphTransport {
  const { send } = createHttpClient({ clock, idleMs: IDLE_MS, maxBodyBytes: MAX_ANSWER_BYTES });
  return { retry: false, fetchImplementation: createFetch(send), timeout: TIMEOUT_MS };
}

/** Loads the library and prepares a client. Makes no request. */
export async function connect(
  { homegraphUrl, credentialsFile }: Config['google'],
  transport: HomeGraphTransport,
): Promise<Connection> {
  const { homegraph, auth: library } = await import('@googleapis/homegraph');
  const options = { version: 'v1', rootUrl: homegraphUrl } as const;
  if (credentialsFile === undefined && isLoopback(new URL(homegraphUrl).hostname)) {
    const auth = new library.OAuth2();
    auth.setCredentials({ access_token: 'simulated' });
    return { client: homegraph({ ...options, auth }), authorize: async () => undefined };
  }
  // Uses the file that GOOGLE_APPLICATION_CREDENTIALS names, else the identity of the runtime; caches the token until it expires.
  const { retry: _, ...transporterOptions } = transport;
  const clientOptions = { transporterOptions };
  const auth = new library.GoogleAuth({ scopes: [SCOPE], clientOptions });
  return { client: homegraph({ ...options, auth }), authorize: () => auth.getAccessToken() };
}
