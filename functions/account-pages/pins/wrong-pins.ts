import {
  clampChallenge,
  endLockout,
  isLockedOut,
  lockedOutUntil,
  wrongPinTimes,
} from '../../accounts/pins/pin-lockout.ts';
import type { Words } from '../../languages/words.ts';
import type { AccountState } from '../../locks/account-state.ts';
import { hiddenToken } from '../../pages/forms/form-fields.ts';
import { type Html, html } from '../../pages/html.ts';
import { PATHS } from '../paths.ts';

/** More than anybody mistypes; the count says how many there were. */
const MAX_SHOWN = 10;

/** A lockout with the button that ends it, and the wrong PINs of the last weeks. `now` in ms since the epoch. */
export function wrongPins(
  words: Words,
  states: AccountState,
  now: number,
  lockoutToken: string,
): Html | undefined {
  const current = clampChallenge(states, now);
  const times = wrongPinTimes(current, now);
  const more = times.length - MAX_SHOWN;
  return html`${lockout(words, current, now, lockoutToken)}${
    times.length > 0 &&
    html`
<p>${words.text('person-pins.wrongPins', { count: times.length })}</p>
<ul class="hint">${times.slice(0, MAX_SHOWN).map((at) => html`<li>${words.ago(at, now)}</li>`)}${
      more > 0 && html`<li>${words.text('person-pins.earlier', { count: more })}</li>`
    }</ul>
<p class="hint">${words.text('person-pins.wrongPinsHelp')}</p>`
  }`;
}

function lockout(words: Words, states: AccountState, now: number, formToken: string): Html | undefined {
  const end = lockedOutUntil(states, now);
  if (end === undefined) return undefined;
  const canEnd = !isLockedOut(endLockout(states), now);
  return html`<p class="alert">${words.html('person-pins.lockedOut', { time: words.until(end, now) })}</p>
${
  canEnd &&
  html`<form method="post" action="${PATHS.lockout}" class="buttons">
${hiddenToken(formToken)}
<button class="button">${words.text('person-pins.allowAgain')}</button>
</form>`
}`;
}
