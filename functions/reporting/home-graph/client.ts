import type { Clock } from '../../clock.ts';
import type { Config } from '../../config/config.ts';
import { failureCause } from '../../logs/failure-cause.ts';
import type { Logger } from '../../logs/logger.ts';
import { TimeoutError, withTimeout } from '../../timeout.ts';
import type { HomeGraph, HomeGraphOutcome, HomeGraphResult } from '../home-graph.ts';
import { type Connection, connect, createTransport, type HomeGraphClient, TIMEOUT_MS } from './connection.ts';
import {
  isGoogleError,
  isMissingModule,
  isNetworkFailure,
  messageOf,
  reasonOf,
  statusOf,
} from './failure.ts';

/** Creates the client. It loads the library at the first call: most processes answer an intent first. It makes no retries. */
export function createHomeGraph(deps: {
  readonly config: Pick<Config, 'google'>;
  readonly clock: Clock;
  readonly logger: Logger;
}): HomeGraph {
  const { clock, logger } = deps;
  const transport = createTransport(clock);
  let connecting: Promise<Connection> | undefined;

  const connection = (): Promise<Connection> => {
    connecting ??= connect(deps.config.google, transport).catch((error: unknown) => {
      connecting = undefined;
      throw error;
    });
    return connecting;
  };

  const authorized = async (): Promise<HomeGraphClient> => {
    const used = connection();
    const { client, authorize } = await used;
    try {
      await withTimeout(authorize(), TIMEOUT_MS, clock);
    } catch (error) {
      // The library waits for its running token request without a limit: a new connection starts a new one.
      if (error instanceof TimeoutError && connecting === used) connecting = undefined;
      throw error;
    }
    return client;
  };

  const call = async (
    method: string,
    agentUserId: string,
    make: (client: HomeGraphClient) => Promise<unknown>,
  ): Promise<HomeGraphResult> => {
    const startedAt = clock.now();
    const { result, cause, isIncomplete } = await attempt(authorized, make);
    if (isIncomplete) logger.error('a part of this program is missing', { detail: result.detail });
    const line = { method, accountId: agentUserId, ...result, cause, durationMs: clock.now() - startedAt };
    logger.info('homegraph call', line);
    return result;
  };

  return {
    report: (requestBody) =>
      call('reportStateAndNotification', requestBody.agentUserId, (client) =>
        client.devices.reportStateAndNotification({ requestBody }, transport),
      ),
    async query(agentUserId, deviceIds) {
      let states: Readonly<Record<string, object>> = {};
      const result = await call('query', agentUserId, async (client) => {
        const devices = deviceIds.map((id) => ({ id }));
        const requestBody = { agentUserId, inputs: [{ payload: { devices } }] };
        const { data } = await client.devices.query({ requestBody }, transport);
        states = statesOf(data);
      });
      return result.outcome === 'ok' ? { ...result, states } : result;
    },
    requestSync: (agentUserId) =>
      call('requestSync', agentUserId, (client) =>
        client.devices.requestSync({ requestBody: { agentUserId, async: true } }, transport),
      ),
    unlink: (agentUserId) =>
      call('agentUsers.delete', agentUserId, (client) =>
        client.agentUsers.delete({ agentUserId: `agentUsers/${agentUserId}` }, transport),
      ),
  };
}

/** Throws for an answer that is not Google's, as from a proxy. */
function statesOf(data: unknown): Readonly<Record<string, object>> {
  const devices: unknown = Object(Object(data).payload).devices;
  if (typeof devices !== 'object' || devices === null) throw new Error('the answer has no devices');
  const entries = Object.entries(devices).filter(
    ([, states]) => typeof states === 'object' && states !== null,
  );
  return Object.fromEntries(entries);
}

interface Attempt {
  readonly result: HomeGraphResult;
  /** Without a response: the system's code, for the log. */
  readonly cause?: string | undefined;
  /** True if Google's library, or a part of it, is not installed. */
  readonly isIncomplete?: boolean;
}

async function attempt(
  authorized: () => Promise<HomeGraphClient>,
  make: (client: HomeGraphClient) => Promise<unknown>,
): Promise<Attempt> {
  let client: HomeGraphClient;
  try {
    client = await authorized();
  } catch (error) {
    if (isMissingModule(error)) {
      const [detail = ''] = messageOf(error).split('\n', 1);
      return { result: { outcome: 'unavailable', detail }, isIncomplete: true };
    }
    // Refused by the token endpoint, or without credentials: no retry helps.
    const status = statusOf(error);
    const isUnanswered = error instanceof TimeoutError || isNetworkFailure(error);
    const isTransient = status === undefined ? isUnanswered : status >= 500 || status === 429;
    const outcome = isTransient ? 'unavailable' : 'forbidden';
    const result = { outcome, detail: `no access token: ${messageOf(error)}` } as const;
    return { result, cause: status === undefined ? failureCause(error) : undefined };
  }
  try {
    await make(client);
    return { result: { outcome: 'ok', status: 200 } };
  } catch (error) {
    const status = statusOf(error);
    const detail = messageOf(error);
    if (status === undefined)
      return { result: { outcome: 'unavailable', detail }, cause: failureCause(error) };
    const outcome = isGoogleError(error) ? outcomeOfStatus(status) : 'unavailable';
    const reason = reasonOf(error);
    return { result: { outcome, status, detail, ...(reason !== undefined && { reason }) } };
  }
}

function outcomeOfStatus(status: number): HomeGraphOutcome {
  if (status === 404) return 'not-found';
  if (status === 401 || status === 403) return 'forbidden';
  if (status === 429) return 'quota';
  // Google does not redirect: a redirect is a proxy's, as of a hotel.
  return status >= 500 || status < 400 || status === 408 ? 'unavailable' : 'refused';
}
