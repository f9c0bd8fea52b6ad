import { element, keyed, post, setText } from './server.js';

const act = (action) => void post('house', action);

/** Draws a door with its lock; the bolt moves by its data in the style sheet. */
const DOOR_SVG = `<svg class="leaf" viewBox="0 0 62 100" aria-hidden="true">
<rect class="frame" x="0" y="0" width="62" height="100" rx="3"/>
<rect class="wood" x="4" y="4" width="48" height="96" rx="1.5"/>
<rect class="panel" x="11" y="11" width="34" height="32" rx="2"/>
<rect class="panel" x="11" y="62" width="34" height="30" rx="2"/>
<rect class="bolt" x="40" y="50" width="12" height="5" rx="1.5"/>
<rect class="plate" x="36" y="44" width="11" height="17" rx="3"/>
<rect class="knob" x="39.5" y="48" width="4" height="9" rx="2"/>
</svg>`;

/** Shows the doors, with what a person can do at each. */
export function showDoors(list, locks) {
  const made = keyed(
    list,
    locks.map(({ id }) => id),
    (id) => makeDoor(locks.find((lock) => lock.id === id)),
  );
  for (const [i, lock] of locks.entries()) fillDoor(made[i], lock);
}

function makeDoor({ id, codes, cards, fingers }) {
  const item = element('li', { className: 'door' });
  item.innerHTML = DOOR_SVG;
  const button = (text, action, pressed = false) => {
    const made = element('button', { type: 'button' }, text);
    if (pressed) made.setAttribute('aria-pressed', 'false');
    made.addEventListener('click', () => act(action(item)));
    return made;
  };
  const turnTo = ({ dataset }) => (dataset.bolt === 'locked' ? 'unlock' : 'lock');
  const ways = [
    ['', 'Open with…'],
    ...codes.map((name) => [`code:${name}`, `code “${name}”`]),
    ...cards.map((name) => [`card:${name}`, `card “${name}”`]),
    ...fingers.map((name) => [`finger:${name}`, `finger “${name}”`]),
    ['wrong-code:', 'a wrong code'],
  ];
  const select = element('select', {}, ...ways.map(([value, text]) => element('option', { value }, text)));
  select.addEventListener('change', () => {
    const [way, name] = select.value.split(/:(.*)/s);
    select.value = '';
    if (way !== '') act({ do: way, lockId: id, ...(way !== 'wrong-code' && { name }) });
  });
  const jam = button('Jam', ({ dataset }) => ({ do: 'jam', lockId: id, on: dataset.jammed !== 'yes' }), true);
  jam.classList.add('jam');
  const freeze = button(
    'Freeze',
    ({ dataset }) => ({ do: 'freeze', lockId: id, on: dataset.frozen !== 'yes' }),
    true,
  );
  freeze.classList.add('freeze');
  item.append(
    element('h3'),
    element(
      'p',
      { className: 'facts' },
      element('span', { className: 'is' }),
      element('span', { className: 'more' }),
    ),
    element('p', { className: 'facts reach' }),
    element(
      'div',
      { className: 'acts' },
      button('Turn by hand', (door) => ({ do: 'turn', lockId: id, to: turnTo(door) })),
      button('Key', (door) => ({ do: 'key', lockId: id, to: turnTo(door) })),
      element('label', {}, element('span', { className: 'unseen ways' }), select),
      jam,
      freeze,
      button('Battery −20 %', ({ dataset }) => ({
        do: 'battery',
        lockId: id,
        percent: Number(dataset.battery) < 20 ? 100 : Number(dataset.battery) - 20,
      })),
    ),
  );
  return item;
}

function fillDoor(item, lock) {
  item.dataset.bolt = lock.bolt;
  item.dataset.jammed = lock.isJammed ? 'yes' : 'no';
  item.dataset.frozen = lock.isFrozen ? 'yes' : 'no';
  item.dataset.battery = String(lock.battery);
  setText(item.querySelector('h3'), lock.name);
  setText(item.querySelector('.ways'), `Open ${lock.name} with`);
  setText(item.querySelector('.is'), lock.bolt === 'locked' ? 'locked' : 'unlocked');
  const relock = lock.autoLockSeconds > 0 ? ` · locks itself after ${lock.autoLockSeconds} s` : '';
  setText(item.querySelector('.more'), ` · ${lock.battery} %${relock}`);
  const reach = lock.reach.length === 0 ? 'no gateway, no Wi-Fi' : lock.reach.join(', ');
  setText(item.querySelector('.reach'), lock.isReachable ? reach : `${reach} · cannot be reached`);
  item.querySelector('.jam').setAttribute('aria-pressed', String(lock.isJammed));
  item.querySelector('.freeze').setAttribute('aria-pressed', String(lock.isFrozen));
}

const MOODS = [
  ['ok', 'Fine'],
  ['bad-gateway', '502'],
  ['slow', 'Slow'],
  ['silent', 'Silent'],
  ['plan-used-up', 'Plan used up'],
];
const WEBHOOKS = [
  ['off', 'Off'],
  ['on', 'On'],
  ['late', 'A minute late'],
  ['twice', 'Twice'],
  ['disordered', 'Out of order'],
];
const GATEWAYS = [
  ['on', 'On'],
  ['off', 'Unplugged'],
  ['slow', 'Slow'],
  ['busy', 'Busy'],
];

/** Shows gateways, the cloud, webhooks and the clock. */
export function showWorld(box, house, { now, rate, aheadMs }) {
  const groups = [
    ...house.gateways.map(({ id, name, is }) => ({
      key: `gateway-${id}`,
      legend: name,
      choices: GATEWAYS,
      chosen: is,
      choose: (to) => act({ do: 'gateway', gatewayId: id, to }),
    })),
    {
      key: 'cloud',
      legend: 'Sifely',
      choices: MOODS,
      chosen: house.mood,
      choose: (to) => act({ do: 'cloud', to }),
    },
    {
      key: 'tokens',
      legend: 'Our sign-in at Sifely',
      choices: [
        ['expire-tokens', 'Expire the token'],
        ['revoke-tokens', 'Revoke it'],
      ],
      choose: (what) => act({ do: what }),
    },
    {
      key: 'webhooks',
      legend: 'Webhooks',
      choices: WEBHOOKS,
      chosen: house.webhooks,
      choose: (to) => act({ do: 'webhooks', to }),
    },
    {
      key: 'clock',
      legend: `Clock ${new Date(now).toLocaleTimeString('en-GB')}${aheadMs > 60_000 ? ` (+${Math.round(aheadMs / 60_000)} min)` : ''}`,
      choices: [
        ['1', '×1'],
        ['60', '×60'],
        ['hour', '+1 h'],
      ],
      chosen: String(rate),
      choose: (what) =>
        void post('time', what === 'hour' ? { forwardMs: 3_600_000 } : { rate: Number(what) }),
    },
  ];
  const made = keyed(
    box,
    groups.map(({ key }) => key),
    (key) => makeChoice(groups.find((group) => group.key === key)),
  );
  for (const [i, { legend, chosen }] of groups.entries()) {
    setText(made[i].querySelector('legend'), legend);
    for (const button of made[i].querySelectorAll('button'))
      if (chosen !== undefined) button.setAttribute('aria-pressed', String(button.value === chosen));
  }
}

function makeChoice({ key, choices, choose }) {
  const buttons = choices.map(([value, text]) => {
    const button = element('button', { type: 'button', value }, text);
    button.addEventListener('click', () => choose(value));
    return button;
  });
  const box = element('fieldset', { className: 'choice' }, element('legend'), element('div', {}, ...buttons));
  if (key === 'clock') box.classList.add('clock');
  return box;
}
