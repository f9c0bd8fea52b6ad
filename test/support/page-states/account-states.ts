import { Person } from '../../../simulators/google/index.ts';
import { DEMO_LOCKS } from '../../../simulators/sifely/index.ts';
import { accountId, changeStored } from '../../integration/account-pages/owner.ts';
import type { World } from '../world.ts';
import { ALERT_STATES } from './alert-states.ts';
import { DOOR_STATES } from './door-states.ts';
import { GUEST_STATES } from './guest-states.ts';
import { apartmentAt, HOUSEHOLD_PIN } from './homes.ts';
import { LOCK_STATES } from './lock-states.ts';
import type { PageState } from './page-state.ts';
import { PIN_STATES } from './pin-states.ts';
import { account } from './state-of.ts';
import { guessPasswords, sifelyIsDown, type Visitor } from './visitor.ts';

/** The states of the sign-in, and of a session that is over. */
const SESSION: readonly PageState[] = [
  account({ id: 'account-sign-in', open: atSignIn }),
  wrongSignIn('account-sign-in-without-name', { username: ' ', password: 'x' }),
  wrongSignIn('account-sign-in-without-password', { username: 'demo@example.com', password: '' }),
  wrongSignIn('account-sign-in-wrong-password', { username: 'demo@example.com', password: 'wrong' }),
  account({
    id: 'account-sign-in-last-attempts',
    status: 422,
    prepare: (world) => guessAtAccount(world, 5),
    open: async (at) => {
      await atSignIn(at);
      await at.signIn('demo@example.com', 'wrong');
    },
  }),
  account({
    id: 'account-sign-in-throttled',
    status: 429,
    prepare: (world) => guessAtAccount(world, 8),
    open: async (at) => {
      await atSignIn(at);
      await at.signIn();
    },
  }),
  account({
    id: 'account-sign-in-without-cookies',
    status: 403,
    open: async (at) => {
      await atSignIn(at);
      await at.page.context().clearCookies();
      await at.signIn();
    },
  }),
  account({
    id: 'account-sign-in-sifely-down',
    status: 503,
    isAlone: true,
    open: async (at) => {
      await atSignIn(at);
      sifelyIsDown(at.world);
      await at.fill({ username: 'demo@example.com', password: 'demo-password' });
      await at.pressHurried('main button.main');
    },
  }),
  account({
    id: 'account-sign-in-foreign-form',
    status: 403,
    open: (at) => at.sendFromElsewhere('/account/sign-in'),
  }),
  account({
    id: 'account-nothing-linked',
    home: 'new',
    open: async (at) => {
      await atSignIn(at);
      await at.signIn();
    },
  }),
  account({
    id: 'account-expired',
    status: 403,
    open: async (at) => {
      await at.atAccount('/pin');
      await at.page.context().clearCookies();
      await at.send({ pin: '7391' });
    },
  }),
  account({
    id: 'account-foreign-form',
    status: 403,
    open: async (at) => {
      await at.atAccount('/pin');
      await at.forge('form_token', 'of-another-site');
      await at.send({ pin: '7391' });
    },
  }),
  account({
    id: 'account-form-too-large',
    status: 413,
    open: async (at) => {
      await at.atAccount('/pin');
      await at.sendTooMuch();
    },
  }),
  account({
    id: 'account-gone',
    status: 410,
    isAlone: true,
    open: async (at) => {
      await at.atAccount();
      await at.world.google.user('alice').disconnect();
      await at.go('/account/pins');
    },
  }),
  account({
    id: 'account-session-ends-soon',
    shows: '#session [role=alert]',
    isAlone: true,
    open: async (at) => {
      await at.atAccount('/pin');
      await at.page.evaluate(
        'document.getElementById("session").dataset.seconds = "60"; dispatchEvent(new Event("nothing"))',
      );
      await at.page.evaluate('Date.now = ((now) => () => now() + 14 * 60000)(Date.now.bind(Date))');
      await at.page.evaluate('document.dispatchEvent(new Event("visibilitychange"))');
    },
  }),
];

/** The states of the overview beyond those of doors, and of the pages that it leads to. */
const OVERVIEW: readonly PageState[] = [
  overview('lockout', {
    prepare: (world) => alice(world).unlock('front door', { pin: ['1111', '2222', '3333', '4444', '5555'] }),
    shows: 'form[action$="/lockout"]',
  }),
  overview('wrong-pin', {
    prepare: (world) => alice(world).unlock('front door', { pin: ['1111', HOUSEHOLD_PIN] }),
  }),
  overview('without-pin', {
    prepare: (world) => changeStored(world, 'accounts', ({ pin: _, ...rest }) => rest),
  }),
  overview('nothing-shared', {
    prepare: (world) => changeStored(world, 'accounts', (stored) => ({ ...stored, locks: {} })),
  }),
  overview('sifely-refuses', {
    isAlone: true,
    open: async (at) => {
      await at.atAccount();
      refuseCredentials(at.world);
      await at.go('/account/locks');
      await at.go('/account');
    },
  }),
  account({
    id: 'account-reconnected',
    isAlone: true,
    shows: '.notice',
    open: async (at) => {
      await at.atAccount();
      refuseCredentials(at.world);
      await at.go('/account/locks');
      await at.page.context().clearCookies();
      await at.atAccount();
    },
  }),
  overview('forgotten-by-google', {
    prepare: async (world) => {
      const id = accountId(world);
      alice(world).forget();
      world.clock.advance(10 * 60_000);
      world.sifely.lock(DEMO_LOCKS.frontDoor).turnByHand('unlock');
      const lockId = String(DEMO_LOCKS.frontDoor);
      await world.app.runJob({
        ...{ kind: 'observe', accountId: id, lockId, because: 'surprise' },
        ...{ since: world.clock.now(), round: 0 },
      });
      await world.pass(30_000);
    },
  }),
  overview('budget-used-up', {
    prepare: (world) => {
      const month = new Date(world.clock.now()).toISOString().slice(0, 7);
      return changeStored(world, 'states', (states) => ({ ...states, usage: { month, calls: 8000 } }));
    },
  }),
  overview('webhook-received', {
    prepare: async (world) => {
      const address = await world.app.webhookUrl(accountId(world));
      const { pathname } = new URL(address ?? '');
      world.sifely.webhooks('demo@example.com', { url: `${world.url}${pathname}` });
      world.sifely.lock(DEMO_LOCKS.frontDoor).enterPasscode('Family');
      await world.sifely.flushWebhooks();
      await world.runDueJobs();
      world.clock.advance(2 * 60_000);
    },
  }),
  overview('two-links', { prepare: linkBob }),
  overview('with-key', { home: 'linked-by-key' }),
  overview('saved', {
    shows: '.notice',
    isAlone: true,
    open: async (at) => {
      await at.atAccount('/locks');
      await at.press('main button.main');
    },
  }),
  overview('forty-doors', { home: 'forty-locks-linked', isAlone: true, open: shareForty }),
  overview('forty-doors-found', {
    home: 'forty-locks-linked',
    isAlone: true,
    open: async (at) => {
      await shareForty(at);
      await at.page.locator('#find').fill(apartmentAt(7));
      await at.press('form[method=get] button');
    },
  }),
  account({ id: 'account-locks', open: (at) => at.atAccount('/locks') }),
  account({
    id: 'account-locks-from-memory',
    isAlone: true,
    shows: '[role=alert]',
    open: async (at) => {
      await at.atAccount('/locks');
      sifelyIsDown(at.world);
      await at.world.hurried(at.go('/account/locks'));
    },
  }),
  account({
    id: 'account-locks-disconnected',
    isAlone: true,
    shows: '[role=alert]',
    open: async (at) => {
      await at.atAccount();
      refuseCredentials(at.world);
      await at.go('/account/locks');
    },
  }),
  account({
    id: 'account-locks-of-forty',
    home: 'forty-locks-linked',
    open: (at) => at.atAccount('/locks'),
  }),
  account({
    id: 'account-locks-of-forty-found',
    home: 'forty-locks-linked',
    open: async (at) => {
      await at.atAccount('/locks');
      await at.send({ find: 'building 1 12' }, 'button[value=find]');
    },
  }),
  account({
    id: 'account-link',
    prepare: linkBob,
    open: async (at) => {
      await at.atAccount();
      await at.press('.links a');
    },
  }),
  account({ id: 'account-webhook', open: (at) => at.atAccount('/webhook') }),
  account({ id: 'account-unlink', open: (at) => at.atAccount('/unlink') }),
  account({ id: 'account-unlink-household', prepare: linkBob, open: (at) => at.atAccount('/unlink') }),
  account({
    id: 'account-unlinked',
    isAlone: true,
    open: async (at) => {
      await at.atAccount('/unlink');
      await at.press('button.grave');
    },
  }),
  account({
    id: 'account-signed-out-everywhere',
    isAlone: true,
    open: async (at) => {
      await at.atAccount();
      await at.press('form[action$="/sign-out-everywhere"] button');
    },
  }),
  account({ id: 'account-key', home: 'linked-by-key', open: (at) => at.atAccount('/key') }),
  failedKey('account-key-lost', 503, { kind: 'drop', endpoint: 'client/roll-token', moment: 'after' }),
  failedKey('account-key-sifely-busy', 503, { kind: 'rate-limited', endpoint: 'client/roll-token' }),
  account({ id: 'account-activity', prepare: eventfulDay, open: (at) => at.atAccount('/activity') }),
  account({
    id: 'account-activity-quiet',
    open: (at) => at.atAccount('/activity'),
  }),
  account({ id: 'account-activity-none-found', open: (at) => at.atAccount('/activity?kind=refused') }),
];

/** Every state of the account pages. */
export const ACCOUNT_STATES: readonly PageState[] = [
  ...SESSION,
  ...OVERVIEW,
  ...DOOR_STATES,
  ...LOCK_STATES,
  ...PIN_STATES,
  ...GUEST_STATES,
  ...ALERT_STATES,
];

const alice = (world: World) => world.google.user('alice');

async function linkBob(world: World): Promise<void> {
  world.clock.advance(60 * 60_000);
  await world.link('bob', { pin: 'keep' });
}

async function atSignIn(at: Visitor): Promise<void> {
  await at.page.context().clearCookies();
  await at.go('/account');
}

/** Guesses at the account of the home, from a browser of its own. */
async function guessAtAccount(world: World, count: number): Promise<void> {
  const person = new Person({ clock: world.clock });
  await person.open(`${world.url}/account`);
  await guessPasswords(person, count);
}

function wrongSignIn(id: string, { username, password }: { username: string; password: string }): PageState {
  return account({
    id,
    status: 422,
    open: async (at) => {
      await atSignIn(at);
      await at.signIn(username, password);
    },
  });
}

function overview(name: string, detail: Partial<PageState>): PageState {
  return account({ id: `account-overview-${name}`, open: (at) => at.atAccount(), ...detail });
}

function refuseCredentials(world: World): void {
  world.sifely.account('demo@example.com').revokeRefreshTokens();
  world.sifely.account('demo@example.com').expireAccessTokens();
}

async function shareForty(at: Visitor): Promise<void> {
  await at.atAccount('/locks');
  await at.press('button[value=all]');
  await at.press('button[value=done]');
  await at.world.pass(60_000);
  await at.go('/account');
}

function failedKey(id: string, status: number, fault: Parameters<World['sifely']['fault']>[0]): PageState {
  return account({
    id,
    home: 'linked-by-key',
    status,
    isAlone: true,
    open: async (at) => {
      await at.atAccount('/key');
      at.world.sifely.fault(fault);
      await at.pressHurried('button.grave');
    },
  });
}

/** Comings and goings of every kind. */
async function eventfulDay(world: World): Promise<void> {
  const front = world.sifely.lock(DEMO_LOCKS.frontDoor);
  const hour = () => world.pass(60 * 60_000);
  await alice(world).unlock('front door', { pin: HOUSEHOLD_PIN });
  await hour();
  front.turnByHand('lock');
  front.enterPasscode('Family');
  await hour();
  front.useCard('Blue card');
  front.useFingerprint('Right thumb');
  front.enterDigits('0000');
  await hour();
  await alice(world).lock('front door');
  await alice(world).unlock('back door', { pin: ['1111', '2222'] });
  await hour();
  await alice(world).query();
  await world.app.tick();
  await world.pass(10 * 60_000);
}
