import { type Html, html } from './html.ts';
import { layout } from './layout.ts';

export interface PageLink {
  readonly label: string;
  readonly href: string;
}

export function problemPage(title: string, message: string, links: readonly PageLink[] = []): Html {
  return layout(title, html`<p class="alert" role="alert">${message}</p>${buttons(links)}`);
}

/** Says that everything is done. */
export function donePage(title: string, message: string): Html {
  return layout(title, html`<p role="status">${message}</p>`);
}

/** Links as buttons, the first one highlighted. */
export function buttons(links: readonly PageLink[]): Html {
  return html`<p class="buttons">${links.map(
    ({ label, href }, i) => html`<a class="button${i === 0 && html` main`}" href="${href}">${label}</a> `,
  )}</p>`;
}
