import * as v from 'valibot';

/** It is printed: whatever answers there must not write to the terminal. */
const version = v.pipe(v.string(), v.regex(/^[\w.+-]{1,60}$/));
const health = v.looseObject({ status: v.literal('ok'), version });

/** The service answers as none of ours, or refuses this client. The message says what to do. */
export class TargetError extends Error {
  override readonly name = 'TargetError';
}

interface Target {
  readonly target: string;
  readonly clientId: string;
  readonly redirectUri: string;
}

/** A service that starts from nothing takes some seconds. */
const PATIENCE_MS = 20_000;

/**
 * Checks that a service answers at the address, knows the client, and would redirect back to this playground. Returns its version. Throws
 * {@link TargetError}.
 */
export async function checkTarget({ target, clientId, redirectUri }: Target): Promise<string> {
  const version = await versionOf(target);
  const query = new URLSearchParams({
    client_id: clientId,
    redirect_uri: redirectUri,
    state: 'check',
    response_type: 'code',
  });
  const response = await ask(`${target}/oauth/authorize?${query}`);
  const text = await response.text();
  if (response.ok) return version;
  if (/client ID/i.test(text))
    throw new TargetError(
      `${target} does not know the client ID "${clientId}". Use the value of its GOOGLE_CLIENT_ID: --client-id ID.`,
    );
  if (response.status === 400)
    throw new TargetError(
      `${target} does not redirect to this playground. For the time of the play, set there: OAUTH_REDIRECT_URIS=${redirectUri}`,
    );
  throw new TargetError(`${target} answers the page for linking with HTTP ${response.status}. See its log.`);
}

async function versionOf(target: string): Promise<string> {
  const response = await ask(`${target}/health`);
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok && v.is(health, body)) return body.version;
  throw new TargetError(
    `${target} answers, but not as this service does (GET /health: HTTP ${response.status}). Is it the PUBLIC_URL?`,
  );
}

async function ask(url: string): Promise<Response> {
  try {
    return await fetch(url, {
      redirect: 'manual',
      headers: { 'accept-language': 'en' },
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  } catch (error) {
    throw new TargetError(`${new URL(url).origin} cannot be reached: ${reasonOf(error)}.`, { cause: error });
  }
}

function reasonOf(error: unknown): string {
  const { name, cause } = Object(error);
  if (name === 'TimeoutError') return `no answer within ${PATIENCE_MS / 1000} seconds`;
  const { code, message } = Object(cause);
  const words: Readonly<Record<string, string>> = {
    ENOTFOUND: 'there is no such host',
    EAI_AGAIN: 'the name of the host cannot be looked up now',
    ECONNREFUSED: 'nothing listens there',
    ECONNRESET: 'the connection was closed',
  };
  return words[String(code)] ?? (typeof message === 'string' ? message : 'unknown');
}
