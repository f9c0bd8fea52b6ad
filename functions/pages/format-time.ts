import { type Html, html } from './html.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Formats a past time (ms): within an hour its age, within a day the time, then the date. UTC: the reader's zone is unknown. */
export function past(at: number, now: number): Html {
  return timeElement(at, age(at, now));
}

/** The same at the beginning of a sentence. */
export function pastCapitalized(at: number, now: number): Html {
  const text = age(at, now);
  return timeElement(at, text.charAt(0).toUpperCase() + text.slice(1));
}

/** The time of day from which a wait is over: `21:36 UTC`, rounded up to the minute. `at` in ms since the epoch. */
export function timeAfter(at: number): string {
  return timeOfDay(Math.ceil(at / MINUTE_MS) * MINUTE_MS);
}

/** Returns {@link timeAfter} as an element, with the date if that is more than half a day away. */
export function until(at: number, now: number): Html {
  const time = timeAfter(at);
  return timeElement(at, at - now > DAY_MS / 2 ? `${dateOf(at)}, ${time}` : time);
}

/** The month in words, UTC: `May 2026`. */
export function monthName(now: number): string {
  return new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(now);
}

/** `1 minute`, `2 minutes`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function age(at: number, now: number): string {
  const ms = Math.max(0, now - at);
  if (ms < MINUTE_MS) return 'just now';
  if (ms < HOUR_MS) return `${count(Math.floor(ms / MINUTE_MS), 'minute')} ago`;
  if (ms < DAY_MS) return `${count(Math.floor(ms / HOUR_MS), 'hour')} ago (${timeOfDay(at)})`;
  return `on ${dateOf(at)}, ${timeOfDay(at)}`;
}

function timeElement(at: number, text: string): Html {
  return html`<time datetime="${new Date(at).toISOString()}">${text}</time>`;
}

function timeOfDay(at: number): string {
  return `${new Date(at).toISOString().slice(11, 16)} UTC`;
}

function dateOf(at: number): string {
  const format = { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' } as const;
  return new Intl.DateTimeFormat('en-GB', format).format(at);
}
