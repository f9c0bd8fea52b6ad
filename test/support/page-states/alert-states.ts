import { accountId } from '../../integration/account-pages/owner.ts';
import type { PageState } from './page-state.ts';
import { account } from './state-of.ts';
import type { Visitor } from './visitor.ts';

/** The states of the page about alerts. */
export const ALERT_STATES: readonly PageState[] = [
  account({ id: 'account-alerts', open: (at) => at.atAccount('/alerts') }),
  alerts('ntfy', { open: (at) => addNtfy(at) }),
  alerts('webhook', {
    shows: '.address',
    open: (at) => addWebhook(at, 'https://hooks.example.com/doors'),
  }),
  alerts('wrong-address', {
    status: 422,
    open: async (at) => {
      await at.atAccount('/alerts');
      await at.send({ 'webhook-url': 'ftp://hooks.example.com' }, 'button[value=add-webhook]');
    },
  }),
  alerts('night-incomplete', {
    status: 422,
    open: async (at) => {
      await at.atAccount('/alerts');
      await at.send({ 'night-from': '22:00' }, 'button[value=night]');
    },
  }),
  alerts('night', {
    shows: '.notice',
    open: async (at) => {
      await at.atAccount('/alerts');
      await at.send({ 'night-from': '22:00', 'night-until': '06:00' }, 'button[value=night]');
    },
  }),
  alerts('test-delivered', {
    differs: true,
    shows: '.notice',
    open: async (at) => {
      // An address that takes every body: our own for Sifely.
      const address = await at.world.app.webhookUrl(accountId(at.world));
      await addWebhook(at, `${at.world.url}${new URL(address ?? '').pathname}`);
      await at.pressHurried('button[value=test]');
    },
  }),
  alerts('test-failed', {
    differs: true,
    status: 422,
    open: async (at) => {
      await addWebhook(at, `${at.world.url}/nothing-here`);
      await at.pressHurried('button[value=test]');
    },
  }),
  alerts('removed', {
    shows: '.notice',
    open: async (at) => {
      await addNtfy(at);
      await at.press('button[value=remove]');
    },
  }),
];

function alerts(name: string, detail: Omit<PageState, 'id' | 'group' | 'home'>): PageState {
  return account({ id: `account-alerts-${name}`, isAlone: true, ...detail });
}

async function addNtfy(at: Visitor): Promise<void> {
  await at.atAccount('/alerts');
  await at.send({ 'ntfy-url': 'https://ntfy.sh/harbour-homes-doors' }, 'button[value=add-ntfy]');
}

async function addWebhook(at: Visitor, url: string): Promise<void> {
  await at.atAccount('/alerts');
  await at.send({ 'webhook-url': url }, 'button[value=add-webhook]');
}
