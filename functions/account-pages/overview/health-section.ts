import type { LoadedAccount } from '../../accounts/accounts.ts';
import { mayHaveLostKey } from '../../accounts/credentials/key-roll.ts';
import { callsInMonth } from '../../locks/call-usage.ts';
import { count, monthName, past } from '../../pages/format-time.ts';
import { type Html, html } from '../../pages/html.ts';
import { PATHS } from '../paths.ts';

/** More links than a household has; the count says how many there are. */
const MAX_LINKS = 10;

/** The section about the connections to both clouds and the usage of the Sifely plan. `now` in ms since the epoch. */
export function healthSection(view: {
  readonly loaded: LoadedAccount;
  readonly now: number;
  readonly hasKey: boolean;
  readonly monthlyCalls: number;
}): Html {
  const { loaded, now, hasKey, monthlyCalls } = view;
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
${hasKey && html`<p class="buttons"><a class="button" href="${PATHS.key}">Make a new API key…</a></p>`}
</section>`;
}

function sifely({ account }: LoadedAccount, now: number): Html {
  const { credentialsRefusedAt } = account;
  if (credentialsRefusedAt === undefined) return html`Connected.`;
  return html`${mayHaveLostKey(account, now) && 'A new API key was made but didn’t reach us. '}<strong>Disconnected</strong>, noticed ${past(credentialsRefusedAt, now)}. Google can’t control your locks. Sign
out and back in to reconnect.`;
}

function google({ account: { grants }, states: { google = {} } }: LoadedAccount, now: number): Html {
  const { syncedAt, unlinkedAt } = google;
  const links = grants.length === 0 ? 'Linking isn’t finished yet.' : `${count(grants.length, 'link')}.`;
  const synced = syncedAt === undefined ? ' Not synced yet.' : html` Last synced ${past(syncedAt, now)}.`;
  const unlinked =
    unlinkedAt !== undefined &&
    html` <strong>Google no longer has this link</strong>, noticed ${past(unlinkedAt, now)}. Link again in the Google Home app.`;
  // Newest first. Google does not say who linked, and a person who links twice has two.
  const newest = grants.toSorted((a, b) => b.createdAt - a.createdAt);
  return html`${links}${synced}${unlinked}${
    newest.length > 0 &&
    html`
<ul class="hint">${newest
      .slice(0, MAX_LINKS)
      .map(
        ({ id, createdAt, usedAt }) =>
          html`<li>Linked ${past(createdAt, now)}${
            usedAt !== undefined && html`, last used ${past(usedAt, now)}`
          } <a href="${PATHS.link}?id=${id}">End this link</a></li>`,
      )}${newest.length > MAX_LINKS && html`<li>and ${newest.length - MAX_LINKS} earlier</li>`}</ul>
<span class="hint">Each time somebody links in the Google Home app makes a link; one person can have several.</span>`
  }`;
}
