import type { Words } from '../../languages/words.ts';
import { type Html, html } from '../html.ts';
import { layout } from '../layout.ts';
import { operatorSection } from './operator-section.ts';
import type { ServiceFacts } from './service-facts.ts';

/** The terms of use. An operator with terms of their own sets `TERMS_URL`. */
export function termsPage(words: Words, facts: ServiceFacts): Html {
  const account = (text: Html) => html`<a href="/account">${text}</a>`;
  const privacy = (text: Html) => html`<a href="/privacy">${text}</a>`;
  return layout(
    words,
    words.text('legal.terms'),
    html`<p>${words.html('legal.termsIntro', { name: facts.name })}</p>
${operatorSection(words, facts)}
<section>
<h2>${words.text('legal.expect')}</h2>
<ul>
<li>${words.text('legal.expectControl')}</li>
<li>${words.text('legal.expectFailures')}</li>
</ul>
</section>
<section>
<h2>${words.text('legal.yours')}</h2>
<ul>
<li>${words.text('legal.yoursShare')}</li>
<li>${words.text('legal.yoursPin')}</li>
<li>${words.text('legal.yoursHome')}</li>
</ul>
</section>
<section>
<h2>${words.text('legal.end')}</h2>
<p>${words.html('legal.endText', { account })}</p>
</section>
<section>
<h2>${words.text('legal.title')}</h2>
<p>${words.html('legal.privacyLink', { privacy })}</p>
</section>`,
  );
}
