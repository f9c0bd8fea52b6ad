import { md5 } from '../../../simulators/sifely/index.ts';
import { DEMO, data, RawClient, simulators } from './raw-client.ts';

const start = simulators();
const LIST = { pageNo: 1, pageSize: 20 };

describe('signing in with tokens', () => {
  test('login answers wrapped, with every value a string', async () => {
    const { anonymous } = await start();
    const answer = await anonymous.login();
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      code: 200,
      message: 'success',
      data: { token: expect.any(String), refreshToken: expect.any(String), expires_in: '7200' },
    });
  });

  test('the token is taken with Bearer and raw, for the same /v3 paths as an API key', async () => {
    const { simulator, anonymous, demo } = await start();
    const { token } = data(await anonymous.login());
    const byKey = await demo.post('/v3/lock/list', LIST);
    for (const authorization of [`Bearer ${token}`, `bearer ${token}`, String(token)]) {
      const answer = await new RawClient(simulator.url, authorization).post('/v3/lock/list', LIST);
      expect(answer.body).toEqual(byKey.body);
    }
    expect(byKey.body['total']).toBe(5);
  });

  test('a wrong password is refused in the body, or by status if set so, with any code', async () => {
    const wrong = { ...DEMO, password: 'guess' };
    const body = await (await start()).anonymous.login(wrong);
    expect([body.status, body.body['code']]).toEqual([200, 401]);
    const status = await (await start({ authFailure: 'status' })).anonymous.login(wrong);
    expect([status.status, status.body['code']]).toEqual([401, 401]);
    const platform = await (await start({ signInFailureCode: 10007 })).anonymous.login(wrong);
    expect([platform.status, platform.body['code']]).toEqual([200, 10007]);
    const unknown = await (await start()).anonymous.login({ username: 'unknown', password: 'x' });
    expect(unknown.body).toEqual(body.body);
  });

  test('a password as typed is refused unless the deployment takes it', async () => {
    const query = { client_id: 'c', ...DEMO };
    expect((await (await start()).anonymous.post('/system/smart/login', query)).body['code']).toBe(401);
    const lenient = await start({ acceptPlainPassword: true });
    expect((await lenient.anonymous.post('/system/smart/login', query)).body['code']).toBe(200);
    expect((await lenient.anonymous.login()).body['code']).toBe(200);
  });

  test('an access token ends with its seconds, and a refresh token brings a new one', async () => {
    const { simulator, clock, anonymous } = await start({ tokenSeconds: 60 });
    const first = data(await anonymous.login());
    const client = new RawClient(simulator.url, `Bearer ${first['token']}`);
    clock.advance(59_000);
    expect((await client.post('/v3/lock/list', LIST)).body['total']).toBe(5);
    clock.advance(1_000);
    const expired = await client.post('/v3/lock/list', LIST);
    expect(expired.status).toBe(200);
    expect(expired.body).toEqual({
      code: 401,
      msg: 'Authentication failed, unable to access system resources',
    });
    const refreshed = await anonymous.post('/system/smart/oauthToken', {
      client_id: 'any-client',
      grant_type: 'refresh_token',
      refresh_token: String(first['refreshToken']),
    });
    expect(refreshed.body).toEqual({
      access_token: expect.any(String),
      refresh_token: first['refreshToken'],
      expires_in: 60,
    });
    client.authorization = `Bearer ${refreshed.body['access_token']}`;
    expect((await client.post('/v3/lock/list', LIST)).body['total']).toBe(5);
  });

  test('a rotating refresh token works once; a kept one again and again', async () => {
    for (const rotateRefreshToken of [true, false]) {
      const { anonymous } = await start({ rotateRefreshToken });
      const { refreshToken } = data(await anonymous.login());
      const refresh = () =>
        anonymous.post('/system/smart/oauthToken', {
          client_id: 'any-client',
          grant_type: 'refresh_token',
          refresh_token: String(refreshToken),
        });
      expect((await refresh()).body['refresh_token'] === refreshToken).toBe(!rotateRefreshToken);
      expect((await refresh()).body['errcode']).toBe(rotateRefreshToken ? 10011 : undefined);
    }
  });

  test('expired and revoked on demand: access tokens by one switch, refresh tokens by another', async () => {
    const { simulator, anonymous } = await start();
    const { token, refreshToken } = data(await anonymous.login());
    const refresh = () =>
      anonymous.post('/system/smart/oauthToken', {
        client_id: 'any-client',
        grant_type: 'refresh_token',
        refresh_token: String(refreshToken),
      });
    simulator.account(DEMO.username).expireAccessTokens();
    const client = new RawClient(simulator.url, `Bearer ${token}`);
    expect((await client.post('/v3/lock/list', LIST)).body['code']).toBe(401);
    expect((await refresh()).body).toHaveProperty('access_token');
    simulator.account(DEMO.username).revokeRefreshTokens();
    expect((await refresh()).body).toMatchObject({ errcode: 10011 });
  });

  test('a refresh token belongs to the client that got it, and other grants are unknown', async () => {
    const { anonymous } = await start();
    const { refreshToken } = data(await anonymous.login(DEMO, 'mine'));
    const token = (query: Record<string, string>) => anonymous.post('/system/smart/oauthToken', query);
    const refresh_token = String(refreshToken);
    expect(
      (await token({ client_id: 'yours', grant_type: 'refresh_token', refresh_token })).body['errcode'],
    ).toBe(10011);
    expect((await token({ client_id: 'mine', grant_type: 'password' })).body['errcode']).toBe(10010);
  });
});

describe('authorize', () => {
  const query = {
    client_id: 'home',
    username: DEMO.username,
    password: md5(DEMO.password),
    redirect_uri: 'https://example.com/back?a=b',
    state: 's t&te',
  };

  test('redirects with a code that is good for one exchange', async () => {
    const { anonymous } = await start();
    const answer = await anonymous.post('/system/smart/authorize', query);
    expect(answer.status).toBe(302);
    const location = new URL(answer.headers.get('location') ?? '');
    expect(location.origin + location.pathname).toBe('https://example.com/back');
    expect(location.searchParams.get('a')).toBe('b');
    expect(location.searchParams.get('state')).toBe('s t&te');
    const exchange = () =>
      anonymous.post('/system/smart/oauthToken', {
        client_id: 'home',
        grant_type: 'authorization_code',
        code: location.searchParams.get('code') ?? '',
      });
    expect((await exchange()).body).toHaveProperty('access_token');
    expect((await exchange()).body).toMatchObject({ errcode: 10002 });
  });

  test('a code belongs to the client that asked for it', async () => {
    const { anonymous } = await start({ authorize: 'json' });
    const { code } = data(await anonymous.post('/system/smart/authorize', query));
    const grant = { client_id: 'stranger', grant_type: 'authorization_code', code: String(code) };
    expect((await anonymous.post('/system/smart/oauthToken', grant)).body['errcode']).toBe(10002);
  });

  test('a code ends after ten minutes', async () => {
    const { anonymous, clock } = await start({ authorize: 'json' });
    const { code } = data(await anonymous.post('/system/smart/authorize', query));
    clock.advance(10 * 60_000);
    const grant = { client_id: 'home', grant_type: 'authorization_code', code: String(code) };
    expect((await anonymous.post('/system/smart/oauthToken', grant)).body['errcode']).toBe(10002);
  });

  test('can answer JSON, and can be absent', async () => {
    const json = await (await start({ authorize: 'json' })).anonymous.post('/system/smart/authorize', query);
    expect(json.body).toMatchObject({ code: 200, data: { code: expect.any(String), state: 's t&te' } });
    const absent = await (await start({ authorize: 'absent' })).anonymous.post(
      '/system/smart/authorize',
      query,
    );
    expect(absent.status).toBe(404);
  });

  test('checks client ids and redirect addresses where clients are registered', async () => {
    const { anonymous } = await start({
      clients: [{ clientId: 'home', redirectUris: ['https://example.com/other'] }],
    });
    const authorize = (change: Record<string, string>) =>
      anonymous.post('/system/smart/authorize', { ...query, ...change });
    expect((await authorize({})).body['code']).toBe(10008);
    expect((await authorize({ client_id: 'stranger' })).body['code']).toBe(10000);
    expect((await authorize({ redirect_uri: 'https://example.com/other' })).status).toBe(302);
    expect((await anonymous.login(DEMO, 'stranger')).body['code']).toBe(10000);
    expect((await authorize({ password: md5('guess') })).body['code']).toBe(401);
  });
});

describe('signing in for an API key', () => {
  test('gives the same key each time, wrapped as documented or flat as observed', async () => {
    const { simulator, anonymous } = await start();
    const first = await anonymous.keyLogin();
    expect(first.body).toEqual({
      code: 200,
      message: 'success',
      data: {
        clientToken: expect.stringMatching(/^sk-/),
        clientId: expect.stringMatching(/^cli_/),
        account: DEMO.username,
        plan: 'DEVELOPER',
        subscriptionStatus: 'ACTIVE',
        lockNum: 5,
      },
    });
    expect((await anonymous.keyLogin()).body).toEqual(first.body);
    expect(data(first)['clientToken']).toBe(simulator.account(DEMO.username).apiKey);
    const flat = await (await start({ publicLogin: 'flat' })).anonymous.keyLogin();
    expect(flat.body).toMatchObject({ clientToken: expect.stringMatching(/^sk-/), account: DEMO.username });
  });

  test('a wrong password is HTTP 401', async () => {
    const { anonymous } = await start();
    expect((await anonymous.keyLogin({ ...DEMO, password: 'guess' })).status).toBe(401);
  });

  test('the key is taken raw only', async () => {
    const { simulator, demo } = await start();
    expect((await demo.post('/v3/lock/list', LIST)).body['total']).toBe(5);
    demo.authorization = `Bearer ${simulator.account(DEMO.username).apiKey}`;
    expect((await demo.post('/v3/lock/list', LIST)).status).toBe(401);
  });

  test('rolling it ends the old key at once', async () => {
    const { demo } = await start();
    const rolled = await demo.post('/client/roll-token');
    expect((await demo.post('/v3/lock/list', LIST)).status).toBe(401);
    demo.authorization = String(data(rolled)['clientToken']);
    expect((await demo.post('/v3/lock/list', LIST)).body['total']).toBe(5);
  });

  test('a key rotated elsewhere is dead, and login brings the new one', async () => {
    const { simulator, demo, anonymous } = await start();
    const key = simulator.account(DEMO.username).rotateKey();
    expect((await demo.post('/v3/lock/list', LIST)).status).toBe(401);
    expect(data(await anonymous.keyLogin())['clientToken']).toBe(key);
  });
});

describe('one generation only', () => {
  test('a token cloud has no key rotation and refuses keys its own way', async () => {
    const { demo, anonymous } = await start({ profiles: ['oauth'] });
    expect((await demo.post('/client/roll-token')).status).toBe(404);
    const refused = await demo.post('/v3/lock/list', LIST);
    expect([refused.status, refused.body['code']]).toEqual([200, 401]);
    expect((await anonymous.keyLogin()).status).toBe(500);
  });

  test('a key cloud has no tokens to give and answers 401 without a key', async () => {
    const { anonymous } = await start({ profiles: ['api-key'] });
    expect((await anonymous.login()).status).toBe(400);
    for (const path of ['/system/smart/authorize', '/system/smart/oauthToken', '/system/smart/loginByGuest'])
      expect((await anonymous.post(path)).status).toBe(404);
    expect((await anonymous.post('/v3/lock/list', LIST)).status).toBe(401);
  });

  test('the guest login of community clients takes a form and tells the client id', async () => {
    const { simulator, anonymous } = await start();
    const guest = (form: Record<string, string>) =>
      anonymous.send('POST', '/system/smart/loginByGuest', {}, { body: new URLSearchParams(form) });
    const good = data(await guest({ username: DEMO.username, password: md5(DEMO.password) }));
    expect(good['clientId']).toBe(simulator.account(DEMO.username).clientId);
    const client = new RawClient(simulator.url, String(good['sifelyToken']));
    expect((await client.post('/v3/lock/list', LIST)).body['total']).toBe(5);
    expect((await guest({ username: 'unknown', password: 'x' })).status).toBe(500);
    expect((await guest({ username: DEMO.username, password: 'x' })).status).toBe(401);
  });
});
