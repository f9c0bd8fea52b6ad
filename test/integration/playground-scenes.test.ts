import { PlaygroundListener } from '../support/playground-listener.ts';
import { PlaygroundWorld } from '../support/playground-world.ts';

const FRONT = '532301';
const PIN = '4831';
const MINUTE_MS = 60_000;

/** Waits that a person would sit through: once a page has heard this, the clock moves forward by so much. */
const WAITS: Readonly<Record<string, readonly [heard: RegExp, ms: number]>> = {
  // Both answers are there; the scene waits for a bolt that would be driven again.
  twice: [/(EXECUTE lock Front door[\s\S]*){2}/, 2000],
  // The gateway answers after three seconds.
  pending: [/still working on it/, 3000],
};

/** The scenes, and the last sentence of each if all goes well. After each the next one begins at once. */
const SCENES = [
  ['twice', /^Both got the same answer \(SUCCESS\), and the bolt was driven once\.$/],
  ['pending', /^The report came: Google speaks the end/],
  ['gateway-unplugged', /^The door is locked, and the tile says so\.$/],
  ['household', /^bob locked the door, and both Home apps show it/],
  ['by-hand', /^The service asked by itself/],
  ['wrong-pins', /^Google no longer asks: “Too many wrong PINs/],
] as const;

let played: PlaygroundWorld;
let page: PlaygroundListener;

beforeAll(async () => {
  // The calls of a month make polls rare at its beginning: here they come within a quarter of an hour on every day.
  played = await PlaygroundWorld.start({ config: { executeAnswerMs: 800 }, monthlyCalls: 100_000 });
  await played.world.link('alice', { pin: PIN });
  await played.post('refresh', { user: 'alice' });
  page = await PlaygroundListener.open(played.url);
});

afterAll(async () => {
  await page.close();
  await played.close();
});

/** Lets the service verify a command: for some seconds it answers that the door is locked already, whatever is done at the house. */
async function lockAndVerify(): Promise<void> {
  page.heard = '';
  const { text } = await played.post('say', { user: 'alice', sentence: 'lock the front door' });
  if (text === 'Front door is already locked.') return;
  await played.post('time', { forwardMs: 3100 });
  await page.until(/lockRecord\/list Front door/);
}

/** Plays a scene with “Next” at each sentence, as soon as it is there; returns each with the front door's tile at that moment. */
async function play(id: string): Promise<string[]> {
  await lockAndVerify();
  page.heard = '';
  const moments: string[] = [];
  const [heard, waitMs] = WAITS[id] ?? [/$^/, 0];
  let hasWaited = false;
  let length = 0;
  const ended = played.post('scenes', { id, user: 'alice' });
  for (let isOver = false; !isOver; ) {
    await page.beyond(length);
    ({ length } = page.heard);
    const told = [...page.heard.matchAll(/event: scene\ndata: (.+)\n\n/g)].map(([, data = '']) =>
      JSON.parse(data),
    );
    isOver = told.at(-1)?.isOver === true;
    for (const { text } of told.slice(moments.length)) {
      // The tile changes while the house is put in order.
      moments.push(text.startsWith('The house is put in order') ? text : `${text} ${await frontDoor()}`);
      await played.post('next');
      if (text.startsWith('Somebody turned')) await pollSoon();
    }
    if (hasWaited || !heard.test(page.heard)) continue;
    hasWaited = true;
    await played.post('time', { forwardMs: waitMs });
  }
  expect(await ended).toEqual({ status: 200 });
  return moments;
}

/** Returns what the tile of the front door shows. */
async function frontDoor(): Promise<string> {
  const { users } = await played.view();
  const tile = users[0]?.tiles.find(({ id }) => id === FRONT);
  return `(${tile?.state}, ${tile?.isTrue ? 'true' : 'not true'})`;
}

/** Lets the service ask by itself, as it does within a quarter of an hour. */
async function pollSoon(): Promise<void> {
  await played.post('time', { forwardMs: 15 * MINUTE_MS });
  await played.world.app.tick();
}

test('a scene that takes longer than the server lets a connection stand still is answered when it is over', async () => {
  const { server } = played;
  const { timeout } = server;
  page.heard = '';
  server.timeout = 50;
  try {
    const ended = played.post('scenes', { id: 'twice', user: 'alice' });
    // The house is put in order for longer.
    await page.until(/Networks repeat requests/);
    await played.post('stop');
    expect(await ended).toEqual({ status: 200 });
  } finally {
    server.timeout = timeout;
  }
});

test('a scene that is refused leaves the sentence of the one before as it is', async () => {
  const { scene } = await played.view();
  expect(scene).toMatchObject({ id: 'twice', isOver: true });
  expect(await played.post('scenes', { id: 'none', user: 'alice' })).toMatchObject({ status: 409 });
  expect((await played.view()).scene).toEqual(scene);
});

test.each(SCENES)('the scene “%s” comes to its good end twice in a row, by the same way', async (id, end) => {
  const first = await play(id);
  expect(first.at(-1)?.replace(/ \([^()]*\)$/, '')).toMatch(end);
  expect(await play(id)).toEqual(first);
  if (id === 'by-hand')
    expect(first).toContainEqual(expect.stringMatching(/the tile is wrong now.* \(locked, not true\)$/));
});
