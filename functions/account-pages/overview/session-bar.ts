import type { Words } from '../../languages/words.ts';
import { hiddenToken } from '../../pages/forms/form-fields.ts';
import { type Html, html } from '../../pages/html.ts';
import type { ServiceFacts } from '../../pages/legal/service-facts.ts';
import { PATHS } from '../paths.ts';
import { sessionEnd } from '../session-end.ts';

/** The content of {@link sessionBar}. Times are ms since the epoch. */
export interface SessionView {
  readonly words: Words;
  readonly username: string;
  readonly service: ServiceFacts;
  readonly expiresAt: number;
  readonly now: number;
  /** Of the form to sign out. */
  readonly formToken: string;
}

/** Says who is signed in where, and until when. The script says in time that the session ends. */
export function sessionBar({ words, username, service, expiresAt, now, formToken }: SessionView): Html {
  const { host, operator } = service;
  const place = operator === undefined ? host : words.html('overview.runBy', { host, operator });
  return html`<form method="post" action="${PATHS.signOut}" class="who">
${hiddenToken(formToken)}
<div>
<p>${words.html('overview.signedInAs', { user: username })}</p>
<p class="hint">${place}</p>
</div>
<button class="button small">${words.text('common.signOut')}</button>
</form>
${sessionEnd(words, expiresAt, now)}`;
}
