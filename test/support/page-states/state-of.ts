import { DEMO_LOCKS } from '../../../simulators/sifely/index.ts';
import type { PageState } from './page-state.ts';

/** Returns a state of the account pages, by default in the home that Alice has linked. */
export function account(
  detail: Omit<PageState, 'group' | 'home'> & Partial<Pick<PageState, 'home'>>,
): PageState {
  return { group: 'account', home: 'linked', ...detail };
}

/** The door that states change. */
export const FRONT = String(DEMO_LOCKS.frontDoor);
