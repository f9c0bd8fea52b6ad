import { createHash } from 'node:crypto';
import { client, failureOf, hurry } from '../client.ts';
import { closeLittleServers, type GivenReply, littleServer, type SeenRequest } from '../little-server.ts';

afterEach(closeLittleServers);

const PASSWORD = 'Correct horse é';
const MD5 = createHash('md5').update(PASSWORD, 'utf8').digest('hex');
const STATE = Buffer.alloc(16, 7).toString('base64url');

interface OauthReplies {
  readonly authorize: GivenReply;
  readonly token?: GivenReply;
  readonly login?: GivenReply;
}

async function oauth(replies: OauthReplies) {
  const given = { ...replies };
  const server = await littleServer(({ path }: SeenRequest): GivenReply => {
    if (path.endsWith('/authorize')) return given.authorize;
    if (path.endsWith('/oauthToken'))
      return given.token ?? { body: { access_token: 'a', refresh_token: 'r', expires_in: 7200 } };
    return (
      given.login ?? {
        body: { code: 200, data: { token: 'login-a', refreshToken: 'login-r', expires_in: '7200' } },
      }
    );
  });
  const paths = () => server.requests.map(({ path }) => path.split('/').pop());
  return { ...client(server.baseUrl), server, paths, given };
}

describe('signing in by authorize', () => {
  const redirect = `https://linked.example/done?code=CODE-1&state=${STATE}`;
  const forms: [string, GivenReply][] = [
    ['a redirect', { status: 302, headers: { location: redirect } }],
    [
      'a redirect without state',
      { status: 302, headers: { location: 'https://linked.example/?code=CODE-1' } },
    ],
    ['a redirect to a path', { status: 303, headers: { location: '/somewhere?x=1&code=CODE-1' } }],
    ['a Location beside HTTP 200', { headers: { location: redirect } }],
    ['bare JSON', { body: { code: 'CODE-1', state: STATE } }],
    ['wrapped JSON', { body: { code: 200, data: { code: 'CODE-1' } } }],
    ['wrapped JSON by its long name', { body: { code: '200', data: { authorization_code: 'CODE-1' } } }],
    ['a string in the wrapper', { body: { code: 200, message: 'success', data: 'CODE-1' } }],
  ];
  test.each(forms)('reads the code from %s', async (_name, authorize) => {
    const { access, server, paths } = await oauth({ authorize });
    const signedIn = await access.signIn(' Anna@Example.COM ', PASSWORD);
    expect(paths()).toEqual(['authorize', 'oauthToken']);
    expect(server.requests[0]).toMatchObject({
      method: 'POST',
      body: '',
      query: { client_id: 'client-1', username: 'Anna@Example.COM', password: MD5, state: STATE },
    });
    expect(server.requests[1]).toMatchObject({
      method: 'POST',
      query: { client_id: 'client-1', grant_type: 'authorization_code', code: 'CODE-1' },
    });
    expect(signedIn.user).toBe('anna@example.com');
    expect(signedIn.credentials).toMatchObject({ kind: 'oauth', token: 'a', refreshToken: 'r' });
  });

  const unavailable: [string, GivenReply][] = [
    ['404', { status: 404 }],
    ['405', { status: 405 }],
    ['404 in the wrapper', { body: { code: 404, msg: 'no handler' } }],
    ['a method that is not supported', { body: { code: 500, msg: "Request method 'POST' not supported" } }],
    ['a page', { body: '<html>' }],
    ['nothing', { body: '' }],
    ['success without a code', { body: { code: 200, data: {} } }],
    ['a redirect without a code', { status: 302, headers: { location: 'https://linked.example/login' } }],
    [
      'a redirect with the state of another request',
      { status: 302, headers: { location: '/?code=X&state=other' } },
    ],
    [
      'a request for a token first',
      { body: { code: 401, msg: 'Authentication failed, unable to access system resources' } },
    ],
    [
      'a request for another parameter',
      { status: 500, body: { msg: "Required request parameter 'redirect_uri' for x is not present" } },
    ],
  ];
  test.each(unavailable)('falls back to Login if authorize answers %s', async (_name, authorize) => {
    const { access, server, paths } = await oauth({ authorize });
    const { credentials } = await access.signIn('anna@example.com', PASSWORD);
    expect(paths()).toEqual(['authorize', 'login']);
    expect(server.requests[1]).toMatchObject({
      method: 'POST',
      body: '',
      query: { client_id: 'client-1', username: 'anna@example.com', password: MD5 },
    });
    expect(credentials).toMatchObject({ kind: 'oauth', token: 'login-a', refreshToken: 'login-r' });
  });

  test('falls back to Login if the code is rejected', async () => {
    const { access, paths } = await oauth({
      authorize: { body: { code: 'C' } },
      token: { body: { errcode: 10002 } },
    });
    await access.signIn('anna@example.com', PASSWORD);
    expect(paths()).toEqual(['authorize', 'oauthToken', 'login']);
  });

  test('is not tried again for an hour if authorize is missing', async () => {
    const { access, paths, clock } = await oauth({ authorize: { status: 404 } });
    await access.signIn('anna@example.com', PASSWORD);
    await access.signIn('anna@example.com', PASSWORD);
    clock.advance(61 * 60_000);
    await access.signIn('anna@example.com', PASSWORD);
    expect(paths()).toEqual(['authorize', 'login', 'login', 'authorize', 'login']);
  });

  test.each<[string, GivenReply, string]>([
    ['503', { status: 503 }, 'unavailable'],
    ['429', { status: 429 }, 'rate-limited'],
    ['402', { status: 402 }, 'plan-exceeded'],
    ['an unknown client id', { body: { errcode: 10000 } }, 'misconfigured'],
    ['an invalid client', { body: { code: 10001 } }, 'misconfigured'],
    ['a dropped connection', { fault: 'drop' }, 'unavailable'],
  ])('fails without Login if authorize answers %s', async (_name, authorize, reason) => {
    const { access, paths } = await oauth({ authorize });
    expect(await failureOf(access.signIn('anna@example.com', PASSWORD))).toMatchObject({ reason });
    expect(paths()).toEqual(['authorize']);
  });

  test('times out once, without Login', async () => {
    const { access, clock, server } = await oauth({ authorize: { fault: 'silent' } });
    const failure = failureOf(access.signIn('anna@example.com', PASSWORD));
    await server.seen(1);
    expect(await hurry(clock, failure, 11_000)).toMatchObject({ reason: 'timed-out' });
    expect(server.requests).toHaveLength(1);
  });
});

describe('a wrong password', () => {
  const wrong: GivenReply = { body: { code: 401, msg: 'Authentication failed' } };

  test('that Sifely names as the reason is tried at one endpoint', async () => {
    const { access, paths } = await oauth({
      authorize: { body: { errcode: 10007, errmsg: 'invalid account or password' } },
    });
    expect(await failureOf(access.signIn('anna@example.com', 'x'))).toMatchObject({
      reason: 'sign-in-refused',
      renewalMayHelp: false,
    });
    expect(paths()).toEqual(['authorize']);
  });

  test.each(
    [
      'invalid account or invalid password',
      'Password is incorrect',
      'Authentication failed: wrong password',
      'user does not exist',
    ].map((msg) => [msg]),
  )('that is called so in words is tried at one endpoint: %s', async (msg) => {
    const { access, paths } = await oauth({
      authorize: { status: 401, body: { code: 401, msg } },
      login: wrong,
    });
    expect(await failureOf(access.signIn('anna@example.com', 'x'))).toMatchObject({
      reason: 'sign-in-refused',
    });
    expect(paths()).toEqual(['authorize']);
  });

  test('that Sifely does not name as the reason is tried at two endpoints at most', async () => {
    const { access, paths } = await oauth({ authorize: wrong, login: wrong });
    expect(await failureOf(access.signIn('anna@example.com', 'x'))).toMatchObject({
      reason: 'sign-in-refused',
    });
    expect(paths()).toEqual(['authorize', 'login']);
  });

  test('is tried at one endpoint once authorize is known to work', async () => {
    const { access, paths, given } = await oauth({ authorize: { body: { code: 'C' } } });
    await access.signIn('anna@example.com', PASSWORD);
    given.authorize = wrong;
    expect(await failureOf(access.signIn('anna@example.com', 'x'))).toMatchObject({
      reason: 'sign-in-refused',
    });
    expect(paths()).toEqual(['authorize', 'oauthToken', 'authorize']);
  });

  test.each<[string, GivenReply]>([
    ['HTTP 401', { status: 401 }],
    ['HTTP 403', { status: 403 }],
    ['code "401"', { body: { code: '401' } }],
    ['10007', { body: { code: 10007 } }],
  ])('is refused at Login by %s', async (_name, login) => {
    const { access } = await oauth({ authorize: { status: 404 }, login });
    expect(await failureOf(access.signIn('anna@example.com', 'x'))).toMatchObject({
      reason: 'sign-in-refused',
      renewalMayHelp: false,
    });
  });
});

describe('Login', () => {
  test.each([
    [
      'strings in the wrapper',
      { code: 200, data: { token: 't', refreshToken: 'r', expires_in: '3600' } },
      3600,
    ],
    [
      'a code that is a string',
      { code: '200', data: { token: 't', refreshToken: 'r', expires_in: 31536000 } },
      31536000,
    ],
    ['bare OAuth names', { access_token: 't', refresh_token: 'r', expires_in: 7200 }, 7200],
    ['no end', { code: 200, data: { token: 't', refreshToken: 'r' } }, undefined],
    [
      'an end that is no number',
      { code: 200, data: { token: 't', refreshToken: 'r', expires_in: 'never' } },
      undefined,
    ],
  ])('is read from %s', async (_name, body, seconds) => {
    const { access, clock } = await oauth({ authorize: { status: 404 }, login: { body } });
    const { credentials } = await access.signIn('anna@example.com', PASSWORD);
    expect(credentials).toMatchObject({ token: 't', refreshToken: 'r' });
    const life =
      credentials['expiresAt'] === undefined ? undefined : Number(credentials['expiresAt']) - clock.now();
    expect(life === undefined ? undefined : Math.round(life / 10_000) * 10).toBe(seconds);
  });

  test('without a token is an outage', async () => {
    const { access } = await oauth({ authorize: { status: 404 }, login: { body: { code: 200, data: {} } } });
    expect(await failureOf(access.signIn('a@b.c', PASSWORD))).toMatchObject({ reason: 'unavailable' });
  });
});
