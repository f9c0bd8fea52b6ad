import type { SharedLock } from '../../accounts/shared-lock.ts';
import type { Words } from '../../languages/words.ts';
import { type Html, html } from '../../pages/html.ts';
import {
  type ArrangedLocks,
  arrangeLocks,
  type ListPosition,
  MAX_PLAIN_LOCKS,
  type NamedLock,
} from '../../pages/lock-list/arrange-locks.ts';
import { PATHS } from '../paths.ts';
import { doorName } from './door-card.ts';
import { DOOR_STATES, type DoorState, doorState } from './door-state.ts';

/** The part of a long list of doors that the owner wants to see. */
export interface DoorsFilter extends ListPosition {
  /** Empty for all. */
  readonly state: DoorState | '';
}

/** Reads the filter in the query of the overview; anything else shows the beginning of the list. */
export function readDoorsFilter(query: Readonly<Record<string, unknown>>): DoorsFilter {
  const text = (value: unknown) => (typeof value === 'string' ? value.trim().slice(0, MAX_FIND_LENGTH) : '');
  const page = Number.parseInt(text(query['page']), 10) || 1;
  const state = DOOR_STATES.find((each) => each === query['state']) ?? '';
  return { find: text(query['find']), state, page: page - 1 };
}

const MAX_FIND_LENGTH = 100;

/** Doors per page of many: with the address of each button, a page stays below 40 KB. */
const DOORS_PER_PAGE = 8;

/** A card of a door; `isInGroup` below the heading of its group. */
export type CardOf = (door: SharedLock, isInGroup: boolean) => Html;

interface ListedDoor extends NamedLock {
  readonly door: SharedLock;
  readonly state: DoorState;
}

/** Returns the doors that the owner sees: all, or of many those of the page and filter. */
export function shownDoors(
  words: Words,
  doors: readonly SharedLock[],
  filter: DoorsFilter,
): readonly SharedLock[] {
  if (doors.length <= MAX_PLAIN_LOCKS) return doors;
  return arranged(words, doors, filter).groups.flatMap(({ locks }) => locks.map(({ door }) => door));
}

/** The list of the doors: all of them, or of many a page with a filter. */
export function doorsList(
  words: Words,
  doors: readonly SharedLock[],
  filter: DoorsFilter,
  card: CardOf,
): Html {
  if (doors.length <= MAX_PLAIN_LOCKS) {
    return html`${doors.length > 0 && html`<ul class="cards doors">${doors.map((door) => item(door, card(door, false)))}</ul>`}`;
  }
  const list = arranged(words, doors, filter);
  return html`<p>${words.text('overview.doorCount', { count: doors.length })}: ${counts(words, doors)}</p>
<form method="get" action="${PATHS.overview}">
${filter.state !== '' && html`<input type="hidden" name="state" value="${filter.state}">`}
<div class="field">
<label for="find">${words.text('overview.find')}</label>
<input id="find" name="find" type="search" value="${filter.find}" maxlength="${MAX_FIND_LENGTH}" autocomplete="off">
</div>
<div class="buttons">
<button class="button">${words.text('overview.findButton')}</button>
${isFiltered(filter) && html`<a class="button" href="${PATHS.overview}">${words.text('overview.showAll')}</a>`}
</div>
</form>
${isFiltered(filter) && html`<p role="status">${words.text('overview.found', { count: list.found.length })}${filter.state !== '' && html` (${words.text(`overview.state.${filter.state}`)})`}</p>`}
${list.groups.map(
  ({
    name,
    locks,
  }) => html`<h3 class="group">${name === undefined ? words.text('common.noGroup') : html`<bdi>${name}</bdi>`}</h3>
<ul class="cards doors">${locks.map(({ door }) => item(door, card(door, true)))}</ul>`,
)}
${turnPages(words, list, filter)}`;
}

/** The id of the element that holds the card of a door. */
export function doorElement({ lockId }: SharedLock): string {
  return `door-${lockId}`;
}

function item(door: SharedLock, card: Html): Html {
  return html`<li class="card" id="${doorElement(door)}">${card}</li>`;
}

function arranged(
  words: Words,
  doors: readonly SharedLock[],
  filter: DoorsFilter,
): ArrangedLocks<ListedDoor> {
  const all = doors.map((door): ListedDoor => {
    const { groupName } = door.state.listed ?? {};
    const named = { lockId: door.lockId, name: doorName(words, door) };
    return { door, state: doorState(door), ...named, ...(groupName !== undefined && { groupName }) };
  });
  const inState = filter.state === '' ? all : all.filter(({ state }) => state === filter.state);
  return arrangeLocks(inState, filter, DOORS_PER_PAGE);
}

function isFiltered({ find, state }: DoorsFilter): boolean {
  return find !== '' || state !== '';
}

/** The number of doors in each state, as links: what needs a look is not on the first page. */
function counts(words: Words, doors: readonly SharedLock[]): Html {
  const byState = Map.groupBy(doors, doorState);
  return words.list(
    DOOR_STATES.flatMap((state) => {
      const count = byState.get(state)?.length ?? 0;
      if (count === 0) return [];
      const text = words.text(`overview.countOf.${state}`, { count });
      return [html`<a href="${addressOf({ find: '', state, page: 0 })}">${text}</a>`];
    }),
  );
}

function turnPages(
  words: Words,
  { page, pages }: ArrangedLocks<ListedDoor>,
  filter: DoorsFilter,
): Html | false {
  const turn = (to: number, label: string) =>
    html`<a class="button" href="${addressOf({ ...filter, page: to })}">${label}</a>`;
  return (
    pages > 1 &&
    html`<p>${words.text('overview.page', { page: page + 1, pages })}</p>
<p class="buttons">${page > 0 && turn(page - 1, words.text('overview.previous'))}${page < pages - 1 && turn(page + 1, words.text('overview.next'))}</p>`
  );
}

/** Returns the address of the overview with a filter. */
export function addressOf(filter: DoorsFilter, path: string = PATHS.overview): string {
  const { find, state, page } = filter;
  const query = new URLSearchParams({
    ...(find !== '' && { find }),
    ...(state !== '' && { state }),
    ...(page > 0 && { page: String(page + 1) }),
  });
  return query.size === 0 ? path : `${path}?${query}`;
}
