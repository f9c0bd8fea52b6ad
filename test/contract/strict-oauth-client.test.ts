import * as oauth from 'oauth4webapi';
import { Person } from '../../simulators/google/index.ts';
import { DEMO_LOCKS } from '../../simulators/sifely/index.ts';
import { signIn, walkThroughLinking } from '../support/link-walk.ts';
import { World } from '../support/world.ts';

const REDIRECT = 'https://oauth-redirect.googleusercontent.com/r/home-project';
/** With characters that a Basic header and a form have to escape. */
const SECRET = 'a secret+with/odd:characters%21';
/** The simulators listen on loopback without TLS. */
const OPTIONS = { [oauth.allowInsecureRequests]: true };
const client: oauth.Client = { client_id: 'google-client' };

/** The methods that the Google Home Developer Console offers. */
const METHODS = { post: oauth.ClientSecretPost(SECRET), basic: oauth.ClientSecretBasic(SECRET) };

let world: World;
let server: oauth.AuthorizationServer;

beforeEach(async () => {
  const google = { clientId: client.client_id, clientSecrets: [SECRET], projectId: 'home-project' };
  world = await World.start({
    config: { google: { ...google, homegraphUrl: 'http://127.0.0.1:9' }, redirectUris: [REDIRECT] },
  });
  server = {
    issuer: world.url,
    authorization_endpoint: `${world.url}/oauth/authorize`,
    token_endpoint: `${world.url}/oauth/token`,
    revocation_endpoint: `${world.url}/oauth/revoke`,
  };
});
afterEach(() => world.close());

interface Visit {
  readonly verifier: string;
  readonly state: string;
  readonly url: URL;
}

/** An authorization request with PKCE; `changed` replaces or (`undefined`) leaves out parameters. */
async function visit(changed: Readonly<Record<string, string | undefined>> = {}): Promise<Visit> {
  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  const url = new URL(server.authorization_endpoint ?? '');
  const parameters = {
    ...{ client_id: client.client_id, redirect_uri: REDIRECT, response_type: 'code', state, scope: 'locks' },
    ...{ code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' },
    ...changed,
  };
  for (const [name, value] of Object.entries(parameters))
    if (value !== undefined) url.searchParams.set(name, value);
  return { verifier, state, url };
}

/** Goes through the pages as a person, and has the client check the redirect. */
async function callback(
  { url, state }: Visit,
  walk: (person: Person) => Promise<unknown> = walkThroughLinking,
): Promise<URLSearchParams> {
  const person = new Person({ clock: world.clock });
  person.stopAt = REDIRECT;
  await person.open(url.href);
  if (person.stoppedAt === undefined) await walk(person);
  return oauth.validateAuthResponse(server, client, new URL(person.stoppedAt ?? 'about:blank'), state);
}

async function exchange(
  parameters: URLSearchParams,
  verifier: string | typeof oauth.nopkce,
  { how = METHODS.post, redirect = REDIRECT }: { how?: oauth.ClientAuth; redirect?: string } = {},
): Promise<oauth.TokenEndpointResponse> {
  const response = await oauth.authorizationCodeGrantRequest(
    ...([server, client, how, parameters, redirect, verifier, OPTIONS] as const),
  );
  return oauth.processAuthorizationCodeResponse(server, client, response);
}

async function link(how = METHODS.post): Promise<{ access: string; refresh: string }> {
  const made = await visit();
  const tokens = await exchange(await callback(made), made.verifier, { how });
  return { access: tokens.access_token, refresh: tokens.refresh_token ?? '' };
}

async function refresh(token: string, how = METHODS.post): Promise<oauth.TokenEndpointResponse> {
  const response = await oauth.refreshTokenGrantRequest(server, client, how, token, OPTIONS);
  return oauth.processRefreshTokenResponse(server, client, response);
}

async function revoke(token: string, how = METHODS.post): Promise<void> {
  const response = await oauth.revocationRequest(server, client, how, token, OPTIONS);
  await oauth.processRevocationResponse(response);
}

/** Sends an intent; rejects with the challenge of a refusal. */
async function intent(name: 'SYNC' | 'DISCONNECT', accessToken: string): Promise<unknown> {
  const headers = new Headers({ 'content-type': 'application/json' });
  const body = JSON.stringify({ requestId: '1', inputs: [{ intent: `action.devices.${name}` }] });
  const url = new URL(`${world.url}/smarthome`);
  const response = await oauth.protectedResourceRequest(
    ...([accessToken, 'POST', url, headers, body, OPTIONS] as const),
  );
  expect(response.status).toBe(200);
  return response.json();
}

const devices = {
  payload: {
    devices: expect.arrayContaining([expect.objectContaining({ id: String(DEMO_LOCKS.frontDoor) })]),
  },
};
/** Google unlinks at exactly this answer. */
const INVALID_GRANT = { name: 'ResponseBodyError', status: 400, cause: { error: 'invalid_grant' } };
/** RFC 6749, 5.2: credentials that came in a header are asked for there. */
const INVALID_CLIENT = { name: 'ResponseBodyError', status: 401, cause: { error: 'invalid_client' } };
const CLIENT_CHALLENGED = {
  name: 'WWWAuthenticateChallengeError',
  status: 401,
  cause: [{ scheme: 'basic', parameters: { realm: 'oauth' } }],
};
const CHALLENGED = {
  name: 'WWWAuthenticateChallengeError',
  status: 401,
  cause: [{ scheme: 'bearer', parameters: { realm: 'smarthome', error: 'invalid_token' } }],
};

describe.each(['post', 'basic'] as const)(
  'a strict OAuth client that authenticates by client_secret_%s',
  (method) => {
    const how = METHODS[method];

    test('links, and its token opens the fulfillment', async () => {
      const made = await visit();
      const tokens = await exchange(await callback(made), made.verifier, { how });
      expect(tokens).toEqual({
        access_token: expect.any(String),
        refresh_token: expect.any(String),
        token_type: 'bearer',
        expires_in: 3600,
      });
      expect(await intent('SYNC', tokens.access_token)).toMatchObject(devices);
    });

    test('refreshes as often as it likes with the same refresh token', async () => {
      const { access, refresh: token } = await link(how);
      const answers = await Promise.all([1, 2, 3].map(() => refresh(token, how)));
      const tokens = [access, ...answers.map(({ access_token }) => access_token)];
      expect(new Set(tokens).size).toBe(4);
      for (const one of tokens) expect(await intent('SYNC', one)).toMatchObject(devices);
      for (const answer of answers) expect(answer.refresh_token).toBeUndefined();
    });

    test('revokes its link, and every token of it is refused', async () => {
      const { access, refresh: token } = await link(how);
      await revoke(token, how);
      await expect(intent('SYNC', access)).rejects.toMatchObject(CHALLENGED);
      await expect(refresh(token, how)).rejects.toMatchObject(INVALID_GRANT);
      await revoke(token, how);
    });

    test('is refused with a wrong secret, and the link stays', async () => {
      const { access, refresh: token } = await link(how);
      const wrong = { post: oauth.ClientSecretPost, basic: oauth.ClientSecretBasic }[method]('wrong');
      await expect(refresh(token, wrong)).rejects.toMatchObject(
        method === 'post' ? INVALID_CLIENT : CLIENT_CHALLENGED,
      );
      await expect(revoke(token, wrong)).rejects.toMatchObject({ status: 401 });
      expect(await intent('SYNC', access)).toMatchObject(devices);
      expect((await refresh(token, how)).access_token).toEqual(expect.any(String));
    });
  },
);

describe('a strict OAuth client', () => {
  test('links without PKCE', async () => {
    const made = await visit({ code_challenge: undefined, code_challenge_method: undefined });
    const tokens = await exchange(await callback(made), oauth.nopkce);
    expect(await intent('SYNC', tokens.access_token)).toMatchObject(devices);
  });

  test('is refused the second time that it redeems a code', async () => {
    const made = await visit();
    const parameters = await callback(made);
    await exchange(parameters, made.verifier);
    await expect(exchange(parameters, made.verifier)).rejects.toMatchObject(INVALID_GRANT);
  });

  test('is refused with a code that is older than ten minutes', async () => {
    const made = await visit();
    const parameters = await callback(made);
    world.clock.advance(10 * 60_000 + 1000);
    await expect(exchange(parameters, made.verifier)).rejects.toMatchObject(INVALID_GRANT);
  });

  test.each([
    ['another redirect URI', { redirect: `${REDIRECT}-2` }, INVALID_GRANT],
    ['a wrong secret in the form', { how: oauth.ClientSecretPost('wrong') }, INVALID_CLIENT],
    ['a wrong secret in the header', { how: oauth.ClientSecretBasic('wrong') }, CLIENT_CHALLENGED],
    ['no secret', { how: oauth.None() }, INVALID_CLIENT],
  ])('is refused with %s when it redeems a code', async (_, options, refusal) => {
    const made = await visit();
    await expect(exchange(await callback(made), made.verifier, options)).rejects.toMatchObject(refusal);
  });

  test.each<[string, string | typeof oauth.nopkce]>([
    ['another verifier', oauth.generateRandomCodeVerifier()],
    ['no verifier', oauth.nopkce],
  ])('is refused with %s for a code with a challenge', async (_, verifier) => {
    const made = await visit();
    await expect(exchange(await callback(made), verifier)).rejects.toMatchObject(INVALID_GRANT);
  });

  test('is refused by another client id', async () => {
    const made = await visit();
    const parameters = await callback(made);
    const other = { client_id: 'another-client' };
    const response = await oauth.authorizationCodeGrantRequest(
      ...([server, other, METHODS.post, parameters, REDIRECT, made.verifier, OPTIONS] as const),
    );
    const processed = oauth.processAuthorizationCodeResponse(server, other, response);
    await expect(processed).rejects.toMatchObject(INVALID_CLIENT);
  });

  test('gets access_denied and its state when the person cancels', async () => {
    const cancelled = callback(await visit(), async (person) => {
      await signIn(person);
      await person.press('Cancel');
    });
    await expect(cancelled).rejects.toMatchObject({
      name: 'AuthorizationResponseError',
      error: 'access_denied',
    });
  });

  test.each([
    ['unsupported_response_type', 'the response type "token"', { response_type: 'token' }],
    ['invalid_request', 'no response type', { response_type: undefined }],
    ['invalid_request', 'the challenge method "plain"', { code_challenge_method: 'plain' }],
    ['invalid_request', 'a challenge that is too short', { code_challenge: 'short' }],
  ])('gets %s for %s, without a page', async (error, _, changed) => {
    const walk = () => Promise.reject(new Error('there is a page'));
    const refused = callback(await visit(changed), walk);
    await expect(refused).rejects.toMatchObject({ name: 'AuthorizationResponseError', error });
  });

  test.each([
    ['another client', { client_id: 'another-client' }],
    ['no client', { client_id: undefined }],
    ['a foreign redirect URI', { redirect_uri: 'https://oauth-redirect.example.com/r/home-project' }],
    ['no redirect URI', { redirect_uri: undefined }],
  ])('is redirected nowhere with %s', async (_, changed) => {
    const person = new Person({ clock: world.clock });
    person.stopAt = 'https://';
    const page = await person.open((await visit(changed)).url.href);
    expect([page.status, person.stoppedAt]).toEqual([400, undefined]);
  });

  test('is challenged with an expired access token, and goes on after a refresh', async () => {
    const { access, refresh: token } = await link();
    world.clock.advance(3_601_000);
    await expect(intent('SYNC', access)).rejects.toMatchObject(CHALLENGED);
    expect(await intent('SYNC', (await refresh(token)).access_token)).toMatchObject(devices);
  });

  test('revokes one access token, and keeps the link', async () => {
    const { access, refresh: token } = await link();
    await revoke(access);
    await expect(intent('SYNC', access)).rejects.toMatchObject(CHALLENGED);
    expect(await intent('SYNC', (await refresh(token)).access_token)).toMatchObject(devices);
  });

  test('loses its link with DISCONNECT, and another member of the household keeps theirs', async () => {
    const [one, other] = [await link(), await memberLink()];
    expect(await intent('DISCONNECT', one.access)).toEqual({});
    await expect(intent('SYNC', one.access)).rejects.toMatchObject(CHALLENGED);
    await expect(refresh(one.refresh)).rejects.toMatchObject(INVALID_GRANT);
    expect(await intent('SYNC', other.access)).toMatchObject(devices);
  });
});

/** Links another member of the household, who keeps its PIN. */
async function memberLink(): Promise<{ access: string; refresh: string }> {
  const made = await visit();
  const parameters = await callback(made, (person) => walkThroughLinking(person, { pin: 'keep' }));
  const tokens = await exchange(parameters, made.verifier);
  return { access: tokens.access_token, refresh: tokens.refresh_token ?? '' };
}
