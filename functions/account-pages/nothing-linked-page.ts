import type { Words } from '../languages/words.ts';
import { type Html, html } from '../pages/html.ts';
import { layout } from '../pages/layout.ts';
import { buttons } from '../pages/problem-page.ts';
import { PATHS } from './paths.ts';

/** The page for a person whose Sifely account no Google user has linked. */
export function nothingLinkedPage(words: Words, username: string): Html {
  return layout(
    words,
    words.text('sign-in.nothingLinked'),
    html`<p role="status">${words.html('sign-in.notLinked', { username })}</p>
<h2>${words.text('sign-in.howToLink')}</h2>
<ol>
<li>${words.html('sign-in.stepDevices')}</li>
<li>${words.html('sign-in.stepSearch')}</li>
<li>${words.text('sign-in.stepSignIn')}</li>
</ol>
<p>${words.text('sign-in.linkedAnother')}</p>
${buttons([{ label: words.text('common.useOtherAccount'), href: PATHS.overview }])}`,
  );
}
