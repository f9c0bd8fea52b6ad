import { type Html, html } from '../../pages/html.ts';
import type { DoorState } from './door-state.ts';

/** The picture of each state, 24 by 24: beside its word and colour, so that none of the three is needed. */
const SHAPES: Readonly<Record<DoorState, Html>> = {
  locked: html`<path d="M7 10V7a5 5 0 0 1 10 0v3h1v11H6V10zm2 0h6V7a3 3 0 0 0-6 0z"/>`,
  unlocked: html`<path d="M7 10V5a5 5 0 0 1 9.9-1l-1.9.6A3 3 0 0 0 9 5v5h9v11H6V10zm1 2v7h8v-7z"/>`,
  jammed: html`<path d="M12 2 1 21h22zm-1 7h2v6h-2zm0 8h2v2h-2z"/>`,
  offline: html`<path d="M3 4.4 4.4 3 21 19.6 19.6 21l-5.4-5.4A5 5 0 0 0 8.5 16L7 14.500a7 7 0 0 1 4-1.900L8 9.600a11 11 0 0 0-4 2.400L2.500 10.500a13 13 0 0 1 4-2.500zM12 6a13 13 0 0 1 9.500 4.500L20 12a11 11 0 0 0-6.500-3.400L11 6.100zM12 18.500l1.500 1.500L12 21.500 10.500 20z"/>`,
  unknown: html`<path d="M11 17h2v2h-2zm1-13a5 5 0 0 1 5 5c0 2.600-2.400 3.300-3.400 4.600-.4.5-.6 1-.6 1.900h-2c0-1.400.3-2.300 1-3.100 1.100-1.400 3-1.900 3-3.400a3 3 0 0 0-6 0H7a5 5 0 0 1 5-5z"/>`,
};

const STATES = Object.keys(SHAPES) as DoorState[];

/** The pictures, to stand in a page once before {@link stateMark}. */
export const MARKS: Html = html`<svg class="marks" aria-hidden="true">${STATES.map(
  (state) => html`<symbol id="mark-${state}" viewBox="0 0 24 24">${SHAPES[state]}</symbol>`,
)}</svg>`;

/** The picture of a state. Screen readers read the word beside it. */
export function stateMark(state: DoorState): Html {
  return html`<svg class="mark" aria-hidden="true"><use href="#mark-${state}"/></svg>`;
}
