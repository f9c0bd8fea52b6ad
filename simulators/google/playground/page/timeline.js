import { showDiagram } from './diagram.js';
import { icon } from './icons.js';
import { element } from './server.js';

const PARTIES = { person: 'Person', google: 'Google', service: 'Service', sifely: 'Sifely', house: 'House' };
const KEPT = 500;
const byId = (id) => document.getElementById(id);

/** Every message, newest first, with its JSON; and a diagram of the last exchange. */
export class Timeline {
  constructor() {
    this.messages = [];
    this.list = byId('messages');
    this.only = byId('only');
    this.only.addEventListener('change', () => this.showAll());
  }

  clear() {
    this.messages = [];
    this.list.replaceChildren();
    this.drawSoon();
  }

  add(message) {
    const later = this.messages.findLastIndex(({ at }) => at <= message.at);
    this.messages.splice(later + 1, 0, message);
    if (this.messages.length > KEPT) this.messages.shift();
    if (this.isShown(message)) {
      const shown = this.messages.filter((each) => this.isShown(each));
      const place = shown.length - 1 - shown.indexOf(message);
      this.list.insertBefore(row(message), this.list.children[place] ?? null);
      while (this.list.children.length > KEPT) this.list.lastChild.remove();
    }
    this.drawSoon();
  }

  /** Fills the choice of locks. */
  showLocks(locks) {
    const key = locks.map(({ id, name }) => `${id} ${name}`).join('|');
    if (this.only.dataset.key === key) return;
    this.only.dataset.key = key;
    const { value } = this.only;
    this.only.replaceChildren(
      element('option', { value: '' }, 'All'),
      ...locks.map(({ id, name }) => element('option', { value: id }, name)),
    );
    this.only.value = locks.some(({ id }) => id === value) ? value : '';
  }

  isShown({ lockIds }) {
    return this.only.value === '' || lockIds.includes(this.only.value);
  }

  showAll() {
    const shown = this.messages.filter((each) => this.isShown(each));
    this.list.replaceChildren(...shown.reverse().map(row));
  }

  drawSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      const last = this.messages.findLast(({ exchange }) => exchange !== undefined)?.exchange;
      showDiagram(
        byId('diagram'),
        this.messages.filter(({ exchange }) => exchange === last && last !== undefined),
        PARTIES,
      );
    }, 150);
  }
}

function row(message) {
  const { at, from, to, title, outcome, isFailure, tookMs, request, response } = message;
  const end = [outcome, tookMs === undefined ? undefined : `${tookMs} ms`].filter(
    (part) => part !== undefined,
  );
  const cells = [
    element('time', { dateTime: new Date(at).toISOString() }, new Date(at).toLocaleTimeString('en-GB')),
    wayOf(from, to),
    element('span', { className: 'title' }, title),
    element('span', { className: 'end', 'data-failed': isFailure ? 'yes' : 'no' }, end.join(' · ')),
  ];
  if (request === undefined && response === undefined)
    return element('li', {}, element('div', { className: 'plain' }, ...cells));
  const details = element('details', {}, element('summary', {}, ...cells));
  details.addEventListener(
    'toggle',
    () => {
      const text = JSON.stringify({ request, response }, undefined, 2);
      details.append(element('pre', { tabIndex: 0 }, text));
    },
    { once: true },
  );
  return element('li', {}, details);
}

function wayOf(from, to) {
  if (from === to) return element('span', { className: 'way' }, PARTIES[from]);
  const arrow = element('span', {}, icon('to'), element('span', { className: 'unseen' }, ' to '));
  return element('span', { className: 'way' }, PARTIES[from], arrow, PARTIES[to]);
}
