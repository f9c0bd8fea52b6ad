import type { LoadedAccount } from '../../accounts/accounts.ts';
import { type SharedLock, sharedIds, sharedLock } from '../../accounts/shared-lock.ts';
import { count } from '../../pages/format-time.ts';
import { type Html, html } from '../../pages/html.ts';
import {
  type ArrangedLocks,
  arrangeLocks,
  type ListPosition,
  MAX_PLAIN_LOCKS,
  type NamedLock,
} from '../../pages/lock-list/arrange-locks.ts';
import { PATHS } from '../paths.ts';
import { lockCard } from './lock-card.ts';
import { lockStatus } from './lock-status.ts';

/** The part of a long list of locks that the owner wants to see. */
export interface LocksFilter extends ListPosition {
  /** A state in words, as the cards have it; empty for all. */
  readonly state: string;
}

/** Reads the filter in the query of the overview; anything else shows the beginning of the list. */
export function readLocksFilter(query: Readonly<Record<string, unknown>>): LocksFilter {
  const text = (value: unknown) => (typeof value === 'string' ? value.trim().slice(0, MAX_FIND_LENGTH) : '');
  const page = Number.parseInt(text(query['page']), 10) || 1;
  return { find: text(query['find']), state: text(query['state']), page: page - 1 };
}

const MAX_FIND_LENGTH = 100;

interface ListedLock extends NamedLock {
  readonly lock: SharedLock;
  readonly state: string;
}

/** The section of the shared locks: all of them, or of many a page with a filter. `now` in ms since the epoch. */
export function locksSection({ account, states }: LoadedAccount, filter: LocksFilter, now: number): Html {
  const shared = sharedIds(account).flatMap((lockId) => sharedLock(account, states, lockId) ?? []);
  return html`<section>
<h2>Locks</h2>
${shared.length > MAX_PLAIN_LOCKS ? manyLocks(shared, filter, now) : fewLocks(shared, now)}
<p class="buttons"><a class="button" href="${PATHS.locks}">Choose locks</a></p>
</section>`;
}

function fewLocks(shared: readonly SharedLock[], now: number): Html {
  if (shared.length === 0) return html`<p>No locks are shared with Google.</p>`;
  return html`<ul class="cards">${shared.map((lock) => lockCard(lock, now))}</ul>`;
}

function manyLocks(shared: readonly SharedLock[], filter: LocksFilter, now: number): Html {
  const all = shared.map((lock): ListedLock => {
    const { name = `Lock ${lock.lockId}`, groupName } = lock.state.listed ?? {};
    const { words: state } = lockStatus(lock, now);
    return { lock, state, lockId: lock.lockId, name, ...(groupName !== undefined && { groupName }) };
  });
  const inState = filter.state === '' ? all : all.filter(({ state }) => state === filter.state);
  const arranged = arrangeLocks(inState, filter, MAX_PLAIN_LOCKS);
  return html`<p>${count(all.length, 'lock')}: ${summary(all)}</p>
<form method="get" action="${PATHS.overview}">
${filter.state !== '' && html`<input type="hidden" name="state" value="${filter.state}">`}
<div class="field">
<label for="find">Find by name or group</label>
<input id="find" name="find" type="search" value="${filter.find}" maxlength="${MAX_FIND_LENGTH}" autocomplete="off">
</div>
<div class="buttons">
<button class="button">Find</button>
${isFiltered(filter) && html`<a class="button" href="${PATHS.overview}">Show all</a>`}
</div>
</form>
${isFiltered(filter) && html`<p role="status">${count(arranged.found.length, 'lock')} found${filter.state !== '' && html`, ${filter.state.toLowerCase()}`}.</p>`}
${arranged.groups.map(
  ({ name, locks }) => html`<h3 class="group">${name ?? 'No group'}</h3>
<ul class="cards">${locks.map(({ lock }) => lockCard(lock, now, { isInGroup: true }))}</ul>`,
)}
${turnPages(arranged, filter)}`;
}

function isFiltered({ find, state }: LocksFilter): boolean {
  return find !== '' || state !== '';
}

/** The number of locks in each state, as links: what needs a look is not on the first page. */
function summary(all: readonly ListedLock[]): Html[] {
  const states = [...Map.groupBy(all, ({ state }) => state)];
  return states.map(
    ([state, { length }], index) =>
      html`${index > 0 && ', '}<a href="${addressOf({ find: '', state, page: 0 })}">${length} ${state.toLowerCase()}</a>`,
  );
}

function turnPages({ page, pages }: ArrangedLocks<ListedLock>, filter: LocksFilter): Html | false {
  const turn = (to: number, label: string) =>
    html`<a class="button" href="${addressOf({ ...filter, page: to })}">${label}</a>`;
  return (
    pages > 1 &&
    html`<p>Page ${page + 1} of ${pages}</p>
<p class="buttons">${page > 0 && turn(page - 1, 'Previous')}${page < pages - 1 && turn(page + 1, 'Next')}</p>`
  );
}

function addressOf({ find, state, page }: LocksFilter): string {
  const query = new URLSearchParams({
    ...(find !== '' && { find }),
    ...(state !== '' && { state }),
    ...(page > 0 && { page: String(page + 1) }),
  });
  return query.size === 0 ? PATHS.overview : `${PATHS.overview}?${query}`;
}
