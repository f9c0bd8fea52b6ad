import type { LoadedAccount } from '../../accounts/accounts.ts';
import type { ActivityEntry } from '../../activity/activity-entry.ts';
import type { Words } from '../../languages/words.ts';
import { type Html, html } from '../../pages/html.ts';
import { detailsOf, doorName, eventWords, isGrave } from './entry-words.ts';

const HOUR_MS = 3_600_000;

/**
 * The list of entries, newest first, under a heading for each day of the house: `h2`, or `h3` within a section. `now` in ms since the
 * epoch.
 */
export function entryList(
  words: Words,
  loaded: LoadedAccount,
  entries: readonly ActivityEntry[],
  { now, isInSection = false }: { readonly now: number; readonly isInSection?: boolean },
): Html {
  const days = Map.groupBy(entries, ({ at }) => words.date(at));
  const today = words.date(now);
  const yesterday = dayBefore(words, now);
  const heading = (date: string, at: number) => {
    if (date === today) return words.text('activity.today');
    return date === yesterday ? words.text('activity.yesterday') : words.day(at);
  };
  const zone = words.zoneName(now);
  const list = [...days].map(
    ([date, ofDay]) => html`${dayHeading(heading(date, ofDay[0]?.at ?? now), isInSection)}
<ul class="events">${ofDay.map((entry) => entryItem(words, loaded, entry))}</ul>
`,
  );
  return html`${list}${zone !== undefined && html`<p class="hint">${words.text('activity.zone', { zone })}</p>`}`;
}

function dayHeading(day: string, isInSection: boolean): Html {
  return isInSection ? html`<h3>${day}</h3>` : html`<h2>${day}</h2>`;
}

/** A day may have 23 or 25 hours. */
function dayBefore(words: Words, now: number): string {
  const today = words.date(now);
  let hours = 1;
  while (words.date(now - hours * HOUR_MS) === today) hours += 1;
  return words.date(now - hours * HOUR_MS);
}

function entryItem(words: Words, loaded: LoadedAccount, entry: ActivityEntry): Html {
  const { at, lockId } = entry;
  const what = html`<strong${isGrave(entry) && html` class="grave"`}>${eventWords(words, entry)}</strong>`;
  const door = lockId !== undefined && html` · <bdi>${doorName(words, loaded, lockId)}</bdi>`;
  const details = detailsOf(words, loaded, entry).map((detail, index) => [index > 0 && ' · ', detail]);
  return html`
<li><time datetime="${new Date(at).toISOString()}">${words.timeOfDay(at, { isBare: true })}</time><div>${what}${door}${details.length > 0 && html`<span class="hint">${details}</span>`}</div></li>`;
}
