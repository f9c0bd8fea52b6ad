// The page of the playground: shows what the server tells, and sends what a person does. It decides nothing itself.
import { showDoors, showWorld } from './house.js';
import { post, showLost } from './server.js';
import { Talk } from './talk.js';
import { showTiles } from './tiles.js';
import { Timeline } from './timeline.js';

const byId = (id) => document.getElementById(id);

let view;
let user = 'alice';
const talk = new Talk({ currentUser: () => user });
const timeline = new Timeline({ nameOf: (lockId) => lockName(lockId), now: () => shownNow() });
let receivedAt = 0;

/** The playground's time, between two views. */
function shownNow() {
  return view === undefined ? Date.now() : view.now + (performance.now() - receivedAt) * view.rate;
}

function lockName(lockId) {
  const tile = view?.users.flatMap(({ tiles }) => tiles).find(({ id }) => id === lockId);
  return tile?.name ?? view?.house?.locks.find(({ id }) => id === lockId)?.name ?? lockId;
}

function show() {
  const current = view.users.find(({ name }) => name === user) ?? view.users[0];
  if (current === undefined) return;
  user = current.name;
  showUsers();
  byId('unlinked').hidden = current.isLinked;
  byId('linked').hidden = !current.isLinked;
  byId('unlinked-name').textContent = current.name;
  byId('link').href = current.linkUrl;
  byId('account').href = view.accountUrl;
  showTiles(byId('tiles'), current.tiles, { now: shownNow(), tap: (deviceId) => talk.tap(deviceId) });
  const { house, realService } = view;
  if (realService !== undefined)
    byId('about').textContent = `Google is simulated. The service at ${realService} and its doors are real.`;
  byId('hint').hidden = realService !== undefined;
  byId('try').hidden = realService !== undefined;
  document.body.dataset.house = house === undefined ? 'unknown' : 'known';
  if (house !== undefined) {
    showDoors(byId('doors'), house.locks);
    showWorld(byId('world'), house, { ...view, now: shownNow() });
  } else {
    byId('doors').replaceChildren(unknownHouse());
  }
  timeline.showLocks(current.tiles.length > 0 ? current.tiles : (house?.locks ?? []));
}

/** Says what cannot be seen of a running service. */
function unknownHouse() {
  const item = document.createElement('li');
  item.className = 'unknown';
  item.textContent =
    'Unknown. Nobody sees the doors of a running service from here, and its reports go to the real Google: a tile shows the newest answer, and may be old. Open the Home app again to ask.';
  return item;
}

function showUsers() {
  const names = view.users.map(({ name }) => name);
  const box = byId('users');
  const key = `${names.join('|')}#${user}`;
  if (box.dataset.key === key) return;
  box.dataset.key = key;
  const buttons = names.map((name) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = name;
    button.setAttribute('aria-pressed', String(name === user));
    button.addEventListener('click', () => {
      user = name;
      talk.clear();
      show();
    });
    return button;
  });
  const add = document.createElement('button');
  add.type = 'button';
  add.textContent = '+ person';
  add.addEventListener('click', async () => {
    const name = ['bob', 'carol', 'dave', 'erin'].find((each) => !names.includes(each));
    if (name === undefined) return;
    user = name;
    await post('users', { user: name });
  });
  box.replaceChildren(...buttons, ...(names.length < 5 ? [add] : []));
}

function showScene({ text, isOver }) {
  const box = byId('scene');
  box.hidden = text === '';
  box.dataset.over = isOver ? 'yes' : 'no';
  if (box.textContent !== text) box.textContent = text;
  for (const button of byId('scenes').querySelectorAll('button')) button.disabled = !isOver;
}

function connect() {
  const events = new EventSource('/playground/events');
  events.addEventListener('open', () => {
    showLost('');
    timeline.clear();
  });
  events.addEventListener('error', () =>
    showLost('The playground does not answer. Is “npm start” still running?'),
  );
  events.addEventListener('view', ({ data }) => {
    ({ view } = JSON.parse(data));
    receivedAt = performance.now();
    show();
  });
  events.addEventListener('message', ({ data }) => timeline.add(JSON.parse(data).message));
  events.addEventListener('scene', ({ data }) => showScene(JSON.parse(data)));
  events.addEventListener('spoken', ({ data }) => {
    const { user: name, text } = JSON.parse(data);
    if (name === user) talk.heard(text);
  });
}

byId('refresh').addEventListener('click', () => post('refresh', { user }));
byId('unlink').addEventListener('click', () => post('unlink', { user }));
byId('reset').addEventListener('click', async () => {
  await post('reset', {});
  location.reload();
});
void timeline.showScenes(byId('scenes'), () => user);
connect();
// Ages and clocks go on between two views.
setInterval(() => view !== undefined && show(), 1000);
