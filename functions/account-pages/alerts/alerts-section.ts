import type { LoadedAccount } from '../../accounts/accounts.ts';
import type { Words } from '../../languages/words.ts';
import { type Html, html } from '../../pages/html.ts';
import { PATHS } from '../paths.ts';

/** The section of the overview: whether alerts are on, whether the last one failed, and the way to the page. */
export function alertsSection(words: Words, { account, states }: LoadedAccount): Html {
  const count = account.alerts?.channels.length ?? 0;
  const results = Object.values(states.alerts?.results ?? {});
  const isFailing = count > 0 && results.some(({ failures }) => failures > 0);
  return html`<section>
<h2>${words.text('alerts.title')}</h2>
<p>${count === 0 ? words.text('alerts.sectionNone') : words.text('alerts.sectionSome', { count })}${isFailing && html` <strong class="wrong">${words.text('alerts.sectionFailing')}</strong>`}</p>
<p class="buttons"><a class="button" href="${PATHS.alerts}">${words.text('alerts.setUp')}</a></p>
</section>`;
}
