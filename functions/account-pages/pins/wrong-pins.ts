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

/** Returns the wrong PINs of the last weeks. `now` in ms since the epoch. */
export function wrongPins(words: Words, states: AccountState, now: number): Html | undefined {
  const current = clampChallenge(states, now);
  const times = wrongPinTimes(current, now);
  const more = times.length - MAX_SHOWN;
  if (times.length === 0) return undefined;
  return html`
<p>${words.text('person-pins.wrongPins', { count: times.length })}</p>
<ul class="hint">${times.slice(0, MAX_SHOWN).map((at) => html`<li>${words.ago(at, now)}</li>`)}${
    more > 0 && html`<li>${words.text('person-pins.earlier', { count: more })}</li>`
  }</ul>
<p class="hint">${words.text('person-pins.wrongPinsHelp')}</p>`;
}

/** Returns a lockout, with the button that ends it; `undefined` if there is none. `now` in ms since the epoch. */
export function lockout(
  words: Words,
  stored: AccountState,
  now: number,
  formToken: string,
): Html | undefined {
  const states = clampChallenge(stored, now);
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
