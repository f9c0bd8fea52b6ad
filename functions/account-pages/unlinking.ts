import type { Accounts } from '../accounts/accounts.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Logger } from '../logs/logger.ts';
import { annotate } from '../pages/call-log.ts';
import { html } from '../pages/html.ts';
import { donePage } from '../pages/problem-page.ts';
import type { Sessions } from '../pages/sessions.ts';
import type { KnownBrowsers } from '../pages/throttle/known-browsers.ts';
import { unlinkAccount } from '../reporting/unlink-account.ts';
import { confirmPage } from './confirm-page.ts';
import type { OwnerVisit, OwnerVisits } from './owner-visits.ts';
import { PATHS } from './paths.ts';

interface UnlinkingDeps {
  readonly logger: Logger;
  readonly accounts: Accounts;
  readonly jobs: Jobs;
  readonly sessions: Sessions;
  readonly knownBrowsers: KnownBrowsers;
  readonly visits: OwnerVisits;
}

const FORM = 'unlink';

/** Creates the handlers that unlink an account: here immediately, at Google by a job. */
export function createUnlinking(deps: UnlinkingDeps) {
  const { sessions, knownBrowsers, visits } = deps;
  return {
    open(visit: OwnerVisit): void {
      annotate(visit.response, { outcome: 'shown' });
      const { grants } = visit.loaded.account;
      const { words } = visit;
      const explain =
        grants.length > 1
          ? words.text('data.unlink.explainHousehold', { count: grants.length })
          : words.text('data.unlink.explain');
      const page = confirmPage({
        words,
        title: words.text('data.unlink.question'),
        content: html`<p>${explain}</p>
<p>${words.text('data.unlink.locksKeepWorking')}</p>`,
        action: PATHS.unlink,
        formToken: visits.formToken(visit, FORM),
        yes: words.text('data.unlink.yes'),
        no: words.text('data.unlink.no'),
      });
      visit.show(200, page);
    },

    async submit(visit: OwnerVisit): Promise<void> {
      if (!visits.form(visit, FORM)) return;
      const { id } = visit.loaded.account;
      const isEnqueued = await unlinkAccount(deps, id);
      await sessions.end(
        visit.response,
        knownBrowsers.withoutMarks(visit.browser, visit.loaded.account),
        visit.session,
      );
      annotate(visit.response, { outcome: 'unlinked' });
      const { words } = visit;
      const message = words.text(isEnqueued ? 'data.unlink.doneHelp' : 'data.unlink.doneNotAtGoogle');
      visit.show(200, donePage(words, words.text('data.unlink.done'), message));
    },
  };
}
