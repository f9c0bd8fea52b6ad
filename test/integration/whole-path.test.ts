import { DEMO_LOCKS } from '../../simulators/sifely/index.ts';
import { World, type WorldOptions } from '../support/world.ts';

const combinations = (['sqlite', 'firestore'] as const).flatMap((store) =>
  (['oauth', 'api-key'] as const).flatMap((profile) =>
    (['bare', 'wrapped'] as const).map((replies) => ({ store, profile, replies })),
  ),
);

describe.each(combinations)(
  'from linking to leaving, with $store, the $profile API and $replies replies',
  ({ store, profile, replies }) => {
    let world: World;

    beforeAll(async () => {
      const options: WorldOptions = { store, profile, sifely: { replies } };
      world = await World.start(options);
      await world.link('alice', { pin: '0412' });
    });

    afterAll(() => world.close());

    test('SYNC finds the locks that can be operated remotely, and no others', () => {
      const { devices } = world.google.user('alice');
      expect([...devices.values()].map(({ id, name }) => [id, name.name])).toEqual([
        [String(DEMO_LOCKS.frontDoor), 'Front door'],
        [String(DEMO_LOCKS.backDoor), 'Back door'],
        [String(DEMO_LOCKS.garage), 'Garage'],
        [String(DEMO_LOCKS.study), 'Study'],
      ]);
    });

    test('QUERY answers the position of every bolt', async () => {
      world.sifely.lock(DEMO_LOCKS.garage).set({ bolt: 'unlocked' });
      world.clock.advance(60_000);
      const { payload } = await world.google.user('alice').query();
      const bolts = Object.entries(payload.devices).map(([id, entry]) => [id, entry.status, entry.isLocked]);
      expect(bolts).toEqual([
        [String(DEMO_LOCKS.frontDoor), 'SUCCESS', true],
        [String(DEMO_LOCKS.backDoor), 'SUCCESS', true],
        [String(DEMO_LOCKS.garage), 'SUCCESS', false],
        [String(DEMO_LOCKS.study), 'SUCCESS', true],
      ]);
    });

    test('unlocking asks for the PIN, accepts it with its leading zero, and moves the bolt', async () => {
      const answer = await world.google.user('alice').unlock('front door', { pin: '0412' });
      expect(answer.turns.map(({ status, challenge }) => [status, challenge])).toEqual([
        ['ERROR', 'pinNeeded'],
        ['SUCCESS', undefined],
      ]);
      expect(answer.states).toMatchObject({ online: true, isLocked: false, isJammed: false });
      expect(world.sifely.lock(DEMO_LOCKS.frontDoor).bolt).toBe('unlocked');
    });

    test('locking asks for no PIN', async () => {
      const answer = await world.google.user('alice').lock('front door');
      expect(answer.turns).toHaveLength(1);
      expect(answer.status).toBe('SUCCESS');
      expect(world.sifely.lock(DEMO_LOCKS.frontDoor).bolt).toBe('locked');
    });

    test('an access token that expired at Sifely is renewed without an error for Google', async () => {
      if (profile === 'oauth') world.sifely.account('demo@example.com').expireAccessTokens();
      world.clock.advance(60_000);
      const { payload } = await world.google.user('alice').query();
      expect(Object.values(payload.devices).map(({ status }) => status)).toEqual(Array(4).fill('SUCCESS'));
    });

    test('a link still works a day later', async () => {
      world.clock.advance(24 * 3600_000);
      const { payload } = await world.google.user('alice').sync();
      expect(payload.devices).toHaveLength(4);
    });

    test('DISCONNECT revokes the tokens and deletes the account', async () => {
      const alice = world.google.user('alice');
      const accountId = alice.agentUserId ?? '';
      const token = alice.tokens?.accessToken ?? '';
      await alice.disconnect();
      const response = await alice.raw(
        { requestId: '1', inputs: [{ intent: 'action.devices.SYNC' }] },
        { token },
      );
      expect(response.status).toBe(401);
      const documents = await world.store.get([
        { collection: 'accounts', id: accountId },
        { collection: 'states', id: accountId },
      ]);
      expect(documents).toEqual([undefined, undefined]);
    });
  },
);
