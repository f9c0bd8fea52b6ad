import type { LoadedAccount } from '../../accounts/accounts.ts';
import type { Words } from '../../languages/words.ts';
import { type Html, html } from '../../pages/html.ts';
import { PATHS } from '../paths.ts';

/** The id of the element that holds {@link webhookState}. */
export const WEBHOOK_STATE = 'webhook-state';

/** Says when Sifely last called the webhook address. `now` in ms since the epoch. */
export function webhookState(words: Words, { states: { webhookAt } }: LoadedAccount, now: number): Html {
  return webhookAt === undefined
    ? words.html('health.webhookOff')
    : words.html('health.webhookOn', { ago: words.ago(webhookAt, now) });
}

/** The section that leads through the set-up of the webhook. The steps are open until something was received. `url` is a secret of the owner. */
export function webhookSection(words: Words, loaded: LoadedAccount, url: string, now: number): Html {
  const isOn = loaded.states.webhookAt !== undefined;
  return html`<section>
<h2>${words.text('health.webhook')}</h2>
<p id="${WEBHOOK_STATE}">${webhookState(words, loaded, now)}</p>
<p class="hint">${words.text('health.webhookWhy')}</p>
<details${!isOn && html` open`}>
<summary>${words.text('health.webhookSetUp')}</summary>
<ol>
<li><p>${words.text('health.webhookStep1')}</p>
<p class="address" dir="ltr" data-copy="${words.text('health.copy')}" data-copied="${words.text('health.copied')}">${url}</p></li>
<li>${words.text('health.webhookStep2')}</li>
<li>${words.text('health.webhookStep3')}</li>
</ol>
</details>
<p class="buttons"><a class="button" href="${PATHS.webhook}">${words.text('health.webhookRenew')}</a></p>
</section>`;
}
