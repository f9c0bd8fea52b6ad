import type { LoadedAccount } from '../../accounts/accounts.ts';
import { mayHaveLostKey } from '../../accounts/credentials/key-roll.ts';
import type { Words } from '../../languages/words.ts';
import { callsInMonth } from '../../locks/call-usage.ts';
import { forecastCalls } from '../../locks/forecasts/call-forecast.ts';
import type { CloudPlan } from '../../locks/lock-cloud.ts';
import { type Html, html } from '../../pages/html.ts';
import { PATHS } from '../paths.ts';

/** The content of {@link healthSection}. */
export interface HealthView {
  readonly words: Words;
  readonly loaded: LoadedAccount;
  /** Ms since the epoch. */
  readonly now: number;
  /** True if its API key can be replaced. */
  readonly hasKey: boolean;
  readonly monthlyCalls: number;
  readonly plan?: CloudPlan | undefined;
}

/** The section about the connections to both clouds and the calls of the month. */
export function healthSection(view: HealthView): Html {
  const { words, hasKey } = view;
  return html`<section>
<h2>${words.text('health.title')}</h2>
<dl>
<dt>Sifely</dt>
<dd>${sifely(view)}</dd>
<dt>Google</dt>
<dd>${google(view)}</dd>
<dt>${words.text('health.calls')}</dt>
<dd>${calls(view)}</dd>
</dl>
${hasKey && html`<p class="buttons"><a class="button" href="${PATHS.key}">${words.text('health.makeKey')}</a></p>`}
</section>`;
}

/** Returns what the owner has to know or do at once, to be shown where the page begins; nothing if all is well. */
export function healthTroubles(view: HealthView): Html[] {
  const { words, loaded, now, monthlyCalls } = view;
  const { kind } = forecastCalls(loaded.states.usage, monthlyCalls, loaded.account.createdAt, now);
  const spent = kind === 'spent' ? words.html('health.callsSpent') : undefined;
  return [disconnected(view), forgotten(view), spent].filter((trouble) => trouble !== undefined);
}

function sifely(view: HealthView): Html {
  return disconnected(view) ?? view.words.html('health.connected');
}

function disconnected({ words, loaded: { account }, now }: HealthView): Html | undefined {
  const { credentialsRefusedAt } = account;
  if (credentialsRefusedAt === undefined) return undefined;
  const ago = words.ago(credentialsRefusedAt, now);
  const lost = mayHaveLostKey(account, now) && html`${words.text('health.lostKey')} `;
  return html`${lost}${words.html('health.disconnected', { ago })}`;
}

function forgotten({ words, loaded: { account, states }, now }: HealthView): Html | undefined {
  const { unlinkedAt } = states.google ?? {};
  if (account.grants.length === 0 || unlinkedAt === undefined) return undefined;
  return words.html('health.forgotten', { ago: words.ago(unlinkedAt, now) });
}

function google(view: HealthView): Html {
  const { words, loaded, now } = view;
  const { syncedAt } = loaded.states.google ?? {};
  if (loaded.account.grants.length === 0) return words.html('health.notLinked');
  const gone = forgotten(view);
  if (gone) return gone;
  if (syncedAt === undefined) return words.html('health.notSynced');
  return words.html('health.synced', { ago: words.ago(syncedAt, now) });
}

/** The calls of the month, and until when they last. The limit is ours; the plan at Sifely is larger, where it is known. */
function calls({ words, loaded: { account, states }, now, monthlyCalls: limit, plan }: HealthView): Html {
  const used = callsInMonth(states.usage, now);
  const month = words.month(now);
  const parts = [words.html('health.callsUsed', { used, limit, month })];
  const forecast = forecastCalls(states.usage, limit, account.createdAt, now);
  if (forecast.kind === 'until')
    parts.push(words.html('health.callsUntil', { date: words.date(forecast.at) }));
  if (forecast.kind === 'enough') parts.push(words.html('health.callsEnough'));
  if (forecast.kind === 'spent') parts.push(words.html('health.callsSpent'));
  if (plan?.monthlyCalls !== undefined) parts.push(words.html('health.plan', { calls: plan.monthlyCalls }));
  return html`${parts.map((part) => html`${part} `)}`;
}
