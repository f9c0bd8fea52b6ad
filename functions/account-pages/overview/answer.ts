import type { LoadedAccount } from '../../accounts/accounts.ts';
import { type SharedLock, sharedIds, sharedLock } from '../../accounts/shared-lock.ts';
import type { Words } from '../../languages/words.ts';
import { type Html, html } from '../../pages/html.ts';
import { doorName } from './door-card.ts';
import { DOOR_STATES, type DoorState, doorState } from './door-state.ts';
import { stateMark } from './marks.ts';

/** The text of each state of doors that needs a look: of one door by its name, of several by their number. */
const TROUBLE = {
  unlocked: 'overview.unlocked',
  jammed: 'overview.jammed',
  offline: 'overview.noAnswer',
  unknown: 'overview.unknown',
} as const satisfies Record<Exclude<DoorState, 'locked'>, string>;

/** Returns the shared locks of an account, those that need a look first. */
export function sharedDoors({ account, states }: LoadedAccount): SharedLock[] {
  const doors = sharedIds(account).flatMap((lockId) => sharedLock(account, states, lockId) ?? []);
  const rank = (door: SharedLock) => DOOR_STATES.indexOf(doorState(door));
  return doors.toSorted((one, other) => rank(one) - rank(other));
}

/** Answers whether everything is locked, and if not, which doors are not, or stand open by their sensors. */
export function answer(words: Words, doors: readonly SharedLock[]): Html {
  const byState = Map.groupBy(doors, doorState);
  const troubles = DOOR_STATES.flatMap((state) => {
    const those = byState.get(state) ?? [];
    const [first] = those;
    if (state === 'locked' || first === undefined) return [];
    const text = words.html(TROUBLE[state], { count: those.length, name: doorName(words, first) });
    return [line(state, text)];
  });
  const open = doors.filter(({ state: { door } }) => door?.isOpen === true);
  const [first] = open;
  // Its bolt may be out all the same.
  if (first !== undefined) {
    const text = words.html('activity.standsOpen', { count: open.length, name: doorName(words, first) });
    troubles.unshift(line('unlocked', text));
  }
  if (doors.length === 0) return line('unknown', words.html('overview.noLocks'));
  if (troubles.length > 0) return html`${troubles}`;
  return line('locked', words.html('overview.allLocked', { count: doors.length }));
}

function line(state: DoorState, text: Html): Html {
  return html`<p class="line ${state}">${stateMark(state)}<strong>${text}</strong></p>`;
}

/** Says how old the oldest of the states is; nothing if one was never known. `now` in ms since the epoch. */
export function checked(words: Words, doors: readonly SharedLock[], now: number): Html {
  const times = doors.flatMap(({ state: { snapshot } }) => snapshot?.learnedAt ?? []);
  if (times.length === 0 || times.length < doors.length) return html``;
  return words.html('overview.checked', { ago: words.ago(Math.min(...times), now) });
}
