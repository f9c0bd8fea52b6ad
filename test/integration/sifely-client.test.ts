import { inspect } from 'node:util';
import type { SifelyError } from '../../functions/sifely/http/sifely-error.ts';
import { DEMO_GATEWAYS, DEMO_LOCKS, demoSeed, type SimulatorOptions } from '../../simulators/sifely/index.ts';
import { closeSifelyClients, type Profile, startSifelyClient } from '../support/sifely-client.ts';

const USER = 'demo@example.com';
const PASSWORD = 'demo-password';
const FRONT = String(DEMO_LOCKS.frontDoor);

afterEach(closeSifelyClients);

/** Our client at a simulated Sifely, with its log and stored credentials. */
async function world(profile: Profile, options: SimulatorOptions = {}) {
  const { sifely, clock, access, lines, signIn: toStore } = await startSifelyClient(profile, options);
  const signIn = async (username = USER, password = PASSWORD) => {
    const { user, kept, credentialStore } = await toStore(username, password);
    return { user, kept, cloud: access.open(credentialStore()), open: () => access.open(credentialStore()) };
  };
  const endpoints = () => sifely.calls.map(({ endpoint }) => endpoint);
  return { sifely, clock, access, lines, signIn, endpoints };
}

const failure = (work: Promise<unknown>): Promise<SifelyError> =>
  work.then(
    (value) => Promise.reject(new Error(`did not fail but gave ${JSON.stringify(value)}`)),
    (error: SifelyError) => error,
  );

describe.each<Profile>(['oauth', 'api-key'])('with the %s profile', (profile) => {
  describe.each<[string, SimulatorOptions]>([
    ['bare replies', { replies: 'bare' }],
    ['wrapped replies', { replies: 'wrapped' }],
    [
      'numbers as strings and no counts',
      {
        replies: 'wrapped',
        codesAsStrings: true,
        messageKey: 'message',
        publicLogin: 'flat',
        authFailure: 'status',
        omitFromPages: ['pages', 'total', 'pageNo', 'pageSize'],
        authorize: 'absent',
      },
    ],
    ['lock/detail by POST and dates wanted', { detailMethod: 'POST', requireDate: true, authorize: 'json' }],
  ])('and %s', (_name, options) => {
    test('the client signs an account in and lists, moves and reads its locks', async () => {
      const { sifely, signIn, lines } = await world(profile, options);
      const { cloud, user, kept } = await signIn();
      expect(user).toBe(USER);
      const locks = await cloud.list();
      expect(locks.map(({ lockId }) => Number(lockId))).toEqual([532301, 532302, 532303, 532304, 532305]);
      expect(locks).toMatchObject([
        {
          name: 'Front door',
          groupName: 'Entrance',
          battery: 85,
          connection: 'gateway',
          operability: 'operable',
          owned: true,
        },
        { name: 'Back door', groupName: 'Kitchen', battery: 62, operability: 'operable' },
        { name: 'Garage', battery: 18, operability: 'operable' },
        { name: 'Study', connection: 'wifi', operability: 'operable' },
        { name: 'Garden shed', connection: 'none', operability: 'no-gateway' },
      ]);

      await expect(cloud.openState(FRONT)).resolves.toBe('locked');
      await cloud.operate(FRONT, 'unlock');
      expect(sifely.lock(FRONT).bolt).toBe('unlocked');
      await expect(cloud.openState(FRONT)).resolves.toBe('unlocked');
      sifely.lock(FRONT).turnByHand('lock');
      sifely.lock(FRONT).enterPasscode('not a code');
      const records = await cloud.records(FRONT, 0);
      expect(records.map(({ type, effect }) => [type, effect])).toEqual(
        expect.arrayContaining([
          [12, 'unlocked'],
          [47, 'locked'],
          [4, 'none'],
        ]),
      );
      expect(records.map(({ happenedAt }) => happenedAt)).toEqual(
        records.map(({ happenedAt }) => happenedAt).toSorted((one, other) => other - one),
      );
      await cloud.operate(FRONT, 'lock');
      expect(sifely.lock(FRONT).bolt).toBe('locked');

      await expect(cloud.detail(String(DEMO_LOCKS.backDoor))).resolves.toMatchObject({
        battery: 62,
        autoLockSeconds: 30,
      });
      await expect(cloud.detail(FRONT)).resolves.not.toHaveProperty('autoLockSeconds');
      await expect(cloud.gateways(FRONT)).resolves.toEqual([String(DEMO_GATEWAYS.hall)]);

      const out = inspect([lines, locks, records, await cloud.detail(FRONT)], {
        depth: null,
        maxStringLength: null,
      });
      const ours = JSON.stringify(kept.stored);
      for (const secret of sifely.secrets) {
        expect(out).not.toContain(secret);
        // Of Sifely's secrets, only those that calls need are stored.
        if (ours.includes(secret)) expect(Object.values(kept.stored)).toContain(secret);
      }
      expect(sifely.secrets.length).toBeGreaterThan(10);
    });

    test('a guest lists shared locks with the reasons why some do not work', async () => {
      const { signIn } = await world(profile, options);
      const { cloud } = await signIn('guest@example.com', 'guest-password');
      expect((await cloud.list()).map(({ name, operability, owned }) => [name, operability, owned])).toEqual([
        ['Front door', 'operable', false],
        ['Back door', 'remote-disabled', false],
        ['Garage', 'key-expired', false],
      ]);
    });

    test('the list of an account without locks is empty', async () => {
      const { signIn } = await world(profile, options);
      const { cloud } = await signIn('empty@example.com', 'empty-password');
      await expect(cloud.list()).resolves.toEqual([]);
    });

    test('a wrong password is refused after one attempt', async () => {
      const { access, endpoints } = await world(profile, options);
      expect(await failure(access.signIn(USER, 'wrong'))).toMatchObject({ reason: 'sign-in-refused' });
      const attempts = endpoints().filter(
        (endpoint) => options.authorize !== 'absent' || endpoint.endsWith('/login'),
      );
      expect(attempts).toHaveLength(1);
    });

    test.each([
      ['gateway-offline', 'gateway-offline'],
      ['gateway-busy', 'gateway-busy'],
      ['lock-offline', 'lock-offline'],
      ['lock-busy', 'lock-busy'],
      ['lock-frozen', 'lock-frozen'],
      ['not-supported', 'not-supported'],
      ['unknown-lock', 'lock-unknown'],
      ['not-permitted', 'not-permitted'],
      ['no-gateway', 'gateway-missing'],
      ['plan-exceeded', 'plan-exceeded'],
      ['rate-limited', 'rate-limited'],
    ] as const)('%s fails an unlock as %s, and the bolt stays', async (kind, reason) => {
      const { sifely, signIn } = await world(profile, options);
      const { cloud } = await signIn();
      sifely.fault({ kind, lockId: FRONT, endpoint: 'lock/unlock' });
      expect(await failure(cloud.operate(FRONT, 'unlock'))).toMatchObject({ reason, executed: 'no' });
      expect(sifely.lock(FRONT).movements).toBe(0);
    });
  });

  test('an unlock without an answer is not sent again', async () => {
    const { sifely, signIn } = await world(profile);
    const { cloud } = await signIn();
    sifely.fault({ kind: 'drop', endpoint: 'lock/unlock', moment: 'after' });
    expect(await failure(cloud.operate(FRONT, 'unlock'))).toMatchObject({
      reason: 'unavailable',
      executed: 'unknown',
    });
    expect(sifely.lock(FRONT).movements).toBe(1);
  });

  test('a list of 250 locks is read completely', async () => {
    const locks = Array.from({ length: 250 }, (_, index) => ({
      lockId: index + 1,
      name: `Lock ${index}`,
      owner: USER,
      gatewayIds: [7101],
    }));
    const { signIn } = await world(profile, { seed: { ...demoSeed, locks } });
    const { cloud } = await signIn();
    expect((await cloud.list()).map(({ lockId }) => Number(lockId))).toEqual(
      locks.map(({ lockId }) => lockId),
    );
  });
});

describe('tokens of the oauth profile', () => {
  test.each([true, false])(
    'are renewed once for ten calls (rotation of refresh tokens: %s)',
    async (rotateRefreshToken) => {
      const { sifely, signIn, endpoints, clock } = await world('oauth', { rotateRefreshToken });
      const account = await signIn();
      for (let round = 0; round < 2; round++) {
        sifely.account(USER).expireAccessTokens();
        clock.advance(120_000);
        sifely.clearCalls();
        const states = await Promise.all(Array.from({ length: 10 }, () => account.open().detail(FRONT)));
        expect(states).toHaveLength(10);
        expect(endpoints().filter((endpoint) => endpoint.endsWith('oauthToken'))).toHaveLength(1);
      }
    },
  );

  test('are renewed before they expire', async () => {
    const { signIn, endpoints, clock, sifely } = await world('oauth', { tokenSeconds: 7200 });
    const account = await signIn();
    clock.advance((7200 - 299) * 1000);
    sifely.clearCalls();
    await account.open().openState(FRONT);
    expect(endpoints()).toEqual(['/system/smart/oauthToken', '/v3/lock/queryOpenState']);
  });

  test('that can no longer be renewed are refused', async () => {
    const { sifely, signIn } = await world('oauth');
    const { cloud } = await signIn();
    sifely.account(USER).expireAccessTokens();
    sifely.account(USER).revokeRefreshTokens();
    expect(await failure(cloud.operate(FRONT, 'unlock'))).toMatchObject({
      reason: 'credentials-refused',
      executed: 'no',
    });
    expect(sifely.lock(FRONT).movements).toBe(0);
  });
});

test('an API key that was rotated elsewhere is refused', async () => {
  const { sifely, signIn } = await world('api-key');
  const { cloud } = await signIn();
  sifely.account(USER).rotateKey();
  expect(await failure(cloud.openState(FRONT))).toMatchObject({ reason: 'credentials-refused' });
});
