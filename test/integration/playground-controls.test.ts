import { readFileSync } from 'node:fs';
import { request as sendRequest } from 'node:http';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { HouseLock, HouseView } from '../../simulators/google/playground/house.ts';
import type { PlaygroundView } from '../../simulators/google/playground/playground-view.ts';
import type { ShownTile } from '../../simulators/google/playground/tile-truth.ts';
import { PlaygroundWorld } from '../support/playground-world.ts';
import { ROOT } from '../support/program.ts';

const FRONT = '532301';
const BACK = '532302';
const HALL = '7101';
const PIN = '4831';
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

type Step = readonly [action: string, body: object];

const house = (action: object): Step => ['house', action];
const at = (lockId: string, action: object): Step => ['house', { lockId, ...action }];
const say = (sentence: string): Step => ['say', { user: 'alice', sentence }];
const LOCK = say('lock the front door');
const LATER: Step = ['time', { forwardMs: MINUTE_MS }];
/** States that were learned within half a minute are told without asking the lock. */
const LOOK: readonly Step[] = [LATER, ['refresh', { user: 'alice' }]];

/** A control, and what becomes of it. */
interface Row {
  readonly name: string;
  /** The requests of the control. */
  readonly does: readonly Step[];
  /** The lock that is looked at; default: the front door. */
  readonly lockId?: string;
  /** What the house shows at once. */
  readonly lock?: Partial<HouseLock>;
  readonly house?: Partial<HouseView>;
  readonly view?: Partial<PlaygroundView>;
  /** What is asked of Google then, and how its last answer sounds. */
  readonly google?: readonly Step[];
  readonly hears?: RegExp;
  /** The tile in the end. */
  readonly tile?: Partial<ShownTile>;
  /** The house and Google as before. */
  readonly undo?: readonly Step[];
}

const UNLOCKED = {
  lock: { bolt: 'unlocked' },
  google: LOOK,
  tile: { state: 'unlocked', isTrue: true },
} as const;

const ROWS: readonly Row[] = [
  { name: 'turning by hand unlocks', does: [at(FRONT, { do: 'turn', to: 'unlock' })], ...UNLOCKED },
  {
    name: 'turning by hand locks, and the tile is wrong until Google asks',
    does: [at(FRONT, { do: 'turn', to: 'lock' })],
    lock: { bolt: 'locked' },
    tile: { state: 'unlocked', isTrue: false, falseSince: expect.any(Number) },
    undo: LOOK,
  },
  { name: 'the key unlocks', does: [at(FRONT, { do: 'key', to: 'unlock' })], ...UNLOCKED },
  {
    name: 'the key locks',
    does: [at(FRONT, { do: 'key', to: 'lock' })],
    lock: { bolt: 'locked' },
    google: LOOK,
    tile: { state: 'locked', isTrue: true },
  },
  { name: 'a code opens', does: [at(FRONT, { do: 'code', name: 'Cleaner' })], ...UNLOCKED, undo: [LOCK] },
  { name: 'the first code opens', does: [at(FRONT, { do: 'code' })], ...UNLOCKED, undo: [LOCK] },
  { name: 'a card opens', does: [at(FRONT, { do: 'card', name: 'Blue card' })], ...UNLOCKED, undo: [LOCK] },
  {
    name: 'a finger opens',
    does: [at(FRONT, { do: 'finger', name: 'Right thumb' })],
    ...UNLOCKED,
    undo: [LOCK],
  },
  {
    name: 'a wrong code opens nothing',
    does: [at(FRONT, { do: 'wrong-code' })],
    lock: { bolt: 'locked' },
    google: LOOK,
    tile: { state: 'locked', isTrue: true },
  },
  {
    name: 'a jammed bolt stays where it is, and so says the tile',
    does: [at(FRONT, { do: 'jam', on: true })],
    lock: { isJammed: true, bolt: 'locked' },
    google: [say('unlock the front door'), ['pin', { user: 'alice', pin: PIN }], ...LOOK],
    tile: { state: 'locked', isTrue: true },
  },
  {
    name: 'a bolt that is freed moves again',
    does: [at(FRONT, { do: 'jam', on: false })],
    lock: { isJammed: false },
    google: [say('unlock the front door'), ['pin', { user: 'alice', pin: PIN }]],
    hears: /Front door is unlocked/,
    tile: { state: 'unlocked', isTrue: true },
    undo: [LOCK],
  },
  {
    name: 'a lock that is frozen in the app refuses Google',
    does: [at(FRONT, { do: 'freeze', on: true })],
    lock: { isFrozen: true },
    google: [LOCK],
    hears: /security restriction/,
  },
  {
    name: 'a lock that is no longer frozen obeys',
    does: [at(FRONT, { do: 'freeze', on: false })],
    lock: { isFrozen: false },
    google: [LOCK],
    hears: /Front door is locked/,
  },
  {
    name: 'an empty battery comes to the tile by the next event',
    does: [at(FRONT, { do: 'battery', percent: 7 }), house({ do: 'webhooks', to: 'on' })],
    lock: { battery: 7 },
    google: [at(FRONT, { do: 'turn', to: 'unlock' })],
    tile: { state: 'unlocked', battery: 7 },
    undo: [at(FRONT, { do: 'battery', percent: 85 }), house({ do: 'webhooks', to: 'off' }), LOCK],
  },
  {
    name: 'a gateway that is unplugged makes its doors offline',
    does: [house({ do: 'gateway', gatewayId: HALL, to: 'off' })],
    lock: { isReachable: false },
    google: [LOCK],
    hears: /isn't available/,
    tile: { state: 'offline', isTrue: true },
  },
  {
    name: 'a gateway that is plugged in again carries commands',
    does: [house({ do: 'gateway', gatewayId: HALL, to: 'on' })],
    lock: { isReachable: true },
    google: [LOCK],
    hears: /Front door is locked/,
    tile: { state: 'locked', isTrue: true },
  },
  {
    name: 'a busy gateway makes Google wait',
    does: [house({ do: 'gateway', gatewayId: HALL, to: 'busy' })],
    house: { gateways: expect.arrayContaining([expect.objectContaining({ id: HALL, is: 'busy' })]) },
    google: [LATER, LOCK],
    hears: /still working on it/,
    undo: [house({ do: 'gateway', gatewayId: HALL, to: 'on' }), LATER],
  },
  {
    name: 'a slow gateway makes Google wait, and the end is reported',
    does: [house({ do: 'gateway', gatewayId: HALL, to: 'slow' })],
    house: { gateways: expect.arrayContaining([expect.objectContaining({ id: HALL, is: 'slow' })]) },
    google: [LATER, LOCK],
    hears: /still working on it/,
    undo: [LATER, house({ do: 'gateway', gatewayId: HALL, to: 'on' })],
  },
  {
    name: 'a cloud that answers 502 makes commands fail',
    does: [house({ do: 'cloud', to: 'bad-gateway' })],
    house: { mood: 'bad-gateway' },
    google: [LATER, LOCK],
    hears: /Something went wrong with Front door/,
  },
  {
    name: 'a slow cloud makes Google wait',
    does: [house({ do: 'cloud', to: 'slow' })],
    house: { mood: 'slow' },
    google: [LATER, LOCK],
    hears: /still working on it/,
    undo: [LATER],
  },
  {
    name: 'a used-up plan stops commands',
    does: [house({ do: 'cloud', to: 'plan-used-up' })],
    house: { mood: 'plan-used-up' },
    google: [LATER, LOCK],
    hears: /can't do that right now/,
  },
  {
    name: 'a silent cloud makes Google wait',
    does: [house({ do: 'cloud', to: 'silent' })],
    house: { mood: 'silent' },
    google: [LATER, LOCK],
    hears: /still working on it/,
    undo: [house({ do: 'cloud', to: 'ok' }), LATER],
  },
  {
    name: 'a cloud that is fine again carries commands',
    does: [house({ do: 'cloud', to: 'ok' }), ['time', { forwardMs: HOUR_MS }]],
    house: { mood: 'ok' },
    google: [LOCK],
    hears: /Front door is locked/,
    tile: { state: 'locked', isTrue: true },
  },
  {
    name: 'tokens that expire are renewed, and nobody notices',
    does: [house({ do: 'expire-tokens' })],
    google: [LOCK],
    hears: /Front door is locked/,
  },
  {
    name: 'webhooks that are on tell of a hand at the door',
    does: [house({ do: 'webhooks', to: 'on' }), at(FRONT, { do: 'turn', to: 'unlock' })],
    house: { webhooks: 'on' },
    tile: { state: 'unlocked', isTrue: true, toldBy: 'report' },
  },
  {
    name: 'webhooks that come twice change nothing twice',
    does: [house({ do: 'webhooks', to: 'twice' }), at(FRONT, { do: 'turn', to: 'lock' })],
    house: { webhooks: 'twice' },
    tile: { state: 'locked', isTrue: true, toldBy: 'report' },
  },
  {
    name: 'webhooks out of order leave the tile with what came last at the door',
    does: [
      house({ do: 'webhooks', to: 'disordered' }),
      at(FRONT, { do: 'turn', to: 'unlock' }),
      at(FRONT, { do: 'turn', to: 'lock' }),
      at(FRONT, { do: 'turn', to: 'unlock' }),
      at(FRONT, { do: 'turn', to: 'lock' }),
      at(FRONT, { do: 'turn', to: 'unlock' }),
      at(FRONT, { do: 'key', to: 'unlock' }),
    ],
    house: { webhooks: 'disordered' },
    tile: { state: 'unlocked', isTrue: true, toldBy: 'report' },
  },
  {
    name: 'webhooks that are late make the tile true late',
    does: [house({ do: 'webhooks', to: 'late' }), at(FRONT, { do: 'turn', to: 'lock' })],
    house: { webhooks: 'late' },
    google: [['time', { forwardMs: MINUTE_MS + 1 }]],
    tile: { state: 'locked', isTrue: true, toldBy: 'report' },
  },
  {
    name: 'webhooks that are off leave the tile wrong',
    does: [house({ do: 'webhooks', to: 'off' }), at(FRONT, { do: 'turn', to: 'unlock' })],
    house: { webhooks: 'off' },
    tile: { state: 'locked', isTrue: false },
    undo: [LOCK],
  },
  {
    name: 'a door that is opened says so at the house, and its bolt stays',
    does: [at(FRONT, { do: 'door', to: 'open' })],
    lock: { isOpen: true, bolt: 'locked' },
    google: LOOK,
    tile: { state: 'locked', isTrue: true },
  },
  {
    name: 'a door that is closed again says so',
    does: [at(FRONT, { do: 'door', to: 'closed' })],
    lock: { isOpen: false },
  },
  {
    name: 'time sixty times as fast locks a door that locks itself after 30 s',
    does: [at(BACK, { do: 'turn', to: 'unlock' }), ['time', { rate: 60 }]],
    view: { rate: 60 },
    lockId: BACK,
    lock: { bolt: 'locked' },
    undo: [['time', { rate: 1 }]],
  },
  {
    name: 'an hour forward is an hour later',
    does: [at(BACK, { do: 'turn', to: 'unlock' }), ['time', { forwardMs: HOUR_MS }]],
    view: { rate: 1 },
    lockId: BACK,
    lock: { bolt: 'locked' },
  },
  {
    name: 'a tap on a locked tile asks for the PIN and unlocks',
    does: [
      ['tap', { user: 'alice', deviceId: FRONT }],
      ['pin', { user: 'alice', pin: PIN }],
    ],
    hears: /Front door is unlocked/,
    lock: { bolt: 'unlocked' },
    tile: { state: 'unlocked', isTrue: true },
  },
  {
    name: 'a tap on an unlocked tile locks',
    does: [['tap', { user: 'alice', deviceId: FRONT }]],
    hears: /Front door is locked/,
    lock: { bolt: 'locked' },
    tile: { state: 'locked', isTrue: true },
  },
  {
    name: 'a person who walks away from the PIN opens nothing',
    does: [say('unlock the front door'), ['pin', { user: 'alice' }]],
    hears: /cancelled/,
    lock: { bolt: 'locked' },
  },
  {
    name: 'another person is added without a link',
    does: [['users', { user: 'bob' }]],
    view: { users: expect.arrayContaining([expect.objectContaining({ name: 'bob', isLinked: false })]) },
    google: [['say', { user: 'bob', sentence: 'lock the front door' }]],
    hears: /not linked yet\. Open http\S+user=bob/,
  },
  {
    name: 'a sign-in that Sifely revokes must be linked again',
    does: [house({ do: 'revoke-tokens' })],
    google: [LOCK],
    hears: /must be linked again/,
  },
  {
    name: 'unlinking takes the tiles away',
    does: [['unlink', { user: 'alice' }]],
    view: {
      users: expect.arrayContaining([expect.objectContaining({ name: 'alice', isLinked: false, tiles: [] })]),
    },
    google: [LOCK],
    hears: /not linked yet/,
  },
  {
    name: 'starting over leaves one person and the house as it was found',
    does: [at(FRONT, { do: 'battery', percent: 3 }), at(FRONT, { do: 'turn', to: 'unlock' }), ['reset', {}]],
    view: { users: [expect.objectContaining({ name: 'alice', isLinked: false, talk: [] })] },
    lock: { bolt: 'locked', battery: 85, isFrozen: false, isJammed: false },
  },
];

const LONG = 'x'.repeat(201);
const DOOR = { lockId: FRONT };

/** Requests that are refused: with which status, and with which sentence. */
const BAD: readonly (readonly [
  name: string,
  action: string,
  body: unknown,
  status: number,
  error: RegExp,
])[] = [
  ['an unknown action', 'house', { do: 'explode' }, 400, /do:.*"turn"/],
  ['no action', 'house', {}, 400, /do: /],
  ['a turn to nowhere', 'house', { ...DOOR, do: 'turn', to: 'left' }, 400, /to: /],
  [
    'a turn of an unknown door',
    'house',
    { do: 'turn', lockId: '1', to: 'unlock' },
    409,
    /There is no such door/,
  ],
  ['a door that is ajar', 'house', { ...DOOR, do: 'door', to: 'ajar' }, 400, /to: /],
  ['a key without a door', 'house', { do: 'key', to: 'lock' }, 400, /lockId: /],
  [
    'an unknown code',
    'house',
    { ...DOOR, do: 'code', name: 'Burglar' },
    409,
    /Front door has no code “Burglar”/,
  ],
  ['a wrong code with digits', 'house', { ...DOOR, do: 'wrong-code', digits: '1234' }, 400, /digits: /],
  ['an unknown card', 'house', { ...DOOR, do: 'card', name: 'Red' }, 409, /Front door has no card “Red”/],
  [
    'an unknown finger',
    'house',
    { ...DOOR, do: 'finger', name: 'Toe' },
    409,
    /Front door has no finger “Toe”/,
  ],
  ['a jam that is neither on nor off', 'house', { ...DOOR, do: 'jam', on: 'yes' }, 400, /on: /],
  ['a battery of 101 %', 'house', { ...DOOR, do: 'battery', percent: 101 }, 400, /percent: .*100/],
  ['a battery of −1 %', 'house', { ...DOOR, do: 'battery', percent: -1 }, 400, /percent: .*0/],
  ['half a per cent', 'house', { ...DOOR, do: 'battery', percent: 0.5 }, 400, /percent: /],
  ['a frost that is neither on nor off', 'house', { ...DOOR, do: 'freeze' }, 400, /on: /],
  [
    'an unknown gateway',
    'house',
    { do: 'gateway', gatewayId: '9', to: 'off' },
    409,
    /There is no such gateway/,
  ],
  ['an unknown mood of a gateway', 'house', { do: 'gateway', gatewayId: HALL, to: 'angry' }, 400, /to: /],
  ['an unknown mood of the cloud', 'house', { do: 'cloud', to: 'angry' }, 400, /to: /],
  ['an unknown way of webhooks', 'house', { do: 'webhooks', to: 'angry' }, 400, /to: /],
  ['webhooks before anybody is linked', 'house', { do: 'webhooks', to: 'on' }, 409, /Link an account first/],
  ['another speed', 'time', { rate: 7 }, 400, /rate: /],
  ['time that goes back', 'time', { forwardMs: -1 }, 400, /forwardMs: /],
  ['more than a day forward', 'time', { forwardMs: 25 * HOUR_MS }, 400, /forwardMs: /],
  [
    'a sentence of nobody',
    'say',
    { user: 'nobody', sentence: 'lock all doors' },
    409,
    /Nobody here is called nobody/,
  ],
  ['silence', 'say', { user: 'alice', sentence: ' ' }, 400, /sentence: /],
  ['a sentence that is too long', 'say', { user: 'alice', sentence: LONG }, 400, /sentence: /],
  ['a PIN of nobody', 'pin', { user: 'nobody', pin: PIN }, 409, /Nobody here is called nobody/],
  ['a PIN that is too long', 'pin', { user: 'alice', pin: LONG }, 400, /pin: /],
  ['a tap of nobody', 'tap', { user: 'nobody', deviceId: FRONT }, 409, /Nobody here is called nobody/],
  [
    'a tap on a tile that is not there',
    'tap',
    { user: 'alice', deviceId: '1' },
    409,
    /alice has no such tile/,
  ],
  ['a look of nobody', 'refresh', { user: 'nobody' }, 409, /Nobody here is called nobody/],
  ['a person with markup for a name', 'users', { user: '<b>' }, 400, /user: a name has 1 to 30 letters/],
  ['a person without a name', 'users', { user: '' }, 400, /user: a name has 1 to 30 letters/],
  ['unlinking nobody', 'unlink', { user: 'nobody' }, 409, /Nobody here is called nobody/],
  ['an unknown scene', 'scenes', { id: 'none', user: 'alice' }, 409, /no such scene/],
  [
    'a scene before anybody is linked',
    'scenes',
    { id: 'twice', user: 'alice' },
    409,
    /Link the Sifely account first/,
  ],
  ['a scene of nobody', 'scenes', { id: 'twice', user: 'nobody' }, 409, /Nobody here is called nobody/],
  ['an incident that is none', 'replay', { a: 1 }, 400, /"incident" is missing/],
  ['an incident of a later form', 'replay-here', { incident: 2 }, 400, /version 2/],
];

let played: PlaygroundWorld;

beforeAll(async () => {
  played = await PlaygroundWorld.start({ config: { executeAnswerMs: 800 } });
  await played.world.link('alice', { pin: PIN });
});

afterAll(() => played.close());

/** Carries out steps; returns the sentence of the last answer. */
async function carryOut(steps: readonly Step[]): Promise<unknown> {
  let heard: unknown;
  for (const [action, body] of steps) {
    const { status, text, error } = await played.post(action, body);
    expect([action, body, status, error]).toEqual([action, body, 200, undefined]);
    heard = text;
  }
  return heard;
}

/** Waits until a part of the view is as expected. */
async function until(expected: object, part: (view: PlaygroundView) => unknown): Promise<void> {
  for (let left = 200; ; left -= 1) {
    const shown = part(await played.view());
    try {
      expect(shown).toMatchObject(expected);
      return;
    } catch (error) {
      if (left === 0) throw error;
    }
    await setTimeout(20);
  }
}

describe('a control of the playground', () => {
  test.each(ROWS)(
    '$name',
    async ({ does, lockId = FRONT, lock, google = [], hears, tile, undo = [], ...shown }) => {
      let heard = await carryOut(does);
      if (lock !== undefined)
        await until(lock, ({ house: now }) => now?.locks.find(({ id }) => id === lockId));
      if (shown.house !== undefined) await until(shown.house, ({ house: now }) => now);
      if (shown.view !== undefined) await until(shown.view, (now) => now);
      if (google.length > 0) heard = await carryOut(google);
      if (hears !== undefined) expect(heard).toMatch(hears);
      if (tile !== undefined)
        await until(tile, ({ users }) => users[0]?.tiles.find(({ id }) => id === lockId));
      await carryOut(undo);
    },
  );
});

describe('a request that makes no sense', () => {
  /** What a refused request must leave as it is. */
  const state = async () => {
    const { now: _, aheadMs: __, ...view } = await played.view();
    const incident = Object(await (await fetch(`${played.url}/playground/incident`)).json());
    return { view, steps: incident.steps };
  };

  test.each(BAD)(
    '%s is refused with a sentence, and nothing changes',
    async (_name, action, body, status, error) => {
      const before = await state();
      const answer = await played.post(action, body);
      expect(answer).toMatchObject({ status, error: expect.stringMatching(error) });
      expect(await state()).toEqual(before);
    },
  );

  test('that is no JSON, or too long, is refused with a sentence', async () => {
    const send = async (body: string) => {
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(`${played.url}/playground/say`, { method: 'POST', headers, body });
      return [response.status, Object(await response.json()).error];
    };
    expect(await send('{')).toEqual([400, expect.stringMatching(/JSON/)]);
    expect(await send(JSON.stringify('x'.repeat(1_100_000)))).toEqual([
      413,
      expect.stringMatching(/too large/),
    ]);
  });
});

describe('a request from elsewhere', () => {
  const source = readFileSync(join(ROOT, 'simulators/google/playground/playground-router.ts'), 'utf8');
  const posts = [...source.matchAll(/\bpost\('(\/[\w-]+)'/g)].map(([, path = '']) => ['POST', path] as const);
  const gets = [...source.matchAll(/inner\.get\('(\/[\w-]+)'/g)].map(
    ([, path = '']) => ['GET', path] as const,
  );
  const all = [...posts, ...gets, ['GET', '/playground.js'] as const];

  function ask(method: string, path: string, headers: Readonly<Record<string, string>>) {
    return new Promise<number | undefined>((resolve, reject) => {
      const sent = sendRequest(
        `${played.url}${path}`,
        { method, headers: { 'content-type': 'application/json', ...headers } },
        (response) => {
          response.destroy();
          resolve(response.statusCode);
        },
      );
      sent.on('error', reject);
      sent.end(method === 'POST' ? '{}' : undefined);
    });
  }

  test('is refused at every address, by its host and by its page', async () => {
    expect(posts.length).toBeGreaterThan(12);
    expect(gets.length).toBeGreaterThan(3);
    const paths = [
      ['GET', '/'] as const,
      ...all.map(([method, path]) => [method, `/playground${path}`] as const),
    ];
    for (const [method, path] of paths) {
      const from = (headers: Readonly<Record<string, string>>) => ask(method, path, headers);
      expect([
        path,
        await from({ host: 'playground.example.com' }),
        await from({ host: '127.0.0.1.example.com' }),
        await from({ origin: 'https://evil.example.com' }),
        await from({ origin: 'null' }),
      ]).toEqual([path, 403, 403, 403, 403]);
    }
  });
});
