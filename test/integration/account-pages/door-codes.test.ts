import { Person } from '../../../simulators/google/index.ts';
import { DEMO_LOCKS } from '../../../simulators/sifely/index.ts';
import { startAlteringProxy } from '../../support/altering-proxy.ts';
import { choose, signIn, walkThroughLinking } from '../../support/link-walk.ts';
import { lockIdAt, lockNameAt, manyLocks } from '../../support/many-locks.ts';
import { until } from '../../support/until.ts';
import { World } from '../../support/world.ts';
import { accountId, DEMO, forge, signedIn } from './owner.ts';

/** Codes that the Sifely app gave to the first door and to the last of seven. */
const [FIRST_CODE, LAST_CODE] = ['70365812', '58203617'];
const REASON = 'This is a code of one of your doors.';
const DOORS = Array.from({ length: 7 }, (_, place) => lockIdAt(place));
const LISTS = '/v3/lock/listKeyboardPwd';

let world: World;
beforeAll(async () => {
  world = await World.start({ store: 'firestore', sifely: { seed: manyLocks(DOORS.length, DEMO) } });
  world.sifely.lock(lockIdAt(0)).changePasscodes({ do: 'add', name: 'Cleaner', digits: FIRST_CODE });
  world.sifely.lock(lockIdAt(6)).changePasscodes({ do: 'add', name: 'Tenant', digits: LAST_CODE });
});
afterAll(() => world.close());
beforeEach(() => world.sifely.clearCalls());

/** The ids of the locks whose codes were listed. */
const listed = () =>
  world.sifely.calls.filter(({ endpoint }) => endpoint === LISTS).map(({ lockId }) => lockId);

async function atPin(): Promise<Person> {
  const person = await signedIn(world);
  await person.open('/account/pin');
  world.sifely.clearCalls();
  return person;
}

async function setPin(pin: string): Promise<Person> {
  const person = await atPin();
  await world.hurried(person.check('unlocking', 'pin').fill({ pin }).press('Save'));
  return person;
}

test('linking refuses a PIN that is a code of a door which Google may unlock, and asks no other door', async () => {
  const person = new Person({ clock: world.clock });
  const result = await world.google.user('alice').linkAs(person, async () => {
    await signIn(person);
    const chosen = DOORS.slice(0, 3);
    choose(person, { pin: FIRST_CODE, locks: chosen });
    person.fill({ [`control-${DOORS[1]}`]: 'lock' });
    await person.press('Agree and link');
    expect([person.page.status, person.page.alerts]).toEqual([422, [expect.stringContaining(REASON)]]);
    expect(listed().sort()).toEqual([DOORS[0], DOORS[2]]);
    expect(person.page.html).not.toContain(FIRST_CODE);
    // Google never unlocks the last door: its code is no way in by voice.
    person.fill({ pin: LAST_CODE });
    await person.press('Agree and link');
  });
  expect(result.linked).toBe(true);
});

test('the account page refuses such a PIN, asks five doors at most, and counts the calls for the month', async () => {
  await world.google
    .user('bob')
    .linkAs(new Person({ clock: world.clock }), (at) =>
      walkThroughLinking(at, { pin: 'keep', locks: DOORS }),
    );
  const callsOf = async () => {
    const [document] = await world.store.get([{ collection: 'states', id: accountId(world) }]);
    return Object(document?.data).usage?.calls;
  };
  const person = await atPin();
  const before = await callsOf();
  await person.check('unlocking', 'pin').fill({ pin: FIRST_CODE }).press('Save');
  expect([person.page.status, person.page.alerts]).toEqual([422, [expect.stringContaining(REASON)]]);
  expect(listed().sort()).toEqual([DOORS[0], DOORS[2], DOORS[3], DOORS[4], DOORS[5]]);
  expect(await callsOf()).toBe(before + 5);
  expect(await setPin('493817').then(({ page }) => page.alerts)).toEqual(['Voice PIN saved.']);
});

test('the PIN of a person is compared with the codes of its own doors alone', async () => {
  const person = await signedIn(world);
  await person.open('/account/person-pin');
  world.sifely.clearCalls();
  person.check('doors', 'some').check('door', DOORS[6]).fill({ name: 'Anna', pin: LAST_CODE });
  await person.press('Save');
  expect([person.page.status, person.page.html]).toEqual([422, expect.stringContaining(REASON)]);
  expect(listed()).toEqual([DOORS[6]]);
  world.sifely.clearCalls();
  await person.fill({ pin: '1111' }).press('Save');
  expect([person.page.status, listed()]).toEqual([422, []]);
  forge(person, 'door', '99999999');
  await person.fill({ pin: '630592' }).press('Save');
  expect([person.page.status, listed()]).toEqual([422, []]);
  await person.check('doors', 'some').check('door', DOORS[6]);
  await person.fill({ pin: '630592' }).press('Save');
  expect(person.page.alerts).toEqual(['Voice PIN saved.']);
});

test.each([
  ['are refused', { kind: 'code', code: 20002 }],
  ['fail', { kind: 'status', status: 500 }],
  ['never come', { kind: 'hang' }],
] as const)('a PIN is taken within three seconds where the lists of codes %s', async (_, fault) => {
  const failing = world.sifely.fault({ ...fault, endpoint: LISTS });
  const before = world.clock.now();
  const person = await setPin(FIRST_CODE);
  failing.remove();
  expect(person.page.alerts).toEqual(['Voice PIN saved.']);
  expect(world.clock.now() - before).toBeLessThan(15_000);
  expect(listed().length).toBeLessThanOrEqual(10);
});

test.each([
  ['/account/pin', { pin: '738194' }],
  ['/account/person-pin', { pin: '738194', name: 'Bea' }],
])(
  'a PIN that waits for the lists of codes is not set once the owner signed out everywhere: %s',
  async (path, fields) => {
    const pins = async () => {
      const [document] = await world.store.get([{ collection: 'accounts', id: accountId(world) }]);
      const { pin, personalPins } = Object(document?.data);
      return JSON.stringify([pin, personalPins]);
    };
    const failing = world.sifely.fault({ kind: 'hang', endpoint: LISTS });
    const [person, owner] = [await signedIn(world), await signedIn(world)];
    await person.open(path);
    world.sifely.clearCalls();
    const before = await pins();
    if (path === '/account/pin') person.check('unlocking', 'pin');
    const saved = person.fill(fields).press('Save');
    await until(() => listed().length > 0, 'a list of codes');
    await owner.press('Sign out everywhere');
    expect(owner.page.headings[0]).toBe('You’re signed out everywhere');
    await world.hurried(saved);
    failing.remove();
    expect([person.page.status, person.page.headings[0]]).toEqual([403, 'This page has expired']);
    expect(await pins()).toBe(before);
  },
);

test('linking with a PIN that waits for the lists of codes sets none once the owner signed out everywhere', async () => {
  const failing = world.sifely.fault({ kind: 'hang', endpoint: LISTS });
  const person = new Person({ clock: world.clock });
  const owner = await signedIn(world);
  await person.open(world.google.user('carol').authorizeUrl());
  await signIn(person);
  choose(person, { pin: '738195', locks: DOORS.slice(0, 1) });
  world.sifely.clearCalls();
  const agreed = person.press('Agree and link');
  await until(() => listed().length > 0, 'a list of codes');
  await owner.press('Sign out everywhere');
  await world.hurried(agreed);
  failing.remove();
  expect([person.page.status, person.page.headings[0]]).toEqual([403, 'This page has expired']);
  expect((await world.google.user('alice').unlock(lockNameAt(0), { pin: '738195' })).status).toBe('ERROR');
});

test('codes of doors are neither logged nor stored', () => {
  const seen = [...world.logLines, JSON.stringify(world.firestore?.documents)].join('\n');
  expect(seen).toContain(LISTS);
  for (const code of [FIRST_CODE, LAST_CODE]) expect(seen).not.toContain(code);
});

test('a code that comes as a number, without its zeros, is refused, and choosing PINs leaves the calls for commands', async () => {
  const proxy = await startAlteringProxy();
  const home = await World.start({ sifelyUrl: proxy.url, callsPerMinute: 6 });
  proxy.target = home.sifely.url;
  proxy.alter = (answer) => ({
    ...answer,
    body: Buffer.from(answer.body.toString().replaceAll(/("keyboardPwd": ?)"0*(\d+)"/g, '$1$2')),
  });
  home.sifely.lock(DEMO_LOCKS.frontDoor).changePasscodes({ do: 'add', name: 'Cleaner', digits: '0412' });
  await home.hurried(home.link('alice', { pin: 'off' }));
  home.clock.advance(60_000);
  const person = await home.hurried(signedIn(home));
  const alerts: string[] = [];
  for (const pin of ['0412', '493817', '493827']) {
    await home.hurried(person.open(`${home.url}/account/pin`));
    await home.hurried(person.check('unlocking', 'pin').fill({ pin }).press('Save'));
    alerts.push(...person.page.alerts);
  }
  expect(alerts).toEqual([expect.stringContaining(REASON), 'Voice PIN saved.', 'Voice PIN saved.']);
  const unlocked = await home.hurried(home.google.user('alice').unlock('front door', { pin: '493827' }));
  expect(unlocked.status).toBe('SUCCESS');
  await home.close();
  await proxy.close();
});
