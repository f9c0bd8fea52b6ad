import type { Words } from '../languages/words.ts';
import { type Html, html } from '../pages/html.ts';
import { PATHS } from './paths.ts';

/** Returns for how many seconds a session lasts, for the script that announces its end. Times in ms since the epoch. */
export function secondsLeft(expiresAt: number, now: number): number {
  return Math.max(0, Math.round((expiresAt - now) / 1000));
}

/**
 * Says until when the person is signed in. The script says in time that it ends, and can keep it going without a reload, which would lose
 * what was typed. Times in ms since the epoch.
 */
export function sessionEnd(words: Words, expiresAt: number, now: number): Html {
  return html`<div id="session" data-seconds="${secondsLeft(expiresAt, now)}" data-stay="${PATHS.pin}" data-soon="${words.text('overview.soon')}" data-soon-link="${words.text('overview.stay')}"
 data-over="${words.text('overview.over')}" data-over-link="${words.text('common.signInAgain')}">
<p class="hint">${words.html('overview.until', { time: words.timeOfDay(expiresAt) })}</p>
</div>`;
}
