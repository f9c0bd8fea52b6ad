import type { Accounts } from '../../accounts/accounts.ts';
import { HOUSEHOLD_PIN_ID, MAX_PINS, type Pin } from '../../accounts/pins/pin.ts';
import type { Clock } from '../../clock.ts';
import { annotate } from '../../pages/call-log.ts';
import { type Html, html } from '../../pages/html.ts';
import { layout } from '../../pages/layout.ts';
import { LOCKOUT_FORM } from '../lockout-form.ts';
import type { OwnerVisit, OwnerVisits } from '../owner-visits.ts';
import { PATHS } from '../paths.ts';
import { type PinsView, pinLines, pinTitle } from './pin-lines.ts';
import { lockout, wrongPins } from './wrong-pins.ts';

/** Creates the page that lists the PINs of an account. */
export function createPins({
  accounts,
  clock,
  visits,
}: {
  readonly accounts: Pick<Accounts, 'pinsOf'>;
  readonly clock: Clock;
  readonly visits: OwnerVisits;
}) {
  return {
    open(visit: OwnerVisit): void {
      annotate(visit.response, { outcome: 'shown' });
      const { words, loaded } = visit;
      const pins = accounts.pinsOf(loaded.account);
      const lockoutToken = visits.formToken(visit, LOCKOUT_FORM);
      visit.show(200, pinsPage({ words, loaded, pins, now: clock.now(), lockoutToken }));
    },
  };
}

function pinsPage(view: PinsView & { readonly lockoutToken: string }): Html {
  const { words, loaded, pins, now, lockoutToken } = view;
  const hasHousehold = pins.some(({ id }) => id === HOUSEHOLD_PIN_ID);
  return layout(
    words,
    words.text('person-pins.title'),
    html`<p>${words.text(pins.length > 0 ? 'person-pins.intro' : 'person-pins.off')}</p>
${lockout(words, loaded.states, now, lockoutToken)}
${wrongPins(words, loaded.states, now)}
<ul class="cards">${pins.map((pin) => pinCard(view, pin))}</ul>
${pins.length >= MAX_PINS && html`<p class="hint">${words.text('person-pins.full', { max: MAX_PINS })}</p>`}
<div class="buttons">
${pins.length < MAX_PINS && html`<a class="button main" href="${PATHS.personPin}">${words.text('person-pins.add')}</a>`}
${!hasHousehold && html`<a class="button" href="${PATHS.pin}">${words.text('person-pins.setHousehold')}</a>`}
<a class="button" href="${PATHS.overview}">${words.text('common.back')}</a>
</div>`,
  );
}

function pinCard(view: PinsView, pin: Pin): Html {
  const { words } = view;
  const name = pinTitle(words, pin);
  const query = `?id=${encodeURIComponent(pin.id)}`;
  const change = pin.id === HOUSEHOLD_PIN_ID ? PATHS.pin : `${PATHS.personPin}${query}`;
  return html`<li class="card">
<h2><bdi>${name}</bdi></h2>
${pinLines(view, pin).map((line) => html`<p class="hint">${line}</p>`)}
<p class="buttons">
<a class="button small" href="${change}" aria-label="${words.text('person-pins.changeNamed', { name })}">${words.text('person-pins.change')}</a>
<a class="button small" href="${PATHS.removePin}${query}" aria-label="${words.text('person-pins.removeNamed', { name })}">${words.text('person-pins.remove')}</a>
</p>
</li>`;
}
