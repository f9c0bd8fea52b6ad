import type { LoadedAccount } from '../../accounts/accounts.ts';
import type { Activity } from '../../activity/activity.ts';
import type { Clock } from '../../clock.ts';
import type { Config } from '../../config/config.ts';
import type { Words } from '../../languages/words.ts';
import type { Logger } from '../../logs/logger.ts';
import { type Html, html } from '../../pages/html.ts';
import { PATHS } from '../paths.ts';
import { readEntries } from './activity-filter.ts';
import { entryList } from './entry-list.ts';

const NEWEST = 10;
const DAY_MS = 24 * 3_600_000;
/** The page shows no older entries; the files have all. */
const MAX_SHOWN_MS = 30 * DAY_MS;

/** The dependencies of {@link activitySection} and of the page of the activity. */
export interface ActivityPageDeps {
  readonly activity: Activity;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly config: Pick<Config, 'activityMs'>;
}

/** Returns the span of the activity that pages show, in ms; 0 if none is kept. */
export function shownMs({ config }: Pick<ActivityPageDeps, 'config'>): number {
  return Math.min(MAX_SHOWN_MS, config.activityMs);
}

/**
 * The section of the overview with the newest ten events, under `h2`. Needs the `words` of an `OwnerVisit`, whose times are those of the
 * house, and its `loaded` account. Reads the store once; if that fails, the section says so and the rest of the page stands.
 */
export async function activitySection(
  deps: ActivityPageDeps,
  { words, loaded }: { readonly words: Words; readonly loaded: LoadedAccount },
): Promise<Html> {
  return html`<section>
<h2>${words.text('activity.title')}</h2>
${await newest(deps, words, loaded)}
</section>`;
}

async function newest(deps: ActivityPageDeps, words: Words, loaded: LoadedAccount): Promise<Html> {
  const span = shownMs(deps);
  if (span === 0) return html`<p>${words.text('activity.notKept')}</p>`;
  const now = deps.clock.now();
  try {
    const { entries } = await readEntries(
      deps.activity.feed(loaded),
      {},
      { since: now - span, size: NEWEST },
    );
    if (entries.length === 0) return html`<p>${words.text('activity.none')}</p>`;
    return html`${entryList(words, loaded, entries, { now, isInSection: true })}
<p class="buttons"><a class="button" href="${PATHS.activity}">${words.text('activity.showAll', { days: daysOf(span) })}</a></p>`;
  } catch (error) {
    deps.logger.error('could not show activity', { accountId: loaded.account.id, error });
    return html`<p>${words.text('activity.failed')}</p>`;
  }
}

/** Returns a span in whole days. */
export function daysOf(ms: number): number {
  return Math.round(ms / DAY_MS);
}
