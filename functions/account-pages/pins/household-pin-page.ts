import type { Words } from '../../languages/words.ts';
import {
  describedBy,
  hiddenToken,
  type UnlockingView,
  unlockingChoice,
  unlockingPinField,
} from '../../pages/forms/form-fields.ts';
import { type Html, html } from '../../pages/html.ts';
import { alert, layout } from '../../pages/layout.ts';
import { PATHS } from '../paths.ts';

/** The content of the page. Never a PIN. */
export interface HouseholdPinView extends UnlockingView {
  readonly words: Words;
  readonly formToken: string;
  /** True if the household has one. */
  readonly hasPin: boolean;
  /** True if there is a PIN, of the household or of a person. */
  readonly hasAny: boolean;
}

/** The page to set or change the PIN of the household, or to remove every PIN. */
export function householdPinPage(view: HouseholdPinView): Html {
  const { words, hasPin, hasAny } = view;
  return layout(
    words,
    words.text(hasPin ? 'pins.change' : 'pins.set'),
    html`${alert(view.problem, view.wrong === 'pin' ? 'pin' : undefined)}
<p>${words.text('pins.intro')}</p>
<form method="post" action="${PATHS.pin}">
${hiddenToken(view.formToken)}
<input type="hidden" name="had_pin" value="${hasPin ? '1' : '0'}">
<fieldset ${describedBy(view, 'unlocking')}>
<legend>${words.text('pins.unlocking')}</legend>
${unlockingChoice(view, 'pin', words.text(hasPin ? 'pins.replace' : 'pins.unlockWith'), hasPin ? words.text('pins.replaceNowHint') : undefined)}
${unlockingPinField(words, view, words.text(hasPin ? 'pins.newField' : 'pins.field'))}
${unlockingChoice(view, 'off', words.text('pins.off'), words.text(hasAny ? 'pins.removeHintLock' : 'pins.offHint'))}
</fieldset>
<div class="buttons">
<button class="button main">${words.text('common.save')}</button>
<a class="button" href="${PATHS.overview}">${words.text('common.back')}</a>
</div>
</form>`,
    undefined,
    { isProblem: view.problem !== undefined },
  );
}
