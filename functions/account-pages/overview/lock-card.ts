import type { SharedLock } from '../../accounts/shared-lock.ts';
import { texts } from '../../languages/texts/locks/en.ts';
import { past } from '../../pages/format-time.ts';
import { type Html, html } from '../../pages/html.ts';
import { commandStatus, lockStatus } from './lock-status.ts';

/** One shared lock: its state with time and source, its battery and its last commands. Below the heading of its group it does not repeat it. */
export function lockCard(lock: SharedLock, now: number, { isInGroup = false } = {}): Html {
  const { listed, battery, commands } = lock.state;
  const { words, detail } = lockStatus(lock, now);
  const name = listed?.name ?? `Lock ${lock.lockId}`;
  const group =
    !isInGroup && listed?.groupName && html` <span class="hint inline">${listed.groupName}</span>`;
  const level =
    battery && html`<p class="hint">Battery ${battery.percent}%, ${past(battery.learnedAt, now)}</p>`;
  return html`<li class="card">
${isInGroup ? html`<h4>${name}</h4>` : html`<h3>${name}${group}</h3>`}
<p><strong>${words}</strong> <span class="hint">${detail}</span></p>
${level}
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

/** The reason why Google cannot control a shared lock. */
function trouble({ state: { listed } }: SharedLock): Html | undefined {
  const operability = listed?.operability ?? 'operable';
  if (operability === 'operable') return undefined;
  return html`<p class="wrong">Google can’t control it right now. ${texts[`reason.${operability}`]}</p>`;
}
