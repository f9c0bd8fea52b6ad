import { type Html, type HtmlValue, html } from '../html.ts';

/** A link to a contact that is an e-mail address or a web address, with `text` in it; a contact of another kind alone. */
export function contactLink(contact: string, text: HtmlValue = contact): Html {
  if (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(contact)) return html`<a href="mailto:${contact}">${text}</a>`;
  return /^https:\/\/\S+$/.test(contact)
    ? html`<a href="${contact}">${text}</a>`
    : html`<bdi>${contact}</bdi>`;
}
