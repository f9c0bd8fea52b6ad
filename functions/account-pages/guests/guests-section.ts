import type { Words } from '../../languages/words.ts';
import { type Html, html } from '../../pages/html.ts';
import { PATHS } from '../paths.ts';

/** The section of the overview about guests. It reads nothing: the list is a page of its own. */
export function guestsSection(words: Words): Html {
  return html`<section>
<h2>${words.text('guests.title')}</h2>
<p>${words.text('guests.intro')}</p>
<p class="buttons"><a class="button" href="${PATHS.guests}">${words.text('guests.manage')}</a><a class="button" href="${PATHS.guestAdd}">${words.text('guests.add')}</a></p>
</section>`;
}
