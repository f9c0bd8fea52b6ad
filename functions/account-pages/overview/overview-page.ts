import type { LoadedAccount } from '../../accounts/accounts.ts';
import type { Pin } from '../../accounts/pins/pin.ts';
import type { Words } from '../../languages/words.ts';
import type { CloudPlan } from '../../locks/lock-cloud.ts';
import { SCRIPT_ELEMENT } from '../../pages/browser/script.ts';
import { type Html, html } from '../../pages/html.ts';
import { layout, notice } from '../../pages/layout.ts';
import { MAX_PLAIN_LOCKS } from '../../pages/lock-list/arrange-locks.ts';
import type { OwnerSession } from '../../pages/sessions.ts';
import { alertsSection } from '../alerts/alerts-section.ts';
import { guestsSection } from '../guests/guests-section.ts';
import { checkButton, checkCost } from '../lock-test/door-buttons.ts';
import { PATHS } from '../paths.ts';
import { pinsSection } from '../pins/pins-section.ts';
import { lockout } from '../pins/wrong-pins.ts';
import { answer, checked, sharedDoors } from './answer.ts';
import { dataSection } from './data-section.ts';
import type { DoorTokens } from './door-card.ts';
import { addressOf, type DoorsFilter, doorsList } from './doors-section.ts';
import { healthSection, healthTroubles } from './health-section.ts';
import { linksSection } from './links-section.ts';
import { ANSWER, CHECKED, cardsOf } from './live-parts.ts';
import { MARKS } from './marks.ts';
import { sessionBar } from './session-bar.ts';
import { webhookSection } from './webhook-section.ts';

/** `webhookUrl` is a secret of the owner. Times are ms since the epoch. */
export interface OverviewView {
  readonly words: Words;
  readonly loaded: LoadedAccount;
  readonly username: string;
  /** That of the household first. */
  readonly pins: readonly Pin[];
  readonly now: number;
  readonly expiresAt: number;
  /** True if its API key can be replaced. */
  readonly hasKey: boolean;
  readonly monthlyCalls: number;
  readonly plan?: CloudPlan | undefined;
  /** The section of the activity. */
  readonly activity: Html;
  /** True if this deployment has guests. */
  readonly hasGuests: boolean;
  readonly doorTokens: DoorTokens;
  readonly filter: DoorsFilter;
  /** True if the page may hold a stream of events; else it asks now and then. */
  readonly isStreamed: boolean;
  readonly webhookUrl: string;
  readonly tokens: { readonly lockout: string; readonly signOut: string; readonly signOutEverywhere: string };
  readonly notice?: NonNullable<OwnerSession['notice']>;
}

/** The page that answers whether the doors are locked, and from which everything else is reached. */
export function overviewPage(view: OverviewView): Html {
  const { words, loaded, filter, now, tokens } = view;
  const doors = sharedDoors(loaded);
  const said = view.notice && words.text(`overview.notice.${view.notice}`);
  const events = addressOf(filter, PATHS.events);
  return layout(
    words,
    words.text('overview.title'),
    html`${MARKS}
${notice(said)}
${sessionBar({ ...view, formToken: tokens.signOut })}
<div class="overview" data-events="${events}"${view.isStreamed && html` data-stream`}>
<div>
<section class="first" aria-labelledby="doors">
<h2 id="doors">${words.text('overview.doors')}</h2>
<div class="answer">
<div id="${ANSWER}" aria-live="polite">${answer(words, doors)}</div>
<p class="hint"><span id="${CHECKED}">${checked(words, doors, now)}</span> <span data-live="${words.text('overview.live')}"></span></p>
${
  doors.length > 0 &&
  doors.length <= MAX_PLAIN_LOCKS &&
  html`<div class="check">${checkButton(words, view.doorTokens.check)}<span class="hint">${checkCost(words, doors.length)}</span></div>`
}
</div>
${healthTroubles(view).map((trouble) => html`<p class="alert">${trouble}</p>`)}
${lockout(words, loaded.states, now, tokens.lockout)}
${doorsList(words, doors, filter, cardsOf(view))}
<p class="buttons"><a class="button" href="${PATHS.locks}">${words.text('overview.chooseLocks')}</a></p>
</section>
${view.activity}
${pinsSection(view)}
${view.hasGuests && guestsSection(words)}
</div>
<div>
${linksSection(words, loaded, now)}
${healthSection(view)}
${webhookSection(words, loaded, view.webhookUrl, now)}
${alertsSection(words, loaded)}
${dataSection(words, tokens)}
</div>
</div>
${SCRIPT_ELEMENT}`,
    undefined,
    { said },
  );
}
