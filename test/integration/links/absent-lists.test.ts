import { DEMO_LOCKS } from '../../../simulators/sifely/index.ts';
import { World } from '../../support/world.ts';

/** Sifely's forms of an empty list that is not there. */
const ABSENT = ['{"code":200,"data":null}', '{"code":200,"msg":"success"}', '{"errcode":0,"list":null}'];

describe('a list that Sifely leaves out is an empty one', () => {
  let world: World;
  const alice = () => world.google.user('alice');
  const frontDoor = String(DEMO_LOCKS.frontDoor);

  beforeEach(async () => {
    world = await World.start();
  });
  afterEach(() => world.close());

  test.each(ABSENT)(
    'an account whose key list is %s can be linked, and SYNC lists its own locks',
    async (body) => {
      world.sifely.fault({ kind: 'body', endpoint: 'key/list', body });
      await world.link();
      const devices = (await alice().sync()).payload.devices.map(({ id }) => id);
      expect(devices).toContain(frontDoor);
    },
  );

  test.each(ABSENT)('SYNC does without the names of groups when the group list is %s', async (body) => {
    await world.link();
    world.sifely.fault({ kind: 'body', endpoint: 'group/list', body });
    expect((await alice().sync()).payload.devices).toHaveLength(4);
  });

  test.each(ABSENT)('QUERY answers although the history of a lock is %s', async (body) => {
    await world.link();
    world.sifely.fault({ kind: 'body', endpoint: 'lockRecord/list', body });
    world.sifely.fault({ kind: 'gateway-busy', endpoint: 'lock/queryOpenState' });
    world.clock.advance(5 * 60_000);
    const { payload } = await alice().query([frontDoor]);
    expect(payload.devices[frontDoor]).toMatchObject({ status: 'SUCCESS', isLocked: true });
  });

  test.each(ABSENT)('a lock whose gateway list is %s is unlocked all the same', async (body) => {
    await world.link();
    world.sifely.fault({ kind: 'body', endpoint: 'gateway/listByLock', body });
    world.clock.advance(8 * 24 * 3600_000);
    await alice().sync();
    await world.runDueJobs();
    expect(await alice().unlock('front door', { pin: '4711' })).toMatchObject({ status: 'SUCCESS' });
    expect(world.sifely.lock(frontDoor).bolt).toBe('unlocked');
  });
});
