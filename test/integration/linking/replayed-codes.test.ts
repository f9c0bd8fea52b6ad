import { Person } from '../../../simulators/google/index.ts';
import { World } from '../../support/world.ts';
import { CLIENT_ID, type LinkingFixture, startLinking } from './fixture.ts';

const REFUSED = { status: 400, body: { error: 'invalid_grant' } };

describe('an authorization code that comes again', () => {
  let linking: LinkingFixture;
  beforeEach(async () => {
    linking = await startLinking();
  });
  afterEach(() => linking.close());

  const code = async (username = 'ada@example.com') => linking.agree(await linking.signedIn(username));
  const isValid = async (token: unknown) =>
    (await linking.accounts.authenticate(String(token))) !== undefined;

  test.each([
    ['at once', 0],
    ['after a minute', 60_000],
    ['when it would have expired', 20 * 60_000],
  ])('%s is refused, and ends the grant of its first use', async (_when, ms) => {
    const once = await code();
    const { body } = await linking.exchange(once);
    expect(await isValid(body['access_token'])).toBe(true);
    linking.clock.advance(ms);
    expect(await linking.exchange(once)).toMatchObject(REFUSED);
    expect(await isValid(body['access_token'])).toBe(false);
    expect(await linking.refresh(body['refresh_token'])).toMatchObject(REFUSED);
    const lines = linking.log.lines.filter(({ message }) =>
      message.startsWith('an authorization code came again'),
    );
    expect(lines).toHaveLength(1);
    expect(JSON.stringify(linking.log.lines)).not.toContain(once);
  });

  test.each([
    [
      'another address',
      { redirect_uri: 'https://oauth-redirect-sandbox.googleusercontent.com/r/home-project' },
    ],
    ['a verifier', { code_verifier: 'a'.repeat(50) }],
  ])('with %s ends it, too', async (_what, fields) => {
    const once = await code();
    const { body } = await linking.exchange(once);
    expect(await linking.exchange(once, fields as Record<string, string>)).toMatchObject(REFUSED);
    expect(await isValid(body['access_token'])).toBe(false);
  });

  test('ends no other grant of the account, and the person can link again', async () => {
    const other = await linking.link();
    const once = await code();
    await linking.exchange(once);
    await linking.exchange(once);
    expect(await isValid(other.accessToken)).toBe(true);
    const again = await linking.link();
    expect(await isValid(again.accessToken)).toBe(true);
  });

  test('without the secret of the client ends nothing', async () => {
    const once = await code();
    const { body } = await linking.exchange(once);
    const refused = { status: 401, body: { error: 'invalid_client' } };
    expect(await linking.exchange(once, { client_secret: 'wrong' })).toMatchObject(refused);
    expect(await linking.exchange(once, { client_id: 'other' })).toMatchObject(refused);
    expect(await isValid(body['access_token'])).toBe(true);
  });

  test('while its first use is being answered is refused, and ends nothing', async () => {
    for (let round = 0; round < 5; round++) {
      const once = await code();
      const answers = await Promise.all(Array.from({ length: 50 }, () => linking.exchange(once)));
      const granted = answers.filter(({ status }) => status === 200);
      expect(granted).toHaveLength(1);
      expect(await isValid(granted[0]?.body['access_token'])).toBe(true);
    }
  });

  test('while the store does not say whether it was used is answered with 503', async () => {
    const once = await code();
    const { body } = await linking.exchange(once);
    linking.watch.break((call) => {
      if (call === 'get') throw new Error('the store is away');
    });
    expect((await linking.exchange(once)).status).toBe(503);
    linking.watch.break(undefined);
    expect(await isValid(body['access_token'])).toBe(true);
  });
});

describe.each(['sqlite', 'firestore'] as const)('a code that comes again at two processes (%s)', (store) => {
  let world: World;
  beforeEach(async () => {
    world = await World.start({ store, instances: 2 });
  });
  afterEach(() => world.close());

  const { redirectUri, client } = {
    redirectUri: () => world.google.redirectUri,
    client: { client_id: CLIENT_ID, client_secret: 'google-client-secret-of-the-test-world' },
  };

  const code = async () => {
    const person = new Person({ clock: world.clock });
    person.stopAt = redirectUri();
    const query = { client_id: CLIENT_ID, redirect_uri: redirectUri(), state: 'x', response_type: 'code' };
    await person.open(`${world.url}/oauth/authorize?${new URLSearchParams(query)}`);
    await person.fill({ username: 'demo@example.com', password: 'demo-password' }).press('Sign in');
    if (person.page.text.includes('Keep the current voice PIN')) person.check('unlocking', 'keep');
    else person.check('unlocking', 'pin').fill({ pin: '0412' });
    await person.press('Agree and link');
    return new URL(person.stoppedAt ?? 'about:blank').searchParams.get('code') ?? '';
  };

  const post = async (instance: number, fields: Record<string, string>) => {
    const body = new URLSearchParams({ ...client, ...fields });
    const response = await fetch(`${world.instances[instance]?.url}/oauth/token`, { method: 'POST', body });
    return { status: response.status, body: (await response.json()) as Record<string, string> };
  };
  const exchange = (instance: number, once: string) =>
    post(instance, { grant_type: 'authorization_code', code: once, redirect_uri: redirectUri() });
  const refresh = (token = '') => post(0, { grant_type: 'refresh_token', refresh_token: token });

  test('ends the grant of the other process', async () => {
    const once = await code();
    const { body } = await exchange(0, once);
    expect((await refresh(body['refresh_token'])).status).toBe(200);
    world.clock.advance(5000);
    expect(await exchange(1, once)).toMatchObject(REFUSED);
    expect(await refresh(body['refresh_token'])).toMatchObject(REFUSED);
  });

  test('fifty times at once gives one grant, which lasts', async () => {
    const once = await code();
    const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => exchange(index % 2, once)));
    const granted = answers.filter(({ status }) => status === 200);
    expect(granted).toHaveLength(1);
    expect((await refresh(granted[0]?.body['refresh_token'])).status).toBe(200);
  });
});
