import type { Words } from '../../languages/words.ts';
import { hiddenToken } from '../../pages/forms/form-fields.ts';
import { type Html, html } from '../../pages/html.ts';
import { PATHS } from '../paths.ts';

/** The sections about the data of the owner: to download it, to sign out everywhere, and to leave. */
export function dataSection(words: Words, tokens: { readonly signOutEverywhere: string }): Html {
  return html`<section>
<h2>${words.text('data.title')}</h2>
<p>${words.text('data.text')}</p>
<p class="buttons"><a class="button" href="${PATHS.data}" download>${words.text('data.download')}</a></p>
<form method="post" action="${PATHS.signOutEverywhere}" class="buttons">
${hiddenToken(tokens.signOutEverywhere)}
<button class="button">${words.text('data.signOutEverywhere')}</button>
</form>
</section>
<section>
<h2>${words.text('data.unlinkTitle')}</h2>
<p>${words.text('data.unlinkText')}</p>
<p class="buttons"><a class="button grave" href="${PATHS.unlink}">${words.text('data.unlink')}</a></p>
</section>`;
}
