import type { SharedLock } from '../accounts/shared-lock.ts';
import { type Html, html } from '../pages/html.ts';
import { LOCK_REASON } from '../pages/lock-reason.ts';
import { past } from './format-time.ts';
import { commandStatus, lockStatus } from './lock-status.ts';

/** One shared lock: what is known of it, since when and from where, and what was asked of it lately. */
export function lockCard(lock: SharedLock, now: number): Html {
  const { listed, battery, commands } = lock.state;
  const { words, detail } = lockStatus(lock, now);
  const group = listed?.groupName && html` <span class="hint inline">${listed.groupName}</span>`;
  const charge =
    battery &&
    html`<p class="hint">Battery ${battery.percent} %, learned ${past(battery.learnedAt, now)}</p>`;
  return html`<li class="card">
<h3>${listed?.name ?? `Lock ${lock.lockId}`}${group}</h3>
<p><strong>${words}</strong> <span class="hint">${detail}</span></p>
${charge}
${trouble(lock)}
${
  commands.length > 0 &&
  html`<p class="hint">Last commands from Google:</p>
<ul class="hint">${commands
    .toReversed()
    .slice(0, MAX_COMMANDS)
    .map((mark) => html`<li>${commandStatus(mark, now)}</li>`)}</ul>`
}
</li>`;
}

const MAX_COMMANDS = 5;

/** Why Google cannot operate a lock that is shared. */
function trouble({ state: { listed } }: SharedLock): Html | undefined {
  const operability = listed?.operability ?? 'operable';
  if (operability === 'operable') return undefined;
  const reason =
    operability === 'gone' ? 'Sifely does not list this lock any more.' : LOCK_REASON[operability];
  return html`<p class="wrong">Google cannot operate it now. ${reason}</p>`;
}
