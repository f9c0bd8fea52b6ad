import { mkdtempSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AnswerRefusedError,
  type GoogleSimulator,
  NotLinkedError,
  Person,
  TryLaterError,
} from '../../../simulators/google/index.ts';
import { OffsetClock } from '../../support/offset-clock.ts';
import { agree, FakeFulfillment } from './fake-fulfillment.ts';

let fake: FakeFulfillment;
let google: GoogleSimulator;
const clock = new OffsetClock();

beforeEach(async () => {
  fake = await FakeFulfillment.start();
  google = await fake.simulator({ clock });
});

afterEach(async () => {
  await google.close();
  await fake.close();
});

/** Answers the token endpoint with something else. */
function answerTokens(status: number, body: unknown, headers: Record<string, string> = {}): void {
  fake.intercept = (request, response) => {
    if (request.path !== '/token') return false;
    response.status(status).set({ 'cache-control': 'no-store', ...headers });
    if (typeof body === 'string') response.send(body);
    else response.json(body);
    return true;
  };
}

describe('the authorization request', () => {
  test('carries everything that Google sends', () => {
    const { searchParams } = new URL(google.user().authorizeUrl());
    expect(Object.fromEntries(searchParams)).toEqual({
      client_id: fake.clientId,
      redirect_uri: `${google.url}/r/demo-project`,
      state: expect.stringMatching(/^.{300,}$/),
      response_type: 'code',
      user_locale: 'en-US',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
    });
  });

  test('begins at a short address that a person can type', async () => {
    const response = await fetch(`${google.linkUrl}?user=bob`, { redirect: 'manual' });
    const { origin, pathname, searchParams } = new URL(response.headers.get('location') ?? '');
    expect(`${origin}${pathname}`).toBe(`${fake.url}/authorize`);
    expect(google.user('bob').expects(searchParams.get('state') ?? '')).toBe(true);
  });

  test('differs from visit to visit', () => {
    expect(google.user().authorizeUrl()).not.toBe(google.user().authorizeUrl());
  });

  test('has no PKCE challenge when that is switched off, and the code is exchanged without a verifier', async () => {
    const plain = await fake.simulator({ pkce: false, projectId: 'my-project' });
    expect(plain.redirectUri).toBe(`${plain.url}/r/my-project`);
    expect(new URL(plain.user().authorizeUrl()).searchParams.has('code_challenge')).toBe(false);
    expect(await plain.user().linkAs(new Person(), agree)).toMatchObject({ linked: true });
    expect(fake.tokenRequests[0]).not.toHaveProperty('code_verifier');
    await plain.close();
  });
});

describe('linking', () => {
  test('exchanges the code, then sends SYNC, then one QUERY of everything, which fills HomeGraph', async () => {
    const alice = google.user();
    const result = await alice.linkAs(new Person(), agree);
    expect(result).toMatchObject({ linked: true, sync: { payload: { agentUserId: 'u_01HZX3' } } });
    expect(alice.linked).toBe(true);
    expect(fake.intents.map(({ inputs }) => inputs[0].intent)).toEqual([
      'action.devices.SYNC',
      'action.devices.QUERY',
    ]);
    expect(fake.received('QUERY')[0]?.inputs[0].payload).toEqual({
      devices: [{ id: '101', customData: { region: 'eu' } }, { id: '102' }],
    });
    expect(google.homegraph.states('u_01HZX3', '101')).toEqual({
      online: true,
      isLocked: true,
      isJammed: false,
      descriptiveCapacityRemaining: 'HIGH',
      capacityRemaining: [{ rawValue: 83, unit: 'PERCENTAGE' }],
    });
  });

  test('sends the credentials in the form, and never in the address', async () => {
    await google.user().linkAs(new Person(), agree);
    expect(fake.tokenRequests[0]).toMatchObject({
      grant_type: 'authorization_code',
      client_id: fake.clientId,
      client_secret: fake.clientSecret,
      redirect_uri: google.redirectUri,
      authorization: '',
    });
  });

  test('sends the credentials in a Basic header where the console says so', async () => {
    const basic = await fake.simulator({ credentialsIn: 'header' });
    expect(await basic.user().linkAs(new Person(), agree)).toMatchObject({ linked: true });
    expect(fake.tokenRequests[0]?.['authorization']).toMatch(/^Basic /);
    expect(fake.tokenRequests[0]).not.toHaveProperty('client_secret');
    await basic.close();
  });

  test('works in a browser that goes all the way to the landing page', async () => {
    const person = new Person();
    await person.open(google.user().authorizeUrl());
    await agree(person);
    expect(person.page.headings).toEqual(['Your account is linked to Google']);
    expect(person.page.text).toContain('Front door');
    expect(google.user().linked).toBe(true);
  });

  test('of the same visit twice exchanges the code once', async () => {
    const person = new Person();
    const alice = google.user();
    await alice.linkAs(person, agree);
    const again = await alice.finishLink(person.stoppedAt ?? '');
    await person.follow();
    expect(again).toMatchObject({ linked: true });
    expect(person.page.headings).toEqual(['Your account is linked to Google']);
    expect(fake.tokenRequests).toHaveLength(1);
  });

  test('that the person cancels leaves no link and says why', async () => {
    const alice = google.user();
    const result = await alice.linkAs(new Person(), async (person) => {
      await person.fill({ username: 'ann', password: 'secret' }).press('Sign in');
      await person.press('Cancel');
    });
    expect(result).toEqual({ linked: false, error: 'access_denied' });
    expect(alice.linked).toBe(false);
    expect(fake.tokenRequests).toEqual([]);
  });

  test('that never gets back to Google fails with what the page says', async () => {
    const linking = google
      .user()
      .linkAs(new Person(), (person) => person.fill({ username: 'ann', password: 'wrong' }).press('Sign in'));
    await expect(linking).rejects.toThrow('The password is wrong.');
  });

  test('that has a wrong code is refused as invalid_grant', async () => {
    const alice = google.user();
    const state = new URL(alice.authorizeUrl()).searchParams.get('state') ?? '';
    const url = new URL(google.redirectUri);
    url.searchParams.set('state', state);
    url.searchParams.set('code', 'nonsense');
    expect(await alice.finishLink(url.href)).toEqual({ linked: false, error: 'invalid_grant' });
  });

  test.each<[string, (url: URL) => void, string]>([
    [
      'comes back with a changed state',
      (url) => url.searchParams.set('state', 'x'),
      'is not the one that was sent',
    ],
    ['comes back without a state', (url) => url.searchParams.delete('state'), 'is not the one that was sent'],
    [
      'comes back elsewhere',
      (url) => {
        url.pathname = '/r/other';
      },
      'not to http',
    ],
    ['has two codes', (url) => url.searchParams.append('code', 'x'), 'code: is there twice'],
    ['has neither code nor error', (url) => url.searchParams.delete('code'), 'needs either code or error'],
  ])('that %s is refused', async (_what, spoil, violation) => {
    const person = new Person();
    person.stopAt = google.redirectUri;
    const alice = google.user();
    await person.open(alice.authorizeUrl());
    await agree(person);
    const url = new URL(person.stoppedAt ?? '');
    spoil(url);
    await expect(alice.finishLink(url.href)).rejects.toThrow(violation);
    expect(alice.linked).toBe(false);
  });

  test('fails when SYNC is refused, and leaves no link', async () => {
    fake.distort = (intent, body) => (intent === 'SYNC' ? {} : body);
    const alice = google.user();
    await expect(alice.linkAs(new Person(), agree)).rejects.toThrow(AnswerRefusedError);
    expect(alice.linked).toBe(false);
    expect(google.homegraph.agentUserIds).toEqual([]);
  });

  test('keeps several Google users apart, each with tokens of their own', async () => {
    const [alice, bob] = [google.user('alice'), google.user('bob')];
    await alice.linkAs(new Person(), agree);
    await bob.linkAs(new Person(), agree);
    expect(alice.tokens?.refreshToken).not.toBe(bob.tokens?.refreshToken);
    await alice.disconnect();
    expect(bob.linked).toBe(true);
    await expect(bob.query()).resolves.toBeDefined();
    expect(google.homegraph.agentUserIds).toEqual(['u_01HZX3']);
    await bob.disconnect();
    expect(google.homegraph.agentUserIds).toEqual([]);
  });
});

describe('a token answer', () => {
  const good = {
    token_type: 'Bearer',
    access_token: 'a'.repeat(32),
    refresh_token: 'r'.repeat(32),
    expires_in: 3600,
  };
  const exchange = () => google.requestTokens({ grant_type: 'authorization_code', code: 'c' });

  test('that is right is accepted', async () => {
    answerTokens(200, good);
    expect(await exchange()).toEqual({
      kind: 'tokens',
      tokens: { accessToken: good.access_token, refreshToken: good.refresh_token, expiresIn: 3600 },
    });
  });

  test.each<[string, number, unknown, Record<string, string>, string]>([
    ['may be cached', 200, good, { 'cache-control': 'private' }, 'no-store'],
    [
      'has a JWT',
      200,
      { ...good, access_token: 'eyJhbGciOiJub25lIn0.eyJzdWIiOiIxMjM0NSJ9.x' },
      {},
      'must not be a JWT',
    ],
    ['has a guessable token', 200, { ...good, access_token: '42' }, {}, 'too short'],
    ['has no refresh token', 200, { ...good, refresh_token: undefined }, {}, 'refresh_token'],
    ['has another token type', 200, { ...good, token_type: 'bearer' }, {}, 'token_type'],
    ['has no expiry', 200, { ...good, expires_in: undefined }, {}, 'expires_in'],
    ['has an expiry in words', 200, { ...good, expires_in: '3600' }, {}, 'expires_in'],
    ['has an unknown key', 200, { ...good, scope: 'all' }, {}, 'scope'],
    ['is a 401', 401, { error: 'invalid_client' }, {}, 'HTTP 401 instead of 200 or 400'],
    ['is another failure', 400, { error: 'invalid_client' }, {}, 'must be exactly'],
    ['explains its failure', 400, { error: 'invalid_grant', error_description: 'x' }, {}, 'must be exactly'],
    ['is HTML', 400, '<p>no</p>', { 'content-type': 'text/html' }, 'instead of application/json'],
  ])('that %s is refused', async (_what, status, body, headers, violation) => {
    answerTokens(status, body, headers);
    await expect(exchange()).rejects.toThrow(violation);
  });

  test('that rotates the refresh token is refused', async () => {
    await google.user().linkAs(new Person(), agree);
    answerTokens(200, { ...good, access_token: 'b'.repeat(32) });
    await expect(google.user().refresh()).rejects.toThrow('refresh_token');
  });

  test('that hands out an access token a second time is refused', async () => {
    await google.user().linkAs(new Person(), agree);
    answerTokens(200, { ...good, refresh_token: undefined, access_token: google.user().tokens?.accessToken });
    await expect(google.user().refresh()).rejects.toThrow('was handed out before');
  });

  test('is asked for with wrong credentials when a test says so', async () => {
    expect(await google.requestTokens({ grant_type: 'refresh_token', client_secret: 'wrong' })).toEqual({
      kind: 'refused',
    });
  });
});

describe('the tokens of a link', () => {
  test('are refreshed before use once they expired by the clock', async () => {
    const alice = google.user();
    await alice.linkAs(new Person(), agree);
    const first = alice.tokens?.accessToken;
    clock.advance(3600_000);
    await alice.query();
    expect(alice.tokens?.accessToken).not.toBe(first);
    expect(fake.tokenRequests.map(({ grant_type }) => grant_type)).toEqual([
      'authorization_code',
      'refresh_token',
    ]);
  });

  test('are refreshed after a 401, and the intent is sent once more', async () => {
    const alice = google.user();
    await alice.linkAs(new Person(), agree);
    fake.accessTokens.clear();
    await expect(alice.query()).resolves.toBeDefined();
    expect(fake.tokenRequests).toHaveLength(2);
  });

  test('are left alone on expiry when Google is late, until the 401', async () => {
    const alice = google.user();
    await alice.linkAs(new Person(), agree);
    alice.refreshesBeforeExpiry = false;
    clock.advance(3600_000);
    await alice.query();
    expect(fake.tokenRequests).toHaveLength(1);
  });

  test('are gone after invalid_grant: the user is unlinked', async () => {
    const alice = google.user();
    await alice.linkAs(new Person(), agree);
    fake.accessTokens.clear();
    fake.refreshTokens.clear();
    await expect(alice.query()).rejects.toThrow(NotLinkedError);
    expect(alice.linked).toBe(false);
    expect(google.homegraph.agentUserIds).toEqual([]);
    await expect(alice.query()).rejects.toThrow(NotLinkedError);
  });

  test('are kept while the token endpoint is out of order', async () => {
    const alice = google.user();
    await alice.linkAs(new Person(), agree);
    fake.accessTokens.clear();
    answerTokens(503, 'sorry');
    await expect(alice.query()).rejects.toThrow(TryLaterError);
    expect(alice.linked).toBe(true);
    fake.intercept = () => false;
    await expect(alice.query()).resolves.toBeDefined();
  });

  test('that are refused just after a refresh are a fault of the fulfillment', async () => {
    const alice = google.user();
    await alice.linkAs(new Person(), agree);
    fake.intercept = (request, response) => {
      if (request.path !== '/smarthome') return false;
      response.status(401).end();
      return true;
    };
    await expect(alice.query()).rejects.toThrow('401 again');
  });

  test('can be refreshed many times at once, each answer a token that works', async () => {
    const alice = google.user();
    await alice.linkAs(new Person(), agree);
    const handedOut = await alice.refresh({ concurrently: 5, adopt: 'first' });
    expect(new Set(handedOut).size).toBe(5);
    expect(alice.tokens?.accessToken).toBe(handedOut[0]);
    for (const token of handedOut)
      expect((await alice.raw({ requestId: '1', inputs: [{}] }, { token })).status).not.toBe(401);
  });

  test('stay the old ones when the answers to a refresh are lost', async () => {
    const alice = google.user();
    await alice.linkAs(new Person(), agree);
    const before = alice.tokens;
    await alice.refresh({ concurrently: 2, adopt: 'none' });
    expect(alice.tokens).toEqual(before);
    await expect(alice.query()).resolves.toBeDefined();
  });
});

describe('unlinking', () => {
  test('sends DISCONNECT without a payload, revokes the refresh token and forgets everything', async () => {
    const alice = google.user();
    await alice.linkAs(new Person(), agree);
    const refreshToken = alice.tokens?.refreshToken;
    await alice.disconnect();
    expect(fake.received('DISCONNECT')[0]?.inputs).toEqual([
      { intent: 'action.devices.DISCONNECT', context: { locale_country: 'US', locale_language: 'en' } },
    ]);
    expect(fake.revoked).toEqual([refreshToken]);
    expect(alice.linked).toBe(false);
    expect(alice.devices.size).toBe(0);
    expect(google.homegraph.agentUserIds).toEqual([]);
  });

  test('does not revoke where there is no endpoint for it', async () => {
    const { url, clientId, clientSecret } = fake;
    const { GoogleSimulator } = await import('../../../simulators/google/index.ts');
    const plain = await GoogleSimulator.start({
      fulfillmentUrl: `${url}/smarthome`,
      authorizeUrl: `${url}/authorize`,
      tokenUrl: `${url}/token`,
      clientId,
      clientSecret,
    });
    await plain.user().linkAs(new Person(), agree);
    await plain.user().disconnect();
    expect(fake.revoked).toEqual([]);
    await plain.close();
  });
});

test('the redirect host can lead on to the Google app, which stops a form that was answered with a redirect', async () => {
  const google = await fake.simulator({ leadsToApp: true });
  try {
    const person = new Person();
    await person.open(google.linkUrl);
    await expect(agree(person)).rejects.toThrow('form-action policy');
    expect(google.user().linked).toBe(true);
  } finally {
    await google.close();
  }
});

describe('a state file', () => {
  test('carries links over a restart, readable by its owner only', async () => {
    const stateFile = join(mkdtempSync(join(tmpdir(), 'google-')), 'links.json');
    const first = await fake.simulator({ stateFile });
    await first.user().linkAs(new Person(), agree);
    await first.close();
    expect(statSync(stateFile).mode & 0o777).toBe(0o600);

    const second = await fake.simulator({ stateFile });
    expect(second.user().linked).toBe(true);
    expect((await second.user().lock('front door')).status).toBe('SUCCESS');
    await second.user().disconnect();
    await second.close();
    expect(JSON.parse(readFileSync(stateFile, 'utf8'))).toEqual({});
  });
});
