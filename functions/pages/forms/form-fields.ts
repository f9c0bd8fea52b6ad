import type { Words } from '../../languages/words.ts';
import { type Html, html } from '../html.ts';
import { pinField } from './pin-field.ts';

type Unlocking = 'pin' | 'off' | 'keep';

/** The content of the fields about unlocking. Never a PIN. */
export interface UnlockingView {
  readonly unlocking: Unlocking;
  readonly problem?: string;
  readonly wrong?: 'locks' | 'unlocking' | 'pin';
}

/** A radio button of {@link Unlocking}. */
export function unlockingChoice(view: UnlockingView, value: Unlocking, label: string, hint?: string): Html {
  const id = `unlocking-${value}`;
  return html`<div class="choice">
<input type="radio" id="${id}" name="unlocking" value="${value}"${view.unlocking === value && html` checked`}>
<label for="${id}">${label} ${hint && html`<span class="hint">${hint}</span>`}</label>
</div>`;
}

/** The field for a voice PIN. The style hides it unless a PIN is to be set: a filled one would not count. */
export function unlockingPinField(words: Words, view: UnlockingView, label: string, hint?: string): Html {
  const problem = view.wrong === 'pin' ? view.problem : undefined;
  const field = { name: 'pin', label, hint, problem, showLabel: words.text('person-pins.show') };
  return html`<div class="pins">${pinField(field)}</div>`;
}

/** Links a group of fields to the message at the top of the page, for screen readers. */
export function describedBy(view: UnlockingView, part: 'locks' | 'unlocking'): Html | false {
  return view.wrong === part && html`aria-describedby="problem"`;
}

/** The hidden field with the form token. */
export function hiddenToken(formToken: string): Html {
  return html`<input type="hidden" name="form_token" value="${formToken}">`;
}
