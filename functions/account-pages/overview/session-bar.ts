import type { Words } from '../../languages/words.ts';
import { hiddenToken } from '../../pages/forms/form-fields.ts';
import { type Html, html } from '../../pages/html.ts';
import { PATHS } from '../paths.ts';
import { sessionEnd } from '../session-end.ts';

/** The content of {@link sessionBar}. Times are ms since the epoch. */
export interface SessionView {
  readonly words: Words;
  readonly username: string;
  readonly expiresAt: number;
  readonly now: number;
  /** Of the form to sign out. */
  readonly formToken: string;
}

/** Says who is signed in, and until when. */
export function sessionBar({ words, username, expiresAt, now, formToken }: SessionView): Html {
  return html`<form method="post" action="${PATHS.signOut}" class="who">
${hiddenToken(formToken)}
<p>${words.html('overview.signedInAs', { user: username })}</p>
<button class="button small">${words.text('common.signOut')}</button>
</form>
${sessionEnd(words, expiresAt, now)}`;
}
