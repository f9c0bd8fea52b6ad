import { element, keyed, setText, span } from './server.js';

const WORDS = {
  locked: 'Locked',
  unlocked: 'Unlocked',
  jammed: 'Jammed',
  offline: 'Offline',
  updating: 'Updating…',
  unknown: 'No state yet',
};

const PATHS = {
  locked:
    'M7 10V7a5 5 0 0 1 10 0v3h1a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H6a1 1 0 0 1-1-1v-9a1 1 0 0 1 1-1h1zm2 0h6V7a3 3 0 0 0-6 0v3z',
  unlocked:
    'M9 10h9a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H6a1 1 0 0 1-1-1v-9a1 1 0 0 1 1-1h1V6a5 5 0 0 1 9.6-2l-1.8.9A3 3 0 0 0 9 6v4z',
  jammed: 'M12 3 22 20H2L12 3zm-1 7v5h2v-5h-2zm0 6.5v2h2v-2h-2z',
  offline:
    'M4.3 3 21 19.7 19.7 21l-5-5L12 19 2 9c1-1 2-1.7 3.3-2.300L3 4.3 4.3 3zM12 5c3.7 0 7.3 1.3 10 4l-4.3 4.300L9.6 5.200C10.4 5.1 11.2 5 12 5z',
  updating: 'M12 4a8 8 0 1 0 8 8h-2a6 6 0 1 1-6-6V4z',
  unknown:
    'M12 2a10 10 0 1 1 0 20 10 10 0 0 1 0-20zm-1 13v2h2v-2h-2zm1-9a3.5 3.5 0 0 0-3.5 3.500h2a1.5 1.5 0 1 1 2.3 1.300c-1 .6-1.8 1.3-1.8 3.200h2c0-1 .4-1.3 1.2-1.800A3.5 3.5 0 0 0 12 6z',
};

/** Shows the tiles of the Home app, and under each whether it is true. */
export function showTiles(list, tiles, { now, tap }) {
  const made = keyed(
    list,
    tiles.map(({ id }) => id),
    (id) => makeTile(id, tap),
  );
  for (const [i, tile] of tiles.entries()) fill(made[i], tile, now);
}

function makeTile(id, tap) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  svg.append(document.createElementNS('http://www.w3.org/2000/svg', 'path'));
  svg.firstChild.setAttribute('fill', 'currentColor');
  const button = element(
    'button',
    { type: 'button' },
    svg,
    element('span', { className: 'name' }),
    element('span', { className: 'state' }),
    element('span', { className: 'told' }),
  );
  button.addEventListener('click', () => tap(id));
  return element('li', { className: 'tile' }, button, element('span', { className: 'truth' }));
}

function fill(item, tile, now) {
  item.dataset.state = tile.state;
  const path = item.querySelector('path');
  if (path.getAttribute('d') !== PATHS[tile.state]) path.setAttribute('d', PATHS[tile.state]);
  setText(item.querySelector('.name'), tile.name);
  setText(item.querySelector('.state'), WORDS[tile.state]);
  const battery = tile.battery === undefined ? '' : `battery ${tile.battery} %`;
  const told = tile.toldAt === undefined ? '' : `told ${span(now - tile.toldAt)} ago (${tile.toldBy})`;
  setText(item.querySelector('.told'), [battery, told].filter((part) => part !== '').join(' · '));
  const truth = item.querySelector('.truth');
  truth.dataset.true = tile.isTrue === undefined ? 'unknown' : tile.isTrue ? 'yes' : 'no';
  setText(truth, truthOf(tile, now));
}

function truthOf({ isTrue, falseSince }, now) {
  if (isTrue === undefined) return '';
  return isTrue ? '✓ true' : `✗ not true for ${span(now - falseSince)}`;
}
