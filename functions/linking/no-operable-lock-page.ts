import type { Words } from '../languages/words.ts';
import { type Html, html } from '../pages/html.ts';
import { layout } from '../pages/layout.ts';
import { LOCK_REASON } from '../pages/lock-reason.ts';
import { buttons, type PageLink } from '../pages/problem-page.ts';
import type { ShownLock } from '../pages/sessions.ts';

/** The page for an account none of whose locks Google can control. */
export function noOperableLockPage(
  words: Words,
  locks: readonly ShownLock[],
  links: readonly PageLink[],
): Html {
  return layout(
    words,
    'None of your locks can be controlled remotely',
    html`<p class="alert" role="alert">Google reaches a lock through a Sifely gateway or the lock’s own Wi-Fi.</p>
<ul>${locks.map((lock) => html`<li><strong>${lock.name}</strong> <span class="hint">${reason(lock)}</span></li>`)}</ul>
${buttons(links)}`,
  );
}

function reason({ operability }: ShownLock): string | false {
  return operability !== 'operable' && LOCK_REASON[operability];
}
