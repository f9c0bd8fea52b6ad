import { DEMO_GATEWAYS } from '../../../simulators/sifely/index.ts';
import type { World } from '../world.ts';
import { HOUSEHOLD_PIN } from './homes.ts';
import type { PageState } from './page-state.ts';
import { account, FRONT } from './state-of.ts';
import type { Visitor } from './visitor.ts';

const SETTINGS = `/lock?id=${FRONT}`;
const TEST = `/lock-test?id=${FRONT}`;

/** The states of the settings of a lock, and of its test. */
export const LOCK_STATES: readonly PageState[] = [
  account({ id: 'account-lock', open: (at) => at.atAccount(SETTINGS) }),
  account({
    id: 'account-lock-quiet-hours',
    isAlone: true,
    open: async (at) => {
      await setQuietHours(at);
      await at.go(`/account${SETTINGS}`);
    },
  }),
  account({
    id: 'account-lock-hours-incomplete',
    status: 422,
    shows: '#wrong-hours',
    open: async (at) => {
      await at.atAccount(SETTINGS);
      await at.send({ from0: '22:00' });
    },
  }),
  account({
    id: 'account-lock-unknown-zone',
    status: 422,
    shows: '#wrong-zone',
    open: async (at) => {
      await at.atAccount(SETTINGS);
      await at.send({ zone: 'Middle/Earth' });
    },
  }),
  account({
    id: 'account-lock-unspeakable-name',
    status: 422,
    shows: '#wrong-name',
    open: async (at) => {
      await at.atAccount(SETTINGS);
      await at.send({ name: '🚪' });
    },
  }),
  account({ id: 'account-lock-not-shared', status: 404, open: (at) => at.atAccount('/lock?id=1') }),
  account({ id: 'account-lock-test', open: (at) => at.atAccount(TEST) }),
  tested('accepted', 200, { open: (at) => unlockBy(at, HOUSEHOLD_PIN) }),
  tested('seen', 200, {
    open: async (at) => {
      await unlockBy(at, HOUSEHOLD_PIN);
      await at.world.pass(30_000);
      await at.page.reload();
    },
  }),
  tested('locked', 200, {
    prepare: async (world) => {
      await world.google.user('alice').unlock('front door', { pin: HOUSEHOLD_PIN });
      await world.pass(120_000);
    },
    open: async (at) => {
      await pressLock(at);
      await at.world.pass(30_000);
      await at.page.reload();
    },
  }),
  tested('waiting', 200, {
    home: 'linked-and-hasty',
    open: async (at) => {
      at.world.sifely.fault({ kind: 'code', code: -3003, endpoint: '/v3/lock/unlock' });
      await unlockBy(at, HOUSEHOLD_PIN);
    },
  }),
  tested('not-sent', 200, {
    home: 'linked-and-hasty',
    open: async (at) => {
      at.world.sifely.fault({ kind: 'code', code: -3003, endpoint: '/v3/lock/unlock' });
      await unlockBy(at, HOUSEHOLD_PIN);
      await at.world.pass(60_000);
      await at.page.reload();
    },
  }),
  tested('jammed', 200, {
    open: async (at) => {
      at.world.sifely.lock(FRONT).jam({ reads: 'unknown' });
      await unlockBy(at, HOUSEHOLD_PIN);
      await at.world.pass(90_000);
      await at.page.reload();
    },
  }),
  tested('not-moved', 200, {
    open: async (at) => {
      const body = '{"errcode":0,"errmsg":"none error"}';
      at.world.sifely.fault({ kind: 'body', body, endpoint: '/v3/lock/unlock' });
      await unlockBy(at, HOUSEHOLD_PIN);
      await at.world.pass(90_000);
      await at.page.reload();
    },
  }),
  tested('pin-missing', 422, { open: (at) => unlockBy(at, '') }),
  tested('pin-wrong', 422, { open: (at) => unlockBy(at, '9999') }),
  tested('locked-out', 422, {
    prepare: (world) =>
      world.google.user('alice').unlock('front door', { pin: ['1111', '2222', '3333', '4444', '5555'] }),
    open: (at) => unlockBy(at, HOUSEHOLD_PIN),
  }),
  tested('gateway-offline', 422, {
    prepare: async (world: World) => {
      world.sifely.gateway(DEMO_GATEWAYS.hall).online = false;
    },
    open: pressLock,
  }),
  tested('quiet-hours', 422, {
    open: async (at) => {
      await setQuietHours(at);
      await unlockBy(at, HOUSEHOLD_PIN);
    },
  }),
  tested('only-locks', 422, {
    open: async (at) => {
      await allow(at, 'lock');
      await unlockBy(at, HOUSEHOLD_PIN);
    },
  }),
  tested('only-tells', 422, {
    open: async (at) => {
      await allow(at, 'tell');
      await pressLock(at);
    },
  }),
];

function tested(
  outcome: string,
  status: number,
  detail: Omit<PageState, 'id' | 'group' | 'home'> & Partial<Pick<PageState, 'home'>>,
): PageState {
  return account({ id: `account-lock-test-${outcome}`, status, isAlone: true, ...detail });
}

async function unlockBy(at: Visitor, pin: string): Promise<void> {
  await at.atAccount(TEST);
  await at.fill({ pin });
  await at.pressHurried('button[value=unlock]');
}

async function pressLock(at: Visitor): Promise<void> {
  await at.atAccount(TEST);
  await at.pressHurried('button[value=lock]');
}

async function allow(at: Visitor, control: 'lock' | 'tell'): Promise<void> {
  await at.atAccount(SETTINGS);
  await at.tick(`control-${control}`);
  await at.press('main button.main');
}

/** From noon to midnight every day, by the clocks of New York, where it is afternoon. */
async function setQuietHours(at: Visitor): Promise<void> {
  await at.atAccount(SETTINGS);
  for (const day of await at.page.locator('input[name=days0]').all()) await day.check();
  await at.send({ from0: '12:00', until0: '23:59', zone: 'America/New_York' });
}
