import type { Grant } from '../../accounts/account.ts';
import type { Accounts } from '../../accounts/accounts.ts';
import type { Clock } from '../../clock.ts';
import type { Jobs } from '../../jobs/jobs.ts';
import type { Logger } from '../../logs/logger.ts';
import { annotate } from '../../pages/call-log.ts';
import { html } from '../../pages/html.ts';
import { endLink } from '../../reporting/unlink-account.ts';
import { confirmPage } from '../confirm-page.ts';
import type { OwnerVisit, OwnerVisits } from '../owner-visits.ts';
import { PATHS } from '../paths.ts';

interface EndLinkDeps {
  readonly clock: Clock;
  readonly accounts: Pick<Accounts, 'endGrant'>;
  readonly jobs: Jobs;
  readonly logger: Logger;
  readonly visits: OwnerVisits;
}

/** Creates the handlers that end one link to Google and leave the others. The last one ends with the account: see `unlinking.ts`. */
export function createEndLink(deps: EndLinkDeps) {
  const { clock, visits } = deps;

  /** Returns the link of an address or form; redirects and returns `undefined` if it is gone, or to *Unlink everything* if it is the last. */
  const linkOf = async (visit: OwnerVisit, id: unknown): Promise<Grant | undefined> => {
    const { grants } = visit.loaded.account;
    const link = grants.find((grant) => grant.id === id);
    if (link === undefined) await visits.done(visit, 'link-ended');
    else if (grants.length > 1) return link;
    else visit.response.redirect(303, PATHS.unlink);
    return undefined;
  };

  return {
    async open(visit: OwnerVisit): Promise<void> {
      const link = await linkOf(visit, visit.request.query['id']);
      if (link === undefined) return;
      annotate(visit.response, { outcome: 'shown' });
      const { words } = visit;
      const page = confirmPage({
        words,
        title: words.text('data.endLink.question'),
        content: html`<p>${words.html('data.endLink.explain', { ago: words.ago(link.createdAt, clock.now()) })}</p>`,
        action: PATHS.link,
        fields: html`<input type="hidden" name="id" value="${link.id}">`,
        formToken: visits.formToken(visit, formOf(link.id)),
        yes: words.text('data.endLink.yes'),
        no: words.text('data.unlink.no'),
      });
      visit.show(200, page);
    },

    async submit(visit: OwnerVisit): Promise<void> {
      const form = visits.form(visit, (fields) => formOf(fields.get('id') ?? ''));
      if (!form) return;
      const link = await linkOf(visit, form.get('id'));
      if (link === undefined) return;
      const isLinked = await endLink(deps, visit.loaded.account.id, link.id);
      // Without the account, the next page says that nothing is linked any more.
      if (isLinked) await visits.done(visit, 'link-ended');
      else visit.response.redirect(303, PATHS.overview);
    },
  };
}

/** The purpose of the form that ends a link: of this one alone. */
function formOf(id: string): string {
  return `link ${id}`;
}
