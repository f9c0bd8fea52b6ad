import type { Words } from '../../languages/words.ts';
import { type Html, html } from '../html.ts';
import { contactLink } from './contact-link.ts';
import type { ServiceFacts } from './service-facts.ts';

/** Says who runs the service and how to reach them. */
export function operatorSection(words: Words, { name, operator, contact, host }: ServiceFacts): Html {
  const runBy =
    operator === undefined
      ? words.html('legal.runByUnknown', { name, host })
      : words.html('legal.runBy', { name, host, operator });
  return html`<section>
<h2>${words.text('legal.whoRuns')}</h2>
<p>${runBy}${contact !== undefined && html` ${words.html('legal.contact', { contact: contactLink(contact) })}`}</p>
</section>`;
}
