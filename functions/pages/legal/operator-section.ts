import { type Html, html } from '../html.ts';
import type { ServiceFacts } from './service-facts.ts';

/** Says who runs the service and how to reach them. */
export function operatorSection({ name, operator, contact, host }: ServiceFacts): Html {
  return html`<section>
<h2>Who runs this</h2>
<p>${name} at ${host} is run by ${operator ?? 'whoever gave you this address'}.${
    contact !== undefined && html` Contact: ${contactLink(contact)}.`
  }</p>
</section>`;
}

function contactLink(contact: string): Html {
  if (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(contact)) return html`<a href="mailto:${contact}">${contact}</a>`;
  return /^https:\/\/\S+$/.test(contact) ? html`<a href="${contact}">${contact}</a>` : html`${contact}`;
}
