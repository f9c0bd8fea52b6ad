import { type Html, html } from '../html.ts';
import type { ShownLock } from '../sessions.ts';
import { layout } from './layout.ts';
import { LOCK_REASON } from './lock-reason.ts';

/** A way out of a page that says what is wrong. */
export interface Way {
  readonly label: string;
  readonly href: string;
}

/** A page that tells what is wrong and what can be done. */
export function problemPage(title: string, message: string, ways: readonly Way[] = []): Html {
  return layout(title, html`<p class="alert" role="alert">${message}</p>${buttons(ways)}`);
}

/** A page that tells that nothing is wrong and nothing is left to do. */
export function donePage(title: string, message: string): Html {
  return layout(title, html`<p role="status">${message}</p>`);
}

/** The account has locks, none of which Google could operate. */
export function noOperableLockPage(locks: readonly ShownLock[], ways: readonly Way[]): Html {
  return layout(
    'None of your locks can be reached',
    html`<p class="alert" role="alert">Google operates locks through a Sifely gateway or the lock’s own Wi-Fi. None of
the locks of this Sifely account can be operated from afar right now.</p>
<ul>${locks.map((lock) => html`<li><strong>${lock.name}</strong> <span class="hint">${reason(lock)}</span></li>`)}</ul>
${buttons(ways)}`,
  );
}

function reason({ operability }: ShownLock): string | false {
  return operability !== 'operable' && LOCK_REASON[operability];
}

function buttons(ways: readonly Way[]): Html {
  return html`<p class="buttons">${ways.map(
    ({ label, href }, i) => html`<a class="button${i === 0 && html` main`}" href="${href}">${label}</a> `,
  )}</p>`;
}
