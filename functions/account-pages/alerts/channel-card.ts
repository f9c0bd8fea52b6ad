import type { AlertChannel, ChannelTarget } from '../../accounts/account-alerts.ts';
import { ALL_ALERT_KINDS } from '../../alerts/alert-kinds.ts';
import type { Words } from '../../languages/words.ts';
import type { ChannelResult } from '../../locks/alerts/alert-state.ts';
import { hiddenToken } from '../../pages/forms/form-fields.ts';
import { type Html, html } from '../../pages/html.ts';
import { PATHS } from '../paths.ts';

/** A channel as its owner sees it. */
export interface ShownChannel {
  readonly channel: AlertChannel;
  /** Absent if no key opens it. */
  readonly target: ChannelTarget | undefined;
  readonly result: ChannelResult | undefined;
}

/** Returns the card of a channel: where it leads, how it does, and the choice of its alerts. `now` in ms since the epoch. */
export function channelCard(
  words: Words,
  { channel, target, result }: ShownChannel,
  formToken: string,
  now: number,
): Html {
  const { id, kind, kinds, createdAt } = channel;
  const boxes = ALL_ALERT_KINDS.map((each) => {
    const box = `${id}-${each}`;
    return html`<div class="choice">
<input type="checkbox" id="${box}" name="kind" value="${each}"${kinds.includes(each) && html` checked`}>
<label for="${box}">${words.text(`alerts.kind.${each}`)}</label>
</div>`;
  });
  return html`<li class="card">
<h3>${words.text(`alerts.channel.${kind}`)} <span class="hint inline"><bdi dir="ltr">${placeOf(target)}</bdi></span></h3>
<p>${words.text('alerts.addedOn', { date: words.date(createdAt) })} ${resultText(words, result, now)}</p>
<form method="post" action="${PATHS.alerts}">
${hiddenToken(formToken)}
<input type="hidden" name="channel" value="${id}">
<fieldset>
<legend>${words.text('alerts.ofChannel')}</legend>
${boxes}
</fieldset>
<div class="buttons">
<button class="button main" name="do" value="kinds">${words.text('common.save')}</button>
<button class="button" name="do" value="test">${words.text('alerts.sendTest')}</button>
<button class="button grave" name="do" value="remove">${words.text('alerts.remove')}</button>
</div>
</form>
</li>`;
}

/** Returns why a message was not delivered, as a sentence. `reason` as `alerts/outbox.ts` has it. */
export function whyText(words: Words, reason: string): string {
  const [, status] = /^status-(\d+)$/.exec(reason) ?? [];
  if (status !== undefined) return words.text('alerts.why.status', { status });
  switch (reason) {
    case 'address':
    case 'no-connection':
    case 'no-answer':
    case 'gone':
      return words.text(`alerts.why.${reason}`);
    default:
      return words.text('alerts.why.unusable');
  }
}

function resultText(words: Words, result: ChannelResult | undefined, now: number): Html {
  const { deliveredAt, failedAt, reason = '' } = result ?? {};
  const delivered =
    deliveredAt === undefined
      ? words.html('alerts.neverSent')
      : words.html('alerts.lastDelivered', { when: words.ago(deliveredAt, now) });
  if (failedAt === undefined) return delivered;
  return html`${deliveredAt !== undefined && delivered} <strong class="wrong">${words.html('alerts.lastFailed', { when: words.ago(failedAt, now) })} ${whyText(words, reason)}</strong>`;
}

/** The owner's own address, without what a person who looks over the shoulder could use. */
function placeOf(target: ChannelTarget | undefined): string {
  if (target === undefined) return '';
  if (target.kind === 'push') return target.browser ?? '';
  return new URL(target.url).host;
}
