import { NOT_EXPORTED } from '../../../functions/account-data/export-account.ts';
import type { Collection, StoredDocument } from '../../../functions/store/store.ts';
import { DEMO_LOCKS } from '../../../simulators/sifely/index.ts';
import { World } from '../../support/world.ts';
import { accountId, changeStored, DEMO, signedIn } from './owner.ts';

/** Every collection of the store: with the documents of an account, and why its fields are not in the download as they are. */
const COLLECTIONS: Readonly<Record<Collection, 'its fields' | 'opened' | string>> = {
  accounts: 'its fields',
  states: 'its fields',
  guests: 'opened',
  activity: 'opened',
  identities: 'a keyed hash of the user name, which is in the download, and the id of the account',
  sessions: 'sealed; a browser that is signed in, for 15 minutes after its last click',
  codes: 'sealed; the code that Google redeems within minutes',
  jobs: 'sealed; work of the next minutes',
  eventJobs: 'sealed; work of the next minutes',
  upkeepJobs: 'sealed; work of the next minutes',
  missed: 'that a call to Google is repeated: the id of the account and nothing else',
  endings: 'only after an account has ended; a keyed hash',
  throttles: 'keyed hashes of addresses and user names',
  vitals: 'sums of all accounts',
};

/** The paths of fields that are not exported as they are: `account.x` and the like stand for the places below. */
const PREFIXES: readonly (readonly [RegExp, string])[] = [
  [/^accounts\.alerts\.channels\.\d+\./, 'channel.'],
  [/^states\.alerts\.open\.[^.]+\./, 'openAlert.'],
  [/^states\.alerts\./, 'alerts.'],
  [/^accounts\.grants\.\d+\./, 'grant.'],
  [/^accounts\./, 'account.'],
  [/^states\.locks\.\w+\.commands\.\d+\./, 'mark.'],
  [/^states\.locks\.\w+\./, 'lock.'],
  [/^states\.google\./, 'google.'],
];

/** Each text and time of a document, with its path. Other numbers and flags are too small to be found again. */
function leaves(value: unknown, path: string): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value === 'number') return value > 1e12 ? [[path, new Date(value).toISOString()]] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, `${path}.${key}`));
}

/** Sealed fields whose content is in the download. */
const OPENED = ['accounts.user.'];

/** True if a named secret, or a named reason, covers a path. */
function isNamed(path: string): boolean {
  const names = PREFIXES.flatMap(([from, to]) => (from.test(path) ? [path.replace(from, to)] : []));
  return [path, ...names].some((name) =>
    Object.keys(NOT_EXPORTED).some((known) => name === known || name.startsWith(`${known}.`)),
  );
}

describe.each(['sqlite', 'firestore'] as const)('the download of all data, from %s', (store) => {
  let world: World;
  beforeEach(async () => {
    world = await World.start({ store, config: { alertAddresses: 'local' } });
    await world.link('alice', { pin: '0412' });
    await world.link('bob', { pin: 'keep' });
    const alice = world.google.user('alice');
    await alice.unlock('front door', { pin: ['1111', '0412'] });
    await alice.lock('front door');
    await world.app.guests?.add(accountId(world), {
      name: 'Anna Guest',
      lockIds: [String(DEMO_LOCKS.frontDoor)],
      timeZone: 'UTC',
      validity: { kind: 'permanent' },
      digits: '582931',
    });
    await chooseEverything();
    world.sifely.lock(DEMO_LOCKS.frontDoor).turnByHand('unlock');
    await world.pass(30 * 60_000);
    await world.app.tick();
    await world.runDueJobs();
  });
  afterEach(() => world.close());

  /** Chooses all that an owner can choose: names, room, quiet hours, zone, PINs of people, alerts. */
  async function chooseEverything(): Promise<void> {
    const person = await signedIn(world);
    await person.open('/account/pins');
    await person.press('Add a PIN for a person');
    await person.fill({ name: 'Cleaner Carla', pin: '739105' }).press('Save');
    await person.open('/account/alerts');
    await person.fill({ url: 'https://127.0.0.1:9/a-secret-address' }).press('Add a webhook');
    expect(person.page.alerts).toEqual(['Channel added. Send a test to see that it works.']);
    await changeStored(world, 'accounts', (account) => {
      const locks = account['locks'] as Record<string, object>;
      const id = String(DEMO_LOCKS.frontDoor);
      const chosen = {
        quietHours: [{ days: [1, 2], from: 1320, until: 360 }],
        voice: { name: 'Portal', nicknames: ['main gate'], room: 'Hallway' },
      };
      return {
        ...account,
        timeZone: 'Europe/Lisbon',
        locks: { ...locks, [id]: { ...locks[id], ...chosen } },
      };
    });
  }

  const download = async () => {
    const person = await signedIn(world);
    await person.press('Download my data');
    return person.page;
  };

  test('is one JSON file with account, links, locks, guests and activity', async () => {
    const page = await download();
    expect(page.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(page.headers.get('content-disposition')).toMatch(/^attachment; filename=account-[\d-]{10}\.json$/);
    expect(page.headers.get('cache-control')).toContain('no-store');
    const data = JSON.parse(page.html);
    expect(data.account).toMatchObject({ id: accountId(world), sifelyUser: DEMO.username });
    expect(data.links).toHaveLength(2);
    expect(data.locks.map(({ listed }: { listed?: { name: string } }) => listed?.name)).toContain(
      'Front door',
    );
    expect(data.guests).toMatchObject([{ name: 'Anna Guest' }]);
    expect(data.wrongPins).toHaveLength(1);
    expect(data.pins).toMatchObject([{ id: 'household' }, { name: 'Cleaner Carla' }]);
    expect(data.alerts).toMatchObject({ language: 'en', channels: [{ kind: 'webhook' }] });
    expect(data.activity.map(({ event }: { event: string }) => event)).toEqual(
      expect.arrayContaining(['unlocked', 'locked']),
    );
  });

  test('has each field that any collection holds of the account, but for named ones', async () => {
    const { html: text } = await download();
    const id = accountId(world);
    const missing: string[] = [];
    let found = 0;
    for (const [collection, how] of Object.entries(COLLECTIONS) as [Collection, string][]) {
      const documents: StoredDocument[] = await world.store.list(collection, { limit: 100 });
      for (const { key, data } of documents) {
        if (how === 'opened') expect(key.id.startsWith(id)).toBe(true);
        if (how !== 'its fields') continue;
        for (const [path, value] of leaves(data, collection)) {
          found += 1;
          if (OPENED.some((name) => path.startsWith(name))) continue;
          if (!text.includes(value) && !isNamed(path)) missing.push(path);
        }
      }
    }
    expect(found).toBeGreaterThan(50);
    expect(missing).toEqual([]);
  });

  test('holds no secret: no PIN, code, token, key, hash or webhook address', async () => {
    const { html: text } = await download();
    const id = accountId(world);
    const [account] = await world.store.get([{ collection: 'accounts', id }]);
    const { tokens } = world.google.user('alice');
    const secrets = [
      ...['0412', '1111', '582931', '739105', 'a-secret-address', DEMO.password, '/webhooks/sifely/'],
      ...[tokens?.accessToken, tokens?.refreshToken],
      ...leaves(account?.data, 'accounts').flatMap(([path, value]) =>
        /\.(refreshToken|hash|box|iv|salt|identityId)$/.test(path) ? [value] : [],
      ),
    ];
    expect(secrets.length).toBeGreaterThan(15);
    // Short digits may be part of an id or a time.
    expect(
      secrets.filter((secret = '-') => new RegExp(`(?<![\\w-])${escaped(secret)}(?![\\w-])`).test(text)),
    ).toEqual([]);
  });

  test('is for the owner alone, and HEAD sends no body', async () => {
    const answer = await fetch(`${world.url}/account/data`, { redirect: 'manual' });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/account']);
    expect((await fetch(`${world.url}/account/data`, { method: 'POST' })).status).toBe(404);
  });
});

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
