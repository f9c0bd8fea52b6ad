import type { LoadedAccount } from '../../accounts/accounts.ts';
import {
  clampChallenge,
  endLockout,
  isLockedOut,
  lockedOutUntil,
  wrongPinTimes,
} from '../../accounts/pins/pin-lockout.ts';
import type { AccountState } from '../../locks/account-state.ts';
import { count, past, until } from '../../pages/format-time.ts';
import { hiddenToken } from '../../pages/forms/form-fields.ts';
import { type Html, html } from '../../pages/html.ts';
import { PATHS } from '../paths.ts';

/** More than anybody mistypes; the count says how many there were. */
const MAX_SHOWN = 10;

/** The section about the voice PIN: a lockout, and the wrong PINs of the last weeks. `now` in ms since the epoch. */
export function unlockingSection(view: {
  readonly loaded: LoadedAccount;
  readonly now: number;
  readonly tokens: { readonly lockout: string };
}): Html {
  const { account, states } = view.loaded;
  const hasPin = account.pin !== undefined;
  const current = clampChallenge(states, view.now);
  return html`<section>
<h2>Voice unlocking</h2>
<p>${
    hasPin
      ? 'Google asks for the voice PIN before it unlocks.'
      : 'Off: no voice PIN is set. Google can lock and check doors, but never unlock them.'
  }</p>
${lockout(current, view.now, view.tokens.lockout)}
${wrongPins(current, view.now)}
<p class="buttons"><a class="button" href="${PATHS.pin}">${hasPin ? 'Change or remove the voice PIN' : 'Set a voice PIN'}</a></p>
</section>`;
}

function lockout(states: AccountState, now: number, formToken: string): Html | undefined {
  const end = lockedOutUntil(states, now);
  if (end === undefined) return undefined;
  const canEnd = !isLockedOut(endLockout(states), now);
  return html`<p class="alert">Too many wrong PINs. Voice unlocking is paused until ${until(end, now)}. Locking still
works.</p>
${
  canEnd &&
  html`<form method="post" action="${PATHS.lockout}" class="buttons">
${hiddenToken(formToken)}
<button class="button">Allow unlocking again</button>
</form>`
}`;
}

function wrongPins(states: AccountState, now: number): Html | undefined {
  const times = wrongPinTimes(states, now);
  if (times.length === 0) return undefined;
  const more = times.length - MAX_SHOWN;
  return html`<p>${count(times.length, 'wrong PIN')} in the last four weeks:</p>
<ul class="hint">${times.slice(0, MAX_SHOWN).map((at) => html`<li>${past(at, now)}</li>`)}${
    more > 0 && html`<li>and ${more} earlier</li>`
  }</ul>
<p class="hint">If your household didn’t enter these, change the voice PIN.</p>`;
}
