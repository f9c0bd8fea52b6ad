import { DEMO_LOCKS } from '../../simulators/sifely/index.ts';
import { World } from '../support/world.ts';

describe('a household of three Google users on one Sifely account', () => {
  let world: World;

  beforeEach(async () => {
    world = await World.start();
    await world.link('alice', { pin: '0412' });
    await world.link('bob', { pin: 'keep' });
    await world.link('carol', { pin: 'keep' });
  });

  afterEach(() => world.close());

  const everyone = ['alice', 'bob', 'carol'];

  test('has one agentUserId', () => {
    const ids = new Set(everyone.map((name) => world.google.user(name).agentUserId));
    expect(ids.size).toBe(1);
  });

  test.each(everyone)('shares one PIN (%s unlocks with it)', async (name) => {
    const answer = await world.google.user(name).unlock('front door', { pin: '0412' });
    expect(answer.status).toBe('SUCCESS');
    expect(world.sifely.lock(DEMO_LOCKS.frontDoor).bolt).toBe('unlocked');
  });

  test('each can unlink without effect on the others; the last one deletes the account', async () => {
    const accountId = world.google.user('alice').agentUserId ?? '';
    await world.google.user('bob').disconnect();
    world.clock.advance(6000);
    expect((await world.google.user('alice').lock('front door')).status).toBe('SUCCESS');
    await world.google.user('alice').disconnect();
    expect((await world.google.user('carol').lock('front door')).status).toBe('SUCCESS');
    await world.google.user('carol').disconnect();
    const [account, states] = await world.store.get([
      { collection: 'accounts', id: accountId },
      { collection: 'states', id: accountId },
    ]);
    expect([account, states]).toEqual([undefined, undefined]);
  });

  test('a member who unlinked can link again', async () => {
    await world.google.user('bob').disconnect();
    await world.link('bob', { pin: 'keep' });
    expect(world.google.user('bob').agentUserId).toBe(world.google.user('alice').agentUserId);
    expect((await world.google.user('bob').unlock('front door', { pin: '0412' })).status).toBe('SUCCESS');
  });
});
