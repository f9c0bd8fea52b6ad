import type { LoadedAccount } from '../../accounts/accounts.ts';
import { sharedIds } from '../../accounts/shared-lock.ts';
import type { Words } from '../../languages/words.ts';
import { annotate } from '../../pages/call-log.ts';
import { type Html, html } from '../../pages/html.ts';
import { layout } from '../../pages/layout.ts';
import type { OwnerVisit } from '../owner-visits.ts';
import { PATHS } from '../paths.ts';
import {
  type ActivityFilter,
  activityAddress,
  type EntryPage,
  KINDS,
  readActivityFilter,
  readEntries,
} from './activity-filter.ts';
import { type ActivityPageDeps, daysOf, shownMs } from './activity-section.ts';
import { entryList } from './entry-list.ts';
import { doorName } from './entry-words.ts';

const PAGE_SIZE = 50;

/** Creates the handler of the page of the activity: what happened in the last days, by door and kind, a page at a time. */
export function createActivityPage(deps: ActivityPageDeps) {
  return async (visit: OwnerVisit): Promise<void> => {
    const { words, loaded, request, response } = visit;
    const now = deps.clock.now();
    const span = shownMs(deps);
    const doors = doorsOf(words, loaded);
    const filter = readActivityFilter(
      request.query,
      doors.map(({ id }) => id),
    );
    const range = { since: now - span, size: PAGE_SIZE };
    const page = span === 0 ? undefined : await readEntries(deps.activity.feed(loaded), filter, range);
    annotate(response, { outcome: 'shown' });
    const keptDays = daysOf(deps.config.activityMs);
    visit.show(200, activityPage({ words, loaded, now, days: daysOf(span), keptDays, doors, filter, page }));
  };
}

interface Door {
  readonly id: string;
  readonly name: string;
}

interface ActivityPageView {
  readonly words: Words;
  readonly loaded: LoadedAccount;
  /** Ms since the epoch. */
  readonly now: number;
  /** The days that the page shows, and those that the files have. */
  readonly days: number;
  readonly keptDays: number;
  readonly doors: readonly Door[];
  readonly filter: ActivityFilter;
  /** Absent if no activity is kept. */
  readonly page: EntryPage | undefined;
}

function activityPage(view: ActivityPageView): Html {
  const { words, page } = view;
  return layout(
    words,
    words.text('activity.title'),
    html`${page === undefined ? html`<p>${words.text('activity.notKept')}</p>` : shownPage(view, page)}
<p class="buttons"><a class="button" href="${PATHS.overview}">${words.text('common.backToAccount')}</a></p>`,
  );
}

function shownPage(view: ActivityPageView, { entries, next }: EntryPage): Html {
  const { words, loaded, now, days, keptDays, filter } = view;
  const { after, ...chosen } = filter;
  const isFiltered = Object.keys(chosen).length > 0;
  const nothing = words.text(isFiltered || after !== undefined ? 'activity.noneFound' : 'activity.none');
  const turn = (to: ActivityFilter, label: string) =>
    html`<a class="button" href="${activityAddress(to)}">${label}</a>`;
  return html`<p>${words.text('activity.intro', { days })}</p>
${filterForm(view)}
<section aria-label="${words.text('activity.title')}">
${entries.length === 0 ? html`<p role="status">${nothing}</p>` : entryList(words, loaded, entries, { now })}
${
  (after !== undefined || next !== undefined) &&
  html`<p class="buttons">${after !== undefined && turn(chosen, words.text('activity.newest'))}${next && turn({ ...chosen, after: next }, words.text('activity.older'))}</p>`
}
</section>
<section>
<h2>${words.text('activity.download')}</h2>
<p>${words.text('activity.kept', { days: keptDays })}</p>
<p class="buttons"><a class="button" href="${PATHS.activityCsv}" download>${words.text('activity.csv')}</a><a class="button" href="${PATHS.activityJson}" download>${words.text('activity.json')}</a></p>
</section>`;
}

function filterForm({ words, doors, filter }: ActivityPageView): Html {
  const option = (value: string, label: string, chosen: string | undefined) =>
    html`<option value="${value}"${value === (chosen ?? '') && html` selected`}>${label}</option>`;
  return html`<form method="get" action="${PATHS.activity}">
<div class="pair">
<div class="field">
<label for="door">${words.text('activity.door')}</label>
<select id="door" name="door">${option('', words.text('activity.allDoors'), filter.door)}${doors.map(({ id, name }) => option(id, name, filter.door))}</select>
</div>
<div class="field">
<label for="kind">${words.text('activity.kind')}</label>
<select id="kind" name="kind">${option('', words.text('activity.allKinds'), filter.kind)}${KINDS.map((kind) => option(kind, words.text(`activity.kind.${kind}`), filter.kind))}</select>
</div>
</div>
<div class="buttons">
<button class="button">${words.text('activity.show')}</button>
${Object.keys(filter).length > 0 && html`<a class="button" href="${PATHS.activity}">${words.text('activity.showEverything')}</a>`}
</div>
</form>`;
}

/** Returns the doors that may have activity: those that are shared, and those that were. */
function doorsOf(words: Words, loaded: LoadedAccount): Door[] {
  const ids = new Set([...sharedIds(loaded.account), ...Object.keys(loaded.states.locks)]);
  const byName = new Intl.Collator(words.tag, { numeric: true });
  return [...ids]
    .map((id) => ({ id, name: doorName(words, loaded, id) }))
    .sort((one, other) => byName.compare(one.name, other.name));
}
