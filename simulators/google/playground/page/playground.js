// The page of the playground: shows what the server tells, and sends what a person does. It decides nothing itself.
import { showGateways, showWorld } from './house.js';
import { offerReplay } from './incident.js';
import { offerFind, showPairs } from './pairs.js';
import { element, post, setText, showLost } from './server.js';
import { Talk } from './talk.js';
import { Timeline } from './timeline.js';

const byId = (id) => document.getElementById(id);
/** True where what Google says and what is so stand below each other, and not all in sight. */
const isNarrow = matchMedia('(max-width: 66rem)');
const NO_ANSWER = 'The playground does not answer. Is “npm start” still running?';

let view;
let user = 'alice';
/** True once the person has closed the last sentence of a scene. */
let isSceneClosed = false;
/** True from the choice of a scene on this page until it is over. */
let isSceneChosen = false;
/** True from the choice of a scene until it begins, when “Next” gets the focus. */
let hasChosenScene = false;
const talk = new Talk({ currentUser: () => user });
const timeline = new Timeline();
let receivedAt = 0;
const asked = new Set();

/** The playground's time, between two views. */
function shownNow() {
  return view.now + (performance.now() - receivedAt) * view.rate;
}

function show() {
  const current = view.users.find(({ name }) => name === user) ?? view.users[0];
  if (current === undefined) return;
  user = current.name;
  const { house, realService } = view;
  const { isLinked, tiles } = current;
  const now = shownNow();
  showUsers();
  byId('unlinked').hidden = isLinked;
  byId('linked').hidden = !isLinked;
  byId('app-row').hidden = !isLinked;
  setText(byId('unlinked-name'), current.name);
  askOnce(current);
  byId('link').href = current.linkUrl;
  byId('account').href = view.accountUrl;
  talk.show(current);
  showPairs(byId('pairs'), {
    ...{ tiles, isLinked, now },
    locks: house?.locks,
    tap: (deviceId) => talk.tap(deviceId),
  });
  const isReal = realService !== undefined;
  document.body.dataset.house = isReal ? 'real' : 'simulated';
  byId('sky').dataset.night = isNight(now) ? 'yes' : 'no';
  for (const id of ['hint', 'try', 'save']) byId(id).hidden = isReal;
  byId('replay').parentElement.hidden = isReal;
  if (isReal) {
    setText(byId('about'), `Google is simulated. The service at ${realService} and its doors are real.`);
    setText(
      byId('house-about'),
      'Nobody sees the doors of a running service from here, and its reports go to the real Google: a tile shows the newest answer, and may be old. Open the Home app again to ask.',
    );
  } else {
    showWorld(byId('world'), house, { ...view, now });
    showGateways(byId('gateways'), house);
  }
  timeline.showLocks(tiles.length > 0 ? tiles : (house?.locks ?? []));
  showScene(view.scene);
}

/** Asks for the states of a user's locks, if the Home app has none: as it does when it is opened. */
function askOnce({ name, isLinked, tiles }) {
  if (!isLinked || asked.has(name) || tiles.some(({ state }) => state !== 'unknown')) return;
  asked.add(name);
  void post('refresh', { user: name });
}

function isNight(now) {
  const hour = new Date(now).getHours();
  return hour < 6 || hour >= 20;
}

function showUsers() {
  const names = view.users.map(({ name }) => name);
  const box = byId('users');
  const key = `${names.join('|')}#${user}`;
  if (box.dataset.key === key) return;
  const hadFocus = box.contains(document.activeElement);
  box.dataset.key = key;
  const buttons = names.map((name) => {
    const button = element('button', { type: 'button' }, name);
    button.setAttribute('aria-pressed', String(name === user));
    button.addEventListener('click', () => {
      user = name;
      show();
    });
    return button;
  });
  const next = ['bob', 'carol', 'dave', 'erin'].find((each) => !names.includes(each));
  const add = element('button', { type: 'button', className: 'add' }, '+ person');
  add.addEventListener('click', async () => {
    user = next;
    await post('users', { user: next });
  });
  box.replaceChildren(...buttons, ...(next === undefined ? [] : [add]));
  if (hadFocus) buttons[names.indexOf(user)]?.focus();
}

/** The sentence of the scene that is played, or was. */
function showScene(scene) {
  const isOver = scene?.isOver !== false;
  const canGoOn = !isOver && scene.isPrepared;
  if (!isOver) isSceneClosed = false;
  const box = byId('scene');
  // Its buttons change places when it ends: the focus must not be lost.
  const hadFocus = box.contains(document.activeElement);
  box.hidden = scene === undefined || isSceneClosed;
  box.dataset.over = isOver ? 'yes' : 'no';
  byId('next').hidden = !canGoOn;
  byId('stop').hidden = isOver;
  byId('close').hidden = !isOver;
  if (!box.hidden && ((hadFocus && document.activeElement.hidden) || (hasChosenScene && canGoOn)))
    byId(isOver ? 'close' : canGoOn ? 'next' : 'stop').focus();
  if (canGoOn) hasChosenScene = false;
  if (scene !== undefined) setText(byId('scene-text'), scene.text);
  for (const button of byId('scenes').querySelectorAll('button')) {
    // Not disabled: a row that scrolls needs something that takes the focus.
    button.setAttribute('aria-disabled', String(!isOver));
    const isChosen = button.value === scene?.id;
    // On a phone the row of scenes scrolls: the chosen one is shown, the page stands still.
    if (isChosen && button.getAttribute('aria-pressed') !== 'true')
      button.parentElement.scrollLeft = button.offsetLeft - button.parentElement.offsetLeft;
    button.setAttribute('aria-pressed', String(isChosen));
  }
}

function connect() {
  const events = new EventSource('/playground/events');
  events.addEventListener('open', () => {
    showLost('');
    timeline.clear();
  });
  events.addEventListener('error', () => showLost(NO_ANSWER));
  events.addEventListener('view', ({ data }) => {
    ({ view } = JSON.parse(data));
    receivedAt = performance.now();
    show();
  });
  events.addEventListener('message', ({ data }) => timeline.add(JSON.parse(data).message));
  events.addEventListener('cleared', () => timeline.clear());
  events.addEventListener('spoken', ({ data }) => {
    const { user: name, from, text } = JSON.parse(data);
    if (name === user && from === 'google') talk.heard(text);
  });
}

async function showScenes() {
  const answer = await fetch('/playground/scenes');
  if (!answer.ok) return;
  const scenes = await answer.json();
  byId('scenes').replaceChildren(
    ...scenes.map(({ id, title }, i) => {
      const button = element(
        'button',
        { type: 'button', value: id },
        element('span', { className: 'number' }, String(i + 1)),
        title,
      );
      button.addEventListener('click', () => {
        if (isSceneChosen || button.getAttribute('aria-disabled') === 'true') return;
        isSceneChosen = true;
        hasChosenScene = true;
        if (isNarrow.matches) byId('google-title').closest('section').scrollIntoView();
        // One that is refused never begins.
        void post('scenes', { id, user }).then(() => {
          isSceneChosen = false;
          hasChosenScene = false;
        });
      });
      return button;
    }),
  );
}

byId('refresh').addEventListener('click', () => post('refresh', { user }));
byId('unlink').addEventListener('click', () => post('unlink', { user }));
byId('next').addEventListener('click', () => post('next', {}));
byId('close').addEventListener('click', () => {
  isSceneClosed = true;
  show();
  byId('scenes').querySelector('[aria-pressed="true"]')?.focus();
});
byId('stop').addEventListener('click', () => post('stop', {}));
byId('reset').addEventListener('click', () => {
  user = 'alice';
  void post('reset', {});
});
offerReplay();
offerFind(byId('pairs'));
await showScenes();
connect();
// Ages and clocks go on between two views.
setInterval(() => view !== undefined && show(), 1000);
