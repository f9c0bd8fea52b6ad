import { hash } from 'node:crypto';
import type { Words } from '../languages/words.ts';
import { describedBy, pinFields, type UnlockingView, unlockingChoice } from '../pages/forms/form-fields.ts';
import { type Html, html } from '../pages/html.ts';
import { alert, layout } from '../pages/layout.ts';
import { MAX_PLAIN_LOCKS } from '../pages/lock-list/arrange-locks.ts';
import { LOCK_REASON } from '../pages/lock-reason.ts';
import type { ShownLock } from '../pages/sessions.ts';
import { cancelButton } from './cancel-button.ts';

/** The content of the consent page. Never a PIN. */
export interface ConsentView extends UnlockingView {
  readonly words: Words;
  readonly action: string;
  /** The page on which the person chooses among many locks. */
  readonly chooseLocks: string;
  readonly formToken: string;
  readonly otherAccount: string;
  /** Shown as text, not as a link: signing in there replaces the session that this page needs. */
  readonly accountPage: string;
  readonly username: string;
  readonly locks: readonly ShownLock[];
  readonly chosen: ReadonlySet<string>;
  /** True if the household has a voice PIN already. */
  readonly hasPin: boolean;
  /** True if this Sifely account was linked before. */
  readonly isShared: boolean;
}

/** The page of the second step: the locks, the voice PIN and the agreement. */
export function consentPage(view: ConsentView): Html {
  return layout(
    view.words,
    'Link your Sifely locks to Google',
    html`${alert(view.problem)}
<p>Signed in to Sifely as <strong>${view.username}</strong>. <a href="${view.otherAccount}">Use another account</a></p>
<form method="post" action="${view.action}">
<input type="hidden" name="form_token" value="${view.formToken}">
<input type="hidden" name="had_pin" value="${view.hasPin ? '1' : '0'}">
<fieldset ${describedBy(view, 'locks')}>
<legend>Which locks may Google control?</legend>
${view.isShared && html`<p class="hint">This applies to everyone who linked this Sifely account.</p>`}
${view.locks.length > MAX_PLAIN_LOCKS ? chosenAmongMany(view) : view.locks.map((lock) => lockChoice(lock, view.chosen))}
</fieldset>
<fieldset ${describedBy(view, 'unlocking')}>
<legend>Unlocking</legend>
<p>Locking needs no PIN. To unlock, say or type the voice PIN you choose here; Google passes it to us. It’s not one of your
keypad codes.</p>
${view.hasPin && unlockingChoice(view, 'keep', 'Keep the current voice PIN', 'Everyone in your household uses it.')}
${unlockingChoice(view, 'pin', view.hasPin ? 'Replace the voice PIN' : 'Unlock with a voice PIN', view.hasPin ? 'The old PIN stops working for everyone.' : undefined)}
${pinFields(view, view.hasPin ? 'New voice PIN (4–8 digits)' : 'Voice PIN (4–8 digits)')}
${unlockingChoice(view, 'off', 'Don’t allow unlocking', view.hasPin ? 'The voice PIN is removed for everyone.' : 'Google can lock and check doors, but never unlock them.')}
</fieldset>
<p>By agreeing, you let Google control the locks you chose: lock them, unlock them with your voice PIN and see their
state. Your Sifely account will be linked to <strong>Google</strong>.</p>
<h2>What Google gets, and why</h2>
<ul>
<li>Each lock’s name, group and model – to show it and recognize its name.</li>
<li>Whether it’s locked and online, and its battery level – to answer you and run routines.</li>
</ul>
<p>Google never gets your Sifely user name, password, keys or passcodes. Unlink any time in the Google Home app. Manage
this at ${view.accountPage}. See
<a href="https://policies.google.com/privacy" target="_blank" rel="noopener noreferrer">Google’s privacy policy</a>.</p>
<div class="buttons">
<button class="button main">Agree and link</button>
${cancelButton}
</div>
</form>`,
  );
}

/** Many locks are chosen on a page of their own. */
function chosenAmongMany({ locks, chosen, chooseLocks }: ConsentView): Html {
  const names = locks.filter(({ lockId }) => chosen.has(lockId)).map(({ name }) => name);
  const more = names.length - MAX_NAMED_LOCKS;
  return html`<input type="hidden" name="chosen" value="${choiceDigest(chosen)}">
<p><strong>${names.length} of ${locks.length} locks</strong> chosen${names.length === 0 ? '.' : ':'}</p>
${
  names.length > 0 &&
  html`<ul>${names.slice(0, MAX_NAMED_LOCKS).map((name) => html`<li>${name}</li>`)}${
    more > 0 && html`<li>and ${more} more</li>`
  }</ul>`
}
<p class="buttons"><a class="button" href="${chooseLocks}">Choose locks</a></p>`;
}

/** More chosen locks are counted only. */
const MAX_NAMED_LOCKS = 10;

/** Names a choice in the form: a person must not agree to what they chose in another window since. */
export function choiceDigest(chosen: ReadonlySet<string>): string {
  return hash('sha256', [...chosen].sort().join(), 'base64url').slice(0, 22);
}

function lockChoice(lock: ShownLock, chosen: ReadonlySet<string>): Html {
  const { lockId, operability } = lock;
  const id = `lock-${lockId}`;
  const group = lock.groupName && html`<span class="hint">${lock.groupName}</span>`;
  if (operability !== 'operable') {
    return html`<div class="choice">
<input type="checkbox" id="${id}" name="lock" value="${lockId}" disabled aria-describedby="${id}-why">
<label for="${id}">${lock.name} ${group} <span class="hint" id="${id}-why">${LOCK_REASON[operability]}</span></label>
</div>`;
  }
  return html`<div class="choice">
<input type="checkbox" id="${id}" name="lock" value="${lockId}"${chosen.has(lockId) && html` checked`}>
<label for="${id}">${lock.name} ${group}</label>
</div>`;
}
