import type { Words } from '../../languages/words.ts';
import { hiddenToken } from '../../pages/forms/form-fields.ts';
import { type Html, html } from '../../pages/html.ts';
import { PATHS } from '../paths.ts';

/** The names of the forms, for {@link OwnerVisits.formToken}. */
export const [LOCK_NOW, CHECK] = ['lock-now', 'check'];

/** A button that locks a door; a page follows that shows how it goes. `name` is that of the door, `formToken` of {@link LOCK_NOW}. */
export function lockNowButton(words: Words, formToken: string, lockId: string, name: string): Html {
  return html`<form method="post" action="${PATHS.lockNow}">
${hiddenToken(formToken)}<input type="hidden" name="id" value="${lockId}">
<button class="button small" aria-label="${words.text('overview.lockNowNamed', { name })}">${words.text('lock-settings.lock')}</button>
</form>`;
}

/**
 * A button that asks a lock how it stands, or all shared ones without `lockId`, one call for each; with more than `MAX_PLAIN_LOCKS` it must
 * name one. The overview follows. `formToken` is of {@link CHECK}.
 */
export function checkButton(words: Words, formToken: string, lockId?: string): Html {
  return html`<form method="post" action="${PATHS.check}">
${hiddenToken(formToken)}${lockId !== undefined && html`<input type="hidden" name="id" value="${lockId}">`}
<button class="button small">${words.text(lockId === undefined ? 'lock-settings.checkAll' : 'lock-settings.check')}</button>
</form>`;
}

/** The cost of {@link checkButton} in calls, for beside it. */
export function checkCost(words: Words, locks: number): string {
  return words.text('lock-settings.checkCost', { calls: locks });
}
