import { ACCOUNT_STATES } from './account-states.ts';
import { LINKING_STATES } from './linking-states.ts';
import { OTHER_STATES } from './other-states.ts';
import type { PageState } from './page-state.ts';

export { PageTour } from './page-tour.ts';
export type { PageState };

/** Every page of the product in every state. A new page or state comes into one of the lists. */
export const PAGE_STATES: readonly PageState[] = [...LINKING_STATES, ...ACCOUNT_STATES, ...OTHER_STATES];
