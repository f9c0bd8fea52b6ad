import { connect } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { openHouse } from '../../simulators/google/playground/house.ts';
import type { PlaygroundView } from '../../simulators/google/playground/playground-view.ts';
import { DEMO_ACCOUNT } from '../../simulators/sifely/index.ts';
import { PlaygroundListener } from '../support/playground-listener.ts';
import { PlaygroundWorld } from '../support/playground-world.ts';

const FRONT = '532301';
const HALL = '7101';
const PIN = '4831';
const MAX_REMEMBERED = 20;

let played: PlaygroundWorld;

beforeAll(async () => {
  const remembers = { maxRemembered: MAX_REMEMBERED };
  played = await PlaygroundWorld.start({ sifely: remembers, google: remembers, heartbeatMs: 100 });
  await played.world.link('alice', { pin: PIN });
});

afterAll(() => played.close());

/** Waits until the view is as expected, while so many ms of the playground's time pass between two looks. */
async function until(expected: Partial<PlaygroundView>, forwardMs = 0): Promise<void> {
  for (let left = 200; ; left -= 1) {
    const shown = await played.view();
    try {
      expect(shown).toMatchObject(expected);
      return;
    } catch (error) {
      if (left === 0) throw error;
    }
    if (forwardMs > 0) await played.post('time', { forwardMs });
    await setTimeout(20);
  }
}

const isHall = (is: string) => ({
  house: expect.objectContaining({
    gateways: expect.arrayContaining([expect.objectContaining({ id: HALL, is })]),
  }),
});
const unplug = () => played.post('scenes', { id: 'gateway-unplugged', user: 'alice' });

test('a scene with two people links the second on the real pages, and both tiles are true', async () => {
  const page = await PlaygroundListener.open(played.url);
  const ended = played.post('scenes', { id: 'household', user: 'alice' });
  await until({ scene: expect.objectContaining({ id: 'household', isOver: true }) }, 3000);
  expect(await ended).toEqual({ status: 200 });
  await page.until(/both Home apps show it/);
  await page.close();
  const { users } = await played.view();
  expect(users.map(({ name, tiles }) => [name, tiles.find(({ id }) => id === FRONT)?.state])).toEqual([
    ['alice', 'locked'],
    ['bob', 'locked'],
  ]);
});

test('a scene that is stopped ends where it stands, and the next one puts the house in order', async () => {
  const ended = unplug();
  await until(isHall('off'));
  expect(await played.post('scenes', { id: 'twice', user: 'alice' })).toEqual({
    status: 409,
    error: 'Another scene is being played. Wait until it is over.',
  });
  expect(await played.post('stop')).toEqual({ status: 200 });
  expect(await ended).toEqual({ status: 200 });
  expect(await played.view()).toMatchObject({
    ...isHall('off'),
    scene: { id: 'gateway-unplugged', isOver: true },
    rate: 1,
  });
  // Nothing is left to stop.
  expect(await played.post('stop')).toEqual({ status: 200 });
  await played.post('house', { do: 'jam', lockId: FRONT, on: true });
  await played.post('house', { do: 'freeze', lockId: FRONT, on: true });
  const next = played.post('scenes', { id: 'twice', user: 'alice' });
  await until({ ...isHall('on'), scene: expect.objectContaining({ id: 'twice', isOver: true }) }, 3000);
  expect(await next).toEqual({ status: 200 });
  // A replay begins where the scene did: in the house that was in order.
  const { house } = Object(await (await fetch(`${played.url}/playground/incident`)).json());
  expect(house.gateways.map(({ is }: { is: string }) => is)).toEqual(['on', 'on']);
  const held = ({ isJammed, isFrozen }: { isJammed: boolean; isFrozen: boolean }) => isJammed || isFrozen;
  expect(house.locks.filter(held)).toEqual([]);
});

test('two pages hear the same, and one that is closed is written to no more', async () => {
  const writes: number[] = [];
  const count = (...[request, response]: Parameters<PlaygroundWorld['playground']['handle']>) => {
    if (request.url !== '/playground/events') return;
    const place = writes.push(0) - 1;
    const write = response.write.bind(response);
    response.write = (chunk: unknown) => {
      writes[place] = (writes[place] ?? 0) + 1;
      return write(chunk);
    };
  };
  played.server.prependListener('request', count);
  const pages = [await PlaygroundListener.open(played.url), await PlaygroundListener.open(played.url)];
  played.server.off('request', count);
  await played.post('say', { user: 'alice', sentence: 'sing a song' });
  for (const page of pages) await page.until(/event: spoken\ndata: .*I don’t understand/);
  const [first, second] = pages;
  await first?.close();
  // The server learns of it with the next write at the latest; what it does then shows.
  await second?.until(/:\n\n/);
  const [before] = writes;
  await played.post('say', { user: 'alice', sentence: 'dance a dance' });
  await second?.until(/dance a dance/);
  expect(first?.heard).not.toContain('dance a dance');
  expect(writes[0]).toBe(before);
  await second?.close();
});

test('a page that reads nothing for long is cut', async () => {
  const { port } = new URL(played.url);
  const sleeper = connect({ port: Number(port), host: '127.0.0.1' });
  const cut = new Promise((resolve) =>
    played.server.once('request', (_request, response) => response.once('close', resolve)),
  );
  sleeper.on('error', () => {});
  sleeper.pause();
  sleeper.write(`GET /playground/events HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
  await new Promise((resolve) => played.server.once('request', resolve));
  const large = { title: 'Large', from: 'service', to: 'sifely', isFailure: false, lockIds: [] } as const;
  for (let n = 0; n < 20; n += 1)
    played.playground.log.add({ ...large, at: played.world.clock.now(), request: 'x'.repeat(1_000_000) });
  await cut;
  sleeper.destroy();
  played.playground.log.clear();
});

test.each([
  '48315926',
  '4 8 3 1',
  '48-31',
  '４８３１',
  'four eight three one',
  'forty-eight thirty one',
  'Double four 7',
])(
  'neither an incident nor the page has the digits of a PIN that somebody said as “%s”, nor does Google repeat them',
  async (digits) => {
    const sentence = `unlock gate 12 with ${digits}`;
    const spoken = await played.post('say', { user: 'alice', sentence });
    const incident = await (await fetch(`${played.url}/playground/incident`)).text();
    const { users } = await played.view();
    const shown = JSON.stringify([spoken, users, played.playground.log.messages]);
    for (const text of [incident, shown]) {
      expect(text).toContain('unlock gate 12 with ••••');
      expect(text.toLowerCase()).not.toContain(digits.toLowerCase());
    }
  },
);

test.each(['', 'Never mind', 'cancel, please'])(
  'a person who says “%s” where Google asks for the PIN has walked away, and it counts as no wrong PIN',
  async (words) => {
    await played.post('say', { user: 'alice', sentence: 'unlock the front door' });
    expect(await played.post('pin', { user: 'alice', pin: words })).toMatchObject({ text: 'OK, cancelled.' });
    const incident = Object(await (await fetch(`${played.url}/playground/incident`)).json());
    expect(incident.steps.at(-1)).toMatchObject({ do: { kind: 'pin', is: 'none' } });
  },
);

test('a PIN that nobody asked for is not taken for the right one', async () => {
  expect(await played.post('pin', { user: 'alice', pin: '0000' })).toMatchObject({
    text: 'Nothing waits for a PIN.',
  });
  const incident = Object(await (await fetch(`${played.url}/playground/incident`)).json());
  expect(incident.steps.at(-1)).toMatchObject({ do: { kind: 'pin', is: 'wrong' } });
});

test('a demo that runs for days remembers no more than the newest of what happened', async () => {
  const { google, sifely } = played.world;
  for (let n = 0; n < 2 * MAX_REMEMBERED; n += 1) {
    await played.post('time', { forwardMs: 31_000 });
    const turn = { do: 'turn', lockId: FRONT, to: n % 2 === 0 ? 'unlock' : 'lock' };
    await played.post('house', turn);
    await played.post('refresh', { user: 'alice' });
  }
  expect(sifely.calls.length).toBe(MAX_REMEMBERED);
  expect(google.homegraph.calls.length).toBeLessThanOrEqual(MAX_REMEMBERED);
  for (let n = 0; n < 300; n += 1) await played.post('pin', { user: 'alice' });
  const incident = Object(await (await fetch(`${played.url}/playground/incident`)).json());
  expect(incident.steps.length).toBeLessThanOrEqual(300);
  expect(played.playground.log.messages.length).toBe(500);
  const { users } = await played.view();
  expect(Math.max(...users.map(({ talk }) => talk.length))).toBeLessThanOrEqual(20);
});

test('the playground has at most ten people, each with a name', async () => {
  expect(await played.post('users', { user: '   ' })).toMatchObject({ status: 400 });
  expect(await played.post('users', { user: ' alice ' })).toEqual({ status: 200 });
  expect((await played.view()).users.map(({ name }) => name)).not.toContain(' alice ');
  const names = Array.from({ length: 9 }, (_, index) => `guest ${index}`);
  const answers = [];
  for (const user of names) answers.push(await played.post('users', { user }));
  expect(answers.map(({ status }) => status)).toEqual([...Array(8).fill(200), 409]);
  expect(answers.at(-1)).toMatchObject({ error: expect.stringContaining('has 10 people') });
  expect((await played.view()).users).toHaveLength(10);
  // One who is there can be named again.
  expect(await played.post('users', { user: 'alice' })).toEqual({ status: 200 });
});

test('starting over while a scene is played ends it, and leaves nothing of it', async () => {
  const ended = unplug();
  await until(isHall('off'));
  const page = await PlaygroundListener.open(played.url);
  expect(await played.post('reset')).toEqual({ status: 200 });
  expect(await ended).toEqual({ status: 200 });
  await page.until(/event: cleared/);
  await page.close();
  const shown = await played.view();
  expect(shown).toMatchObject({ ...isHall('on'), rate: 1 });
  expect(shown.scene).toBeUndefined();
  expect(shown.users.map(({ name, isLinked, talk }) => [name, isLinked, talk])).toEqual([
    ['alice', false, []],
  ]);
  expect(shown.house?.locks.find(({ id }) => id === FRONT)?.bolt).toBe('locked');
});

test('an incident covers a week at most: after it the next action begins another', async () => {
  for (let day = 0; day < 8; day += 1) await played.post('time', { forwardMs: 86_400_000 });
  const incident = async () => Object(await (await fetch(`${played.url}/playground/incident`)).json());
  expect((await incident()).endsAt).toBe(7 * 86_400_000);
  await played.post('house', { do: 'turn', lockId: FRONT, to: 'lock' });
  const { steps, endsAt } = await incident();
  expect(steps).toEqual([expect.objectContaining({ at: 0 })]);
  expect(endsAt).toBeLessThan(86_400_000);
});

test('starting over while a command goes on leaves nothing of its answer', async () => {
  await played.world.link('alice', { pin: PIN });
  await played.post('house', { do: 'gateway', gatewayId: HALL, to: 'slow' });
  const page = await PlaygroundListener.open(played.url);
  const said = played.post('say', { user: 'alice', sentence: 'lock the front door' });
  await page.until(/lock the front door/);
  await page.close();
  expect(await played.post('reset')).toEqual({ status: 200 });
  expect(await said).toMatchObject({ text: expect.stringMatching(/^Front door /) });
  const incident = Object(await (await fetch(`${played.url}/playground/incident`)).json());
  expect(incident).toMatchObject({ steps: [], linked: [], expected: { answers: [], spoken: [] } });
});

test('starting over in a demo that was started again leaves the house as a new one has it', () => {
  const { sifely } = played.world;
  sifely.lock(FRONT).set({ bolt: 'unlocked', battery: 3, frozen: true });
  const house = openHouse({ sifely, username: DEMO_ACCOUNT.username, webhookUrl: () => undefined });
  house.reset();
  expect(house.view().locks.find(({ id }) => id === FRONT)).toMatchObject({
    bolt: 'locked',
    battery: 85,
    isFrozen: false,
  });
});
