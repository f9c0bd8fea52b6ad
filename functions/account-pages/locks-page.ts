import type { Words } from '../languages/words.ts';
import { hiddenToken } from '../pages/forms/form-fields.ts';
import { type Html, html } from '../pages/html.ts';
import { alert, layout } from '../pages/layout.ts';
import { lockReason } from '../pages/lock-reason.ts';
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
export function sharing(words: Words): Html {
  return html`<p>${words.text('locks.sharing')} ${words.text('locks.forEveryone')}</p>
<p class="hint">${words.text('locks.stopSharing')}</p>`;
}

/** The page to choose the locks that Google may control. */
export function locksPage({ words, formToken, locks, known }: LocksView): Html {
  return layout(
    words,
    words.text('locks.title'),
    html`${known && lastKnown(words, known)}
${sharing(words)}
<form method="post" action="${PATHS.locks}">
${hiddenToken(formToken)}
<fieldset>
<legend>${words.text('locks.which')}</legend>
${locks.map((lock) => choice(words, lock))}
${locks.length === 0 && html`<p>${words.text(known === undefined ? 'locks.noneInAccount' : 'locks.noneKnown')}</p>`}
</fieldset>
<div class="buttons">
<button class="button main">${words.text('common.save')}</button>
<a class="button" href="${PATHS.overview}">${words.text('common.back')}</a>
</div>
</form>`,
  );
}

/** Says why the list comes from the store, and how old it is. */
export function lastKnown(words: Words, { problem, now, listedAt }: NonNullable<LocksView['known']>): Html {
  const known =
    listedAt === undefined
      ? words.text('locks.lastKnown')
      : words.html('locks.lastKnownSince', { ago: words.ago(listedAt, now) });
  return html`${alert(problem)}
<p>${known}
<a href="${PATHS.locks}?again">${words.text('common.tryAgain')}</a></p>`;
}

function choice(words: Words, lock: LockChoice): Html {
  const { lockId, name, groupName, shared, reason } = lock;
  const id = `lock-${lockId}`;
  const why =
    reason !== undefined && html`<span class="hint" id="${id}-why">${lockReason(words, reason)}</span>`;
  return html`<div class="choice">
<input type="checkbox" id="${id}" name="lock" value="${lockId}"${shared && html` checked`}${
    !canChange(lock) && html` disabled`
  }${reason !== undefined && html` aria-describedby="${id}-why"`}>
<label for="${id}"><bdi>${name}</bdi> ${groupName && html`<span class="hint"><bdi>${groupName}</bdi></span>`} ${why}</label>
</div>`;
}
