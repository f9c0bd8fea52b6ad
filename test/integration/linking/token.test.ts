import { createHash, randomBytes } from 'node:crypto';
import { StoreUnavailableError } from '../../../functions/store/store.ts';
import {
  CLIENT_ID,
  CLIENT_SECRET,
  type LinkingFixture,
  OTHER_CLIENT_SECRET,
  REDIRECT,
  startLinking,
} from './fixture.ts';

const REFUSED = { status: 400, body: { error: 'invalid_grant' } };

let linking: LinkingFixture;
beforeEach(async () => {
  linking = await startLinking();
});
afterEach(() => linking.close());

const code = async (params: Record<string, string> = {}) =>
  linking.agree(await linking.signedIn('ada@example.com', params));

describe('the token endpoint', () => {
  test('exchanges a code for tokens in the format of Google', async () => {
    const { status, headers, body } = await linking.exchange(await code());
    expect(status).toBe(200);
    expect(body).toEqual({
      token_type: 'Bearer',
      access_token: expect.stringMatching(/^[A-Za-z0-9_-]{64}$/),
      refresh_token: expect.stringMatching(/^[A-Za-z0-9_-]{64}$/),
      expires_in: 3600,
    });
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('content-type')).toMatch(/^application\/json/);
    expect(await linking.accounts.authenticate(String(body['access_token']))).toBeDefined();
  });

  test('refreshes without a new refresh token and with another access token each time', async () => {
    const { accessToken, refreshToken } = await linking.link();
    const first = await linking.refresh(refreshToken);
    const second = await linking.refresh(refreshToken);
    expect(first.body).toEqual({
      token_type: 'Bearer',
      access_token: expect.any(String),
      expires_in: 3600,
    });
    const tokens = [accessToken, first.body['access_token'], second.body['access_token']].map(String);
    expect(new Set(tokens).size).toBe(3);
    for (const token of tokens) expect(await linking.accounts.authenticate(token)).toBeDefined();
  });

  test('answers fifty concurrent refreshes with fifty valid tokens', async () => {
    const { accessToken, refreshToken } = await linking.link();
    const answers = await Promise.all(Array.from({ length: 50 }, () => linking.refresh(refreshToken)));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    const tokens = answers.map(({ body }) => String(body['access_token']));
    expect(new Set(tokens).size).toBe(50);
    linking.clock.advance(3_000_000);
    for (const token of [...tokens.reverse(), accessToken]) {
      expect(await linking.accounts.authenticate(token)).toBeDefined();
    }
  });

  test('keeps a link for months whose refresh responses were lost', async () => {
    const { refreshToken } = await linking.link();
    for (let i = 0; i < 5; i++) {
      await linking.refresh(refreshToken);
      linking.clock.advance(30 * 24 * 3_600_000);
    }
    const { status, body } = await linking.refresh(refreshToken);
    expect(status).toBe(200);
    expect(await linking.accounts.authenticate(String(body['access_token']))).toBeDefined();
  });

  test('redeems a code for exactly one of fifty concurrent requests', async () => {
    const once = await code();
    // The latency of a remote database, so that all have read the code before one redeems it.
    linking.watch.break((call) => (call === 'delete' ? linking.clock.delay(50) : undefined));
    const answers = await Promise.all(Array.from({ length: 50 }, () => linking.exchange(once)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const { status, body } of answers.filter((answer) => answer.status !== 200)) {
      expect({ status, body }).toEqual(REFUSED);
    }
    expect(await linking.exchange(once)).toMatchObject(REFUSED);
  });

  test('accepts a code for ten minutes', async () => {
    const [early, late] = [await code(), await code()];
    linking.clock.advance(9.5 * 60_000);
    expect((await linking.exchange(early)).status).toBe(200);
    linking.clock.advance(60_000);
    expect(await linking.exchange(late)).toMatchObject(REFUSED);
  });

  test.each([
    ['another registered address', 'https://oauth-redirect-sandbox.googleusercontent.com/r/home-project'],
    ['an address with more behind it', `${REDIRECT}/more`],
    ['no address', ''],
  ])('refuses a code that comes with %s', async (_, redirect_uri) => {
    expect(await linking.exchange(await code(), { redirect_uri })).toMatchObject(REFUSED);
  });
});

describe('PKCE', () => {
  const verifier = randomBytes(48).toString('base64url');
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const sent = { code_challenge: challenge, code_challenge_method: 'S256' };

  test('accepts the right verifier', async () => {
    const { status } = await linking.exchange(await code(sent), { code_verifier: verifier });
    expect(status).toBe(200);
  });

  test('is S256 without a method', async () => {
    const { status } = await linking.exchange(await code({ code_challenge: challenge }), {
      code_verifier: verifier,
    });
    expect(status).toBe(200);
  });

  test.each([
    ['a wrong verifier', { code_verifier: randomBytes(48).toString('base64url') }],
    ['the challenge itself', { code_verifier: challenge }],
    ['no verifier', {}],
    ['an empty verifier', { code_verifier: '' }],
    ['a verifier that is too short', { code_verifier: 'short' }],
  ])('refuses %s and uses the code up', async (_, fields) => {
    const once = await code(sent);
    expect(await linking.exchange(once, fields as Record<string, string>)).toMatchObject(REFUSED);
    expect(await linking.exchange(once, { code_verifier: verifier })).toMatchObject(REFUSED);
  });

  test('refuses a verifier for a code without a challenge', async () => {
    expect(await linking.exchange(await code(), { code_verifier: verifier })).toMatchObject(REFUSED);
  });

  test('does not replace the client secret', async () => {
    const { status, text } = await linking.post('/oauth/token', {
      client_id: CLIENT_ID,
      grant_type: 'authorization_code',
      code: await code(sent),
      redirect_uri: REDIRECT,
      code_verifier: verifier,
    });
    expect([status, text]).toEqual([401, '{"error":"invalid_client"}']);
  });
});

describe('client credentials', () => {
  const basic = (id: string, secret: string) => ({
    authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
  });
  const refreshing = async (path: string, fields: Record<string, string>, headers = {}) => {
    const { refreshToken } = await linking.link();
    const all = { grant_type: 'refresh_token', refresh_token: refreshToken, ...fields };
    const { status, text } = await linking.post(path, all, headers);
    return status === 200 ? 200 : [status, text];
  };
  const refused = [401, '{"error":"invalid_client"}'];
  const body = { client_id: CLIENT_ID, client_secret: CLIENT_SECRET };

  test('are read from the body', async () => {
    expect(await refreshing('/oauth/token', body)).toBe(200);
  });

  test.each(['', 'locks', 'a "b'])('may come with the scope %j, which is ignored', async (scope) => {
    expect(await refreshing('/oauth/token', { ...body, scope })).toBe(200);
  });

  test('are read from a Basic header, percent-encoded or not', async () => {
    expect(await refreshing('/oauth/token', {}, basic(CLIENT_ID, CLIENT_SECRET))).toBe(200);
    const encoded = basic(encodeURIComponent(CLIENT_ID), encodeURIComponent(CLIENT_SECRET));
    expect(await refreshing('/oauth/token', { client_id: CLIENT_ID }, encoded)).toBe(200);
  });

  test('are never read from the address', async () => {
    expect(await refreshing(`/oauth/token?${new URLSearchParams(body)}`, {})).toEqual(refused);
  });

  test.each([
    ['a wrong secret', { ...body, client_secret: 'wrong' }, {}],
    ['an unknown client', { ...body, client_id: 'other' }, {}],
    ['no secret', { client_id: CLIENT_ID }, {}],
    ['nothing', {}, {}],
    ['a wrong header', {}, basic(CLIENT_ID, 'wrong')],
    ['a header of another kind', body, { authorization: 'Bearer abc' }],
    ['a header that is no base64', {}, { authorization: 'Basic ***' }],
    ['a header and another id in the body', { client_id: 'other' }, basic(CLIENT_ID, CLIENT_SECRET)],
    ['a header and a secret in the body', body, basic(CLIENT_ID, CLIENT_SECRET)],
  ])('are refused without unlinking if they are %s', async (_, fields, headers) => {
    expect(await refreshing('/oauth/token', fields as Record<string, string>, headers)).toEqual(refused);
  });

  test('that are refused in a header are asked for there', async () => {
    const refresh = { grant_type: 'refresh_token', refresh_token: 'x' };
    const answer = await linking.post('/oauth/token', refresh, basic(CLIENT_ID, 'wrong'));
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Basic realm="oauth"']);
    expect((await linking.post('/oauth/token', refresh)).headers.get('www-authenticate')).toBeNull();
  });

  test('may have the secret before or after a rotation, and the link stays', async () => {
    const { refreshToken } = await linking.link();
    for (const client_secret of [OTHER_CLIENT_SECRET, CLIENT_SECRET, OTHER_CLIENT_SECRET]) {
      expect(await linking.refresh(refreshToken, { client_secret })).toMatchObject({ status: 200 });
      expect(await linking.exchange(await code(), { client_secret })).toMatchObject({ status: 200 });
    }
    const both = { client_secret: `${CLIENT_SECRET},${OTHER_CLIENT_SECRET}` };
    expect(await linking.refresh(refreshToken, both)).toMatchObject({ status: 401 });
  });

  test('that were mistyped in the settings end no link', async () => {
    const { refreshToken } = await linking.link();
    const fields = { ...body, grant_type: 'refresh_token', refresh_token: refreshToken };
    const answer = await linking.post('/oauth/token', { ...fields, client_secret: 'mistyped' });
    expect(answer.text).not.toContain('invalid_grant');
    expect((await linking.post('/oauth/token', fields)).status).toBe(200);
  });
});

describe('malformed input at the token endpoint', () => {
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const good = new URLSearchParams({ client_id: CLIENT_ID, client_secret: CLIENT_SECRET }).toString();
  const INVALID = 'invalid_request';
  test.each<[string, RequestInit, string?]>([
    ['GET', { method: 'GET' }],
    ['PUT', { method: 'PUT', headers: form, body: good }],
    ['DELETE', { method: 'DELETE' }],
    ['no body', { method: 'POST' }],
    ['no refresh token', { method: 'POST', headers: form, body: `${good}&grant_type=refresh_token` }],
    ['no code', { method: 'POST', headers: form, body: `${good}&grant_type=authorization_code&code=` }],
    ['no grant type', { method: 'POST', headers: form, body: good }],
    [
      'a grant type of another kind',
      { method: 'POST', headers: form, body: `${good}&grant_type=password` },
      'unsupported_grant_type',
    ],
    [
      'a grant type from the prototype',
      { method: 'POST', headers: form, body: `${good}&grant_type=__proto__` },
      'unsupported_grant_type',
    ],
    [
      'a constructor for a field',
      { method: 'POST', headers: form, body: `${good}&constructor=1&__proto__=2` },
    ],
    [
      'a repeated field',
      { method: 'POST', headers: form, body: `${good}&grant_type=refresh_token&grant_type=refresh_token` },
    ],
    [
      'fields in brackets',
      { method: 'POST', headers: form, body: `${good}&grant_type[]=refresh_token&code[a]=1` },
    ],
    [
      'a refresh token that is none',
      { method: 'POST', headers: form, body: `${good}&grant_type=refresh_token&refresh_token=x` },
      'invalid_grant',
    ],
    [
      'a refresh token in other characters',
      { method: 'POST', headers: form, body: `${good}&grant_type=refresh_token&refresh_token=%F0%9F%94%91` },
      'invalid_grant',
    ],
    [
      'a code that is none',
      {
        method: 'POST',
        headers: form,
        body: `${good}&grant_type=authorization_code&code=x&redirect_uri=${REDIRECT}`,
      },
      'invalid_grant',
    ],
    [
      'broken percent-encoding',
      { method: 'POST', headers: form, body: `${good}&grant_type=%E0%A4%A&%` },
      'unsupported_grant_type',
    ],
    ['JSON', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"a":1}' }],
    ['broken JSON', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{' }],
    ['an unknown encoding', { method: 'POST', headers: { ...form, 'content-encoding': 'x' }, body: good }],
    ['broken compression', { method: 'POST', headers: { ...form, 'content-encoding': 'gzip' }, body: good }],
    [
      'an unknown character set',
      { method: 'POST', headers: { 'content-type': `${form['content-type']}; charset=x` }, body: good },
    ],
    ['a huge body', { method: 'POST', headers: form, body: 'a'.repeat(3_000_000) }],
    [
      'a thousand fields',
      { method: 'POST', headers: form, body: Array.from({ length: 1000 }, (_, i) => `f${i}=1`).join('&') },
    ],
  ])('is refused by the words of RFC 6749: %s', async (_, init, error = INVALID) => {
    const response = await fetch(`${linking.origin}/oauth/token`, init);
    expect([response.status, await response.json()]).toEqual([400, { error }]);
    expect(response.headers.get('cache-control')).toBe('no-store');
  });
});

test('the token endpoint refuses a form with a repeated field even if both values are right', async () => {
  const { refreshToken } = await linking.link();
  const form = new URLSearchParams({ client_id: CLIENT_ID, client_secret: CLIENT_SECRET });
  form.append('grant_type', 'refresh_token');
  form.append('refresh_token', refreshToken);
  expect((await linking.post('/oauth/token', form.toString())).status).toBe(200);
  form.append('refresh_token', refreshToken);
  expect((await linking.post('/oauth/token', form.toString())).status).toBe(400);
});

describe('an outage of the store', () => {
  const broken = () => {
    throw new StoreUnavailableError('down');
  };

  test('is never answered with invalid_grant', async () => {
    const once = await code();
    const { refreshToken } = await linking.link();
    linking.watch.break(broken);
    for (const answer of [await linking.refresh(refreshToken), await linking.exchange(once)]) {
      expect(answer).toMatchObject({ status: 503, body: { error: 'temporarily_unavailable' } });
      expect(answer.headers.get('cache-control')).toBe('no-store');
    }
    const revoked = await linking.post('/oauth/revoke', {
      client_id: CLIENT_ID,
      client_secret: CLIENT_SECRET,
      token: refreshToken,
    });
    expect(revoked.status).toBe(503);
    linking.watch.break(undefined);
    expect((await linking.refresh(refreshToken)).status).toBe(200);
    expect((await linking.exchange(once)).status).toBe(200);
  });

  test('between redeeming a code and granting makes the code valid once more, and only once', async () => {
    const once = await code();
    linking.watch.break((call, key) => {
      if (call === 'replace' && key?.collection === 'accounts') broken();
    });
    for (let tries = 0; tries < 2; tries++) expect((await linking.exchange(once)).status).toBe(503);
    linking.watch.break(undefined);
    const { status, body } = await linking.exchange(once);
    expect(status).toBe(200);
    expect(await linking.accounts.authenticate(String(body['access_token']))).toBeDefined();
    expect(await linking.exchange(once)).toMatchObject(REFUSED);
  });

  test('does not extend the lifetime of a code', async () => {
    const once = await code();
    linking.clock.advance(9 * 60_000);
    linking.watch.break((call, key) => {
      if (call === 'replace' && key?.collection === 'accounts') broken();
    });
    expect((await linking.exchange(once)).status).toBe(503);
    linking.watch.break(undefined);
    // Another link keeps the account.
    await linking.link();
    linking.clock.advance(2 * 60_000);
    expect(await linking.exchange(once)).toMatchObject(REFUSED);
  });

  test('that also prevents saving the code again is still answered with 503', async () => {
    const once = await code();
    linking.watch.break((call, key) => {
      if ((call === 'replace' && key?.collection === 'accounts') || call === 'create') broken();
    });
    expect((await linking.exchange(once)).status).toBe(503);
    expect(linking.calls().at(-1)).toMatchObject({
      outcome: 'failed',
      error: expect.any(StoreUnavailableError),
    });
  });

  test('and every other unexpected error are answered with 503', async () => {
    const { refreshToken } = await linking.link();
    linking.watch.break(() => {
      throw new TypeError('a mistake of ours');
    });
    const answer = await linking.refresh(refreshToken);
    expect(answer.status).toBe(503);
    expect(JSON.stringify(answer.body)).not.toContain('mistake');
    expect(linking.calls().at(-1)).toMatchObject({ outcome: 'failed', error: expect.any(TypeError) });
  });
});

describe('revocation', () => {
  const revoke = (token: string, more: Record<string, string> = {}) =>
    linking.post('/oauth/revoke', { client_id: CLIENT_ID, client_secret: CLIENT_SECRET, token, ...more });

  test('of a refresh token ends the link', async () => {
    const { accessToken, refreshToken } = await linking.link();
    expect((await revoke(refreshToken, { token_type_hint: 'refresh_token' })).status).toBe(200);
    expect(await linking.accounts.authenticate(accessToken)).toBeUndefined();
    expect(await linking.refresh(refreshToken)).toMatchObject(REFUSED);
  });

  test('of an access token keeps the link', async () => {
    const { accessToken, refreshToken } = await linking.link();
    expect((await revoke(accessToken)).status).toBe(200);
    expect(await linking.accounts.authenticate(accessToken)).toBeUndefined();
    expect((await linking.refresh(refreshToken)).status).toBe(200);
  });

  test('of an unknown token succeeds every time', async () => {
    const { refreshToken } = await linking.link();
    for (const token of ['unknown', 'A'.repeat(64), refreshToken, refreshToken]) {
      expect((await revoke(token)).status).toBe(200);
    }
  });

  test('requires the client and one token', async () => {
    const { refreshToken } = await linking.link();
    expect((await revoke(refreshToken, { client_secret: 'wrong' })).status).toBe(401);
    expect((await revoke('')).status).toBe(400);
    const twice = `${new URLSearchParams({ client_id: CLIENT_ID, client_secret: CLIENT_SECRET })}&token=a&token=b`;
    expect((await linking.post('/oauth/revoke', twice)).status).toBe(400);
    expect((await linking.refresh(refreshToken)).status).toBe(200);
  });
});

describe('a household of three', () => {
  test('shares an account and a PIN, and each member can revoke without affecting the others', async () => {
    const links = [await linking.link(), await linking.link(), await linking.link()];
    const found = await Promise.all(links.map((link) => linking.accounts.authenticate(link.accessToken)));
    expect(new Set(found.map((one) => one?.account.id)).size).toBe(1);
    const [first] = found;
    if (!first) throw new Error('not linked');
    expect(await linking.accounts.findPin(first.account, '0412')).toBe('household');
    for (const [i, { refreshToken }] of links.entries()) {
      await linking.post('/oauth/revoke', {
        client_id: CLIENT_ID,
        client_secret: CLIENT_SECRET,
        token: refreshToken,
      });
      const alive = await Promise.all(links.map((link) => linking.refresh(link.refreshToken)));
      expect(alive.map(({ status }) => status)).toEqual(links.map((_, j) => (j <= i ? 400 : 200)));
    }
    expect(await linking.accounts.load(first.account.id)).toBeUndefined();
  });

  test('gets the same account again after Google lost the link', async () => {
    const before = await linking.accounts.authenticate((await linking.link()).accessToken);
    const after = await linking.accounts.authenticate((await linking.link()).accessToken);
    expect(after?.account.id).toBe(before?.account.id);
  });
});

test('each OAuth call writes one log line without secrets', async () => {
  const once = await code();
  const { body } = await linking.exchange(once);
  await linking.refresh(body['refresh_token']);
  await linking.refresh('nonsense');
  const token = String(body['refresh_token']);
  await linking.post('/oauth/revoke', { client_id: CLIENT_ID, client_secret: CLIENT_SECRET, token });
  const accountId = expect.stringMatching(/^[\w-]{22}$/);
  expect(linking.calls()).toEqual([
    { endpoint: 'authorize', outcome: 'shown', status: 200, ms: expect.any(Number) },
    expect.objectContaining({ endpoint: 'sign-in', outcome: 'signed in', status: 303 }),
    expect.objectContaining({ endpoint: 'consent', outcome: 'shown', status: 200 }),
    expect.objectContaining({ endpoint: 'consent', outcome: 'agreed', status: 200, accountId }),
    expect.objectContaining({
      endpoint: 'token',
      grantType: 'authorization_code',
      outcome: 'issued',
      accountId,
    }),
    expect.objectContaining({ endpoint: 'token', grantType: 'refresh_token', outcome: 'issued', accountId }),
    expect.objectContaining({ endpoint: 'token', outcome: 'refused', reason: 'invalid_grant', status: 400 }),
    expect.objectContaining({ endpoint: 'revoke', outcome: 'revoked', status: 200 }),
  ]);
  const all = JSON.stringify(linking.log.lines);
  for (const secret of [
    once,
    body['access_token'],
    token,
    CLIENT_SECRET,
    'correct horse',
    '0412',
    'cloud-token',
    'ada@',
  ]) {
    expect(all).not.toContain(secret);
  }
});
