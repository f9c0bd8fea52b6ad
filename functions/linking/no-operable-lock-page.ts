import type { Words } from '../languages/words.ts';
import { type Html, html } from '../pages/html.ts';
import { alert, layout } from '../pages/layout.ts';
import { lockReason } from '../pages/lock-reason.ts';
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
    words.text('consent.noRemote'),
    html`${alert(words.text('consent.noRemoteHelp'))}
<ul>${locks.map((lock) => html`<li><strong><bdi>${lock.name}</bdi></strong> <span class="hint">${reason(words, lock)}</span></li>`)}</ul>
${buttons(links)}`,
  );
}

function reason(words: Words, { operability }: ShownLock): string | false {
  return operability !== 'operable' && lockReason(words, operability);
}
