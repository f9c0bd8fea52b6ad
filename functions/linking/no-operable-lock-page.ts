import { type Html, html } from '../pages/html.ts';
import { layout } from '../pages/layout.ts';
import { LOCK_REASON } from '../pages/lock-reason.ts';
import { buttons, type PageLink } from '../pages/problem-page.ts';
import type { ShownLock } from '../pages/sessions.ts';

/** The account has locks, none of which Google could operate. */
export function noOperableLockPage(locks: readonly ShownLock[], ways: readonly PageLink[]): Html {
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
