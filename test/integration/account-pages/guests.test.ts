import type { Page, Person } from '../../../simulators/google/index.ts';
import { DEMO_GATEWAYS, DEMO_LOCKS } from '../../../simulators/sifely/index.ts';
import { linkOneOfMany, lockIdAt, lockNameAt, manyLocks } from '../../support/many-locks.ts';
import { OffsetClock } from '../../support/offset-clock.ts';
import { World, type WorldOptions } from '../../support/world.ts';
import { RawBrowser } from '../linking/raw-browser.ts';
import { accountId, changeStored, DEMO, signedIn } from './owner.ts';

const { frontDoor, backDoor } = DEMO_LOCKS;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ZONE = 'America/New_York';

let world: World;
afterEach(() => world.close());

async function start(options: WorldOptions = {}): Promise<Person> {
  world = await World.start(options);
  await world.link('alice', { pin: '84126' });
  await changeStored(world, 'accounts', (data) => ({ ...data, timeZone: ZONE }));
  await world.pass(2000);
  return signedIn(world);
}

/** A person at the form for a new guest. */
async function atForm(options: WorldOptions = {}): Promise<Person> {
  const person = await start(options);
  await person.press('Add a guest');
  return person;
}

const opensDoor = (digits: string, lockId: number = frontDoor) => {
  const lock = world.sifely.lock(lockId);
  lock.turnByHand('lock');
  lock.enterDigits(digits);
  const isOpen = lock.bolt === 'unlocked';
  lock.turnByHand('lock');
  return isOpen;
};

const digitsOn = ({ html }: Page) => /<p class="address">(\d+)<\/p>/.exec(html)?.[1] ?? '';

/** The value of a field of the page; of a radio button the chosen one. */
const shown = ({ page }: Person, name: string) =>
  page.forms
    .flatMap(({ fields }) => fields)
    .filter((field) => field.name === name && (field.checked || !['checkbox', 'radio'].includes(field.type)))
    .map(({ value }) => value)
    .join();

const WORLDS: readonly WorldOptions[] = [
  { profile: 'oauth', store: 'sqlite', jobs: 'local' },
  { profile: 'api-key', store: 'firestore' },
];

describe.each(WORLDS)('guests on the account pages, with %j', (options) => {
  test('are added with a random code that is shown once and opens the door, are changed, and removed', async () => {
    const person = await atForm(options);
    await person.fill({ name: 'Anna <b>' }).check('door', String(frontDoor)).press('Add a guest');
    expect(person.page.headings).toEqual(['Code for Anna <b>']);
    const digits = digitsOn(person.page);
    expect(digits).toMatch(/^\d{6}$/);
    await world.pass(2000);
    expect(opensDoor(digits)).toBe(true);

    await person.press('All guests');
    expect(person.page.text).toContain('Front door · Code: Set – read back from the lock');
    expect(person.page.html).not.toContain(digits);
    await person.press('Anna <b>');
    expect(person.page.html).not.toContain(digits);
    expect([shown(person, 'name'), shown(person, 'door'), shown(person, 'code')]).toEqual([
      ...['Anna <b>', String(frontDoor), ''],
    ]);
    await person.check('door', String(backDoor)).press('Save');
    expect(person.page.alerts).toEqual(['Saved. The doors follow within a minute.']);
    expect(person.page.title).toMatch(/^Saved\. The doors follow within a minute\. – /);
    await world.pass(2000);
    expect(opensDoor(digits, backDoor)).toBe(true);
    await person.open(person.page.url);
    await person.fill({ code: '730518' }).press('Save');
    expect(digitsOn(person.page)).toBe('730518');
    await world.pass(2000);
    expect([opensDoor(digits), opensDoor('730518'), opensDoor('730518', backDoor)]).toEqual([
      ...[false, true, true],
    ]);

    await person.press('Open this guest');
    await person.press('Remove this guest…');
    await person.press('Keep');
    expect(person.page.headings[0]).toBe('Anna <b>');
    await person.press('Remove this guest…');
    await person.press('Remove');
    expect(person.page.alerts[0]).toContain('Removing');
    await world.pass(2000);
    expect(opensDoor('730518')).toBe(false);
    expect(world.logLines.join('')).not.toMatch(new RegExp(`${digits}|730518|Anna`));
  });

  test('may come between two times by the clocks of the house', async () => {
    const person = await atForm(options);
    const now = world.clock.now();
    const local = (at: number) => {
      const parts = new Intl.DateTimeFormat('sv-SE', {
        timeZone: ZONE,
        dateStyle: 'short',
        timeStyle: 'short',
      });
      return parts.format(at).replace(' ', 'T');
    };
    await person
      .fill({ name: 'Plumber', from: local(now + DAY), until: local(now + DAY + 2 * HOUR) })
      .check('door', String(frontDoor))
      .check('when', 'period')
      .press('Add a guest');
    const digits = digitsOn(person.page);
    await world.pass(2000);
    expect(opensDoor(digits)).toBe(false);
    await person.press('Open this guest');
    expect([shown(person, 'when'), shown(person, 'from')]).toEqual(['period', local(now + DAY)]);
    world.clock.advance(DAY + HOUR);
    expect(opensDoor(digits)).toBe(true);
    world.clock.advance(2 * HOUR);
    expect(opensDoor(digits)).toBe(false);
  });

  test('get a code of Sifely for days of the week, which is shown when it is made', async () => {
    const person = await atForm(options);
    await person
      .fill({ name: 'Cleaner', days: '1', from_hour: '9', until_hour: '12' })
      .check('door', String(frontDoor))
      .check('when', 'weekly')
      .press('Add a guest');
    expect([digitsOn(person.page), person.page.text]).toEqual([
      '',
      expect.stringContaining('Sifely is making the code'),
    ]);
    await world.pass(2000);
    await person.press('Open this guest');
    expect(person.page.text).toMatch(/Mon: 9:00.AM–12:00.PM/);
    await person.press('Show the code');
    expect(digitsOn(person.page)).toMatch(/^\d{6,9}$/);
  });

  test('get a code without a gateway, which is shown when Sifely has made it', async () => {
    const person = await atForm(options);
    world.sifely.gateway(DEMO_GATEWAYS.hall).online = false;
    await person
      .fill({ name: 'Plumber' })
      .check('door', String(frontDoor))
      .check('way', 'offline')
      .press('Add a guest');
    expect(person.page.text).toContain('Sifely is making the code');
    await world.pass(2000);
    await person.press('Open this guest');
    expect([person.page.text, shown(person, 'way')]).toEqual([
      expect.stringContaining('Ready – Sifely made it'),
      'offline',
    ]);
    await person.press('Show the code');
    expect(opensDoor(digitsOn(person.page))).toBe(true);
  });

  test('get a key in the app as well', async () => {
    const person = await atForm(options);
    await person
      .fill({ name: 'Bert', receiver: 'empty@example.com' })
      .check('door', String(frontDoor))
      .check('by', 'both')
      .press('Add a guest');
    expect(person.page.text).toContain('The key is on its way');
    await world.pass(2000);
    await person.press('Open this guest');
    expect(person.page.text).toContain('Key: Sent – Sifely lists the key');
    expect(person.page.text).toContain('Code: Set – read back from the lock');
  });
});

test('a form that is sent twice adds one guest, and shows the same code', async () => {
  await start();
  const browser = new RawBrowser(world.url);
  const { page: signIn } = await browser.get('/account');
  await browser.post('/account/sign-in', browser.fields(signIn, DEMO));
  const { page } = await browser.get('/account/guest-add');
  const [form] = page.forms.filter(({ action }) => action.endsWith('/account/guest-add'));
  const fields = new URLSearchParams();
  for (const { name, value, checked } of form?.fields ?? []) if (checked) fields.append(name, value);
  fields.set('name', 'Anna');
  fields.append('door', String(frontDoor));
  const [first, second] = [
    await browser.post('/account/guest-add', fields),
    await browser.post('/account/guest-add', fields),
  ];
  expect(digitsOn(first.page)).toMatch(/^\d{6}$/);
  expect(digitsOn(second.page)).toBe(digitsOn(first.page));
  expect(await world.app.guests?.list(accountId(world))).toHaveLength(1);
});

test('a form that is sent again long after the sign-in shows no code', async () => {
  await start();
  const browser = new RawBrowser(world.url);
  const { page: signIn } = await browser.get('/account');
  await browser.post('/account/sign-in', browser.fields(signIn, DEMO));
  const { page } = await browser.get('/account/guest-add');
  const [form] = page.forms.filter(({ action }) => action.endsWith('/account/guest-add'));
  const fields = new URLSearchParams();
  for (const { name, value, checked } of form?.fields ?? []) if (checked) fields.append(name, value);
  fields.set('name', 'Anna');
  fields.append('door', String(frontDoor));
  const digits = digitsOn((await browser.post('/account/guest-add', fields)).page);
  for (let minutes = 0; minutes < 20; minutes += 10) {
    world.clock.advance(10 * 60_000);
    expect((await browser.get('/account/guests')).status).toBe(200);
  }
  const { status, page: again } = await browser.post('/account/guest-add', fields);
  expect([status, again.headings]).toEqual([403, ['Sign in again to see codes']]);
  expect(digits).toMatch(/^\d{6}$/);
  expect(again.html).not.toContain(digits);
});

describe('a wrong form for a guest', () => {
  test.each<[string, Record<string, string>, readonly (readonly [string, string])[], string]>([
    ['without a name', { name: ' ' }, [], 'Enter a name.'],
    ['with a simple code', { code: '1234' }, [], 'counts up or down'],
    ['with the voice PIN as code', { code: '84126' }, [], 'This is a voice PIN of your household'],
    [
      'with times that are none',
      { from: 'soon', until: 'later' },
      [['when', 'period']],
      'as a date and a time',
    ],
    [
      'with an end in the past',
      { until: '2020-01-01T10:00' },
      [['when', 'period']],
      'The end is in the past',
    ],
    ['with hours that end first', { from_hour: '12', until_hour: '9' }, [['when', 'weekly']], 'whole hours'],
    ['with a day that is none', { first: '2026-02-31x' }, [['when', 'weekly']], 'as a date and a time'],
    [
      'with digits for days of the week',
      { code: '730518' },
      [['when', 'weekly']],
      'Sifely chooses the digits',
    ],
    ['without an account for the key', {}, [['by', 'ekey']], 'Enter the Sifely account'],
  ])('%s is refused, and nothing that was typed is lost but the code', async (_, values, checks, message) => {
    const person = await atForm();
    person.fill({ name: 'Anna', ...values }).check('door', String(frontDoor));
    for (const [name, value] of checks) person.check(name, value);
    await person.press('Add a guest');
    expect(person.page.status).toBe(422);
    expect(person.page.alerts[0]).toContain(message);
    expect([shown(person, 'door'), shown(person, 'code')]).toEqual([String(frontDoor), '']);
    for (const [name, value] of Object.entries(values)) {
      if (name !== 'code') expect(shown(person, name)).toBe(value);
    }
    for (const [name, value] of checks) expect(shown(person, name)).toBe(value);
    expect(await world.app.guests?.list(accountId(world))).toEqual([]);
  });

  test('without a door is refused', async () => {
    const person = await atForm();
    await person.fill({ name: 'Anna' }).press('Add a guest');
    expect([person.page.status, person.page.alerts[0]]).toEqual([
      422,
      expect.stringContaining('at least one, and at most 50'),
    ]);
  });
});

describe('the page of a guest', () => {
  async function withGuest(
    wish: Record<string, string> = {},
    checks: readonly (readonly [string, string])[] = [],
  ) {
    const person = await atForm();
    person.fill({ name: 'Anna', code: '730518', ...wish }).check('door', String(frontDoor));
    for (const [name, value] of checks) person.check(name, value);
    await person.press('Add a guest');
    await person.press('Open this guest');
    return person;
  }

  test('says what a door waits for, why it failed, and tries again', async () => {
    const person = await start();
    world.sifely.gateway(DEMO_GATEWAYS.hall).online = false;
    await person.press('Add a guest');
    await person.fill({ name: 'Anna', code: '730518' }).check('door', String(frontDoor)).press('Add a guest');
    await world.pass(60_000);
    await person.press('Open this guest');
    expect(person.page.text).toContain('On its way into the lock');
    expect(person.page.text).toContain('Waiting: the gateway is offline');
    const address = person.page.url;
    for (let day = 0; day < 8; day++) {
      world.clock.advance(DAY);
      await world.app.runJob({ kind: 'guests', accountId: accountId(world) });
    }
    const later = await signedIn(world);
    await later.open(address);
    expect(later.page.text).toContain('Failed');
    expect(later.page.text).toContain('Check that the gateway has power and Wi-Fi.');
    world.sifely.gateway(DEMO_GATEWAYS.hall).online = true;
    await later.press('Try again');
    expect(later.page.alerts).toEqual(['Trying again now.']);
    await world.pass(2000);
    expect(opensDoor('730518')).toBe(true);
  });

  test('shows a code only soon after the password was entered, and after a new sign-in', async () => {
    const person = await withGuest();
    const address = person.page.url;
    await person.press('Show the code');
    expect(digitsOn(person.page)).toBe('730518');
    for (let minute = 0; minute < 20; minute += 5) {
      world.clock.advance(5 * 60_000);
      await person.open(address);
    }
    await person.press('Show the code');
    expect([person.page.status, person.page.headings]).toEqual([403, ['Sign in again to see codes']]);
    expect(person.page.html).not.toContain('730518');
    await person.press('Sign in again');
    await person.fill(DEMO).press('Sign in');
    await person.open(address);
    await person.press('Show the code');
    expect(digitsOn(person.page)).toBe('730518');
  });

  test('lets a person say that the phone has done its work', async () => {
    const person = await withGuest({}, [['way', 'phone']]);
    await world.pass(2000);
    await person.open(person.page.url);
    expect(person.page.text).toContain('Waiting for a phone beside the lock');
    await person.press('I’ve set it with my phone');
    expect(person.page.text).toContain('Set – you confirmed it');
  });

  test('says that a weekly code opens an hour late after the clocks changed, and makes a new one', async () => {
    const person = await start({ clock: new OffsetClock({ startAt: Date.parse('2027-03-10T12:00Z') }) });
    const added = await world.app.guests?.add(accountId(world), {
      ...{ name: 'Cleaner', lockIds: [String(frontDoor)], timeZone: ZONE },
      validity: { kind: 'weekly', days: [1, 2, 3, 4, 5, 6, 7], fromHour: 9, untilHour: 12 },
    });
    if (added === undefined || 'problem' in added) throw new Error('the guest was not added');
    await world.pass(2000);
    world.clock.advance(Date.parse('2027-03-14T07:01Z') - world.clock.now());
    await world.app.runJob({ kind: 'guests', accountId: accountId(world) });
    expect(person.page.status).toBe(200);
    const later = await signedIn(world);
    await later.open(`/account/guest?id=${added.guest.id}`);
    expect(later.page.text).toContain('By the clock at the door, it opens 1 hour late.');
    expect(later.page.text).toContain('We try again then.');
    await later.press('Make a new code');
    expect(later.page.alerts[0]).toContain('Sifely is making a new code.');
    await world.pass(2000);
    await later.open(later.page.url);
    expect(later.page.text).not.toContain('hour late');
  });

  test('is 404 for a guest that is gone, of another account or none', async () => {
    const person = await withGuest();
    for (const id of ['nobody', '', 'A'.repeat(16)]) {
      await person.open(`/account/guest?id=${id}`);
      expect([person.page.status, person.page.headings]).toEqual([404, ['This guest is gone']]);
    }
    const [guest] = (await world.app.guests?.list(accountId(world))) ?? [];
    await world.link('carol', { username: 'guest@example.com', password: 'guest-password', pin: '7391' });
    const carol = await signedIn(world, { username: 'guest@example.com', password: 'guest-password' });
    await carol.open(`/account/guest?id=${guest?.id}`);
    expect(carol.page.status).toBe(404);
  });
});

test('a form with hundreds of doors shows those that are found and ticked, and keeps what was typed', async () => {
  world = await World.start({ sifely: { seed: manyLocks(200, DEMO) } });
  await linkOneOfMany(world);
  await changeStored(world, 'accounts', (data) => {
    const locks = Array.from({ length: 200 }, (_, place) => [lockIdAt(place), { shared: true }]);
    return { ...data, locks: Object.fromEntries(locks) };
  });
  await changeStored(world, 'states', (data) => {
    const listed = (place: number) => ({
      name: lockNameAt(place),
      groupName: 'Yard',
      operability: 'operable',
      owned: true,
    });
    const locks = Array.from({ length: 200 }, (_, place) => [
      ...[lockIdAt(place), { commands: [], listed: listed(place) }],
    ]);
    return { ...data, locks: Object.fromEntries(locks) };
  });
  const person = await signedIn(world);
  await person.open('/account/guest-add');
  expect(shown(person, 'door')).toBe('');
  expect(Buffer.byteLength(person.page.html)).toBeLessThan(40_000);
  await person.fill({ name: 'Anna', find: lockNameAt(150) }).press('Find');
  expect([person.page.status, shown(person, 'name')]).toEqual([200, 'Anna']);
  expect(person.page.text).toContain('1 lock found');
  await person
    .check('door', lockIdAt(150))
    .fill({ find: lockNameAt(7) })
    .press('Find');
  expect(shown(person, 'door')).toBe(lockIdAt(150));
  await person.check('door', lockIdAt(7)).press('Add a guest');
  expect(digitsOn(person.page)).toMatch(/^\d{6}$/);
  const [guest] = (await world.app.guests?.list(accountId(world))) ?? [];
  expect(guest?.doors.map(({ lockId }) => lockId).sort()).toEqual([lockIdAt(7), lockIdAt(150)].sort());
});

test('a list of many guests has pages below 30 KB, and says what codes cost', async () => {
  const person = await start();
  for (let place = 0; place < 45; place++) {
    await world.app.guests?.add(accountId(world), {
      ...{ name: `Guest number ${place}`, lockIds: [String(frontDoor), String(backDoor)] },
      ...{ timeZone: ZONE, validity: { kind: 'permanent' } },
    });
  }
  await person.open(`${world.url}/account/guests`);
  expect(person.page.text).toContain('Setting a code takes about 3 Sifely calls');
  expect(person.page.text).toMatch(/\d+ of 8,000 Sifely calls used this month/);
  expect(person.page.text).toContain('Guest number 19');
  expect(person.page.text).not.toContain('Guest number 20');
  expect(Buffer.byteLength(person.page.html)).toBeLessThan(30 * 1024);
  await person.press('Next');
  await person.press('Next');
  expect(person.page.text).toContain('Guest number 44');
  await person.open('/account/guests?page=99');
  expect(person.page.text).toContain('Guest number 44');
});
