import { icon, setIcon } from './icons.js';
import { element, setText, span } from './server.js';

const WORDS = {
  locked: 'Locked',
  unlocked: 'Unlocked',
  jammed: 'Jammed',
  offline: 'Offline',
  updating: 'Updating…',
  unknown: 'No state yet',
};

/** Creates a tile; a tap locks or unlocks. */
export function makeTile(id, tap) {
  const button = element(
    'button',
    { type: 'button', className: 'tile' },
    element('span', { className: 'badge' }, icon('unknown')),
    element('span', { className: 'name' }),
    element('span', { className: 'state' }),
    element('span', { className: 'told' }),
  );
  button.addEventListener('click', () => tap(id));
  return button;
}

/** Shows what Google was told of a lock. */
export function fillTile(button, tile, now) {
  button.dataset.state = tile.state;
  setIcon(button.querySelector('svg'), tile.state);
  setText(button.querySelector('.name'), tile.name);
  setText(button.querySelector('.state'), WORDS[tile.state]);
  const battery = tile.battery === undefined ? '' : `${tile.battery} %`;
  const told = tile.toldAt === undefined ? '' : `told ${span(now - tile.toldAt)} ago by ${BY[tile.toldBy]}`;
  setText(button.querySelector('.told'), [battery, told].filter((part) => part !== '').join(' · '));
}

const BY = { report: 'a report', QUERY: 'an answer', EXECUTE: 'a command' };

/** Says whether a tile is true: `is` for the sign, and a text, empty where there is nothing to compare. */
export function truthOf(tile, lock, now) {
  if (tile === undefined) return { is: 'unknown', text: '' };
  if (lock === undefined) return { is: 'unknown', text: 'unknown' };
  if (tile.isTrue === undefined) return { is: 'wait', text: 'waits' };
  if (tile.isTrue) return { is: 'yes', text: 'true' };
  return { is: 'no', text: `not true for ${span(now - tile.falseSince)}` };
}
