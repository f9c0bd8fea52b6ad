import { DEMO_LOCKS } from '../../../simulators/sifely/index.ts';
import { changeStored } from '../../integration/account-pages/owner.ts';
import type { PageState } from './page-state.ts';
import { account } from './state-of.ts';
import type { Visitor } from './visitor.ts';

/** The states of the pages about voice PINs. */
export const PIN_STATES: readonly PageState[] = [
  account({ id: 'account-pins', open: (at) => at.atAccount('/pins') }),
  account({
    id: 'account-pins-none',
    prepare: (world) => changeStored(world, 'accounts', ({ pin: _, ...rest }) => rest),
    open: (at) => at.atAccount('/pins'),
  }),
  account({
    id: 'account-pins-of-people',
    isAlone: true,
    open: async (at) => {
      await addPerson(at);
      await at.go('/account/pins');
    },
  }),
  account({ id: 'account-pin', open: (at) => at.atAccount('/pin') }),
  account({
    id: 'account-pin-first',
    prepare: (world) => changeStored(world, 'accounts', ({ pin: _, ...rest }) => rest),
    open: (at) => at.atAccount('/pin'),
  }),
  refused('account-pin-too-short', '/pin', { pin: '12' }),
  refused('account-pin-counts', '/pin', { pin: '1234' }),
  account({
    id: 'account-pin-is-a-persons',
    status: 422,
    isAlone: true,
    open: async (at) => {
      await addPerson(at);
      await at.go('/account/pin');
      await at.send({ pin: '86420975' });
    },
  }),
  account({
    id: 'account-pin-is-a-doors',
    status: 422,
    shows: '#pin[aria-invalid]',
    prepare: async ({ sifely }) =>
      sifely.lock(DEMO_LOCKS.frontDoor).changePasscodes({ do: 'add', name: 'Cleaner', digits: '70365812' }),
    open: async (at) => {
      await at.atAccount('/pin');
      await at.send({ pin: '70365812' });
    },
  }),
  account({ id: 'account-person-pin', open: (at) => at.atAccount('/person-pin') }),
  account({
    id: 'account-person-pin-change',
    isAlone: true,
    open: async (at) => {
      await addPerson(at);
      await at.go('/account/pins');
      await at.press('a[href*="/person-pin?id="]');
    },
  }),
  refused('account-person-pin-without-name', '/person-pin', { name: '', pin: '86420975' }, '#wrong-name'),
  refused('account-person-pin-repeats', '/person-pin', { name: 'Cleaner', pin: '1111' }),
  refused('account-person-pin-taken', '/person-pin', { name: 'Cleaner', pin: '0412' }),
  refused(
    'account-person-pin-ended',
    '/person-pin',
    { name: 'Cleaner', pin: '86420975', end: '2020-01-01T10:00' },
    '#wrong-end',
  ),
  refused(
    'account-person-pin-hours-incomplete',
    '/person-pin',
    { name: 'Cleaner', pin: '86420975', from0: '10:00' },
    '#wrong-hours',
  ),
  account({
    id: 'account-person-pin-without-doors',
    status: 422,
    shows: '#wrong-doors',
    open: async (at) => {
      await at.atAccount('/person-pin');
      await at.tick('doors-some');
      await at.send({ name: 'Cleaner', pin: '86420975' });
    },
  }),
  account({ id: 'account-remove-pin', open: (at) => at.atAccount('/remove-pin?id=household') }),
  account({
    id: 'account-remove-pin-of-person',
    isAlone: true,
    open: async (at) => {
      await addPerson(at);
      await at.go('/account/pins');
      await at.press('li:has(a[href*="/person-pin?id="]) a[href*="/remove-pin"]');
    },
  }),
  account({ id: 'account-pin-gone', status: 404, open: (at) => at.atAccount('/person-pin?id=gone') }),
];

function refused(
  id: string,
  path: string,
  fields: Record<string, string>,
  shows = '#pin[aria-invalid]',
): PageState {
  return account({
    id,
    status: 422,
    shows,
    open: async (at) => {
      await at.atAccount(path);
      await at.send(fields);
    },
  });
}

async function addPerson(at: Visitor): Promise<void> {
  await at.atAccount('/person-pin');
  await at.fill({ name: 'Cleaner', pin: '86420975', from0: '09:00', until0: '12:00' });
  await at.page.locator('input[name=days0]').nth(1).check();
  await at.tick('doors-some');
  await at.page.locator('input[name=door]').first().check();
  await at.press('main button.main');
}
