import type { Words } from '../languages/words.ts';
import { type Html, html } from './html.ts';
import { alert, layout } from './layout.ts';

export interface PageLink {
  readonly label: string;
  readonly href: string;
}

/** Says what went wrong and what the person can do. */
export function problemPage(
  words: Words,
  title: string,
  message: string,
  links: readonly PageLink[] = [],
): Html {
  return layout(words, title, html`${alert(message)}${buttons(links)}`, undefined, { isProblem: true });
}

/** Says that everything is done. */
export function donePage(words: Words, title: string, message: string): Html {
  return layout(words, title, html`<p role="status">${message}</p>`);
}

/** Links as buttons, the first one highlighted. */
export function buttons(links: readonly PageLink[]): Html {
  return html`<p class="buttons">${links.map(
    ({ label, href }, i) => html`<a class="button${i === 0 && html` main`}" href="${href}">${label}</a> `,
  )}</p>`;
}
