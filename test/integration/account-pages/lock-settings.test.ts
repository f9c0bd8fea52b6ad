import { LANGUAGES } from '../../../functions/languages/languages.ts';
import type { Person } from '../../../simulators/google/index.ts';
import { DEMO_LOCKS } from '../../../simulators/sifely/index.ts';
import { World } from '../../support/world.ts';
import { accountId, forge, signedIn } from './owner.ts';

let world: World;
afterEach(() => world.close());

const { frontDoor, backDoor, garage } = DEMO_LOCKS;
const start = async (options: Parameters<typeof World.start>[0] = {}) => {
  world = await World.start(options);
  await world.link('alice', { pin: '0412' });
  await world.pass(60_000);
};
const google = () => world.google.user('alice');
const unlock = () => google().unlock('front door', { pin: '0412' });

/** A person at the settings of a lock. */
async function atSettings(lock: number = frontDoor): Promise<Person> {
  const person = await signedIn(world);
  await person.open(`/account/lock?id=${lock}`);
  return person;
}

/** The values that a field of the page shows, ticked ones of check boxes. */
const shown = ({ page }: Person, name: string) =>
  page.forms
    .flatMap(({ fields }) => fields)
    .filter((field) => field.name === name && (field.checked || !['checkbox', 'radio'].includes(field.type)))
    .map(({ value }) => value);

const allDays = (person: Person, row = 0) => {
  for (const day of '1234567') person.check(`days${row}`, day);
  return person;
};

describe.each([['sqlite'], ['firestore']] as const)('the settings of a lock (%s)', (store) => {
  test('hold for the next command, in every process', async () => {
    await start({ store, instances: 2 });
    const person = await atSettings();
    expect(person.page.headings[0]).toBe('Settings for Front door');
    expect(shown(person, 'control')).toEqual(['unlock']);
    await person.check('control', 'lock').press('Save');
    expect(person.page.alerts).toEqual(['Saved. It applies from the next command.']);
    expect(await google().unlock('front door')).toMatchObject({ errorCode: 'remoteSetDisabled' });
    world.redeploy();
    expect(await unlock()).toMatchObject({ errorCode: 'remoteSetDisabled' });
    expect(await google().lock('front door')).toMatchObject({ status: 'SUCCESS' });
    await person.open(`/account/lock?id=${frontDoor}`);
    expect(shown(person, 'control')).toEqual(['lock']);
    await person.check('control', 'unlock').press('Save');
    expect(await unlock()).toMatchObject({ status: 'SUCCESS' });
  });

  test('let Google never unlock in quiet hours, until they are removed', async () => {
    await start({ store });
    const person = await atSettings();
    await allDays(person).fill({ from0: '00:00', until0: '00:00', zone: 'kathmandu' }).press('Save');
    expect(person.page.alerts).toEqual(['Saved. It applies from the next command.']);
    expect(await google().unlock('front door')).toMatchObject({ errorCode: 'securityRestriction' });
    expect(await unlock()).toMatchObject({ errorCode: 'securityRestriction' });
    expect(await google().lock('front door')).toMatchObject({ status: 'SUCCESS' });
    expect(await google().unlock('back door', { pin: '0412' })).toMatchObject({ status: 'SUCCESS' });
    await person.open(`/account/lock?id=${frontDoor}`);
    expect(shown(person, 'days0')).toEqual([...'1234567']);
    expect([shown(person, 'from0'), shown(person, 'zone')]).toEqual([['00:00'], ['Asia/Kathmandu']]);
    for (const day of '1234567') person.uncheck('days0', day);
    await person.fill({ from0: '', until0: '' }).press('Save');
    expect(await unlock()).toMatchObject({ status: 'SUCCESS' });
  });
});

describe('the names of a lock', () => {
  test('reach Google by a Request Sync that is stored before the answer', async () => {
    await start();
    const person = await atSettings();
    await person
      .fill({ name: ' Main  door ', nicknames: 'entrance، street door', room: 'Hall' })
      .press('Save');
    expect(person.page.alerts).toEqual(['Saved. Google updates within 30 seconds.']);
    expect(world.jobs.ofKind('request-sync')).toHaveLength(1);
    await world.pass(30_000);
    expect(google().devices.get(String(frontDoor))).toMatchObject({
      name: { name: 'Main door', nicknames: ['entrance', 'street door', 'Main door lock'] },
      roomHint: 'Hall',
    });
    expect(await google().lock('main door')).toMatchObject({ status: 'SUCCESS' });
    await person.open(`/account/lock?id=${frontDoor}`);
    expect([shown(person, 'name'), shown(person, 'nicknames'), shown(person, 'room')]).toEqual([
      ['Main door'],
      ['entrance, street door'],
      ['Hall'],
    ]);
    await person.press('Save');
    expect(world.jobs.ofKind('request-sync')).toEqual([]);
    await person.open(`/account/lock?id=${frontDoor}`);
    await person.fill({ name: '', nicknames: '', room: '' }).press('Save');
    await world.pass(30_000);
    expect(google().devices.get(String(frontDoor))).toMatchObject({ name: { name: 'Front door' } });
  });

  test('are stored while no Request Sync can be enqueued, and the page says so', async () => {
    await start();
    const person = await atSettings();
    world.jobs.refuseNext('request-sync');
    await person.fill({ name: 'Main door' }).press('Save');
    expect(person.page.alerts).toEqual([expect.stringContaining('We couldn’t reach Google')]);
    await person.open(`/account/lock?id=${frontDoor}`);
    expect(shown(person, 'name')).toEqual(['Main door']);
  });

  test('are warned of where Google cannot tell two locks apart', async () => {
    await start();
    const person = await atSettings();
    await person.fill({ nicknames: 'BACK door' }).press('Save');
    await person.open(`/account/lock?id=${frontDoor}`);
    expect(person.page.text).toContain('Google can’t tell this lock from Back door.');
    await person.open(`/account/lock?id=${backDoor}`);
    expect(person.page.text).toContain('Google can’t tell this lock from Front door.');
    await person.open(`/account/lock?id=${garage}`);
    expect(person.page.text).not.toContain('can’t tell this lock');
  });

  test('of other people’s making are shown as text', async () => {
    await start();
    const person = await atSettings();
    await person.fill({ name: '<b>"x" &</b>', room: '"><script>' }).press('Save');
    await person.open(`/account/lock?id=${frontDoor}`);
    expect(shown(person, 'name')).toEqual(['<b>"x" &</b>']);
    expect(person.page.html).not.toContain('<script>"');
  });
});

test.each<[string, Record<string, string>, readonly string[], string]>([
  ['a long name', { name: 'x'.repeat(61) }, [], 'A name has at most 60 characters. Make it shorter.'],
  ['a name without letters', { name: '🔐' }, [], 'Use letters or digits, so that Google can say the name.'],
  ['many nicknames', { nicknames: 'a,b,c,d,e,f' }, [], 'Enter at most 5 other names.'],
  [
    'a long nickname',
    { nicknames: `a, ${'x'.repeat(61)}` },
    [],
    'A name has at most 60 characters. Make it shorter.',
  ],
  ['a room without letters', { room: '--' }, [], 'Use letters or digits, so that Google can say the name.'],
  [
    'hours without days',
    { from0: '22:00', until0: '06:00' },
    [],
    'Choose the days on which these hours begin.',
  ],
  ['days without hours', { from0: '22:00' }, ['2'], 'Enter when these hours begin and when they end.'],
  [
    'hours that are none',
    { from0: '25:00', until0: '06:00' },
    ['2'],
    'Enter when these hours begin and when they end.',
  ],
  [
    'an unknown zone',
    { zone: 'Mars/Olympus' },
    [],
    'We don’t know this time zone. Enter one like Europe/Berlin, or the name of a large city in it.',
  ],
])('%s is refused, and nothing typed is lost', async (_, fields, days, message) => {
  await start();
  const person = await atSettings();
  const typed = { name: 'Typed', nicknames: 'also typed', room: 'Typed room', ...fields };
  for (const day of days) person.check('days0', day);
  await person.fill(typed).check('control', 'tell').press('Save');
  expect([person.page.status, person.page.alerts]).toEqual([422, [message]]);
  for (const [name, value] of Object.entries(typed))
    expect([name, shown(person, name)]).toEqual([name, [value]]);
  expect([shown(person, 'control'), shown(person, 'days0')]).toEqual([['tell'], days]);
  // Nothing was stored.
  expect(await unlock()).toMatchObject({ status: 'SUCCESS' });
  expect(world.jobs.ofKind('request-sync')).toEqual([]);
});

test('a lock that is not shared has no settings, and a form of one lock changes no other', async () => {
  world = await World.start();
  await world.link('alice', { pin: '0412', locks: [frontDoor, garage] });
  const person = await atSettings(backDoor);
  expect([person.page.status, person.page.headings]).toEqual([404, ['This lock isn’t shared with Google']]);
  for (const id of ['', '__proto__', 'constructor', `${frontDoor} `]) {
    await person.open(`/account/lock?id=${encodeURIComponent(id)}`);
    expect(person.page.status).toBe(404);
  }
  await person.open('/account/lock?id=1&id=2');
  expect(person.page.status).toBe(404);
  await person.open(`/account/lock?id=${frontDoor}`);
  forge(person, 'id', String(garage));
  await person.check('control', 'tell').press('Save');
  expect(person.page.status).toBe(403);
});

test('a second row of hours can be added, up to seven', async () => {
  await start();
  const person = await atSettings();
  for (let row = 0; row < 7; row++) {
    expect(shown(person, `from${row}`)).toEqual(['']);
    await person
      .check(`days${row}`, String(row + 1))
      .fill({ [`from${row}`]: '22:00', [`until${row}`]: '06:30' })
      .press('Save');
    await person.open(`/account/lock?id=${frontDoor}`);
  }
  expect(shown(person, 'from6')).toEqual(['22:00']);
  expect(person.page.html).not.toContain('name="from7"');
  const [document] = await world.store.get([{ collection: 'accounts', id: accountId(world) }]);
  const quietHours = Array.from({ length: 7 }, (_, row) => ({ days: [row + 1], from: 1320, until: 390 }));
  expect(document?.data).toMatchObject({ locks: { [frontDoor]: { quietHours } } });
});

test.each(Object.entries(LANGUAGES))('the page is in %s', async (language, { tag, direction }) => {
  await start();
  const person = await atSettings();
  await allDays(person).fill({ from0: '22:00', until0: '06:00', nicknames: 'back door' }).press('Save');
  await person.open(`/account/lock?id=${frontDoor}&lang=${language}`);
  await person.open(`/account/lock?id=${frontDoor}`);
  expect(person.page.html).toContain(`<html lang="${tag}" dir="${direction}">`);
  expect(person.page.text.includes('Quiet hours')).toBe(language === 'en');
  expect(Buffer.byteLength(person.page.html)).toBeLessThan(30_000);
});
