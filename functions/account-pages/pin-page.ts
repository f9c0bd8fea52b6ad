import type { Words } from '../languages/words.ts';
import {
  describedBy,
  hiddenToken,
  pinFields,
  type UnlockingView,
  unlockingChoice,
} from '../pages/forms/form-fields.ts';
import { type Html, html } from '../pages/html.ts';
import { alert, layout } from '../pages/layout.ts';
import { PATHS } from './paths.ts';

/** The content of the page. Never a PIN. */
export interface PinView extends UnlockingView {
  readonly words: Words;
  readonly formToken: string;
  readonly hasPin: boolean;
}

/** The page to set, change or remove the voice PIN. */
export function pinPage(view: PinView): Html {
  const { words, hasPin } = view;
  const off = hasPin
    ? 'The voice PIN is removed for everyone. Google can still lock.'
    : 'Google can lock and check doors, but never unlock them.';
  return layout(
    words,
    hasPin ? 'Change the voice PIN' : 'Set a voice PIN',
    html`${alert(view.problem)}
<p>To unlock, say or type the voice PIN you choose here; Google passes it to us. It’s not one of your keypad codes.</p>
<form method="post" action="${PATHS.pin}">
${hiddenToken(view.formToken)}
<input type="hidden" name="had_pin" value="${hasPin ? '1' : '0'}">
<fieldset ${describedBy(view, 'unlocking')}>
<legend>Unlocking</legend>
${unlockingChoice(view, 'pin', hasPin ? 'Replace the voice PIN' : 'Unlock with a voice PIN', hasPin ? 'The old PIN stops working immediately, for everyone.' : undefined)}
${pinFields(view, hasPin ? 'New voice PIN (4–8 digits)' : 'Voice PIN (4–8 digits)')}
${unlockingChoice(view, 'off', 'Don’t allow unlocking', off)}
</fieldset>
<div class="buttons">
<button class="button main">Save</button>
<a class="button" href="${PATHS.overview}">Back</a>
</div>
</form>`,
  );
}
