import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Logger } from '../logs/logger.ts';
import { isLoopback } from './loopback.ts';

/**
 * What came of a call to Google. `not-found`: the account is not linked there (yet), or has no such device. `refused`: what
 * was sent is wrong (400). `forbidden`: this deployment may not call (401, 403, no credentials). `quota`: too many calls
 * (429). `unavailable`: Google, or the way to it, is out of order; whether the call was carried out is not known.
 */
export type HomeGraphOutcome = 'ok' | 'not-found' | 'refused' | 'forbidden' | 'quota' | 'unavailable';

/** The answer to one call; `detail` is for logs. */
export interface HomeGraphAnswer {
  readonly outcome: HomeGraphOutcome;
  /** Of the HTTP answer; `undefined` when there was none. */
  readonly status?: number;
  readonly detail?: string;
}

/** A body of `devices:reportStateAndNotification` (HomeGraph API v1). */
export interface ReportRequest {
  readonly requestId: string;
  /** Required with notifications. */
  readonly eventId?: string;
  readonly agentUserId: string;
  readonly payload: {
    readonly devices: {
      readonly states?: Readonly<Record<string, object>>;
      readonly notifications?: Readonly<Record<string, object>>;
    };
  };
}

/** The HomeGraph API as this product uses it. Nothing rejects: failures are values. */
export interface HomeGraph {
  /** Tells states, and follow-ups. */
  report(request: ReportRequest): Promise<HomeGraphAnswer>;
  /** Asks Google to SYNC, later (`async`): its one answer in advance says nothing of how that ends. */
  requestSync(agentUserId: string): Promise<HomeGraphAnswer>;
  /** Unlinks everybody of an account at Google and deletes their devices there. */
  unlink(agentUserId: string): Promise<HomeGraphAnswer>;
}

type Client = import('@googleapis/homegraph').homegraph_v1.Homegraph;

/** What a client is called with. */
interface Connection {
  readonly client: Client;
  /** Makes sure of an access token; rejects when there are no credentials that yield one. */
  readonly authorize: () => Promise<unknown>;
}

const SCOPE = 'https://www.googleapis.com/auth/homegraph';
/** Without these the library repeats calls by itself, and loads an HTTP client of its own. */
const TRANSPORT = { retry: false, fetchImplementation: fetch };
/** Google answers reports within a second; a job has minutes. */
const TIMEOUT_MS = 10_000;

/**
 * The real client, loaded at the first call: most starts of a process answer an intent first, which needs none of it.
 * Retries are the business of jobs, so the client makes none.
 */
export function createHomeGraph(parts: {
  readonly config: Pick<Config, 'google'>;
  readonly clock: Clock;
  readonly logger: Logger;
}): HomeGraph {
  const { clock, logger } = parts;
  let connecting: Promise<Connection> | undefined;

  const connection = (): Promise<Connection> => {
    connecting ??= connect(parts.config.google).catch((error: unknown) => {
      connecting = undefined;
      throw error;
    });
    return connecting;
  };

  const call = async (
    method: string,
    agentUserId: string,
    make: (client: Client) => Promise<unknown>,
  ): Promise<HomeGraphAnswer> => {
    const begunAt = clock.now();
    const answer = await attempt(connection, make);
    const line = { method, accountId: agentUserId, ...answer, durationMs: clock.now() - begunAt };
    logger.info('homegraph call', line);
    return answer;
  };
  const options = { ...TRANSPORT, timeout: TIMEOUT_MS };

  return {
    report: (requestBody) =>
      call('reportStateAndNotification', requestBody.agentUserId, (client) =>
        client.devices.reportStateAndNotification({ requestBody }, options),
      ),
    requestSync: (agentUserId) =>
      call('requestSync', agentUserId, (client) =>
        client.devices.requestSync({ requestBody: { agentUserId, async: true } }, options),
      ),
    unlink: (agentUserId) =>
      call('agentUsers.delete', agentUserId, (client) =>
        client.agentUsers.delete({ agentUserId: `agentUsers/${agentUserId}` }, options),
      ),
  };
}

async function connect({ homegraphUrl, credentialsFile }: Config['google']): Promise<Connection> {
  const { homegraph, auth: library } = await import('@googleapis/homegraph');
  const options = { version: 'v1', rootUrl: homegraphUrl } as const;
  if (credentialsFile === undefined && isLoopback(homegraphUrl)) {
    const auth = new library.OAuth2();
    auth.setCredentials({ access_token: 'simulated' });
    return { client: homegraph({ ...options, auth }), authorize: async () => undefined };
  }
  // Finds the file that GOOGLE_APPLICATION_CREDENTIALS names, else the runtime's own identity; keeps the token until it expires.
  const clientOptions = { transporterOptions: { fetchImplementation: fetch, timeout: TIMEOUT_MS } };
  const auth = new library.GoogleAuth({ scopes: [SCOPE], clientOptions });
  return { client: homegraph({ ...options, auth }), authorize: () => auth.getAccessToken() };
}

async function attempt(
  connection: () => Promise<Connection>,
  make: (client: Client) => Promise<unknown>,
): Promise<HomeGraphAnswer> {
  let client: Client;
  try {
    const connected = await connection();
    await connected.authorize();
    client = connected.client;
  } catch (error) {
    // A refusal of the token endpoint, or no credentials at all: not a matter of time.
    const status = statusOf(error);
    const passing = status === undefined ? isNetworkFailure(error) : status >= 500 || status === 429;
    return { outcome: passing ? 'unavailable' : 'forbidden', detail: `no access token: ${messageOf(error)}` };
  }
  try {
    await make(client);
    return { outcome: 'ok', status: 200 };
  } catch (error) {
    const status = statusOf(error);
    const detail = messageOf(error);
    return status === undefined
      ? { outcome: 'unavailable', detail }
      : { outcome: outcomeOf(status), status, detail };
  }
}

function outcomeOf(status: number): HomeGraphOutcome {
  if (status === 404) return 'not-found';
  if (status === 401 || status === 403) return 'forbidden';
  if (status === 429) return 'quota';
  return status >= 500 || status === 408 ? 'unavailable' : 'refused';
}

/** Of the HTTP answer that made gaxios fail. */
function statusOf(error: unknown): number | undefined {
  const { response } = Object(error);
  const status: unknown = Object(response).status;
  return typeof status === 'number' ? status : undefined;
}

/** gaxios keeps the failure of a request that got no answer as its cause. */
function isNetworkFailure(error: unknown): boolean {
  const { name, config } = Object(error);
  return config !== undefined || name === 'GaxiosError' || name === 'FetchError';
}

function messageOf(error: unknown): string {
  const { message, cause } = Object(error);
  const text = typeof message === 'string' ? message : String(error);
  return cause === undefined || cause === null ? text : `${text}: ${messageOf(cause)}`;
}
