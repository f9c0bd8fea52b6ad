import { hiddenToken } from '../pages/form-fields.ts';
import { type Html, html } from '../pages/html.ts';
import { alert, layout } from '../pages/layout.ts';
import { canChange, type LockChoice } from './lock-choices.ts';
import { PATHS } from './paths.ts';

/** What the page about sharing shows. */
export interface LocksView {
  readonly formToken: string;
  readonly locks: readonly LockChoice[];
  /** Why the list is from memory. */
  readonly problem?: string;
}

/** Which locks Google may control. */
export function locksPage({ formToken, locks, problem }: LocksView): Html {
  const retry = html` <a href="${PATHS.locks}">Try again</a>`;
  return layout(
    'Which locks are shared',
    html`${
      problem !== undefined &&
      html`${alert(problem)}
<p>These are the locks as they were known last. You can take locks back and share known ones; new ones appear when Sifely
answers again.${retry}</p>`
    }
<p>Google can lock the locks that are shared, unlock them with your PIN, and read their state. The choice is the same for
everybody who linked this Sifely account.</p>
<form method="post" action="${PATHS.locks}">
${hiddenToken(formToken)}
<fieldset>
<legend>Which locks may Google control?</legend>
${locks.map(choice)}
${locks.length === 0 && html`<p>${problem === undefined ? 'This Sifely account has no locks.' : 'No lock is known.'}</p>`}
</fieldset>
<p class="hint">A lock that you take back disappears from Google, together with its room and its routines there.</p>
<div class="buttons">
<button class="button main">Save</button>
<a class="button" href="${PATHS.overview}">Back</a>
</div>
</form>`,
  );
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
