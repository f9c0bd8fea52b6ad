import { type Html, html } from './html.ts';
import { layout } from './layout.ts';

/** A way out of a page that says what is wrong. */
export interface PageLink {
  readonly label: string;
  readonly href: string;
}

/** A page that tells what is wrong and what can be done. */
export function problemPage(title: string, message: string, ways: readonly PageLink[] = []): Html {
  return layout(title, html`<p class="alert" role="alert">${message}</p>${buttons(ways)}`);
}

/** A page that tells that nothing is wrong and nothing is left to do. */
export function donePage(title: string, message: string): Html {
  return layout(title, html`<p role="status">${message}</p>`);
}

/** The ways out, the first one standing out. */
export function buttons(ways: readonly PageLink[]): Html {
  return html`<p class="buttons">${ways.map(
    ({ label, href }, i) => html`<a class="button${i === 0 && html` main`}" href="${href}">${label}</a> `,
  )}</p>`;
}
