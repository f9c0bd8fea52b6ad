import type { Accounts } from '../../accounts/accounts.ts';
import { annotate } from '../../pages/call-log.ts';
import { html } from '../../pages/html.ts';
import { confirmPage } from '../confirm-page.ts';
import type { OwnerVisit, OwnerVisits } from '../owner-visits.ts';
import { PATHS } from '../paths.ts';

const FORM = 'webhook';

/** Creates the handlers that replace the webhook address, for the case that it leaked. */
export function createWebhookRenewal({ accounts, visits }: { accounts: Accounts; visits: OwnerVisits }) {
  return {
    open(visit: OwnerVisit): void {
      annotate(visit.response, { outcome: 'shown' });
      const page = confirmPage({
        words: visit.words,
        title: 'Make a new webhook address?',
        content: html`<p>The current address stops working immediately. Updates will be slower until you paste the new one into
Sifely.</p>`,
        action: PATHS.webhook,
        formToken: visits.formToken(visit, FORM),
        yes: 'Make a new address',
        no: 'Keep current address',
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
