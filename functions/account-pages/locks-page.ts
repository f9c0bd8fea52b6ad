import type { Words } from '../languages/words.ts';
import { past } from '../pages/format-time.ts';
import { hiddenToken } from '../pages/forms/form-fields.ts';
import { type Html, html } from '../pages/html.ts';
import { alert, layout } from '../pages/layout.ts';
import { canChange, type LockChoice } from './lock-choices.ts';
import { PATHS } from './paths.ts';

export interface LocksView {
  readonly words: Words;
  readonly formToken: string;
  readonly locks: readonly LockChoice[];
  /** Only if the list comes from the store. Times are ms since the epoch. */
  readonly known?: { readonly problem: string; readonly now: number; readonly listedAt?: number };
}

/** The meaning of sharing a lock, and of not sharing it any more. */
export const SHARING = html`<p>Google can lock shared locks, unlock them with your voice PIN and see their state. This applies to everyone who linked
this Sifely account.</p>
<p class="hint">If you stop sharing a lock, it disappears from Google along with its room and routines.</p>`;

/** The page to choose the locks that Google may control. */
export function locksPage({ words, formToken, locks, known }: LocksView): Html {
  return layout(
    words,
    'Locks shared with Google',
    html`${known && lastKnown(known)}
${SHARING}
<form method="post" action="${PATHS.locks}">
${hiddenToken(formToken)}
<fieldset>
<legend>Which locks may Google control?</legend>
${locks.map(choice)}
${locks.length === 0 && html`<p>${known === undefined ? 'This Sifely account has no locks.' : 'No locks are known.'}</p>`}
</fieldset>
<div class="buttons">
<button class="button main">Save</button>
<a class="button" href="${PATHS.overview}">Back</a>
</div>
</form>`,
  );
}

/** Says why the list comes from the store, and how old it is. */
export function lastKnown({ problem, now, listedAt }: NonNullable<LocksView['known']>): Html {
  const age = listedAt !== undefined && html` It was loaded ${past(listedAt, now)}.`;
  return html`${alert(problem)}
<p>This is the last known list.${age} You can still change it; new locks appear when Sifely responds.
<a href="${PATHS.locks}?again">Try again</a></p>`;
}

function choice(lock: LockChoice): Html {
  const { lockId, name, groupName, shared, reason } = lock;
  const id = `lock-${lockId}`;
  const why = reason !== undefined && html`<span class="hint" id="${id}-why">${reason}</span>`;
  return html`<div class="choice">
<input type="checkbox" id="${id}" name="lock" value="${lockId}"${shared && html` checked`}${
    !canChange(lock) && html` disabled`
  }${reason !== undefined && html` aria-describedby="${id}-why"`}>
<label for="${id}">${name} ${groupName && html`<span class="hint">${groupName}</span>`} ${why}</label>
</div>`;
}
