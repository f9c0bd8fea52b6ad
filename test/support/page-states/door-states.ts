import { DEMO_GATEWAYS, DEMO_LOCKS } from '../../../simulators/sifely/index.ts';
import { accountId, changeStored } from '../../integration/account-pages/owner.ts';
import type { World } from '../world.ts';
import { HOUSEHOLD_PIN } from './homes.ts';
import type { PageState } from './page-state.ts';
import { account, FRONT } from './state-of.ts';

const MINUTE_MS = 60_000;
const front = (world: World) => world.sifely.lock(FRONT);
const alice = (world: World) => world.google.user('alice');

/** The states of the overview by what is known of its doors. */
export const DOOR_STATES: readonly PageState[] = [
  account({ id: 'account-overview', shows: '#answer .locked', open: (at) => at.atAccount() }),
  door('unlocked', '.door.unlocked', async (world) => {
    await alice(world).unlock('front door', { pin: HOUSEHOLD_PIN });
    await world.pass(2 * MINUTE_MS);
  }),
  door('several-unlocked', '.door.unlocked', async (world) => {
    await alice(world).unlock('front door', { pin: HOUSEHOLD_PIN });
    await alice(world).unlock('garage', { pin: HOUSEHOLD_PIN });
    await world.pass(2 * MINUTE_MS);
  }),
  door('jammed', '.door.jammed', async (world) => {
    front(world).jam({ reads: 'unknown' });
    await alice(world).unlock('front door', { pin: HOUSEHOLD_PIN });
    await world.pass(2 * MINUTE_MS);
  }),
  door('offline', '.door.offline', async (world) => {
    world.sifely.gateway(DEMO_GATEWAYS.hall).online = false;
    await alice(world).lock('front door');
    await alice(world).lock('back door');
    await world.pass(2 * MINUTE_MS);
  }),
  door('unconfirmed', '.door.unknown', async (world) => {
    const fault = { lockId: DEMO_LOCKS.frontDoor, moment: 'after' } as const;
    world.sifely.fault({ kind: 'drop', endpoint: 'lock/unlock', ...fault });
    world.sifely.fault({ kind: 'status', status: 502, endpoint: 'lock/queryOpenState' });
    world.sifely.fault({ kind: 'status', status: 502, endpoint: 'lockRecord/list' });
    await alice(world).unlock('front door', { pin: HOUSEHOLD_PIN });
    await world.app.settled();
  }),
  door('uninterpreted', '.door.unknown', (world) =>
    changeFront(world, (state) => ({ ...state, uncertainSince: world.clock.now() })),
  ),
  door('never-known', '.door.unknown', (world) => changeFront(world, ({ snapshot: _, ...state }) => state)),
  door('old', '.door.locked', async (world) => {
    world.clock.advance(26 * 60 * MINUTE_MS);
  }),
  door('command-failed', '.door .wrong', async (world) => {
    world.sifely.fault({ kind: 'gateway-offline', lockId: FRONT, endpoint: 'lock/lock', times: 1 });
    await alice(world).lock('front door');
    world.clock.advance(2 * MINUTE_MS);
  }),
  door('removed-gateway', '.door .wrong', async (world) => {
    world.sifely.lock(DEMO_LOCKS.garage).set({ hasGateway: false, gatewayIds: [] });
    await alice(world).sync();
    await world.app.settled();
  }),
  door('battery-nearly-empty', '.level.low', async (world) => {
    const levelled = { percent: 4, learnedAt: world.clock.now() };
    await changeFront(world, (state) => ({ ...state, battery: levelled }));
  }),
  door('battery-forecast', '.level', async (world) => {
    const now = world.clock.now();
    const steps = [100, 95, 90, 85].map((percent, i) => ({ percent, at: now - (30 - 10 * i) * 86_400_000 }));
    await changeFront(world, (state) => ({ ...state, battery: { percent: 85, learnedAt: now, steps } }));
  }),
  door('stands-open', '.answer .line.unlocked', async (world) => {
    await tellByWebhooks(world);
    front(world).swingDoor('open');
    await world.sifely.flushWebhooks();
    await world.pass(3 * MINUTE_MS);
  }),
  door('left-open', '.door .facts .wrong', async (world) => {
    await tellByWebhooks(world);
    front(world).swingDoor('open');
    await world.sifely.flushWebhooks();
    for (let minutes = 0; minutes < 15; minutes++) {
      await world.app.tick();
      await world.pass(MINUTE_MS);
    }
  }),
];

/** Changes what is stored of the front door's state. */
function changeFront(
  world: World,
  change: (state: Record<string, unknown>) => Record<string, unknown>,
): Promise<void> {
  return changeStored(world, 'states', (states) => {
    const locks = states['locks'] as Record<string, Record<string, unknown>>;
    return { ...states, locks: { ...locks, [FRONT]: change(locks[FRONT] ?? {}) } };
  });
}

/** Makes Sifely post events to the account's address. */
async function tellByWebhooks(world: World): Promise<void> {
  const address = await world.app.webhookUrl(accountId(world));
  const { pathname } = new URL(address ?? '');
  world.sifely.webhooks('demo@example.com', { url: `${world.url}${pathname}` });
}

function door(name: string, shows: string, prepare: (world: World) => Promise<unknown>): PageState {
  return account({ id: `account-overview-${name}`, shows, prepare, open: (at) => at.atAccount() });
}
