import { Person } from '../../../simulators/google/index.ts';
import { choose, signIn } from '../../support/link-walk.ts';
import { lockGroupAt, lockIdAt, lockNameAt, manyLocks } from '../../support/many-locks.ts';
import { World } from '../../support/world.ts';
import { DEMO, lockBoxes, signedIn } from '../account-pages/owner.ts';

const LOCKS = 500;
/** No page gets larger, however many locks there are. */
const MAX_PAGE_BYTES = 40_000;

/** A person who sees what they chose so far. */
const chosen = ({ page }: Person) => /(\d+) of 500 locks/.exec(page.text)?.[1];
const ticked = ({ page }: Person) => lockBoxes(page).filter(([, isTicked]) => isTicked);

function fieldNamed({ page }: Person, name: string) {
  const found = page.forms.flatMap(({ fields }) => fields).find((field) => field.name === name);
  if (found === undefined) throw new Error(`The page has no field "${name}"`);
  return found;
}

/** The ids of the locks that have all words in their name or group, sorted. */
function matching(...words: string[]): string[] {
  return Array.from({ length: LOCKS }, (_, place) => place)
    .filter((place) => words.every((word) => `${lockNameAt(place)} ${lockGroupAt(place)}`.includes(word)))
    .map(lockIdAt);
}

async function find(person: Person, words: string): Promise<void> {
  await person.fill({ find: words }).press('Find');
}

function expectSmall({ page }: Person): void {
  expect(page.status).toBe(200);
  expect(Buffer.byteLength(page.html)).toBeLessThan(MAX_PAGE_BYTES);
}

describe('the pages of an account with 500 locks', () => {
  let world: World;

  beforeAll(async () => {
    world = await World.start({ sifely: { seed: manyLocks(LOCKS, DEMO) } });
  });
  afterAll(() => world.close());

  test('link what the person finds and ticks on several pages, and nothing that they did not choose', async () => {
    const alice = world.google.user('alice');
    let shared: string[] = [];
    const result = await alice.linkAs(new Person({ clock: world.clock }), async (person) => {
      await signIn(person);
      expect(chosen(person)).toBe('0');
      expectSmall(person);
      choose(person);
      await person.press('Agree and link');
      expect(person.page.alerts).toEqual(['Choose at least one lock.']);

      await person.press('Choose locks');
      expect(ticked(person)).toEqual([]);
      expect(person.page.html).toContain('<legend><bdi>Building 1</bdi></legend>');
      expectSmall(person);
      const found = matching('квартира', '4');
      const [one = '', other = ''] = found;
      await find(person, 'Квартира 4');
      person.check('lock', one);
      await person.press(`Choose these ${found.length}`);
      expect(chosen(person)).toBe(String(found.length));
      person.uncheck('lock', other);
      shared = found.filter((lockId) => lockId !== other);
      await find(person, '');
      expect(chosen(person)).toBe(String(shared.length));
      const first = ticked(person).length;
      await person.press('Next');
      expect(person.page.text).toContain('Page 2 of 13');
      expect(ticked(person).length).toBeGreaterThan(0);
      await person.press('Previous');
      expect(ticked(person)).toHaveLength(first);
      await person.press('Done');
      expect(chosen(person)).toBe(String(shared.length));
      expect(person.page.text).toContain(`and ${shared.length - 10} more`);
      choose(person, { pin: '0412' });
      await person.press('Agree and link');
    });
    expect(result.linked).toBe(true);
    expect([...alice.devices.keys()].sort()).toEqual(shared);
  });

  test('let the person say what Google may do with each of a few locks that are chosen', async () => {
    const bob = world.google.user('bob');
    const [one = '', other = ''] = matching('квартира', '7', '1');
    const result = await bob.linkAs(new Person({ clock: world.clock }), async (person) => {
      await signIn(person);
      await person.press('Choose locks');
      await person.press('Choose none');
      await find(person, 'квартира 1 7');
      person.check('lock', one).check('lock', other);
      await person.press('Done');
      expect(chosen(person)).toBe('2');
      person.check('unlocking', 'pin').fill({ [`control-${other}`]: 'lock' });
      await person.press('Agree and link');
      // Without a PIN the page is shown again, and keeps what was chosen.
      expect(person.page.alerts).not.toEqual([]);
      expect(fieldNamed(person, `control-${other}`).value).toBe('lock');
      choose(person, { pin: '0412' });
      await person.press('Agree and link');
    });
    expect(result.linked).toBe(true);
    expect((await bob.unlock(one, { pin: '0412' })).status).toBe('SUCCESS');
    expect((await bob.unlock(other, { pin: '0412' })).errorCode).toBe('remoteSetDisabled');
  });

  test('show the owner shared locks by group and state, and find them', async () => {
    const person = await signedIn(world);
    await person.press('Choose locks');
    await person.press('Choose all 500');
    await person.press('Save');
    expect(person.page.alerts).toContain('Saved. Google updates within 30 seconds.');
    expectSmall(person);
    await world.pass(60_000);
    expect([...world.google.user('alice').devices.keys()]).toHaveLength(LOCKS);

    await person.open('/account');
    expect(person.page.text).toMatch(/500 locks: /);
    await find(person, 'building 12 479');
    expect(person.page.text).toContain(lockNameAt(479));
    expect(person.page.text).not.toContain(lockNameAt(478));
    await person.press('Show all');
    await person.press('Next');
    expect(person.page.text).toContain('Page 2 of 63');
    expectSmall(person);
  });

  test('change no lock of another page when the owner unticks one, in two windows', async () => {
    const person = await signedIn(world);
    await person.press('Choose locks');
    await find(person, lockNameAt(7));
    const other = await signedIn(world);
    await other.open('/account/locks');
    await person.uncheck('lock', lockIdAt(7)).press('Save');
    await world.pass(60_000);
    const { devices } = world.google.user('alice');
    expect(devices.size).toBe(LOCKS - 1);
    expect(devices.has(lockIdAt(7))).toBe(false);
  });

  test('ask again if the choice was changed in another window since it was shown', async () => {
    await world.google.user('bob').linkAs(new Person({ clock: world.clock }), async (person) => {
      await signIn(person);
      const before = fieldNamed(person, 'chosen').value;
      expect(chosen(person)).toBe('499');
      await person.press('Choose locks');
      await person.press('Choose none');
      await person.press('Done');
      expect(chosen(person)).toBe('0');
      await person.press('Choose locks');
      person.check('lock', ticked(person)[0]?.[0] ?? lockIdAt(0));
      await person.press('Done');
      expect(chosen(person)).toBe('1');
      choose(person, { pin: 'keep' });
      fieldNamed(person, 'chosen').value = before;
      await person.press('Agree and link');
      expect(person.page.alerts).toEqual(['You chose other locks in another window. Check them again.']);
      await person.press('Cancel');
    });
  });
});
