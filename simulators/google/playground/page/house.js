import { element, keyed, post, setText } from './server.js';

const act = (action) => void post('house', action);

/** Draws a door with its lock; the bolt moves by its data in the style sheet. */
const DOOR_SVG = `<svg class="leaf" viewBox="0 0 62 86" aria-hidden="true">
<rect class="frame" x="0" y="0" width="62" height="86" rx="3"/>
<rect class="hole" x="51" y="45" width="11" height="7" rx="1.5"/>
<rect class="way" x="4" y="4" width="47" height="82"/>
<g class="swing">
<rect class="wood" x="4" y="4" width="47" height="82" rx="1.5"/>
<rect class="panel" x="10" y="10" width="35" height="26" rx="2"/>
<rect class="panel" x="10" y="58" width="35" height="22" rx="2"/>
<rect class="bolt" x="39" y="46" width="13" height="5" rx="1.5"/>
<rect class="plate" x="34" y="40" width="13" height="17" rx="4"/>
<rect class="knob" x="38.5" y="44" width="4" height="9" rx="2"/>
</g>
</svg>`;

/** Creates a door of which nobody knows how it is: one of a running service. */
export function makeUnknownDoor() {
  const door = element('div', { className: 'door unknown' });
  door.innerHTML = DOOR_SVG;
  door.append(
    element(
      'div',
      { className: 'facts' },
      element('p', { className: 'is' }, 'Unknown'),
      element('p', { className: 'reach' }, 'A real door. How it is, is not seen from here.'),
    ),
  );
  return door;
}

/** Creates a door with what a person can do at it; seldom things are folded. */
export function makeDoor({ id, name, codes, cards, fingers }) {
  const door = element('div', { className: 'door' });
  door.innerHTML = DOOR_SVG;
  const button = (text, action) => {
    const made = element('button', { type: 'button' }, text);
    made.addEventListener('click', () => act({ ...action(door.dataset), lockId: id }));
    return made;
  };
  const toggle = (text, className, action) => {
    const made = button(text, action);
    made.classList.add(className);
    made.setAttribute('aria-pressed', 'false');
    return made;
  };
  const turnTo = ({ bolt }) => (bolt === 'locked' ? 'unlock' : 'lock');
  const folded = element(
    'details',
    { className: 'more', name: 'door' },
    element('summary', {}, 'More', element('span', { className: 'unseen' }, ` at ${name}`)),
    element(
      'div',
      { className: 'acts' },
      keypad(id, name, { codes, cards, fingers }),
      toggle('Jam the bolt', 'jam', ({ jammed }) => ({ do: 'jam', on: jammed !== 'yes' })),
      toggle('Door open', 'open', ({ open }) => ({ do: 'door', to: open === 'yes' ? 'closed' : 'open' })),
      toggle('Freeze', 'freeze', ({ frozen }) => ({ do: 'freeze', on: frozen !== 'yes' })),
      button('Battery −20 %', ({ battery }) => ({
        do: 'battery',
        percent: Number(battery) < 20 ? 100 : Number(battery) - 20,
      })),
    ),
  );
  door.append(
    element(
      'div',
      { className: 'facts' },
      element('h3'),
      element('p', { className: 'is' }),
      element('p', { className: 'reach' }),
    ),
    element(
      'div',
      { className: 'acts near', role: 'group', ariaLabel: `At ${name}` },
      button(element('span', {}, 'Turn', element('span', { className: 'by' }, ' by hand')), (data) => ({
        do: 'turn',
        to: turnTo(data),
      })),
      button('Key', (data) => ({ do: 'key', to: turnTo(data) })),
    ),
    folded,
  );
  return door;
}

/** A choice of what opens the door, and a button: a choice alone must not open it. */
function keypad(id, name, { codes, cards, fingers }) {
  const ways = [
    ...codes.map((each) => [`code:${each}`, `Code “${each}”`]),
    ...cards.map((each) => [`card:${each}`, `Card “${each}”`]),
    ...fingers.map((each) => [`finger:${each}`, `Finger “${each}”`]),
    ['wrong-code:', 'A wrong code'],
  ];
  const select = element(
    'select',
    { ariaLabel: `What to hold to ${name}` },
    ...ways.map(([value, text]) => element('option', { value }, text)),
  );
  const use = element('button', { type: 'button' }, 'Use');
  use.addEventListener('click', () => {
    const [way, held] = select.value.split(/:(.*)/s);
    act({ do: way, lockId: id, ...(way !== 'wrong-code' && { name: held }) });
  });
  return element('span', { className: 'keypad' }, select, use);
}

/** Shows how a door is. */
export function fillDoor(door, lock) {
  const { dataset } = door;
  dataset.bolt = lock.bolt;
  dataset.jammed = lock.isJammed ? 'yes' : 'no';
  dataset.frozen = lock.isFrozen ? 'yes' : 'no';
  dataset.open = lock.isOpen ? 'yes' : 'no';
  dataset.battery = String(lock.battery);
  dataset.reachable = lock.isReachable ? 'yes' : 'no';
  setText(door.querySelector('h3'), lock.name);
  const stuck = lock.isJammed ? ', jammed' : '';
  const open = lock.isOpen ? ', door open' : '';
  setText(door.querySelector('.is'), `${lock.bolt === 'locked' ? 'Locked' : 'Unlocked'}${stuck}${open}`);
  const reach = lock.reach.length === 0 ? 'no gateway, no Wi-Fi' : lock.reach.join(', ');
  const facts = [
    `${lock.battery} %`,
    lock.isReachable ? reach : `${reach}: out of reach`,
    ...(lock.isFrozen ? ['frozen'] : []),
    ...(lock.autoLockSeconds > 0 ? [`auto-lock ${lock.autoLockSeconds} s`] : []),
  ];
  setText(door.querySelector('.reach'), facts.join(' · '));
  door.querySelector('.open').setAttribute('aria-pressed', String(lock.isOpen));
  door.querySelector('.jam').setAttribute('aria-pressed', String(lock.isJammed));
  door.querySelector('.freeze').setAttribute('aria-pressed', String(lock.isFrozen));
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
  ['late', 'Late'],
  ['twice', 'Twice'],
  ['disordered', 'Out of order'],
];
const GATEWAYS = [
  ['on', 'On'],
  ['off', 'Unplugged'],
  ['slow', 'Slow'],
  ['busy', 'Busy'],
];

/** Shows the gateways. */
export function showGateways(box, { gateways }) {
  showChoices(
    box,
    gateways.map(({ id, name, is }) => ({
      key: `gateway-${id}`,
      legend: name,
      choices: GATEWAYS,
      chosen: is,
      choose: (to) => act({ do: 'gateway', gatewayId: id, to }),
    })),
  );
}

/** Shows the cloud, webhooks and the clock. */
export function showWorld(box, house, { now, rate, aheadMs }) {
  const ahead = aheadMs < 60_000 ? '' : `, ${Math.round(aheadMs / 60_000)} min ahead`;
  showChoices(box, [
    {
      key: 'cloud',
      legend: 'Sifely’s cloud',
      choices: MOODS,
      chosen: house.mood,
      choose: (to) => act({ do: 'cloud', to }),
    },
    {
      key: 'webhooks',
      legend: 'Its webhooks',
      choices: WEBHOOKS,
      chosen: house.webhooks,
      choose: (to) => act({ do: 'webhooks', to }),
    },
    {
      key: 'tokens',
      legend: 'The service’s sign-in',
      choices: [
        ['expire-tokens', 'Expire the token'],
        ['revoke-tokens', 'Revoke it'],
      ],
      choose: (what) => act({ do: what }),
    },
    {
      key: 'clock',
      legend: `Clock ${new Date(now).toLocaleTimeString('en-GB')}${ahead}`,
      choices: [
        ['1', '×1'],
        ['60', '×60'],
        ['hour', '+1 h'],
      ],
      chosen: String(rate),
      choose: (what) =>
        void post('time', what === 'hour' ? { forwardMs: 3_600_000 } : { rate: Number(what) }),
    },
  ]);
}

function showChoices(box, groups) {
  const made = keyed(
    box,
    groups.map(({ key }) => key),
    (key) => makeChoice(groups.find((group) => group.key === key)),
  );
  for (const [i, { legend, chosen }] of groups.entries()) {
    made[i].dataset.chosen = chosen ?? '';
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
  box.dataset.of = key;
  return box;
}
