import type { Accounts } from '../accounts/accounts.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Logger } from '../logs/logger.ts';
import { annotate } from '../pages/call-log.ts';
import { html } from '../pages/html.ts';
import { donePage } from '../pages/problem-page.ts';
import type { Sessions } from '../pages/sessions.ts';
import { enqueueUnlink } from '../reporting/unlink-account.ts';
import { confirmPage } from './confirm-page.ts';
import { count } from './format-time.ts';
import type { OwnerVisit, OwnerVisits } from './owner-visits.ts';
import { PATHS } from './paths.ts';

/** What {@link createUnlinking} needs. */
export interface UnlinkingDeps {
  readonly logger: Logger;
  readonly accounts: Accounts;
  readonly jobs: Jobs;
  readonly sessions: Sessions;
  readonly visits: OwnerVisits;
}

const FORM = 'unlink';

const AT_GOOGLE = 'Google removes the locks within a minute or so.';
const NOT_AT_GOOGLE =
  'Google could not be told now: it can do nothing with the locks any more, and may go on showing them until it notices. To have them gone at once, unlink this service in the Google Home app.';

/** The end of everything: at our side at once, and at Google by a job. */
export function createUnlinking({ logger, accounts, jobs, sessions, visits }: UnlinkingDeps) {
  /** Whether Google will hear of it. */
  const tellGoogle = async (accountId: string): Promise<boolean> => {
    try {
      await enqueueUnlink(jobs, accountId);
      return true;
    } catch (error) {
      logger.error('Google not told that an account is unlinked', { accountId, error });
      return false;
    }
  };

  return {
    open(visit: OwnerVisit): void {
      annotate(visit.response, { outcome: 'shown' });
      const { grants } = visit.loaded.account;
      const who =
        grants.length > 1
          ? `All ${count(grants.length, 'Google user')} of the household lose`
          : 'Google loses';
      const page = confirmPage({
        title: 'Unlink everything?',
        content: html`<p>${who} access to the locks of this Sifely account. The PIN, the credentials for Sifely and all
that is known of the locks are deleted here; Google forgets the locks, their rooms and routines.</p>
<p>The locks themselves stay as they are. You can link again at any time in the Google Home app.</p>`,
        action: PATHS.unlink,
        formToken: visits.formToken(visit, FORM),
        yes: 'Unlink everything',
        no: 'Keep the link',
      });
      visit.show(200, page);
    },

    async submit(visit: OwnerVisit): Promise<void> {
      if (!visits.form(visit, FORM)) return;
      const { id } = visit.loaded.account;
      // First the job: broken off in between, Google knows of it, and the person tries again. Without a job, too, the
      // access ends here: that must not depend on Google hearing of it.
      const isTold = await tellGoogle(id);
      await accounts.remove(id);
      await sessions.end(visit.response, visit.browser, visit.session);
      annotate(visit.response, { outcome: 'unlinked' });
      const message = `Your Sifely account is no longer linked to Google, and nothing of the link is left with us. ${isTold ? AT_GOOGLE : NOT_AT_GOOGLE}`;
      visit.show(200, donePage('Everything is unlinked', message));
    },
  };
}
