import { createHash } from 'node:crypto';
import { Html } from '../html.ts';

/**
 * The script that pages share, which work without it; alerts have one more (`alerts/push-script.ts`). The policy allows it by its hash alone. It shows what is typed into a field with
 * `data-show`, fills the zone of the browser, if it is that of a place, into a field with `data-zone` if it is at that offset from UTC (in minutes) at some time of the year,
 * copies the text of `data-copy`, says when a session is about to end (`#session`), and keeps the parts of a page with
 * `data-events` up to date: over a stream, or where there is none by asking now and then. All texts come from the page.
 */
const SCRIPT = `
(() => {
const find = (selector) => [...document.querySelectorAll(selector)];
const button = (text, press) => {
  const made = document.createElement('button');
  made.type = 'button';
  made.className = 'button small';
  made.textContent = text;
  made.addEventListener('click', () => press(made));
  return made;
};
for (const field of find('[data-show]')) {
  const show = button(field.dataset.show, () => {
    const isShown = field.classList.toggle('shown');
    if (field.dataset.type) field.type = isShown ? 'text' : field.dataset.type;
    show.setAttribute('aria-pressed', isShown);
  });
  if (field.type === 'password') field.dataset.type = field.type;
  show.setAttribute('aria-pressed', false);
  show.setAttribute('aria-controls', field.id);
  field.after(show);
}
const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
const offsets = [0, 6].map((month) => -new Date(new Date().getFullYear(), month).getTimezoneOffset());
for (const field of find('[data-zone]')) {
  if (/^(?!Etc\\/).+\\//.test(timeZone) && (field.dataset.zone === '' || offsets.includes(+field.dataset.zone))) field.value = timeZone;
}
if (navigator.clipboard) for (const from of find('[data-copy]')) {
  from.after(button(from.dataset.copy, async (made) => {
    await navigator.clipboard.writeText(from.textContent.trim());
    made.textContent = from.dataset.copied;
  }));
}

const session = document.getElementById('session');
const SOON_MS = 120000;
let endsAt, said;
const stay = (seconds) => {
  endsAt = Date.now() + seconds * 1000;
  if (said && said !== 'over') { session.querySelector('[role=alert]').remove(); said = undefined; }
};
const say = (what) => {
  if (said === what) return;
  said = what;
  session.querySelector('[role=alert]')?.remove();
  const alert = document.createElement('p');
  alert.setAttribute('role', 'alert');
  alert.className = 'alert';
  const link = document.createElement('a');
  link.href = location.pathname + location.search;
  link.textContent = session.dataset[what + 'Link'];
  if (what === 'soon') link.addEventListener('click', async (event) => {
    event.preventDefault();
    try {
      const answer = await fetch(session.dataset.stay, { method: 'HEAD' });
      if (answer.redirected) over();
      else if (answer.ok) stay(session.dataset.seconds);
    } catch { location.assign(link.href); }
  });
  alert.append(session.dataset[what] + ' ', link);
  session.append(alert);
};
const over = () => { endsAt = 0; say('over'); };
if (session) {
  stay(session.dataset.seconds);
  const look = () => {
    const left = endsAt - Date.now();
    if (left <= 0) say('over');
    else if (left <= SOON_MS) say('soon');
  };
  setInterval(look, 5000);
  document.addEventListener('visibilitychange', look);
}

const live = document.querySelector('[data-events]');
if (live && session) {
  const late = new Map();
  const put = (id, html) => {
    const part = document.getElementById(id);
    if (!part) return;
    if (part.contains(document.activeElement)) { late.set(id, html); return; }
    late.delete(id);
    const made = document.createElement('template');
    made.innerHTML = html;
    if (part.innerHTML !== made.innerHTML) part.innerHTML = html;
  };
  document.addEventListener('focusout', () => setTimeout(() => late.forEach((html, id) => put(id, html))));
  const mark = find('[data-live]');
  const isLive = (is) => mark.forEach((each) => { each.textContent = is ? each.dataset.live : ''; });
  const take = ({ parts, seconds }) => {
    stay(seconds);
    for (const [id, html] of Object.entries(parts)) put(id, html);
  };
  const ask = async () => {
    if (document.hidden || said === 'over') return;
    try {
      const answer = await fetch(live.dataset.events, { headers: { accept: 'application/json' } });
      if (answer.status === 401) over();
      isLive(answer.ok);
      if (answer.ok) take(await answer.json());
    } catch { isLive(false); }
  };
  const askNowAndThen = () => { setInterval(ask, 30000); ask(); };
  if (live.dataset.stream === undefined || !window.EventSource) askNowAndThen();
  else {
    const stream = new EventSource(live.dataset.events);
    stream.addEventListener('doors', ({ data }) => { isLive(true); take(JSON.parse(data)); });
    stream.addEventListener('end', () => { stream.close(); isLive(false); over(); });
    stream.addEventListener('error', () => {
      isLive(false);
      if (stream.readyState === EventSource.CLOSED) askNowAndThen();
    });
    addEventListener('pagehide', () => stream.close());
    addEventListener('pageshow', ({ persisted }) => persisted && location.reload());
  }
}
})();
`;

/** Without the indentation, which every page would carry. */
const SENT = SCRIPT.replace(/\n +/g, '\n');

/** The script as an element, for the end of a page. */
export const SCRIPT_ELEMENT = new Html(`<script>${SENT}</script>`);

/** The hash of the script for `script-src`. */
export const SCRIPT_HASH = `'sha256-${createHash('sha256').update(SENT).digest('base64')}'`;
