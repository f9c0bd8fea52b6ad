import { DEMO_GATEWAYS } from '../../../simulators/sifely/index.ts';
import type { PageState } from './page-state.ts';
import { account } from './state-of.ts';
import type { Visitor } from './visitor.ts';

/** The states of the pages about guests. */
export const GUEST_STATES: readonly PageState[] = [
  account({ id: 'account-guests-none', open: (at) => at.atAccount('/guests') }),
  account({
    id: 'account-guests',
    isAlone: true,
    open: async (at) => {
      await addGuest(at);
      await at.world.pass(2000);
      at.world.sifely.gateway(DEMO_GATEWAYS.hall).online = false;
      await addGuest(at, { name: 'Window cleaner', code: '618204' });
      await at.world.pass(2000);
      await at.go('/account/guests');
    },
  }),
  account({ id: 'account-guest-add', open: (at) => at.atAccount('/guest-add') }),
  account({
    id: 'account-guest-add-weekly',
    open: async (at) => {
      await at.atAccount('/guest-add');
      await at.tick('when-weekly', 'by-both');
    },
  }),
  refused('without-name', { name: '', code: '' }, '#wrong-name'),
  refused('counting-code', { name: 'Anna', code: '123456' }, '#wrong-code'),
  account({
    id: 'account-guest-add-without-doors',
    status: 422,
    shows: '#wrong-doors',
    open: async (at) => {
      await at.atAccount('/guest-add');
      await at.send({ name: 'Anna' });
    },
  }),
  account({
    id: 'account-guest-add-without-receiver',
    status: 422,
    shows: '#wrong-receiver',
    open: async (at) => {
      await at.atAccount('/guest-add');
      await at.page.locator('input[name=door]').first().check();
      await at.tick('by-ekey');
      await at.send({ name: 'Anna' });
    },
  }),
  account({
    id: 'account-guest-add-in-the-past',
    status: 422,
    shows: '#wrong-when',
    open: async (at) => {
      await at.atAccount('/guest-add');
      await at.page.locator('input[name=door]').first().check();
      await at.tick('when-period');
      await at.send({ name: 'Anna', from: '2020-01-01T10:00', until: '2020-01-02T10:00' });
    },
  }),
  guest('codes', { open: (at) => addGuest(at) }),
  guest('codes-later', {
    open: async (at) => {
      await at.atAccount('/guest-add');
      await at.fill({ name: 'Plumber' });
      await at.page.locator('input[name=door]').first().check();
      await at.tick('way-offline');
      await at.press('main button.main');
    },
  }),
  guest('key-sent', {
    open: async (at) => {
      await at.atAccount('/guest-add');
      await at.fill({ name: 'Anna' });
      await at.page.locator('input[name=door]').first().check();
      await at.tick('by-ekey');
      await at.send({ receiver: 'empty@example.com' });
    },
  }),
  guest('page', { open: (at) => atGuest(at) }),
  guest('waiting', {
    prepare: async (world) => {
      world.sifely.gateway(DEMO_GATEWAYS.hall).online = false;
    },
    open: (at) => atGuest(at),
  }),
  guest('saved', {
    shows: '.notice',
    open: async (at) => {
      await atGuest(at);
      await at.send({ name: 'Anna Karenina' });
    },
  }),
  guest('change-refused', {
    status: 422,
    open: async (at) => {
      await atGuest(at);
      await at.send({ name: '' });
    },
  }),
  guest('remove', {
    open: async (at) => {
      await atGuest(at);
      await at.press('a.grave');
    },
  }),
  guest('removed', {
    shows: '.notice',
    open: async (at) => {
      await atGuest(at);
      await at.press('a.grave');
      await at.press('button.grave');
    },
  }),
  guest('sign-in-again', {
    status: 403,
    open: async (at) => {
      await atGuest(at);
      at.world.clock.advance(8 * 60_000);
      await at.page.reload();
      at.world.clock.advance(8 * 60_000);
      await at.press('form[action$="/guest-codes"] button');
    },
  }),
  account({ id: 'account-guest-unknown', status: 404, open: (at) => at.atAccount('/guest?id=gone') }),
];

function guest(name: string, detail: Omit<PageState, 'id' | 'group' | 'home'>): PageState {
  return account({ id: `account-guest-${name}`, isAlone: true, ...detail });
}

function refused(what: string, fields: Record<string, string>, shows: string): PageState {
  return account({
    id: `account-guest-add-${what}`,
    status: 422,
    shows,
    open: async (at) => {
      await at.atAccount('/guest-add');
      await at.page.locator('input[name=door]').first().check();
      await at.send(fields);
    },
  });
}

async function addGuest(at: Visitor, fields = { name: 'Anna', code: '730518' }): Promise<void> {
  await at.atAccount('/guest-add');
  await at.fill(fields);
  await at.page.locator('input[name=door]').first().check();
  await at.press('main button.main');
}

async function atGuest(at: Visitor): Promise<void> {
  await addGuest(at);
  await at.world.pass(2000);
  await at.press('a[href*="/guest?id="]');
}
