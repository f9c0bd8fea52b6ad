import type { Words } from '../../languages/words.ts';
import { type Html, html } from '../html.ts';

type Unlocking = 'pin' | 'off' | 'keep';

/** The content of the fields about unlocking. Never a PIN. */
export interface UnlockingView {
  readonly unlocking: Unlocking;
  readonly problem?: string;
  readonly wrong?: 'locks' | 'unlocking' | 'pin' | 'pin_again';
}

/** A radio button of {@link Unlocking}. */
export function unlockingChoice(view: UnlockingView, value: Unlocking, label: string, hint?: string): Html {
  const id = `unlocking-${value}`;
  return html`<div class="choice">
<input type="radio" id="${id}" name="unlocking" value="${value}"${view.unlocking === value && html` checked`}>
<label for="${id}">${label} ${hint && html`<span class="hint">${hint}</span>`}</label>
</div>`;
}

/** Attributes by which password managers leave a field alone: Chrome's, 1Password, LastPass, Bitwarden, Dashlane. */
export const UNMANAGED = html`autocomplete="off" data-1p-ignore data-lpignore="true" data-bwignore data-form-type="other"`;

/** The two fields for a voice PIN. The style hides them unless a PIN is to be set: filled ones would not count. */
export function pinFields(words: Words, view: UnlockingView, label: string): Html {
  return html`<div class="pins">
${pinField(view, 'pin', label)}
${pinField(view, 'pin_again', words.text('pins.repeat'))}
</div>`;
}

/**
 * An empty field. It has no pattern: the browser would refuse to send a hidden field that a password manager has filled. It is no
 * password field, which password managers would fill; the style hides its digits.
 */
function pinField(view: UnlockingView, name: 'pin' | 'pin_again', label: string): Html {
  return html`<div class="field">
<label for="${name}">${label}</label>
<input id="${name}" name="${name}" type="text" class="pin" inputmode="numeric" maxlength="16"
 autocapitalize="off" autocorrect="off" spellcheck="false" ${UNMANAGED}${view.wrong === name && html` aria-invalid="true" aria-describedby="wrong" autofocus`}>
</div>
${view.wrong === name && html`<p class="wrong" id="wrong">${view.problem}</p>`}`;
}

/** Links a group of fields to the message at the top of the page, for screen readers. */
export function describedBy(view: UnlockingView, part: 'locks' | 'unlocking'): Html | false {
  return view.wrong === part && html`aria-describedby="problem"`;
}

/** The hidden field with the form token. */
export function hiddenToken(formToken: string): Html {
  return html`<input type="hidden" name="form_token" value="${formToken}">`;
}
