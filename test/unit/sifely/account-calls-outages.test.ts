import { client, failureOf, hurry } from './client.ts';
import { closeLittleServers, type GivenReply, littleServer, type SeenRequest } from './little-server.ts';

afterEach(closeLittleServers);

/** Answers of a proxy or of a broken server: none of them proves that credentials were checked. */
const outages: [string, GivenReply][] = [
  ['HTTP 502', { status: 502, body: { message: 'upstream: forbidden' } }],
  ['HTTP 503', { status: 503, body: 'Unauthorized' }],
  ['HTTP 504', { status: 504, body: { error: 'Forbidden' } }],
  ['HTTP 504 beside a code', { status: 504, body: { code: 600, msg: 'invalid token' } }],
  ['HTTP 408', { status: 408, body: { message: 'token expired' } }],
  ['HTTP 507', { status: 507, body: { message: 'forbidden' } }],
  ['code 503 in HTTP 200', { body: { code: 503, msg: 'unauthorized' } }],
  ['code 504 in HTTP 400', { status: 400, body: { code: 504, msg: 'unauthorized' } }],
];

/** Server faults that may mean a refused token. */
const faults: [string, GivenReply][] = [
  ['HTTP 500', { status: 500, body: { message: 'Unauthorized' } }],
  ['HTTP 500 with code 500', { status: 500, body: { code: 500, msg: 'token expired' } }],
  ['code 500 in HTTP 200', { body: { code: 500, message: 'invalid token' } }],
];

const TOKENS = { body: { access_token: 'access-2', refresh_token: 'refresh-2' } };

/** Gives the reply to every call without `access-2`, and renews to that token. */
async function renewing(reply: GivenReply, renewal: GivenReply = TOKENS) {
  const server = await littleServer(({ path, headers }: SeenRequest) => {
    if (path.endsWith('oauthToken')) return renewal;
    return headers.authorization === 'Bearer access-2' ? { body: { errcode: 0, state: 0 } } : reply;
  });
  const paths = () => server.requests.map(({ path }) => path.split('/').pop());
  return { ...client(server.baseUrl), paths };
}

/** Gives the reply to every call with an API key, which cannot be renewed. */
async function withKey(reply: GivenReply) {
  const server = await littleServer(() => reply);
  return { ...client(server.baseUrl, { profile: 'api-key' }), server };
}

describe('words of a refusal in an outage', () => {
  test.each([...outages, ...faults])('never send a command twice: %s', async (_name, reply) => {
    const { cloud, paths, kept } = await renewing(reply);
    const failure = await failureOf(cloud.operate('1', 'unlock'));
    expect(failure).toMatchObject({ executed: 'unknown', renewalMayHelp: false });
    expect(failure.reason).not.toBe('credentials-refused');
    expect(paths()).toEqual(['unlock']);
    expect(kept.events).toEqual([]);
  });

  test.each([...outages, ...faults])('never end the link of an API key: %s', async (_name, reply) => {
    const { cloud, kept, clock } = await withKey(reply);
    const works: Promise<unknown>[] = [cloud.operate('1', 'lock'), cloud.openState('1'), cloud.list()];
    for (const work of works.map(failureOf)) {
      expect((await hurry(clock, work)).reason).not.toBe('credentials-refused');
    }
    expect(kept.events).toEqual([]);
  });

  test.each(outages)('renew nothing: %s', async (_name, reply) => {
    const { cloud, paths, clock } = await renewing(reply);
    const failure = await failureOf(hurry(clock, cloud.openState('1')));
    expect(failure.reason).not.toBe('credentials-refused');
    expect(paths()).not.toContain('oauthToken');
  });

  test.each(faults)('cause a renewal for a read, which may be repeated: %s', async (_name, reply) => {
    const { cloud, paths } = await renewing(reply);
    await expect(cloud.openState('1')).resolves.toBe('locked');
    expect(paths()).toEqual(['queryOpenState', 'oauthToken', 'queryOpenState']);
  });

  test.each(faults)('are an outage if they are still there after the renewal: %s', async (_name, reply) => {
    const { cloud, paths } = await renewing(reply, { body: { access_token: 'not-taken' } });
    expect(await failureOf(cloud.openState('1'))).toMatchObject({ reason: 'unavailable', executed: 'no' });
    expect(paths()).toEqual(['queryOpenState', 'oauthToken', 'queryOpenState']);
  });

  test('are an outage for tokens that cannot be renewed', async () => {
    const { access, kept } = await renewing({ status: 500, body: 'token expired' });
    kept.stored = { kind: 'oauth', token: 'access-1' };
    const failure = await failureOf(access.open(kept.credentialStore()).openState('1'));
    expect(failure).toMatchObject({ reason: 'unavailable', executed: 'no' });
    expect(kept.events).toEqual([]);
  });

  test('end the link only if the renewal is refused', async () => {
    const { cloud } = await renewing({ status: 500, body: 'token expired' }, { body: { errcode: 10011 } });
    expect(await failureOf(cloud.openState('1'))).toMatchObject({ reason: 'credentials-refused' });
  });

  test.each([
    ...outages,
    ...faults,
    ['code 500 with words of a password', { body: { code: 500, msg: 'user not found' } }],
    ['code 500 with words of a parameter', { body: { code: 500, msg: "Required request parameter 'x'" } }],
  ] as [string, GivenReply][])('do not end the link when a renewal gets them: %s', async (_name, renewal) => {
    const { cloud, kept } = await renewing({ status: 401 }, renewal);
    const failure = await failureOf(cloud.operate('1', 'unlock'));
    expect(['unavailable', 'timed-out', 'rejected']).toContain(failure.reason);
    expect(kept.stored).toMatchObject({ token: 'access-1' });
  });

  test.each<[string, GivenReply, string]>([
    ['HTTP 429', { status: 429, body: { message: 'Forbidden: too many requests' } }, 'rate-limited'],
    ['code 429', { body: { code: 429, msg: 'unauthorized for now' } }, 'rate-limited'],
    ['HTTP 402', { status: 402, body: { message: 'Forbidden by the plan' } }, 'plan-exceeded'],
  ])('count less than %s', async (_name, reply, reason) => {
    const { cloud, kept } = await withKey(reply);
    expect(await failureOf(cloud.operate('1', 'unlock'))).toMatchObject({ reason, executed: 'no' });
    expect(kept.events).toEqual([]);
  });
});

test.each([
  ['of a parameter', { status: 500, body: { msg: "Required Long parameter 'endDate' is not present" } }],
  ['of a method', { body: { code: 500, msg: "Request method 'POST' not supported" } }],
  ['of a gateway', { status: 500, body: { msg: 'gateway is busy' } }],
] as [string, GivenReply][])(
  'words %s in a server fault do not prove that nothing moved',
  async (_name, reply) => {
    const { cloud, server } = await withKey(reply);
    const failure = await failureOf(cloud.operate('1', 'unlock'));
    expect(failure.executed).toBe('unknown');
    expect(server.requests).toHaveLength(1);
  },
);

test('words of a refused sign-in count in a server fault, since no stored credentials could be lost', async () => {
  for (const msg of ['Authentication failed', 'account or password wrong']) {
    const { access } = await withKey({ body: { code: 500, msg } });
    const failure = await failureOf(access.signIn('anna@example.com', 'secret'));
    expect(failure).toMatchObject({ reason: 'sign-in-refused', renewalMayHelp: false });
  }
  const { access } = await withKey({ status: 503, body: { msg: 'user directory not found' } });
  expect(await failureOf(access.signIn('anna@example.com', 'x'))).toMatchObject({ reason: 'unavailable' });
});
