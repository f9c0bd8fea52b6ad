import type { LoadedAccount } from '../../accounts/accounts.ts';
import { hasPins } from '../../accounts/pins/stored-pins.ts';
import type { Words } from '../../languages/words.ts';
import type { Html } from '../../pages/html.ts';
import { MAX_PLAIN_LOCKS } from '../../pages/lock-list/arrange-locks.ts';
import { answer, checked, sharedDoors } from './answer.ts';
import { type DoorTokens, doorCard } from './door-card.ts';
import { type CardOf, type DoorsFilter, doorElement, shownDoors } from './doors-section.ts';
import { WEBHOOK_STATE, webhookState } from './webhook-section.ts';

/** The ids of the elements that hold the answer, and its age. */
export const [ANSWER, CHECKED] = ['answer', 'checked'];

/** The content of the live parts of the overview. `now` in ms since the epoch. */
export interface LiveView {
  readonly words: Words;
  readonly loaded: LoadedAccount;
  readonly filter: DoorsFilter;
  readonly doorTokens: DoorTokens;
  readonly now: number;
}

/** Returns the function that draws the card of a door. */
export function cardsOf({ words, loaded: { account, states }, doorTokens: tokens, now }: LiveView): CardOf {
  const gateways = states.gatewayWatch?.gateways ?? {};
  const hasPin = hasPins(account);
  return (lock, isInGroup) => doorCard({ words, lock, gateways, now, hasPin, tokens, isInGroup });
}

/** Returns the content of each element of the overview that changes by itself, by the id of the element. */
export function liveParts(view: LiveView): Record<string, Html> {
  const { words, loaded, filter, now } = view;
  const doors = sharedDoors(loaded);
  const card = cardsOf(view);
  const isInGroup = doors.length > MAX_PLAIN_LOCKS;
  return {
    [ANSWER]: answer(words, doors),
    [CHECKED]: checked(words, doors, now),
    [WEBHOOK_STATE]: webhookState(words, loaded, now),
    ...Object.fromEntries(
      shownDoors(words, doors, filter).map((door) => [doorElement(door), card(door, isInGroup)]),
    ),
  };
}
