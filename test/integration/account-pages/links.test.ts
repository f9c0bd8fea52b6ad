import { World } from '../../support/world.ts';
import { accountId, forge, signedIn } from './owner.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

describe.each(['sqlite', 'firestore'] as const)('the links to Google, in %s', (store) => {
  let world: World;
  beforeEach(async () => {
    world = await World.start({ store });
    await world.link('alice', { pin: '0412' });
    world.clock.advance(DAY_MS);
    await world.link('bob', { pin: 'keep' });
  });
  afterEach(() => world.close());

  const links = async () => {
    const [document] = await world.store.get([{ collection: 'accounts', id: accountId(world) }]);
    const { grants = [] } = (document?.data ?? {}) as {
      grants?: { id: string; createdAt: number; usedAt: number }[];
    };
    return grants;
  };

  test('say when each was last used, by the tokens that Google gets hourly', async () => {
    world.clock.advance(2 * HOUR_MS);
    const before = world.clock.now();
    await world.google.user('bob').sync();
    const [alice, bob] = await links();
    expect(alice?.usedAt).toBe(alice?.createdAt);
    expect(bob?.usedAt).toBeGreaterThanOrEqual(before);
    const { page } = await signedIn(world);
    expect(page.text).toMatch(/Linked 2 hours ago \([^)]+\) · Last used just now/);
    expect(page.text).toMatch(/Linked on [^·]+ · Last used on /);
  });

  test('end one by one: the other person and the account stay', async () => {
    const person = await signedIn(world);
    const [alice] = await links();
    await person.open(`/account/link?id=${alice?.id}`);
    expect(person.page.headings[0]).toBe('End this link?');
    expect(person.page.text).toContain('The other links stay.');
    expect(await links()).toHaveLength(2);
    await person.press('End this link');
    expect(person.page.text).toContain('Link ended. The others still work.');
    expect(await links()).toHaveLength(1);
    const token = world.google.user('alice').tokens?.accessToken ?? '';
    const sync = { requestId: '1', inputs: [{ intent: 'action.devices.SYNC' }] };
    expect((await world.google.user('alice').raw(sync, { token })).status).toBe(401);
    expect((await world.google.user('bob').lock('front door')).status).toBe('SUCCESS');
  });

  test('lead to *Unlink everything* when only one is left, and end nothing by themselves', async () => {
    const person = await signedIn(world);
    const [alice, bob] = await links();
    await person.open(`/account/link?id=${alice?.id}`);
    await person.press('End this link');
    await person.open(`/account/link?id=${bob?.id}`);
    expect(person.page.headings[0]).toBe('Unlink everything?');
    expect(await links()).toHaveLength(1);
    await person.press('Unlink everything');
    expect(person.page.headings[0]).toBe('Everything is unlinked');
    await world.pass(60_000);
    expect(world.google.users.map(({ linked }) => linked)).not.toContain(true);
  });

  test('end only by their own form: the token of one is refused for another', async () => {
    const person = await signedIn(world);
    const [alice, bob] = await links();
    await person.open(`/account/link?id=${alice?.id}`);
    forge(person, 'id', bob?.id ?? '');
    await person.press('End this link');
    expect(person.page.status).toBe(403);
    expect(await links()).toHaveLength(2);
  });

  test.each(['?id=', '?id=unknown', '', '?id=a&id=b'])(
    'do not end by an address that names none: %p',
    async (query) => {
      const person = await signedIn(world);
      await person.open(`/account/link${query}`);
      expect(person.page.headings[0]).not.toBe('End this link?');
      expect(await links()).toHaveLength(2);
    },
  );

  test('unlink at Google, too, if the last two are ended at once', async () => {
    const people = await Promise.all([signedIn(world), signedIn(world)]);
    const [alice, bob] = await links();
    await people[0]?.open(`/account/link?id=${alice?.id}`);
    await people[1]?.open(`/account/link?id=${bob?.id}`);
    await Promise.all(people.map((person) => person.press('End this link')));
    const left = await world.store.get([{ collection: 'accounts', id: accountId(world) }]);
    await world.pass(60_000);
    // Either both ended, and Google was told, or the second was led to *Unlink everything*.
    const isTold = world.google.homegraph.calls.some(({ method }) => method === 'delete');
    expect(isTold).toBe(left[0] === undefined);
  });
});
