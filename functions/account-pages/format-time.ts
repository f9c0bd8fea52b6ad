import { type Html, html } from '../pages/html.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/**
 * When something was, as a person without JavaScript can read it: how long ago within an hour, with the time of day within
 * a day, with the date before that. UTC, since the server does not know where the person is. Both in ms since the epoch.
 */
export function past(at: number, now: number): Html {
  const ms = Math.max(0, now - at);
  if (ms < MINUTE_MS) return moment(at, 'less than a minute ago');
  if (ms < HOUR_MS) return moment(at, `${count(Math.floor(ms / MINUTE_MS), 'minute')} ago`);
  if (ms < DAY_MS) return moment(at, `${count(Math.floor(ms / HOUR_MS), 'hour')} ago (${timeOf(at)})`);
  return moment(at, `on ${dateOf(at)}, ${timeOf(at)}`);
}

/** When something will be. */
export function future(at: number, now: number): Html {
  const minutes = Math.max(1, Math.ceil((at - now) / MINUTE_MS));
  const wait = minutes < 120 ? count(minutes, 'minute') : count(Math.ceil(minutes / 60), 'hour');
  return moment(at, `for ${wait} (until ${timeOf(at)})`);
}

/** The month of a moment in words, UTC. */
export function monthName(now: number): string {
  return new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(now);
}

/** `1 minute`, `2 minutes`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function moment(at: number, text: string): Html {
  return html`<time datetime="${new Date(at).toISOString()}">${text}</time>`;
}

function timeOf(at: number): string {
  return `${new Date(at).toISOString().slice(11, 16)} UTC`;
}

function dateOf(at: number): string {
  const format = { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' } as const;
  return new Intl.DateTimeFormat('en-GB', format).format(at);
}
