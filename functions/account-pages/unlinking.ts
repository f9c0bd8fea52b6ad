import type { Accounts } from '../accounts/accounts.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Logger } from '../logs/logger.ts';
import { annotate } from '../pages/call-log.ts';
import { count } from '../pages/format-time.ts';
import { html } from '../pages/html.ts';
import { donePage } from '../pages/problem-page.ts';
import type { Sessions } from '../pages/sessions.ts';
import { unlinkAccount } from '../reporting/unlink-account.ts';
import { confirmPage } from './confirm-page.ts';
import type { OwnerVisit, OwnerVisits } from './owner-visits.ts';
import { PATHS } from './paths.ts';

interface UnlinkingDeps {
  readonly logger: Logger;
  readonly accounts: Accounts;
  readonly jobs: Jobs;
  readonly sessions: Sessions;
  readonly visits: OwnerVisits;
}

const FORM = 'unlink';

const AT_GOOGLE = 'Google removes the locks within a minute.';
const NOT_AT_GOOGLE =
  'We couldn’t reach Google. It has no access any more but may still show the locks for a while. To remove them now, unlink this service in the Google Home app.';

/** Creates the handlers that unlink an account: here immediately, at Google by a job. */
export function createUnlinking(deps: UnlinkingDeps) {
  const { sessions, visits } = deps;
  return {
    open(visit: OwnerVisit): void {
      annotate(visit.response, { outcome: 'shown' });
      const { grants } = visit.loaded.account;
      const who =
        grants.length > 1 ? `Your whole household (${count(grants.length, 'link')}) loses` : 'Google loses';
      const page = confirmPage({
        words: visit.words,
        title: 'Unlink everything?',
        content: html`<p>${who} access to the locks of this Sifely account. We delete the voice PIN, the Sifely sign-in and
all lock data. Google removes the locks, their rooms and routines.</p>
<p>Your locks keep working as before. You can link again any time in the Google Home app.</p>`,
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
      const isEnqueued = await unlinkAccount(deps, id);
      await sessions.end(visit.response, visit.browser, visit.session);
      annotate(visit.response, { outcome: 'unlinked' });
      const message = `Your Sifely account is no longer linked, and we’ve deleted your data. ${isEnqueued ? AT_GOOGLE : NOT_AT_GOOGLE}`;
      visit.show(200, donePage(visit.words, 'Everything is unlinked', message));
    },
  };
}
