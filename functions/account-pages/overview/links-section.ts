import type { LoadedAccount } from '../../accounts/accounts.ts';
import type { Words } from '../../languages/words.ts';
import { type Html, html } from '../../pages/html.ts';
import { PATHS } from '../paths.ts';

/** More links than a household has; the others can be opened. */
const MAX_LINKS = 5;

/** The section about each link to Google, newest first, with its date, its last use and the way to end it. `now` in ms since the epoch. */
export function linksSection(
  words: Words,
  { account: { grants } }: Pick<LoadedAccount, 'account'>,
  now: number,
): Html {
  const links = grants
    .toSorted((one, other) => other.createdAt - one.createdAt)
    .map(({ id, createdAt, usedAt }) => {
      const used =
        usedAt !== undefined &&
        html`&nbsp;· ${words.html('health.lastUsed', { ago: words.ago(usedAt, now) })}`;
      return html`<li><p>${words.html('health.linked', { ago: words.ago(createdAt, now) })}${used}</p>
<a class="button small" href="${PATHS.link}?id=${encodeURIComponent(id)}">${words.text('health.endLink')}</a></li>`;
    });
  const more = links.slice(MAX_LINKS);
  return html`<section>
<h2>${words.text('health.links')}</h2>
${links.length === 0 && html`<p>${words.text('health.notLinked')}</p>`}
<ul class="links">${links.slice(0, MAX_LINKS)}</ul>
${
  more.length > 0 &&
  html`<details><summary>${words.text('health.moreLinks', { count: more.length })}</summary>
<ul class="links">${more}</ul></details>`
}
<p class="hint">${words.text('health.linksHint')}</p>
</section>`;
}
