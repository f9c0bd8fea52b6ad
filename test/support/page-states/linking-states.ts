import { Person } from '../../../simulators/google/index.ts';
import { until } from '../until.ts';
import type { World } from '../world.ts';
import { apartmentAt, HOUSEHOLD_PIN } from './homes.ts';
import type { PageState } from './page-state.ts';
import { guessPasswords, sifelyIsDown, type Visitor } from './visitor.ts';

type Detail = Omit<PageState, 'group' | 'home'> & Partial<Pick<PageState, 'home'>>;

const linking = (detail: Detail): PageState => ({ group: 'linking', home: 'new', ...detail });

/** The states of the sign-in of linking. */
const SIGN_IN: readonly PageState[] = [
  linking({ id: 'linking-sign-in', open: (at) => at.beginLinking() }),
  wrongSignIn('linking-sign-in-without-name', { username: ' ', password: 'x' }),
  wrongSignIn('linking-sign-in-without-password', { username: 'demo@example.com', password: '' }),
  wrongSignIn('linking-sign-in-wrong-password', { username: 'demo@example.com', password: 'wrong' }),
  linking({
    id: 'linking-sign-in-throttled',
    status: 429,
    prepare: async (world) => {
      const person = new Person({ clock: world.clock });
      await person.open(world.google.user('bob').authorizeUrl());
      await guessPasswords(person, 8);
    },
    open: (at) => at.atConsent(),
  }),
  linking({
    id: 'linking-sign-in-without-cookies',
    status: 403,
    open: async (at) => {
      await at.beginLinking();
      await at.page.context().clearCookies();
      await at.signIn();
    },
  }),
  failedSignIn('linking-sign-in-sifely-down', 503, sifelyIsDown),
  failedSignIn('linking-sign-in-sifely-slow', 503, (world) => world.sifely.fault({ kind: 'hang' })),
  failedSignIn('linking-sign-in-sifely-busy', 503, (world) => world.sifely.fault({ kind: 'rate-limited' })),
  failedSignIn('linking-sign-in-plan-exceeded', 422, (world) =>
    world.sifely.fault({ kind: 'plan-exceeded' }),
  ),
  linking({
    id: 'linking-sign-in-foreign-form',
    status: 403,
    open: async (at) => {
      await at.beginLinking();
      const { pathname, search } = new URL(at.page.url());
      await at.sendFromElsewhere(`${pathname}${search.replaceAll('&', '&amp;')}`);
    },
  }),
  linking({
    id: 'linking-refused-client',
    status: 400,
    open: (at) => at.go('/oauth/authorize?client_id=nobody'),
  }),
  linking({
    id: 'linking-refused-address',
    status: 400,
    open: (at) =>
      at.go('/oauth/authorize?client_id=google-client&redirect_uri=https%3A%2F%2Felsewhere.example%2F'),
  }),
];

/** The states of the consent page, and those in its place. */
const CONSENT: readonly PageState[] = [
  linking({ id: 'linking-consent', shows: '#locks details', open: (at) => at.atConsent() }),
  linking({
    id: 'linking-consent-unfolded',
    open: async (at) => {
      await at.atConsent();
      for (const summary of await at.page.locator('main summary').all()) await summary.click();
    },
  }),
  linking({ id: 'linking-consent-one-lock', home: 'one-lock', open: (at) => at.atConsent() }),
  linking({ id: 'linking-consent-four-locks', home: 'four-locks', open: (at) => at.atConsent() }),
  linking({ id: 'linking-consent-forty-locks', home: 'forty-locks', open: (at) => at.atConsent() }),
  linking({ id: 'linking-choose-locks', home: 'forty-locks', open: atChooser }),
  linking({
    id: 'linking-choose-locks-found',
    home: 'forty-locks',
    open: async (at) => {
      await atChooser(at);
      await at.send({ find: apartmentAt(7) }, 'button[value=find]');
    },
  }),
  linking({
    id: 'linking-choose-locks-none-found',
    home: 'forty-locks',
    open: async (at) => {
      await atChooser(at);
      await at.send({ find: 'no such door' }, 'button[value=find]');
    },
  }),
  linking({
    id: 'linking-consent-some-of-forty',
    home: 'forty-locks',
    open: async (at) => {
      await atChooser(at);
      await at.send({ find: 'apartment 7' }, 'button[value=find]');
      await at.press('button[value=all]');
      await at.press('button[value=done]');
    },
  }),
  linking({
    id: 'linking-consent-chosen-elsewhere',
    home: 'forty-locks',
    status: 422,
    open: async (at) => {
      await at.atConsent();
      await at.forge('chosen', 'what-another-window-had');
      await at.send({ pin: HOUSEHOLD_PIN });
    },
  }),
  linking({ id: 'linking-no-locks', open: (at) => at.atConsent('empty@example.com') }),
  linking({ id: 'linking-no-lock-with-gateway', open: (at) => at.atConsent('cabin@example.com') }),
  linking({
    id: 'linking-list-failed',
    status: 503,
    isAlone: true,
    open: (at) => atConsentWhen(at, sifelyIsDown),
  }),
  linking({
    id: 'linking-list-refused',
    status: 422,
    isAlone: true,
    open: (at) => atConsentWhen(at, (world) => world.sifely.fault({ kind: 'plan-exceeded' })),
  }),
  refusedConsent('linking-consent-pin-missing', {}),
  refusedConsent('linking-consent-pin-counts', { pin: '1234' }),
  refusedConsent('linking-consent-pin-repeats', { pin: '7777' }),
  refusedConsent('linking-consent-pin-pattern', { pin: '412412' }),
  refusedConsent('linking-consent-pin-keypad', { pin: '2580' }),
  refusedConsent('linking-consent-pin-year', { pin: '1984' }),
  linking({
    id: 'linking-consent-no-lock-chosen',
    status: 422,
    home: 'one-lock',
    open: async (at) => {
      await at.atConsent();
      await at.page.locator('input[name=lock]').uncheck();
      await at.send({ pin: HOUSEHOLD_PIN });
    },
  }),
  linking({
    id: 'linking-consent-nothing-chosen-about-unlocking',
    status: 422,
    open: async (at) => {
      await at.atConsent();
      await at.page.evaluate(
        'for (const choice of document.getElementsByName("unlocking")) choice.checked = false',
      );
      await at.send({});
    },
  }),
  linking({
    id: 'linking-consent-outdated',
    status: 403,
    open: async (at) => {
      await at.atConsent();
      await at.forge('form_token', 'of-another-person');
      await at.send({});
    },
  }),
  linking({
    id: 'linking-consent-expired',
    status: 403,
    open: async (at) => {
      await at.atConsent();
      await at.page.context().clearCookies();
      await at.page.reload();
    },
  }),
  linking({ id: 'linking-consent-linked-before', home: 'linked', open: (at) => at.atConsent() }),
  linking({
    id: 'linking-consent-pin-is-a-guests',
    home: 'linked',
    status: 422,
    isAlone: true,
    open: async (at) => {
      await at.atAccount('/guest-add');
      await at.fill({ name: 'Anna', code: '730518' });
      await at.page.locator('input[name=door]').first().check();
      await at.press('main button.main');
      await at.atConsent();
      await at.tick('unlocking-pin');
      await at.send({ pin: '730518' });
    },
  }),
  // The same page follows agreement.
  linking({
    id: 'linking-leaving',
    open: async (at) => {
      await at.staysFromGoogle();
      await at.beginLinking();
      await at.press('button[name=cancel]');
    },
  }),
  linking({
    id: 'linking-linked-already',
    isAlone: true,
    open: async (at) => {
      await agree(at);
      await until(() => at.wentTo !== undefined, 'the way to Google');
      await at.world.google.user(at.google).finishLink(at.wentTo ?? '');
      await at.page.goto(at.page.url());
    },
  }),
  linking({
    id: 'linking-no-database',
    home: 'linked-at-firestore',
    status: 503,
    isAlone: true,
    open: async (at) => {
      await at.beginLinking();
      await at.signIn();
      await at.world.firestore?.close();
      await at.world.hurried(at.page.reload());
    },
  }),
];

/** Every state of linking. */
export const LINKING_STATES: readonly PageState[] = [...SIGN_IN, ...CONSENT];

function wrongSignIn(id: string, { username, password }: { username: string; password: string }): PageState {
  return linking({
    id,
    status: 422,
    open: async (at) => {
      await at.beginLinking();
      await at.signIn(username, password);
    },
  });
}

function failedSignIn(id: string, status: number, fail: (world: World) => unknown): PageState {
  return linking({
    id,
    status,
    isAlone: true,
    open: async (at) => {
      await at.beginLinking();
      fail(at.world);
      await at.fill({ username: 'demo@example.com', password: 'demo-password' });
      await at.pressHurried('main button.main');
    },
  });
}

function refusedConsent(id: string, fields: Record<string, string>): PageState {
  return linking({
    id,
    status: 422,
    home: 'one-lock',
    shows: '#pin[aria-invalid]',
    open: async (at) => {
      await at.atConsent();
      await at.send(fields);
    },
  });
}

async function atConsentWhen(at: Visitor, fail: (world: World) => unknown): Promise<void> {
  await at.atConsent();
  fail(at.world);
  await at.world.hurried(at.page.reload());
}

async function atChooser(at: Visitor): Promise<void> {
  await at.atConsent();
  await at.press('main a.button[href*="/locks"]');
}

async function agree(at: Visitor): Promise<void> {
  await at.staysFromGoogle();
  await at.atConsent();
  await at.send({ pin: HOUSEHOLD_PIN });
}
