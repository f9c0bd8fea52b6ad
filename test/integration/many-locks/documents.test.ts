import type { AccountState } from '../../../functions/locks/account-state.ts';
import { fullest, linkOneOfMany, lockIdAt, manyLocks } from '../../support/many-locks.ts';
import { World } from '../../support/world.ts';
import { changeStored, DEMO } from '../account-pages/owner.ts';

const LOCKS = 500;
/** Firestore's limit is 1,048,576 bytes. */
const MAX_BYTES = 700_000;

describe.each(['sqlite', 'firestore'] as const)('an account with 500 locks (%s)', (store) => {
  let world: World;

  beforeAll(async () => {
    world = await World.start({ store, sifely: { seed: manyLocks(LOCKS, DEMO) } });
    await linkOneOfMany(world);
    // As if shared on the account page, without the readings and details that would follow.
    const locks = Array.from({ length: LOCKS }, (_, place) => [lockIdAt(place), { shared: true }]);
    await changeStored(world, 'accounts', (data) => ({ ...data, locks: Object.fromEntries(locks) }));
  }, 120_000);
  afterAll(() => world.close());

  test('is synced whole, each lock with a name of its own that Google does not cut', async () => {
    const { payload } = await world.google.user('alice').sync();
    const names = payload.devices.map(({ name }) => name.name);
    expect(new Set(names).size).toBe(LOCKS);
    expect(Math.max(...names.map((name) => [...name].length))).toBeLessThanOrEqual(60);
  });

  test('is stored, read and commanded with all that can be known of each lock', async () => {
    await changeStored(world, 'states', (states) => ({
      ...fullest(states as unknown as AccountState, world.clock.now(), 5),
    }));
    const sizes = world.firestore?.documents.map((each) => Buffer.byteLength(JSON.stringify(each))) ?? [0];
    expect(Math.max(...sizes)).toBeLessThan(MAX_BYTES);

    const { payload } = await world.google.user('alice').query([lockIdAt(0), lockIdAt(499)]);
    expect(Object.values(payload.devices).map(({ status }) => status)).toEqual(['SUCCESS', 'SUCCESS']);
    await world.google.user('alice').unlock(lockIdAt(499), { pin: '0412' });
    expect(world.sifely.lock(lockIdAt(499)).bolt).toBe('unlocked');
  });
});
