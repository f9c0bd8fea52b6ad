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
      const { words } = visit;
      const page = confirmPage({
        words,
        title: words.text('health.webhook.question'),
        content: html`<p>${words.text('health.webhook.explain')}</p>`,
        action: PATHS.webhook,
        formToken: visits.formToken(visit, FORM),
        yes: words.text('health.webhook.make'),
        no: words.text('health.webhook.keep'),
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
