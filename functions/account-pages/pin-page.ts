import {
  describedBy,
  hiddenToken,
  pinField,
  type UnlockingView,
  unlockingChoice,
} from '../pages/form-fields.ts';
import { type Html, html } from '../pages/html.ts';
import { alert, layout } from '../pages/layout.ts';
import { PATHS } from './paths.ts';

/** What the page about the PIN shows. */
export interface PinView extends UnlockingView {
  readonly formToken: string;
  readonly hasPin: boolean;
}

/** How unlocking by voice is protected. */
export function pinPage(view: PinView): Html {
  const { hasPin } = view;
  const off = hasPin
    ? 'The PIN is removed, for everybody who linked this Sifely account. Google can still lock.'
    : 'Google can lock and tell whether a door is locked, nothing more.';
  return layout(
    hasPin ? 'Change the PIN' : 'Set a PIN',
    html`${alert(view.problem)}
<p>For unlocking Google asks for a PIN, which you say or type and Google passes on. It is not a passcode of the lock.</p>
<form method="post" action="${PATHS.pin}">
${hiddenToken(view.formToken)}
<input type="hidden" name="had_pin" value="${hasPin ? '1' : '0'}">
<fieldset ${describedBy(view, 'unlocking')}>
<legend>Unlocking</legend>
${unlockingChoice(view, 'pin', hasPin ? 'Replace the PIN' : 'Unlock with a PIN', hasPin ? 'The old PIN stops working at once, for everybody who linked this Sifely account.' : undefined)}
${pinField(view, 'pin', hasPin ? 'New PIN, 4 to 8 digits' : 'PIN, 4 to 8 digits')}
${pinField(view, 'pin_again', 'The same PIN again')}
${unlockingChoice(view, 'off', hasPin ? 'Turn unlocking off' : 'Leave unlocking off', off)}
</fieldset>
<div class="buttons">
<button class="button main">Save</button>
<a class="button" href="${PATHS.overview}">Back</a>
</div>
</form>`,
  );
}
