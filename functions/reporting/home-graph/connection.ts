import type { Config } from '../../config/config.ts';
import { isLoopback } from '../../config/web-address.ts';

/** Google's generated client of the HomeGraph API. */
export type HomeGraphClient = import('@googleapis/homegraph').homegraph_v1.Homegraph;

/** What calls are made with. */
export interface Connection {
  readonly client: HomeGraphClient;
  /** Makes sure of an access token; rejects when there are no credentials that yield one. */
  readonly authorize: () => Promise<unknown>;
}

const SCOPE = 'https://www.googleapis.com/auth/homegraph';
/** For a token, and for each call. Google answers reports within a second; a job has minutes. */
export const TIMEOUT_MS = 10_000;
/** Of every call. Without it the library repeats calls by itself, and loads an HTTP client of its own. */
export const TRANSPORT = { retry: false, fetchImplementation: fetch, timeout: TIMEOUT_MS };

/** Loads the client and finds the credentials; asks nobody anything yet. */
export async function connect({ homegraphUrl, credentialsFile }: Config['google']): Promise<Connection> {
  const { homegraph, auth: library } = await import('@googleapis/homegraph');
  const options = { version: 'v1', rootUrl: homegraphUrl } as const;
  if (credentialsFile === undefined && isLoopback(new URL(homegraphUrl).hostname)) {
    const auth = new library.OAuth2();
    auth.setCredentials({ access_token: 'simulated' });
    return { client: homegraph({ ...options, auth }), authorize: async () => undefined };
  }
  // Finds the file that GOOGLE_APPLICATION_CREDENTIALS names, else the runtime's own identity; keeps the token until it expires.
  const { retry: _, ...transporterOptions } = TRANSPORT;
  const clientOptions = { transporterOptions };
  const auth = new library.GoogleAuth({ scopes: [SCOPE], clientOptions });
  return { client: homegraph({ ...options, auth }), authorize: () => auth.getAccessToken() };
}
