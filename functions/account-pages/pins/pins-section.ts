import { type Html, html } from '../../pages/html.ts';
import { PATHS } from '../paths.ts';
import { type PinsView, pinLines, pinTitle } from './pin-lines.ts';
import { wrongPins } from './wrong-pins.ts';

/**
 * The section of the overview about voice unlocking: the PINs, and wrong PINs. It needs the words of the visit, the account, its
 * PINs by `accounts.pinsOf`, and the time.
 */
export function pinsSection(view: PinsView): Html {
  const { words, loaded, pins, now } = view;
  return html`<section>
<h2>${words.text('person-pins.unlocking')}</h2>
<p>${words.text(pins.length > 0 ? 'person-pins.intro' : 'person-pins.off')}</p>
${
  pins.length > 0 &&
  html`<ul class="cards">${pins.map(
    (pin) => html`<li class="card">
<h3><bdi>${pinTitle(words, pin)}</bdi></h3>
<p class="hint">${pinLines(view, pin).map((line, index) => html`${index > 0 && html`&nbsp;· `}${line}`)}</p>
</li>`,
  )}</ul>`
}
${wrongPins(words, loaded.states, now)}
<p class="buttons">${
    pins.length > 0
      ? html`<a class="button" href="${PATHS.pins}">${words.text('person-pins.manage')}</a>`
      : html`<a class="button" href="${PATHS.pin}">${words.text('person-pins.setFirst')}</a>`
  }</p>
</section>`;
}
