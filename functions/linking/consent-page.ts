import { hash } from 'node:crypto';
import type { LockControl } from '../accounts/account.ts';
import type { Words } from '../languages/words.ts';
import { SCRIPT_ELEMENT } from '../pages/browser/script.ts';
import { cancelButton } from '../pages/forms/cancel-button.ts';
import {
  describedBy,
  type UnlockingView,
  unlockingChoice,
  unlockingPinField,
} from '../pages/forms/form-fields.ts';
import { type Html, html } from '../pages/html.ts';
import { alert, layout, stepLine } from '../pages/layout.ts';
import { MAX_PLAIN_LOCKS } from '../pages/lock-list/arrange-locks.ts';
import { lockReason } from '../pages/lock-reason.ts';
import type { ShownLock } from '../pages/sessions.ts';

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
  /** The control that Google has of each lock; all of it where a lock is not named. */
  readonly controls: ReadonlyMap<string, LockControl>;
  /** True if the household has a voice PIN already. */
  readonly hasPin: boolean;
  /** True if this Sifely account was linked before. */
  readonly isShared: boolean;
}

/** The page of the second step: the locks, the voice PIN and the agreement. */
export function consentPage(view: ConsentView): Html {
  const { words, hasPin } = view;
  const other = (text: Html) => html`<a href="${view.otherAccount}">${text}</a>`;
  const policy = (text: Html) =>
    html`<a href="https://policies.google.com/privacy" target="_blank" rel="noopener noreferrer">${text}</a>`;
  return layout(
    words,
    words.text('consent.title'),
    html`${alert(view.problem, view.wrong === 'pin' ? 'pin' : view.wrong)}
<p class="hint">${words.html('consent.signedInAs', { username: view.username, other })}</p>
<form method="post" action="${view.action}" class="consent">
<input type="hidden" name="form_token" value="${view.formToken}">
<input type="hidden" name="had_pin" value="${hasPin ? '1' : '0'}">
<fieldset id="locks" ${describedBy(view, 'locks')}>
<legend>${words.text('locks.which')}</legend>
${view.isShared && html`<p class="hint">${words.text('locks.forEveryone')}</p>`}
${view.locks.length > MAX_PLAIN_LOCKS ? chosenAmongMany(view) : fewLocks(view)}
</fieldset>
<fieldset id="unlocking" ${describedBy(view, 'unlocking')}>
<legend>${words.text('pins.unlocking')}</legend>
${hasPin && unlockingChoice(view, 'keep', words.text('pins.keep'), words.text('pins.keepHint'))}
${unlockingChoice(view, 'pin', words.text(hasPin ? 'pins.replace' : 'pins.unlockWith'), hasPin ? words.text('pins.replaceHint') : undefined)}
${unlockingPinField(words, view, words.text(hasPin ? 'pins.newField' : 'pins.field'), words.text('pins.introConsent'))}
${unlockingChoice(view, 'off', words.text('pins.off'), hasPin ? words.text('pins.removeHint') : undefined)}
</fieldset>
<p>${words.html('consent.agreement')}</p>
<div class="buttons">
<button class="button main">${words.text('consent.agree')}</button>
${cancelButton(words)}
</div>
</form>
<details>
<summary>${words.text('consent.whatGoogleGets')}</summary>
<ul>
<li>${words.text('consent.getsNames')}</li>
<li>${words.text('consent.getsStates')}</li>
</ul>
<p>${words.html('consent.googleNeverGets', { address: view.accountPage, policy })}</p>
</details>
${SCRIPT_ELEMENT}`,
    undefined,
    { isProblem: view.problem !== undefined, above: stepLine(words, 2) },
  );
}

/** Many locks are chosen on a page of their own. Of a few that are chosen, what Google may do with each is chosen here. */
function chosenAmongMany(view: ConsentView): Html {
  const { words, locks, chosen, chooseLocks } = view;
  const those = locks.filter(({ lockId }) => chosen.has(lockId));
  const more = those.length - MAX_NAMED_LOCKS;
  return html`<input type="hidden" name="chosen" value="${choiceDigest(chosen)}">
<p>${words.html('locks.chosenOf', { count: those.length, total: locks.length })}</p>
${
  those.length <= MAX_PLAIN_LOCKS
    ? those.map((lock) => chosenLock(view, lock))
    : html`<ul>${those.slice(0, MAX_NAMED_LOCKS).map(({ name }) => html`<li><bdi>${name}</bdi></li>`)}<li>${words.text('locks.andMore', { count: more })}</li></ul>`
}
<p class="buttons"><a class="button" href="${chooseLocks}">${words.text('locks.choose')}</a></p>`;
}

function chosenLock(view: ConsentView, lock: ShownLock): Html {
  return html`<div class="choice">
<label for="${controlField(lock.lockId)}"><bdi>${lock.name}</bdi>${groupOf(lock)}</label>
${controlChoice(view, lock)}
</div>`;
}

/** Of more chosen locks than have room the first are named, and the others counted. */
const MAX_NAMED_LOCKS = 10;

/** Names a choice in the form: a person must not agree to what they chose in another window since. */
export function choiceDigest(chosen: ReadonlySet<string>): string {
  return hash('sha256', [...chosen].sort().join(), 'base64url').slice(0, 22);
}

/** The locks that can be shared, and below them, folded, those that cannot, each with the reason. */
function fewLocks(view: ConsentView): Html {
  const { words, locks } = view;
  const others = locks.filter(({ operability }) => operability !== 'operable');
  return html`${locks.filter(({ operability }) => operability === 'operable').map((lock) => lockChoice(view, lock))}${
    others.length > 0 &&
    html`<details>
<summary>${words.text('locks.uncontrollable', { count: others.length })}</summary>
${others.map((lock) => uncontrollableLock(words, lock))}
</details>`
  }`;
}

function uncontrollableLock(words: Words, lock: ShownLock): Html {
  const { lockId, operability } = lock;
  const id = `lock-${lockId}`;
  const why = operability !== 'operable' && lockReason(words, operability);
  return html`<div class="choice">
<input type="checkbox" id="${id}" name="lock" value="${lockId}" disabled aria-describedby="${id}-why">
<label for="${id}"><bdi>${lock.name}</bdi>${groupOf(lock)} <span class="hint" id="${id}-why">${why}</span></label>
</div>`;
}

/** The kinds of control that Google may have of a lock, the most first. */
export const LOCK_CONTROLS = ['unlock', 'lock', 'tell'] as const satisfies readonly LockControl[];

const CONTROL_TEXTS = {
  unlock: 'locks.mayUnlock',
  lock: 'locks.mayLock',
  tell: 'locks.mayTell',
} as const;

function lockChoice(view: ConsentView, lock: ShownLock): Html {
  const { lockId, name } = lock;
  const id = `lock-${lockId}`;
  return html`<div class="choice">
<input type="checkbox" id="${id}" name="lock" value="${lockId}"${view.chosen.has(lockId) && html` checked`}>
<label for="${id}"><bdi>${name}</bdi>${groupOf(lock)}</label>
${controlChoice(view, lock)}
</div>`;
}

function controlChoice({ words, controls }: ConsentView, { lockId, name }: ShownLock): Html {
  const field = controlField(lockId);
  const present = controls.get(lockId) ?? 'unlock';
  return html`<select id="${field}" name="${field}" aria-label="${words.text('locks.mayWith', { name })}">${LOCK_CONTROLS.map(
    (control) =>
      html`<option value="${control}"${control === present && html` selected`}>${words.text(CONTROL_TEXTS[control])}</option>`,
  )}</select>`;
}

/** Returns the name of the field that says what Google may do with a lock. */
export function controlField(lockId: string): string {
  return `control-${lockId}`;
}

function groupOf({ groupName }: ShownLock): Html | undefined {
  return groupName === undefined
    ? undefined
    : html` <span class="hint inline"><bdi>${groupName}</bdi></span>`;
}
