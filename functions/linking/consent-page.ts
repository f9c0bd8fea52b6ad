import { describedBy, pinField, type UnlockingView, unlockingChoice } from '../pages/form-fields.ts';
import { type Html, html } from '../pages/html.ts';
import { alert, layout } from '../pages/layout.ts';
import { LOCK_REASON } from '../pages/lock-reason.ts';
import type { ShownLock } from '../pages/sessions.ts';
import { cancelButton } from './cancel-button.ts';

/** What the consent page shows. A PIN is never among it. */
export interface ConsentView extends UnlockingView {
  readonly action: string;
  readonly formToken: string;
  /** Leads back to the sign-in. */
  readonly otherAccount: string;
  /** To be read, not followed from here: signing in there replaces the session that this page needs. */
  readonly accountPage: string;
  readonly username: string;
  readonly locks: readonly ShownLock[];
  /** Ids of the locks that are ticked. */
  readonly chosen: ReadonlySet<string>;
  /** Whether the account has a PIN already: then it is shared with whoever linked before. */
  readonly hasPin: boolean;
  /** Whether somebody linked this Sifely account before. */
  readonly isShared: boolean;
}

/** The second step: which locks, which PIN, and the agreement. */
export function consentPage(view: ConsentView): Html {
  return layout(
    'Link your Sifely locks to Google',
    html`${alert(view.problem)}
<p>Signed in to Sifely as <strong>${view.username}</strong>. <a href="${view.otherAccount}">Use another account</a></p>
<form method="post" action="${view.action}">
<input type="hidden" name="form_token" value="${view.formToken}">
<input type="hidden" name="had_pin" value="${view.hasPin ? '1' : '0'}">
<fieldset ${describedBy(view, 'locks')}>
<legend>Which locks may Google control?</legend>
${view.isShared && html`<p class="hint">This choice is shared by everybody who linked this Sifely account.</p>`}
${view.locks.map((lock) => lockChoice(lock, view.chosen))}
</fieldset>
<fieldset ${describedBy(view, 'unlocking')}>
<legend>Unlocking</legend>
<p>Google can lock without a PIN. For unlocking it asks for a PIN, which you say or type
and Google passes on. You choose it here; it is not a passcode of the lock.</p>
${view.hasPin && unlockingChoice(view, 'keep', 'Keep the PIN that this account has', 'Set when it was linked before; the whole household uses it.')}
${unlockingChoice(view, 'pin', view.hasPin ? 'Replace the PIN' : 'Unlock with a PIN', view.hasPin ? 'The old PIN stops working for everybody who linked this Sifely account.' : undefined)}
${pinField(view, 'pin', view.hasPin ? 'New PIN, 4 to 8 digits' : 'PIN, 4 to 8 digits')}
${pinField(view, 'pin_again', 'The same PIN again')}
${unlockingChoice(view, 'off', 'Leave unlocking off', view.hasPin ? 'The PIN is removed, for everybody who linked this Sifely account.' : 'Google can lock and tell whether a door is locked, nothing more.')}
</fieldset>
<p>By agreeing you let Google control the locks that you chose: lock them, unlock them with your PIN, and read their
state. Your Sifely account is linked to <strong>Google</strong>.</p>
<h2>What Google gets, and why</h2>
<ul>
<li>The names of these locks, their group and their model, to show them and to know them when you speak of them.</li>
<li>Whether they are locked and online and how full their batteries are, to answer you and to run your routines.</li>
</ul>
<p>Google does not get your Sifely user name, your password, or keys and passcodes of your locks. You can unlink at any
time in the Google Home app, and see and change all this at ${view.accountPage}. What Google does with data is in
<a href="https://policies.google.com/privacy" target="_blank" rel="noopener noreferrer">Google’s privacy policy</a>.</p>
<div class="buttons">
<button class="button main">Agree and link</button>
${cancelButton}
</div>
</form>`,
  );
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
