import { Person } from '../../simulators/google/index.ts';
import type { Seed } from '../../simulators/sifely/index.ts';
import { walkThroughLinking } from '../support/link-walk.ts';
import { World, type WorldOptions } from '../support/world.ts';

const OWNER = { username: 'owner@example.com', password: 'owner-password' };
const GUEST = { username: 'guest@example.com', password: 'guest-password' };
const DOOR = '1';

/** A lock that its owner shares with an ordinary key: Sifely refuses its records to the guest (20002). */
const SEED: Seed = {
  accounts: [OWNER, GUEST],
  gateways: [{ gatewayId: 71, name: 'Hall' }],
  locks: [
    {
      ...{ lockId: Number(DOOR), name: 'Door', owner: OWNER.username, gatewayIds: [71] },
      sharedWith: [{ username: GUEST.username }],
    },
  ],
};

let world: World;
afterEach(() => world.close());

async function start(options: WorldOptions = {}): Promise<void> {
  world = await World.start({
    ...options,
    sifely: { seed: SEED },
    config: { executeAnswerMs: 3000, ...options.config },
  });
  const person = new Person({ clock: world.clock });
  const linked = await world.google.user('guest').linkAs(person, (at) => walkThroughLinking(at, GUEST));
  expect(linked.linked).toBe(true);
  await world.pass(60_000);
  world.sifely.clearCalls();
}

const unlock = () => world.google.user('guest').unlock(DOOR, { pin: '4711' });
const calls = (end: string) => world.sifely.calls.filter(({ endpoint }) => endpoint.endsWith(end)).length;
const reported = () => {
  const { agentUserId = '' } = world.google.user('guest');
  return world.google.homegraph.states(agentUserId, DOOR);
};
/** Lets minutes pass, with the schedule. */
async function passTicking(minutes: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute++) {
    await world.app.tick();
    await world.pass(60_000);
  }
}

describe('a guest who may not read the records of a lock', () => {
  test('has an unlock that finds the gateway busy sent again, once the lock has said that it is locked', async () => {
    await start();
    world.sifely.fault({ kind: 'gateway-busy', endpoint: 'lock/unlock', moment: 'before', times: 1 });
    expect((await unlock()).status).toBe('SUCCESS');
    expect(calls('lock/unlock')).toBe(2);
    expect(world.sifely.lock(DOOR).movements).toBe(1);
  });

  test('has no unlock sent again that was carried out and then refused', async () => {
    await start();
    world.sifely.fault({ kind: 'gateway-busy', endpoint: 'lock/unlock', moment: 'after', times: 1 });
    expect((await unlock()).status).toBe('SUCCESS');
    expect(calls('lock/unlock')).toBe(1);
  });

  test('has no unlock sent again while the lock does not answer', async () => {
    await start();
    world.sifely.fault({ kind: 'gateway-busy', endpoint: 'lock/unlock', moment: 'before', times: 1 });
    world.sifely.fault({ kind: 'gateway-offline', endpoint: 'queryOpenState' });
    expect((await unlock()).status).not.toBe('SUCCESS');
    await world.pass(10_000);
    expect(calls('lock/unlock')).toBe(1);
  });

  test('has the lock itself asked after a command', async () => {
    await start();
    expect((await unlock()).status).toBe('SUCCESS');
    world.sifely.lock(DOOR).set({ bolt: 'locked', shown: 'locked' });
    await world.pass(2 * 60_000);
    expect(calls('queryOpenState')).toBeGreaterThan(0);
    expect(reported()).toMatchObject({ isLocked: true });
  });

  test('has a door that is opened by hand reported within 75 minutes, also without webhooks', async () => {
    await start();
    await passTicking(60);
    expect(reported()).toMatchObject({ isLocked: true });
    world.sifely.lock(DOOR).set({ bolt: 'unlocked', shown: 'unlocked' });
    await passTicking(75);
    expect(reported()).toMatchObject({ isLocked: false });
  });
});
