import type { CloudCredentials } from '../../../../functions/locks/lock-cloud.ts';
import { client, failureOf, KeptCredentials, oauthCredentials } from '../client.ts';
import { closeLittleServers, type GivenReply, littleServer, type SeenRequest } from '../little-server.ts';

afterEach(closeLittleServers);

const MINUTE = 60_000;

/** A cloud that accepts one access token, and one refresh token that it exchanges for the next pair. */
async function tokenCloud(options: { rotates?: boolean; expiresIn?: unknown } = {}) {
  const state = {
    access: 'access-2',
    refresh: 'refresh-1',
    minted: 2,
    renewals: 0,
    renewal: undefined as GivenReply | undefined,
  };
  const server = await littleServer(({ path, query, headers }: SeenRequest): GivenReply => {
    if (path === '/system/smart/oauthToken') {
      state.renewals++;
      if (state.renewal) return state.renewal;
      if (query['refresh_token'] !== state.refresh)
        return { body: { errcode: 10011, errmsg: 'invalid refresh_token' } };
      const token = `access-${++state.minted}`;
      state.access = token;
      if (options.rotates) state.refresh = `refresh-${state.minted}`;
      const refresh = options.rotates ? { refresh_token: state.refresh } : {};
      return { body: { access_token: token, ...refresh, expires_in: options.expiresIn } };
    }
    if (headers.authorization === `Bearer ${state.access}`) return { body: { errcode: 0, state: 0 } };
    return { body: { code: 401, msg: 'Authentication failed, unable to access system resources' } };
  });
  const paths = () => server.requests.map(({ path }) => path.split('/').pop());
  return { ...client(server.baseUrl), server, state, paths };
}

describe('a renewal after a refused token', () => {
  test('lets the call succeed with the new token', async () => {
    const { cloud, kept, paths, server } = await tokenCloud();
    await cloud.operate('1', 'unlock');
    expect(paths()).toEqual(['unlock', 'oauthToken', 'unlock']);
    expect(server.requests[1]).toMatchObject({
      method: 'POST',
      query: { client_id: 'client-1', grant_type: 'refresh_token', refresh_token: 'refresh-1' },
    });
    expect(server.requests[1]?.headers.authorization).toBeUndefined();
    expect(kept.stored).toMatchObject({ token: 'access-3', refreshToken: 'refresh-1' });
  });

  test('is shared by ten concurrent calls', async () => {
    const { access, kept, state, paths } = await tokenCloud({ rotates: true });
    const credentialStores = Array.from({ length: 10 }, () => kept.credentialStore());
    const states = await Promise.all(
      credentialStores.map((credentialStore) => access.open(credentialStore).openState('1')),
    );
    expect(states).toEqual(Array(10).fill('locked'));
    expect(state.renewals).toBe(1);
    expect(paths().filter((path) => path === 'queryOpenState').length).toBeLessThanOrEqual(20);
    expect(kept.events.filter((event) => event.startsWith('saved'))).toEqual(['saved access-3']);
  });

  test('is separate for each of two accounts', async () => {
    const { access, kept, state } = await tokenCloud();
    const other = new KeptCredentials(oauthCredentials);
    await access.open(kept.credentialStore('account-1')).openState('1');
    state.access = 'changed';
    await access.open(other.credentialStore('account-2')).openState('1');
    expect(state.renewals).toBe(2);
    expect([kept.stored?.['token'], other.stored?.['token']]).toEqual(['access-3', 'access-4']);
  });

  test('is stored before it is used', async () => {
    const { cloud, kept, paths } = await tokenCloud();
    let seenAtSave: unknown;
    kept.onSave = async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      seenAtSave = paths();
    };
    await cloud.openState('1');
    expect(seenAtSave).toEqual(['queryOpenState', 'oauthToken']);
    expect(kept.events).toEqual(['reload', 'save access-3', 'saved access-3']);
    expect(paths()).toEqual(['queryOpenState', 'oauthToken', 'queryOpenState']);
  });

  test('keeps a new refresh token, or the old one if none came', async () => {
    const rotating = await tokenCloud({ rotates: true });
    await rotating.cloud.openState('1');
    expect(rotating.kept.stored).toMatchObject({ refreshToken: 'refresh-3' });
    const lasting = await tokenCloud();
    await lasting.cloud.openState('1');
    expect(lasting.kept.stored).toMatchObject({ refreshToken: 'refresh-1' });
  });

  test('is not sent if another process has stored newer credentials', async () => {
    const { cloud, kept, state, paths } = await tokenCloud();
    kept.stored = { kind: 'oauth', token: 'access-2', refreshToken: 'refresh-x' };
    await cloud.openState('1');
    expect(state.renewals).toBe(0);
    expect(paths()).toEqual(['queryOpenState', 'queryOpenState']);
  });

  test('that is refused uses the tokens of another process that renewed first', async () => {
    const { access, kept, state, paths } = await tokenCloud();
    state.refresh = 'already-rotated';
    const stored: CloudCredentials = { kind: 'oauth', token: 'access-2', refreshToken: 'already-rotated' };
    let reloads = 0;
    // The other process stores its tokens only while our own renewal is being refused.
    const reload = async () => (++reloads === 1 ? oauthCredentials : stored);
    await expect(access.open({ ...kept.credentialStore(), reload }).openState('1')).resolves.toBe('locked');
    expect(paths()).toEqual(['queryOpenState', 'oauthToken', 'queryOpenState']);
    expect(kept.events).toEqual([]);
  });

  test('that is refused waits for the tokens that another process is still storing', async () => {
    const { access, kept, state, server } = await tokenCloud({ rotates: true });
    kept.onSave = () => new Promise((resolve) => setTimeout(resolve, 200));
    const other = client(server.baseUrl).access;
    const both = [access, other].map((each) => each.open(kept.credentialStore()).openState('1'));
    expect(await Promise.all(both)).toEqual(['locked', 'locked']);
    expect(state.minted).toBe(3);
    expect(kept.stored).toMatchObject({ token: 'access-3', refreshToken: 'refresh-3' });
  });

  test('happens once per failure: a token that is refused again is reported', async () => {
    const { cloud, state, paths } = await tokenCloud();
    state.renewal = { body: { access_token: 'not-taken' } };
    const failure = await failureOf(cloud.operate('1', 'unlock'));
    expect(failure).toMatchObject({ reason: 'credentials-refused', executed: 'no' });
    expect(paths()).toEqual(['unlock', 'oauthToken', 'unlock']);
  });

  test.each<[string, GivenReply]>([
    ['10011', { body: { errcode: 10011 } }],
    ['HTTP 401', { status: 401, body: { code: 401, message: 'no' } }],
    ['code 401', { body: { code: 401 } }],
    ['an OAuth error', { status: 400, body: { error: 'invalid_grant' } }],
  ])('that is refused with %s means credentials-refused', async (_name, reply) => {
    const { cloud, state, paths } = await tokenCloud();
    state.renewal = reply;
    const failure = await failureOf(cloud.operate('1', 'unlock'));
    expect(failure).toMatchObject({ reason: 'credentials-refused', renewalMayHelp: false, executed: 'no' });
    expect(paths()).toEqual(['unlock', 'oauthToken']);
  });

  test.each<[string, GivenReply, string]>([
    ['HTTP 503', { status: 503 }, 'unavailable'],
    ['HTTP 429', { status: 429 }, 'rate-limited'],
    ['a page', { body: '<html>' }, 'unavailable'],
    ['HTTP 401 without a body', { status: 401 }, 'unavailable'],
    ['HTTP 403 of an API gateway', { status: 403, body: { message: 'Forbidden' } }, 'unavailable'],
    ['HTTP 403 with a page', { status: 403, body: '<html>403 Forbidden</html>' }, 'unavailable'],
    ['HTTP 400 with a page', { status: 400, body: '<html>Bad request</html>' }, 'rejected'],
    ['HTTP 451 without a body', { status: 451 }, 'rejected'],
    ['no token', { body: { expires_in: 1 } }, 'unavailable'],
    ['an unknown client id', { body: { errcode: 10000 } }, 'misconfigured'],
    ['a dropped connection', { fault: 'drop' }, 'unavailable'],
  ])('that fails with %s does not end the link', async (_name, reply, reason) => {
    const { cloud, state, kept } = await tokenCloud();
    state.renewal = reply;
    expect(await failureOf(cloud.operate('1', 'unlock'))).toMatchObject({ reason, executed: 'no' });
    expect(kept.stored).toEqual(oauthCredentials);
    state.renewal = undefined;
    await cloud.operate('1', 'unlock');
    expect(kept.stored).toMatchObject({ token: 'access-3' });
  });

  test('of a deleted account is refused', async () => {
    const { cloud, kept, state } = await tokenCloud();
    kept.stored = undefined;
    expect(await failureOf(cloud.openState('1'))).toMatchObject({ reason: 'credentials-refused' });
    expect(state.renewals).toBe(0);
  });

  test('that cannot be stored is not used, and the next attempt stores it instead of renewing again', async () => {
    const { cloud, kept, state, paths, log } = await tokenCloud({ rotates: true });
    kept.onSave = async () => {
      throw new Error('store is down');
    };
    expect(await failureOf(cloud.operate('1', 'unlock'))).toMatchObject({
      reason: 'unavailable',
      executed: 'no',
    });
    expect(paths()).toEqual(['unlock', 'oauthToken']);
    expect(log.lines).toContainEqual(
      expect.objectContaining({ level: 'error', message: 'could not read or store Sifely credentials' }),
    );
    kept.onSave = async () => {};
    await cloud.operate('1', 'unlock');
    expect(state.renewals).toBe(1);
    expect(kept.stored).toMatchObject({ token: 'access-3', refreshToken: 'refresh-3' });
  });

  test('that could not be stored is dropped after a new link', async () => {
    const { cloud, kept, state } = await tokenCloud({ rotates: true });
    kept.onSave = async () => {
      throw new Error('store is down');
    };
    await failureOf(cloud.openState('1'));
    kept.onSave = async () => {};
    state.access = 'linked-again';
    kept.stored = { kind: 'oauth', token: 'linked-again', refreshToken: 'r' };
    await cloud.openState('1');
    expect(kept.stored).toMatchObject({ token: 'linked-again' });
  });

  test('goes on for other callers when the one that started it aborts', async () => {
    const { access, kept, state, server } = await tokenCloud();
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    kept.onSave = () => held;
    const abort = new AbortController();
    const first = failureOf(access.open(kept.credentialStore()).openState('1', { signal: abort.signal }));
    await server.seen(2);
    const second = access.open(kept.credentialStore()).openState('1');
    await server.seen(3);
    abort.abort();
    expect(await first).toMatchObject({ kind: 'aborted', reason: 'timed-out', executed: 'no' });
    release();
    await expect(second).resolves.toBe('locked');
    expect(state.renewals).toBe(1);
  });
});

describe('a renewal before expiry', () => {
  async function expiring(inMs: number) {
    const cloud = await tokenCloud({ expiresIn: '7200' });
    cloud.state.access = 'access-1';
    const now = cloud.clock.now();
    cloud.kept.stored = { ...oauthCredentials, expiresAt: now + inMs, renewAt: now + inMs - 5 * MINUTE };
    return { ...cloud, cloud: cloud.access.open(cloud.kept.credentialStore()) };
  }

  test('starts five minutes before the token expires', async () => {
    const { cloud, clock, paths, kept } = await expiring(6 * MINUTE);
    await cloud.openState('1');
    expect(paths()).toEqual(['queryOpenState']);
    clock.advance(2 * MINUTE);
    await cloud.openState('1');
    expect(paths()).toEqual(['queryOpenState', 'oauthToken', 'queryOpenState']);
    const { expiresAt, renewAt } = kept.stored as { expiresAt: number; renewAt: number };
    expect(Math.round((expiresAt - clock.now()) / MINUTE)).toBe(120);
    expect(expiresAt - renewAt).toBe(5 * MINUTE);
  });

  test('that fails leaves the old token in use until it expires, and is not tried with every call', async () => {
    const { cloud, state, paths, clock } = await expiring(4 * MINUTE);
    state.renewal = { status: 503 };
    await cloud.openState('1');
    await cloud.openState('1');
    expect(paths()).toEqual(['oauthToken', 'queryOpenState', 'queryOpenState']);
    clock.advance(2 * MINUTE);
    await cloud.openState('1');
    expect(state.renewals).toBe(2);
  });

  test('that fails after expiry fails the call', async () => {
    const { cloud, state, paths } = await expiring(-1000);
    state.renewal = { status: 503 };
    expect(await failureOf(cloud.operate('1', 'unlock'))).toMatchObject({
      reason: 'unavailable',
      executed: 'no',
    });
    expect(paths()).toEqual(['oauthToken']);
  });

  test('of a short-lived token starts at half of its lifetime', async () => {
    const { cloud, clock, state, kept } = await tokenCloud({ expiresIn: 60 });
    await cloud.openState('1');
    const { renewAt } = kept.stored as { renewAt: number };
    expect(Math.abs(renewAt - clock.now() - 30_000)).toBeLessThan(10_000);
    await cloud.openState('1');
    expect(state.renewals).toBe(1);
  });
});

describe('an API key', () => {
  async function keyCloud(valid: string) {
    const server = await littleServer(({ headers }) =>
      headers.authorization === valid
        ? { body: { errcode: 0 } }
        : { status: 401, body: { code: 401, message: 'Unauthorized' } },
    );
    return { ...client(server.baseUrl, { profile: 'api-key' }), server };
  }

  test('is sent raw, without Bearer', async () => {
    const { cloud, server } = await keyCloud('sk-key-1');
    await cloud.operate('1', 'lock');
    expect(server.requests[0]?.headers.authorization).toBe('sk-key-1');
  });

  test('that is refused cannot be renewed', async () => {
    const { cloud, server } = await keyCloud('sk-other');
    expect(await failureOf(cloud.operate('1', 'lock'))).toMatchObject({
      reason: 'credentials-refused',
      renewalMayHelp: false,
    });
    expect(server.requests).toHaveLength(1);
  });

  test('that a new link stored replaces a refused one', async () => {
    const { cloud, kept, server } = await keyCloud('sk-new');
    kept.stored = { kind: 'api-key', token: 'sk-new' };
    await cloud.operate('1', 'lock');
    await cloud.operate('1', 'lock');
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([
      'sk-key-1',
      'sk-new',
      'sk-new',
    ]);
  });
});

test('stored credentials that cannot be unsealed fail the call as our outage, not as a refusal', async () => {
  const server = await littleServer(() => ({ body: { errcode: 0 } }));
  const { access, kept } = client(server.baseUrl);
  const credentialStore = {
    ...kept.credentialStore(),
    get credentials(): CloudCredentials {
      throw new Error('no key opens this');
    },
  };
  const failure = await failureOf(access.open(credentialStore).operate('1', 'unlock'));
  expect(failure).toMatchObject({ reason: 'unavailable', executed: 'no' });
  expect(server.requests).toHaveLength(0);
});

test.each([{}, { kind: 'oauth' }, { kind: 'other', token: 'x' }, { kind: 'oauth', token: '' }])(
  'stored credentials in an unknown form are refused: %j',
  async (stored) => {
    const server = await littleServer(() => ({ body: { state: 0 } }));
    const { access, kept } = client(server.baseUrl);
    kept.stored = stored;
    const failure = await failureOf(access.open(kept.credentialStore()).openState('1'));
    expect(failure).toMatchObject({ reason: 'credentials-refused' });
    expect(server.requests).toHaveLength(0);
  },
);
