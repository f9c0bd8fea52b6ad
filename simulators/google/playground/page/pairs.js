import { fillDoor, makeDoor, makeUnknownDoor } from './house.js';
import { icon, setIcon } from './icons.js';
import { element, keyed, setText } from './server.js';
import { fillTile, makeTile, truthOf } from './tiles.js';

/** A list with more doors can be searched, and scrolls where it stands beside others. */
const MANY = 8;
const find = document.getElementById('find');
const wanted = document.getElementById('wanted');

/** Shows a row for each lock: the tile of the Home app, whether it is true, and the door. */
export function showPairs(list, { tiles, locks, isLinked, now, tap }) {
  const ids = [...new Set([...(locks ?? []), ...tiles].map(({ id }) => id))];
  const made = keyed(list, ids, (id) => {
    const lock = locks?.find((each) => each.id === id);
    return element(
      'li',
      { className: 'pair' },
      element('div', { className: 'shown' }, makeTile(id, tap), element('p', { className: 'none' })),
      element('p', { className: 'truth' }, icon('yes'), element('span')),
      lock === undefined ? makeUnknownDoor() : makeDoor(lock),
    );
  });
  for (const [i, id] of ids.entries()) {
    const row = made[i];
    const tile = tiles.find((each) => each.id === id);
    const lock = locks?.find((each) => each.id === id);
    row.querySelector('.tile').hidden = tile === undefined;
    const none = row.querySelector('.none');
    none.hidden = tile !== undefined;
    setText(none, isLinked ? 'Not shared with Google' : 'Not linked');
    if (tile !== undefined) fillTile(row.querySelector('.tile'), tile, now);
    showTruth(row.querySelector('.truth'), tile, lock, now);
    if (lock !== undefined) fillDoor(row.querySelector('.door'), lock);
    row.dataset.name = (tile ?? lock).name.toLowerCase();
  }
  const isMany = ids.length > MANY;
  find.hidden = !isMany;
  list.dataset.many = isMany ? 'yes' : 'no';
  if (isMany) list.tabIndex = 0;
  else list.removeAttribute('tabindex');
  filterPairs(list);
}

/** Hides the rows whose names have not the text that is looked for. */
function filterPairs(list) {
  const text = find.hidden ? '' : wanted.value.trim().toLowerCase();
  for (const row of list.children) row.hidden = !row.dataset.name.includes(text);
}

/** Lets a person look for a door in a list of many. */
export function offerFind(list) {
  wanted.addEventListener('input', () => filterPairs(list));
}

function showTruth(box, tile, lock, now) {
  const { is, text } = truthOf(tile, lock, now);
  box.dataset.true = is;
  setIcon(box.querySelector('svg'), { yes: 'yes', no: 'no', wait: 'updating', unknown: 'unknown' }[is]);
  setText(box.querySelector('span'), text);
  box.hidden = text === '';
}
