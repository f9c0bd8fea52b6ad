import { LANGUAGES } from '../../../functions/languages/languages.ts';
import { Person } from '../../../simulators/google/index.ts';
import { choose, signIn } from '../../support/link-walk.ts';
import { World } from '../../support/world.ts';
import { accountId, changeStored, DEMO, signedIn } from './owner.ts';

const FRONT = '532301';

let world: World;
afterEach(() => world.close());

const start = async (store: 'sqlite' | 'firestore' = 'sqlite') => {
  world = await World.start({ store });
  await world.link('alice', { pin: '0412' });
  await changeStored(world, 'accounts', (account) => ({ ...account, timeZone: 'Europe/Berlin' }));
};
const unlock = (pin: string, door = 'front door') => world.google.user('alice').unlock(door, { pin });
/** Adds a PIN in another browser and returns its id. */
const add = async ({
  name = 'Cleaner',
  pin = '86420975',
  isOnce = false,
  isBound = false,
  isOnly = false,
} = {}) => {
  const person = await signedIn(world);
  await person.open('/account/person-pin');
  person.fill({ name, pin });
  if (isOnce) person.check('once');
  if (isOnly) person.check('doors', 'some').check('door', FRONT);
  if (isBound) {
    person.check('doors', 'some').check('door', FRONT).fill({ from0: '09:00', until0: '12:00' });
    person.check('days0', '1').check('days0', '3');
  }
  await person.press('Save');
  await person.open('/account/pins');
  const ids = person.page.links.flatMap(({ href }) => /person-pin\?id=(.+)/.exec(href)?.[1] ?? []);
  return ids.at(-1) ?? '';
};
/** Removes a PIN in another browser. */
const remove = async (id: string) => {
  const person = await signedIn(world);
  await person.open(`/account/remove-pin?id=${id}`);
  await person.press('Remove the PIN');
};
/** A person at the empty form of a new PIN. */
const atNew = async () => {
  const person = await signedIn(world);
  await person.press('Manage voice PINs');
  await person.press('Add a PIN for a person');
  return person;
};

describe.each(['sqlite', 'firestore'] as const)('the PIN of a person (%s)', (store) => {
  test('is added, listed with its bounds, and opens', async () => {
    await start(store);
    const person = await atNew();
    expect(person.page.headings[0]).toBe('A PIN for a person');
    await person.fill({ name: 'Anna', pin: '8642 0975' }).press('Save');
    expect([person.page.status, person.page.alerts]).toEqual([200, ['Voice PIN saved.']]);
    expect(person.page.text).toContain('Anna All doors · At any time · Not used yet');
    expect((await unlock('86420975')).status).toBe('SUCCESS');
    await person.open('/account/pins');
    expect(person.page.text).toMatch(/Anna All doors At any time Last used just now/);
    expect(person.page.html).not.toContain('86420975');
  });

  test('is only for the doors, hours and end that the owner chose', async () => {
    await start(store);
    const person = await atNew();
    person.fill({ name: 'Anna', pin: '٨٦٤٢٠٩٧٥', end: '2999-12-31T18:00' });
    person.check('doors', 'some').check('door', FRONT).check('once');
    for (const day of ['1', '2', '3', '4', '5', '6', '7']) person.check('days0', day);
    await person.fill({ from0: '00:00', until0: '00:00' }).press('Save');
    await person.press('Manage voice PINs');
    expect(person.page.text).toMatch(
      /Anna Only Front door Every day: .*12:00 AM.* Until Dec 31, 2999, 6:00 PM Opens once Not used yet/,
    );
    expect((await unlock('86420975', 'garage')).challenge).toBe('challengeFailedPinNeeded');
    expect((await unlock('86420975')).status).toBe('SUCCESS');
    expect((await unlock('86420975')).challenge).toBe('challengeFailedPinNeeded');
    await person.open('/account/pins');
    expect(person.page.text).toContain('Used up');
  });

  test('and that of the household are never equal: of requests at once that set the same digits one kind wins', async () => {
    await start(store);
    const [person, household] = [await atNew(), await signedIn(world)];
    await household.open('/account/pin');
    const linking = new Person({ clock: world.clock });
    await linking.open(world.google.user('bob').authorizeUrl());
    await signIn(linking);
    const pin = '86420975';
    choose(linking, { pin });
    await Promise.all([
      person.fill({ name: 'Anna', pin }).press('Save'),
      household.fill({ pin }).press('Save'),
      linking.press('Agree and link'),
    ]);
    const statuses = [person, household, linking].map(({ page }) => page.status === 422);
    expect([
      [false, true, true],
      [true, false, false],
    ]).toContainEqual(statuses);
  });

  test('is changed: what stays is in the form, the digits stay without being shown', async () => {
    await start(store);
    const id = await add({ isBound: true });
    const person = await signedIn(world);
    await person.open(`/account/person-pin?id=${id}`);
    const fields = person.page.forms.flatMap((form) => form.fields);
    const ticked = fields.filter(({ type, checked }) => checked && ['checkbox', 'radio'].includes(type));
    expect(ticked.map(({ name, value }) => [name, value])).toEqual([
      ...[
        ['doors', 'some'],
        ['door', FRONT],
        ['days0', '1'],
        ['days0', '3'],
      ],
    ]);
    expect(fields.find(({ name }) => name === 'pin')?.value).toBe('');
    await person.check('doors', 'all').fill({ name: 'Anna' });
    for (const day of ['1', '3']) person.uncheck('days0', day);
    await person.fill({ from0: '', until0: '' }).press('Save');
    expect(person.page.text).toContain('Anna All doors · At any time · Not used yet');
    expect((await unlock('86420975', 'garage')).status).toBe('SUCCESS');
  });

  test('that opened once may be allowed once more', async () => {
    await start(store);
    const id = await add({ isOnce: true });
    expect((await unlock('86420975')).status).toBe('SUCCESS');
    const person = await signedIn(world);
    await person.open(`/account/person-pin?id=${id}`);
    await person.check('again').press('Save');
    expect(person.page.text).toContain('Cleaner All doors · At any time · Opens once');
    expect((await unlock('86420975')).status).toBe('SUCCESS');
    expect((await unlock('86420975')).challenge).toBe('challengeFailedPinNeeded');
  });

  test('is removed, and the others stay', async () => {
    await start(store);
    const id = await add();
    const person = await signedIn(world);
    await person.open(`/account/remove-pin?id=${id}`);
    expect(person.page.headings[0]).toBe('Remove the PIN of Cleaner?');
    await person.press('Remove the PIN');
    expect(person.page.alerts).toEqual(['PIN removed. The others still work.']);
    expect((await unlock('86420975')).challenge).toBe('challengeFailedPinNeeded');
    expect((await unlock('0412')).status).toBe('SUCCESS');
    await person.open(`/account/remove-pin?id=${id}`);
    expect([person.page.status, person.page.headings[0]]).toEqual([404, 'This PIN is gone']);
  });
});

test('the activity says whose PIN opened, and whose was refused at another door', async () => {
  await start();
  await add({ isOnly: true });
  expect((await unlock('86420975')).status).toBe('SUCCESS');
  expect((await unlock('86420975', 'garage')).challenge).toBe('challengeFailedPinNeeded');
  await world.pass(5 * 60_000);
  const person = await signedIn(world);
  await person.open('/account/activity');
  expect(person.page.text).toMatch(/Voice PIN not valid for this door or time · Garage.*Voice PIN Cleaner/);
  await person.open('/account/activity.json');
  const entries: { event: string; door: string; pin: string | null }[] = JSON.parse(person.page.html);
  expect(entries.filter(({ pin }) => pin === 'Cleaner').map(({ event, door }) => [event, door])).toEqual([
    ['refused', 'Garage'],
    ['unlocked', 'Front door'],
  ]);
});

test('the PIN of the household is removed alone, and the last PIN with a warning', async () => {
  await start();
  const id = await add();
  const person = await signedIn(world);
  await person.open('/account/remove-pin?id=household');
  expect(person.page.text).toContain('The PINs of people stay.');
  await person.press('Remove the PIN');
  expect((await unlock('0412')).challenge).toBe('challengeFailedPinNeeded');
  expect((await unlock('86420975')).status).toBe('SUCCESS');
  await person.open(`/account/remove-pin?id=${id}`);
  expect(person.page.text).toContain('This is the last PIN');
  await person.press('Remove the PIN');
  expect(person.page.alerts).toEqual(['Voice PIN removed. Google can lock but not unlock.']);
  expect((await unlock('86420975')).errorCode).toBe('challengeFailedNotSetup');
  await person.press('Set a voice PIN');
  await person.fill({ pin: '7391' }).press('Save');
  expect((await unlock('7391')).status).toBe('SUCCESS');
});

describe('the form of a PIN', () => {
  test.each<readonly [string, Record<string, string>, string]>([
    ['no digits', { pin: '' }, 'Use 4 to 8 digits.'],
    ['three digits', { pin: '864' }, 'Use 4 to 8 digits.'],
    ['letters', { pin: 'abcd' }, 'Use 4 to 8 digits.'],
    ['too few different digits', { pin: '7711' }, 'This PIN has too few different digits.'],
    ['a run', { pin: '3456' }, 'This PIN counts up or down'],
    ['a pattern', { pin: '482482' }, 'This PIN repeats itself'],
    ['a line on the keypad', { pin: '2580' }, 'This PIN is a line on the keypad'],
    ['a year', { pin: '1985' }, 'This PIN looks like a year or a date'],
    ['the PIN of the household', { pin: '0412' }, 'There is already a PIN with these digits.'],
    ['the code of a guest', { pin: '739152' }, 'A guest’s door code has these digits'],
    ['no name', { name: '' }, 'Enter a name of at most 40 characters.'],
    ['a name that is there', { name: 'Gardener' }, 'Another PIN has this name.'],
    ['a name that is there, in other letters', { name: 'GARDENER' }, 'Another PIN has this name.'],
    ['no door', { doors: 'some' }, 'Choose at least one door.'],
    ['hours without days', { from0: '10:00', until0: '11:00' }, 'Choose the days'],
    ['hours without an end', { from0: '10:00', days0: '1' }, 'Enter when these hours begin'],
    ['an end that is no date', { end: 'tomorrow' }, 'Enter a date and a time.'],
    ['an end in the past', { end: '2020-01-01T00:00' }, 'This time is in the past.'],
  ])(
    'with %s is shown again with the reason, with all that was typed but the digits',
    async (_, wrong, words) => {
      await start();
      await add({ name: 'Gardener', pin: '70365812' });
      await world.app.guests?.add(accountId(world), {
        ...{ name: 'Guest', lockIds: [FRONT], timeZone: 'UTC', validity: { kind: 'permanent' } },
        digits: '739152',
      });
      const person = await atNew();
      const { doors, days0, ...given } = wrong;
      const texts: Record<string, string> = {
        name: 'Anna',
        pin: '86420975',
        end: '2999-12-31T18:00',
        ...given,
      };
      person.fill(texts).check('once');
      if (doors !== undefined) person.check('doors', doors);
      if (days0 !== undefined) person.check('days0', days0);
      await person.press('Save');
      expect(person.page.status).toBe(422);
      expect(person.page.alerts[0]).toContain(words);
      const fields = new Map(
        person.page.forms.flatMap((form) => form.fields).map((field) => [field.name, field]),
      );
      expect(fields.get('name')?.value).toBe(texts['name']);
      expect(fields.get('pin')?.value).toBe('');
      expect(fields.get('end')?.value).toBe(texts['end']);
      expect(fields.get('once')?.checked).toBe(true);
      if (texts['pin'] !== '') expect(person.page.html).not.toContain(`"${texts['pin']}"`);
      expect((await unlock('86420975')).challenge).toBe('challengeFailedPinNeeded');
    },
  );

  test('for an address that names no PIN says so, and changes nothing', async () => {
    await start();
    const id = await add();
    const person = await signedIn(world);
    for (const wrong of ['household', 'nobody', '../pin', '']) {
      await person.open(`/account/person-pin?id=${encodeURIComponent(wrong)}`);
      expect(person.page.status).toBe(404);
    }
    await person.open(`/account/person-pin?id=${id}`);
    await remove(id);
    await person.fill({ name: 'Anna' }).press('Save');
    expect([person.page.status, person.page.headings[0]]).toEqual([404, 'This PIN is gone']);
  });

  test('of one PIN cannot be sent as that of another', async () => {
    await start();
    const id = await add();
    const other = await add({ name: 'Gardener', pin: '70365812' });
    const person = await signedIn(world);
    await person.open(`/account/person-pin?id=${id}`);
    for (const field of person.page.forms.flatMap(({ fields }) => fields))
      if (field.name === 'id') field.value = other;
    await person.fill({ name: 'Anna' }).press('Save');
    expect(person.page.status).toBe(403);
  });

  test('has no way to add more than twenty', async () => {
    await start();
    for (let one = 0; one < 18; one++) await add({ name: `Person ${one}`, pin: String(410_000 + 57 * one) });
    const slow = await atNew();
    await add({ name: 'Last', pin: '70365812' });
    await slow.fill({ name: 'Anna', pin: '86420975' }).press('Save');
    expect([slow.page.status, slow.page.alerts[0]]).toEqual([
      422,
      'You’ve reached the limit of PINs. Remove one first.',
    ]);
    await slow.open('/account/pins');
    expect(slow.page.text).toContain('You have 20 PINs, which is the limit.');
    expect(slow.page.links.map(({ text }) => text)).not.toContain('Add a PIN for a person');
  });

  test('isolates a name in another direction, and no name is taken for HTML', async () => {
    await start();
    const id = await add({ name: '<b>سارة</b>' });
    const person = await signedIn(world);
    for (const path of ['/account', '/account/pins', `/account/remove-pin?id=${id}`]) {
      await person.open(path);
      expect(person.page.html).not.toContain('<b>سارة');
      expect(person.page.html).toContain('سارة');
    }
  });

  test('leaves password managers nothing to fill or save', async () => {
    await start();
    const person = await atNew();
    const [field = ''] = /<input id="pin"[^>]*>/.exec(person.page.html) ?? [];
    for (const attribute of ['type="text"', 'autocomplete="off"', 'data-1p-ignore', 'data-lpignore="true"'])
      expect(field).toContain(attribute);
    expect(person.page.html).not.toContain('type="password"');
  });
});

test.each(Object.keys(LANGUAGES))('the pages of PINs are in the language %s', async (language) => {
  await start();
  const id = await add({ isBound: true, isOnce: true });
  const person = await signedIn(world, DEMO);
  await person.open(`/account/pins?lang=${language}`);
  const headings: (string | undefined)[] = [];
  for (const path of ['/account/pins', '/account/person-pin', `/account/person-pin?id=${id}`]) {
    await person.open(path);
    expect(person.page.status).toBe(200);
    headings.push(person.page.headings[0]);
  }
  const english = ['Voice PINs', 'A PIN for a person', 'The PIN of Cleaner'];
  if (language === 'en') expect(headings).toEqual(english);
  else for (const [index, heading] of headings.entries()) expect(heading).not.toBe(english[index]);
});
