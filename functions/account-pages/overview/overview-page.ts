import type { LoadedAccount } from '../../accounts/accounts.ts';
import type { Pin } from '../../accounts/pins/pin.ts';
import type { Words } from '../../languages/words.ts';
import { past } from '../../pages/format-time.ts';
import { hiddenToken } from '../../pages/forms/form-fields.ts';
import { type Html, html } from '../../pages/html.ts';
import { layout } from '../../pages/layout.ts';
import type { OwnerSession } from '../../pages/sessions.ts';
import { alertsSection } from '../alerts/alerts-section.ts';
import { PATHS } from '../paths.ts';
import { pinsSection } from '../pins/pins-section.ts';
import { healthSection } from './health-section.ts';
import { type LocksFilter, locksSection } from './locks-section.ts';
import { NOTICE_TEXTS } from './notices.ts';

/** `webhookUrl` is a secret of the owner. */
interface OverviewView {
  readonly words: Words;
  readonly loaded: LoadedAccount;
  readonly username: string;
  /** That of the household first. */
  readonly pins: readonly Pin[];
  /** Ms since the epoch. */
  readonly now: number;
  /** True if its API key can be replaced. */
  readonly hasKey: boolean;
  readonly monthlyCalls: number;
  /** The section of the activity. */
  readonly activity: Html;
  readonly filter: LocksFilter;
  readonly webhookUrl: string;
  readonly tokens: { readonly lockout: string; readonly signOut: string; readonly signOutEverywhere: string };
  readonly notice?: NonNullable<OwnerSession['notice']>;
}

export function overviewPage(view: OverviewView): Html {
  const { words, username, tokens, notice } = view;
  return layout(
    words,
    'Your locks in Google',
    html`${notice && html`<p class="notice" role="status">${NOTICE_TEXTS[notice]}</p>`}
<form method="post" action="${PATHS.signOut}" class="who">
${hiddenToken(tokens.signOut)}
<p>Signed in to Sifely as <strong>${username}</strong>.</p>
<button class="button small">Sign out</button>
</form>
${locksSection(view.loaded, view.filter, view.now)}
${view.activity}
${pinsSection({ ...view, lockoutToken: tokens.lockout })}
${healthSection(view)}
${webhookSection(view)}
${alertsSection(words, view.loaded)}
<section>
<h2>Your data</h2>
<p>Everything that is kept about this account, as a file. It holds no PIN, no code and no key.</p>
<p class="buttons"><a class="button" href="${PATHS.data}" download>Download my data</a></p>
<form method="post" action="${PATHS.signOutEverywhere}" class="buttons">
${hiddenToken(tokens.signOutEverywhere)}
<button class="button">Sign out everywhere</button>
</form>
</section>
<section>
<h2>Unlink</h2>
<p>Removes access for everyone and deletes all data here.</p>
<p class="buttons"><a class="button grave" href="${PATHS.unlink}">Unlink everything…</a></p>
</section>`,
  );
}

function webhookSection({ loaded: { states }, now, webhookUrl }: OverviewView): Html {
  const { webhookAt } = states;
  return html`<section>
<h2>Instant updates</h2>
<p>Paste this address into Sifely as the webhook of your account. Google then sees changes within seconds, using far
fewer calls.</p>
<p class="address">${webhookUrl}</p>
<p>${webhookAt === undefined ? 'Not connected yet.' : html`Last update ${past(webhookAt, now)}.`}</p>
<p class="hint">Keep it secret. Someone who has it could fake door events, but not move a lock.</p>
<p class="buttons"><a class="button" href="${PATHS.webhook}">Make a new address…</a></p>
</section>`;
}
