import type { Accounts } from '../accounts/accounts.ts';
import { annotate } from '../pages/call-log.ts';
import { html } from '../pages/html.ts';
import { confirmPage } from './confirm-page.ts';
import type { OwnerVisit, OwnerVisits } from './owner-visits.ts';
import { PATHS } from './paths.ts';

const FORM = 'webhook';

/** A new webhook address in the place of one that got into wrong hands. */
export function createWebhookRenewal({ accounts, visits }: { accounts: Accounts; visits: OwnerVisits }) {
  return {
    open(visit: OwnerVisit): void {
      annotate(visit.response, { outcome: 'shown' });
      const page = confirmPage({
        title: 'Make a new webhook address?',
        content: html`<p>The present address stops working at once. Until you have pasted the new one into Sifely, Google learns
later of what happens at your doors.</p>`,
        action: PATHS.webhook,
        formToken: visits.formToken(visit, FORM),
        yes: 'Make a new address',
        no: 'Keep the present one',
      });
      visit.show(200, page);
    },

    async submit(visit: OwnerVisit): Promise<void> {
      if (!visits.form(visit, FORM)) return;
      await accounts.renewWebhook(visit.loaded.account.id);
      await visits.done(visit, 'webhook-renewed');
    },
  };
}
