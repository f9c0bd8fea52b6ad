import type { LoadedAccount } from '../../accounts/accounts.ts';
import { houseZone } from '../../accounts/lock-rules.ts';
import type { Words } from '../../languages/words.ts';
import { hiddenToken } from '../../pages/forms/form-fields.ts';
import { type Html, html } from '../../pages/html.ts';
import { alert, layout, notice } from '../../pages/layout.ts';
import { timeOfDay } from '../../schedules/weekly-hours.ts';
import { PATHS } from '../paths.ts';
import { channelCard, type ShownChannel } from './channel-card.ts';
import { PUSH_SCRIPT, WORKER_PATH } from './push-script.ts';

/** The fields of a form that was refused, as they were typed. */
export interface TypedAlerts {
  readonly form: 'webhook' | 'ntfy' | 'night' | 'push';
  readonly url?: string;
  readonly from?: string;
  readonly until?: string;
}

/** The content of the page. */
export interface AlertsView {
  readonly words: Words;
  readonly loaded: LoadedAccount;
  readonly channels: readonly ShownChannel[];
  readonly formToken: string;
  /** The key that a browser must subscribe with. */
  readonly pushKey: string;
  /** Ms since the epoch. */
  readonly now: number;
  readonly notice?: string;
  readonly problem?: string;
  readonly typed?: TypedAlerts;
  /** The secret of a webhook that was just added: shown this once. */
  readonly secret?: string;
}

/** The first field of each form. */
const FIELD_OF = { webhook: 'webhook-url', ntfy: 'ntfy-url', night: 'night-from', push: undefined } as const;

/** The page on which owners choose what they are told, and where. */
export function alertsPage(view: AlertsView): Html {
  const { words, channels, secret, formToken, now } = view;
  return layout(
    words,
    words.text('alerts.title'),
    html`${alert(view.problem, view.typed && FIELD_OF[view.typed.form])}${notice(view.notice)}
${secret && secretSection(words, secret)}
<p>${words.text('alerts.intro')}</p>
${
  channels.length > 0 &&
  html`<h2>${words.text('alerts.channels')}</h2>
<ul class="cards">
${channels.map((channel) => channelCard(words, channel, formToken, now))}
</ul>`
}
${ntfyForm(view)}
${pushForm(view)}
${webhookForm(view)}
${nightForm(view)}
<p class="buttons"><a class="button" href="${PATHS.overview}">${words.text('common.backToAccount')}</a></p>
${PUSH_SCRIPT}`,
    undefined,
    { isProblem: view.problem !== undefined, said: view.notice },
  );
}

function secretSection(words: Words, secret: string): Html {
  return html`<section>
<h2>${words.text('alerts.secretTitle')}</h2>
<p>${words.text('alerts.secretText')}</p>
<p class="address">${secret}</p>
</section>`;
}

function addressField(view: AlertsView, form: 'webhook' | 'ntfy', label: string): Html {
  const id = `${form}-url`;
  const { typed } = view;
  const isWrong = typed?.form === form;
  return html`<div class="field">
<label for="${id}">${label}</label>
<input id="${id}" name="url" type="url" inputmode="url" dir="ltr" required maxlength="1000" autocomplete="off" autocapitalize="off"
 spellcheck="false" placeholder="https://" value="${isWrong ? typed.url : ''}"${isWrong && html` aria-invalid="true" aria-describedby="problem"`}>
</div>`;
}

function webhookForm(view: AlertsView): Html {
  const { words, formToken } = view;
  return html`<section>
<h2>${words.text('alerts.addWebhook')}</h2>
<p>${words.text('alerts.webhookHint')}</p>
<form method="post" action="${PATHS.alerts}">
${hiddenToken(formToken)}
${addressField(view, 'webhook', words.text('alerts.address'))}
<div class="buttons"><button class="button" name="do" value="add-webhook">${words.text('alerts.addWebhook')}</button></div>
</form>
</section>`;
}

function ntfyForm(view: AlertsView): Html {
  const { words, formToken } = view;
  return html`<section>
<h2>${words.text('alerts.addNtfy')}</h2>
<p>${words.text('alerts.ntfyHint')}</p>
<form method="post" action="${PATHS.alerts}">
${hiddenToken(formToken)}
${addressField(view, 'ntfy', words.text('alerts.topicAddress'))}
<div class="field">
<label for="ntfy-token">${words.text('alerts.token')}</label>
<input id="ntfy-token" name="token" type="text" class="pin" dir="ltr" maxlength="200" autocomplete="off" autocapitalize="off" spellcheck="false">
</div>
<div class="buttons"><button class="button" name="do" value="add-ntfy">${words.text('alerts.addNtfy')}</button></div>
</form>
</section>`;
}

/** The script shows the form where the browser can take alerts; without it the hint stays. */
function pushForm({ words, formToken, pushKey }: AlertsView): Html {
  const fields = ['url', 'p256dh', 'auth', 'browser'].map(
    (name) => html`<input type="hidden" name="${name}" value="">`,
  );
  return html`<section>
<h2>${words.text('alerts.addPush')}</h2>
<p data-push id="push-needs">${words.text('alerts.pushNeeds')}</p>
<p data-push id="push-denied" class="alert" hidden>${words.text('alerts.pushDenied')}</p>
<p data-push id="push-failed" class="alert" hidden>${words.text('alerts.pushFailed')}</p>
<form method="post" action="${PATHS.alerts}" data-push id="push" data-worker="${WORKER_PATH}" hidden>
${hiddenToken(formToken)}
<input type="hidden" name="do" value="add-push">
<input type="hidden" name="key" value="${pushKey}">${fields}
<div class="buttons"><button class="button">${words.text('alerts.pushButton')}</button></div>
</form>
</section>`;
}

function nightForm({ words, formToken, loaded: { account }, typed }: AlertsView): Html {
  const night = account.alerts?.night;
  const isTyped = typed?.form === 'night';
  const from = isTyped ? typed.from : night && timeOfDay(night.from);
  const until = isTyped ? typed.until : night && timeOfDay(night.until);
  const field = (name: 'from' | 'until', label: string, value: string | undefined) => html`<div class="field">
<label for="night-${name}">${label}</label>
<input id="night-${name}" name="${name}" type="time" dir="ltr" value="${value}"${isTyped && html` aria-invalid="true" aria-describedby="problem"`}>
</div>`;
  return html`<section>
<h2>${words.text('alerts.night')}</h2>
<p>${words.text('alerts.nightHint')} ${words.html('alerts.zone', { zone: houseZone(account) })}</p>
<form method="post" action="${PATHS.alerts}">
${hiddenToken(formToken)}
${field('from', words.text('alerts.nightFrom'), from)}
${field('until', words.text('alerts.nightUntil'), until)}
<div class="buttons"><button class="button" name="do" value="night">${words.text('common.save')}</button></div>
</form>
</section>`;
}
