import type { LoadedAccount } from '../accounts/accounts.ts';
import { callsInMonth } from '../locks/call-usage.ts';
import { type Html, html } from '../pages/html.ts';
import { count, monthName, past } from './format-time.ts';

/** How the link is: both clouds, and what was used of the plan. Times are ms since the epoch. */
export function healthSection(view: {
  readonly loaded: LoadedAccount;
  readonly now: number;
  readonly monthlyCalls: number;
}): Html {
  const { loaded, now, monthlyCalls } = view;
  const calls = callsInMonth(loaded.states.usage, now);
  return html`<section>
<h2>The link</h2>
<dl>
<dt>Sifely</dt>
<dd>${sifely(loaded, now)}</dd>
<dt>Google</dt>
<dd>${google(loaded, now)}</dd>
<dt>Calls to Sifely</dt>
<dd>${calls} of ${monthlyCalls} used in ${monthName(now)}${
    calls >= monthlyCalls &&
    html`. <strong>The budget is used up</strong>: changes that Sifely does not report by webhook are
noticed late until the month ends`
  }</dd>
</dl>
</section>`;
}

function sifely({ account: { credentialsRefusedAt } }: LoadedAccount, now: number): Html {
  if (credentialsRefusedAt === undefined) return html`Accepts our credentials`;
  return html`<strong>Refuses our credentials</strong>, noticed ${past(credentialsRefusedAt, now)}; Google cannot do
anything with your locks. Sign out and in again here, or link again in the Google Home app`;
}

function google({ account: { grants }, states: { google = {} } }: LoadedAccount, now: number): Html {
  const { syncedAt, unlinkedAt } = google;
  const users =
    grants.length === 0
      ? 'Nobody has finished linking yet'
      : `Linked by ${count(grants.length, 'Google user')}`;
  const synced =
    syncedAt === undefined
      ? html`; has not asked for the locks yet`
      : html`; asked for the locks last ${past(syncedAt, now)}`;
  const unlinked =
    unlinkedAt !== undefined &&
    html`. <strong>Does not know this link any more</strong>, noticed ${past(unlinkedAt, now)}: link again in the Google Home app`;
  return html`${users}${synced}${unlinked}`;
}
