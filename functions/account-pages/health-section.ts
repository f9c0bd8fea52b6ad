import type { LoadedAccount } from '../accounts/accounts.ts';
import { callsInMonth } from '../locks/call-usage.ts';
import { count, monthName, past } from '../pages/format-time.ts';
import { type Html, html } from '../pages/html.ts';

/** The section about the connections to both clouds and the usage of the Sifely plan. `now` in ms since the epoch. */
export function healthSection(view: {
  readonly loaded: LoadedAccount;
  readonly now: number;
  readonly monthlyCalls: number;
}): Html {
  const { loaded, now, monthlyCalls } = view;
  const calls = callsInMonth(loaded.states.usage, now);
  return html`<section>
<h2>Connection</h2>
<dl>
<dt>Sifely</dt>
<dd>${sifely(loaded, now)}</dd>
<dt>Google</dt>
<dd>${google(loaded, now)}</dd>
<dt>Calls to Sifely</dt>
<dd>${calls} of ${monthlyCalls} used in ${monthName(now)}.${
    calls >= monthlyCalls &&
    html` <strong>Monthly limit reached</strong>: until next month, changes show up late unless the webhook is set up.`
  }</dd>
</dl>
</section>`;
}

function sifely({ account: { credentialsRefusedAt } }: LoadedAccount, now: number): Html {
  if (credentialsRefusedAt === undefined) return html`Connected.`;
  return html`<strong>Disconnected</strong>, noticed ${past(credentialsRefusedAt, now)}. Google can’t control your locks. Sign
out and back in to reconnect.`;
}

function google({ account: { grants }, states: { google = {} } }: LoadedAccount, now: number): Html {
  const { syncedAt, unlinkedAt } = google;
  const users =
    grants.length === 0 ? 'Linking isn’t finished yet.' : `Linked by ${count(grants.length, 'Google user')}.`;
  const synced = syncedAt === undefined ? ' Not synced yet.' : html` Last synced ${past(syncedAt, now)}.`;
  const unlinked =
    unlinkedAt !== undefined &&
    html` <strong>Google no longer has this link</strong>, noticed ${past(unlinkedAt, now)}. Link again in the Google Home app.`;
  return html`${users}${synced}${unlinked}`;
}
