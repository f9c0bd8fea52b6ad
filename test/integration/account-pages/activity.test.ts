import { StoreUnavailableError } from '../../../functions/store/store.ts';
import type { Page, Person } from '../../../simulators/google/index.ts';
import { activityOn } from '../../support/activity-reader.ts';
import { OffsetClock } from '../../support/offset-clock.ts';
import { BACK, DAY, FRONT, HOUR, MINUTE, ObservedHome } from '../tracking/observed-home.ts';
import { signedIn } from './owner.ts';

const keys = [{ id: 'k1', key: new Uint8Array(32).fill(7) }];

/** The headings of days in a list of the activity, and its events. */
const itemsOf = ({ html }: Page) => [
  ...html.matchAll(
    /<h[23]>([^<]*)<\/h[23]>\n<ul class="events">|<li><time[^>]*>[^<]*<\/time><div>([\s\S]*?)<\/div><\/li>/g,
  ),
];

/** Returns what a list of the activity says: the headings of days, and an event each. */
const listed = (page: Page): string[] => itemsOf(page).map(([, day, item]) => day ?? textOf(item ?? ''));

/** Returns the events alone: midnight may be between two of them. */
const eventsOf = (page: Page): string[] =>
  itemsOf(page).flatMap(([, , item]) => (item === undefined ? [] : textOf(item)));

function textOf(item: string): string {
  return item
    .replace(/<span class="hint">/g, ' – ')
    .replace(/<[^>]*>/g, '')
    .replaceAll('&#39;', "'");
}

/** Returns the times of the events as the page shows them. */
function times({ html }: Page): string[] {
  return [...html.matchAll(/<li><time[^>]*>([^<]*)<\/time>/g)].map(([, time = '']) =>
    time.replace(/\s/g, ' '),
  );
}

/** Follows a link of the page. */
async function follow(person: Person, text: string): Promise<void> {
  const link = person.page.links.find((each) => each.text === text);
  if (link === undefined) throw new Error(`the page has no link "${text}"`);
  await person.open(new URL(link.href, person.page.url).href);
}

/** Stores many events at once, as webhooks of a busy door would, a minute apart, the newest now. */
async function fill(home: ObservedHome, count: number, more: (index: number) => object = () => ({})) {
  const { store, clock } = home.world;
  const activity = activityOn({ store, clock, accounts: home.accounts, keys });
  const now = clock.now();
  const events = Array.from({ length: count }, (_, index) => ({
    ...{ lockId: FRONT, happenedAt: now - index * MINUTE, receivedAt: now - index * MINUTE, type: 7 },
    ...{ effect: 'unlocked', recordId: `r${index}` },
    description: { event: 'unlocked', how: 'card', succeeded: true, who: `Card ${index}` },
    ...more(index),
  }));
  await activity.recordWebhook(await home.loaded(), { events: events as never, hints: [], receivedAt: now });
}

describe.each(['sqlite', 'firestore'] as const)('the activity on the account pages, from %s', (store) => {
  let home: ObservedHome;
  const front = () => home.world.sifely.lock(FRONT);
  beforeEach(async () => {
    home = await ObservedHome.start([FRONT, BACK], { store });
  });
  afterEach(() => home.close());

  const open = async (path = '/account/activity', person?: Person): Promise<Page> => {
    const owner = person ?? (await signedIn(home.world));
    await owner.open(path);
    return owner.page;
  };

  test('says that nothing has happened yet', async () => {
    expect((await open('/account')).text).toContain('Activity Nothing has happened yet.');
    expect((await open()).text).toContain('Nothing has happened yet.');
  });

  test('says who came and how, with which PIN, and what failed', async () => {
    home.sendWebhooks();
    const acts = [
      () => front().enterPasscode('Family'),
      () => front().useCard(),
      () => front().useFingerprint(),
      () => front().usePhone('unlock'),
      () => front().enterDigits('771933'),
      () => front().report({ recordType: 44 }),
      () => front().turnByHand('lock'),
      () => front().useMechanicalKey('unlock'),
      () => front().swingDoor('open'),
      () => front().swingDoor('closed'),
      () => home.world.google.user().unlock('front door', { pin: ['0001', '4711'] }),
      () => home.world.google.user().turn('front door', true, { followUp: true }),
    ];
    for (const act of acts) {
      await act();
      await home.pass(2 * MINUTE);
    }
    home.world.sifely.fault({ kind: 'gateway-busy', endpoint: 'lock/lock' });
    await home.world.google.user().lock('back door');
    await home.pass(2 * MINUTE);
    home.sendWebhooks({ url: 'http://127.0.0.1:9/' });
    await home.passTicking(2 * HOUR, 10 * MINUTE);
    const page = await open();
    expect(eventsOf(page)).toEqual([
      'Locking failed · Back door – Google · the gateway was busy too long, so it wasn’t sent',
      'Locked · Front door – Google, by voice',
      'Unlocked · Front door – Google · Voice PIN of the household',
      'Wrong voice PIN · Front door – Google',
      'Door closed · Front door – Door sensor',
      'Door opened · Front door – Door sensor',
      'Unlocked · Front door – Mechanical key',
      'Locked · Front door – By hand',
      'Lock tampered with · Front door',
      'Access refused · Front door – Keypad code',
      'Unlocked · Front door – Sifely app · d***@example.com',
      'Unlocked · Front door – Fingerprint · Right thumb',
      'Unlocked · Front door – Card · Blue card',
      'Unlocked · Front door – Keypad code · Family',
    ]);
    for (const secret of ['0001', '4711', '771933']) expect(page.html).not.toContain(`>${secret}`);
  });

  test('names the link where there are several, and one that has ended', async () => {
    await home.world.link('bob', { pin: 'keep' });
    await home.world.google.user('bob').lock('front door');
    const { account } = await home.loaded();
    expect(account.grants).toHaveLength(2);
    expect((await open('/account')).text).toMatch(/Locked · Front doorGoogle · Link of \w+ \d+, \d{4}/);
    await home.world.google.user('bob').disconnect();
    expect((await open()).text).toContain('Locked · Front doorGoogle · Link that has ended');
  });

  test('says what a webhook claims and the history lacks, once the history was read', async () => {
    await home.forge(FRONT, { recordType: 7, username: 'Nobody' });
    await home.world.runDueJobs();
    expect(listed(await open())).toContain('Unlocked · Front door – Card · Nobody');
    await home.pass(30 * MINUTE);
    front().enterPasscode('Family');
    await home.passTicking(HOUR, 10 * MINUTE);
    const lines = listed(await open());
    expect(lines).toContain('Unlocked · Front door – Card · Nobody · Not in the lock’s history');
    expect(lines).toContain('Unlocked · Front door – Keypad code · Family');
  });

  test('has the newest ten on the overview, and all on a page that is turned without scripts', async () => {
    await fill(home, 120);
    const person = await signedIn(home.world);
    const newest = listed(person.page).filter((line) => line.startsWith('Unlocked'));
    expect(newest).toHaveLength(10);
    await follow(person, 'All of the last 30 days');
    const seen: string[] = [];
    for (const size of [50, 50, 20]) {
      const cards = listed(person.page).flatMap((line) => /Card \d+/.exec(line) ?? []);
      expect(cards).toHaveLength(size);
      expect(Buffer.byteLength(person.page.html)).toBeLessThan(40_000);
      seen.push(...cards);
      if (size === 50) await follow(person, 'Older');
    }
    expect(seen).toEqual(Array.from({ length: 120 }, (_, index) => `Card ${index}`));
    expect(person.page.text).not.toContain('Older');
    await follow(person, 'Newest');
    expect(listed(person.page).find((line) => line.includes('Card'))).toContain('Card 0');
  });

  test('loses none of many events of one moment between two pages', async () => {
    const now = home.world.clock.now();
    await fill(home, 120, () => ({ happenedAt: now, receivedAt: now }));
    const person = await signedIn(home.world);
    await person.open('/account/activity');
    const seen = new Set<string>();
    for (let page = 0; page < 3; page++) {
      for (const line of listed(person.page)) for (const card of line.match(/Card \d+/) ?? []) seen.add(card);
      if (page < 2) await follow(person, 'Older');
    }
    expect(seen.size).toBe(120);
  });

  test('is chosen by door and kind, by a form', async () => {
    await fill(home, 3);
    await fill(home, 3, (index) => ({
      ...{ lockId: BACK, recordId: `b${index}`, type: 47, effect: 'locked' },
      description: { event: 'locked', how: 'button', succeeded: true },
    }));
    const person = await signedIn(home.world);
    await person.open('/account/activity');
    const lines = () => eventsOf(person.page);
    expect(lines()).toHaveLength(6);
    await person.fill({ door: BACK }).press('Show');
    expect(lines()).toEqual(Array(3).fill('Locked · Back door – By hand'));
    await person.fill({ door: '', kind: 'unlocked' }).press('Show');
    expect(lines().every((line) => line.startsWith('Unlocked · Front door'))).toBe(true);
    expect(lines()).toHaveLength(3);
    await person.fill({ door: BACK, kind: 'unlocked' }).press('Show');
    expect(person.page.text).toContain('Nothing found. Choose another door or kind of event.');
    await follow(person, 'Show everything');
    expect(lines()).toHaveLength(6);
  });

  test.each([
    'door=999&kind=nothing&after=x',
    'door=%3Cscript%3E&kind[]=a&after=-1-5',
    'after=9999999999999999-999999&door=1&door=2',
    `door=${'9'.repeat(2000)}&after=0-0-0`,
  ])('shows the newest of everything for a query that makes no sense: %s', async (query) => {
    await fill(home, 2);
    const page = await open(`/account/activity?${query}`);
    expect([page.status, eventsOf(page).length]).toEqual([200, 2]);
    expect(page.html.match(/<script/g)).toHaveLength(1);
  });

  test('shows thirty days, and files all that is kept', async () => {
    await fill(home, 1);
    home.world.clock.advance(31 * DAY);
    expect(listed(await open())).toEqual([]);
    const page = await open();
    expect(page.text).toContain('The files include everything we keep: 90 days.');
    const person = await signedIn(home.world);
    await person.open('/account/activity');
    await follow(person, 'As a table (CSV)');
    expect(person.page.html).toContain('Card 0');
  });

  test('says so where none is kept', async () => {
    await home.close();
    home = await ObservedHome.start([FRONT], { store, config: { activityMs: 0 } });
    for (const path of ['/account', '/account/activity'])
      expect((await open(path)).text).toContain('This service doesn’t keep activity.');
    expect((await open()).text).not.toContain('CSV');
  });

  test('keeps the rest of the overview if it cannot be read, and its own page says so', async () => {
    await fill(home, 1);
    const person = await signedIn(home.world);
    const list = home.world.store.list.bind(home.world.store);
    home.world.store.list = (collection, ...given) =>
      collection === 'activity'
        ? Promise.reject(new StoreUnavailableError('the disk is gone'))
        : list(collection, ...given);
    await person.open('/account');
    expect(person.page.text).toContain('We can’t load the activity right now.');
    expect(person.page.text).toContain('Front door');
    await person.open('/account/activity');
    expect(person.page.status).toBe(503);
    home.world.store.list = list;
    expect(home.world.logLines.join('')).toContain('could not show activity');
  });

  test('has days and times of the house, also on the day on which its clocks change', async () => {
    await home.close();
    // The clocks of Berlin go forward: that day has 23 hours.
    const change = Date.UTC(2027, 2, 28, 1);
    const clock = new OffsetClock({ startAt: change });
    home = await ObservedHome.start([FRONT, BACK], { store, clock });
    await home.accounts.change(home.accountId, (account) => ({ ...account, timeZone: 'Europe/Berlin' }));
    clock.advance(change + 22 * HOUR + 10 * MINUTE - clock.now());
    const now = clock.now();
    const at = (utc: number) => ({ happenedAt: utc, receivedAt: utc });
    const moments = [now, change + MINUTE, change - MINUTE, change - 2 * HOUR - MINUTE, change - 3 * HOUR];
    await fill(home, moments.length, (index) => at(moments[index] ?? now));
    const page = await open();
    expect(listed(page).filter((line) => !line.startsWith('Unlocked'))).toEqual([
      'Today',
      'Yesterday',
      'Saturday, March 27',
    ]);
    expect(times(page)).toEqual(['1:10 AM', '3:01 AM', '1:59 AM', '11:59 PM', '11:00 PM']);
  });

  test.each([
    ['de', 'Entriegelt · Front door – Karte · Card 0', 'ltr'],
    ['ja', '解錠しました · Front door – カード · Card 0', 'ltr'],
    ['ar', 'فُتح القفل · Front door – بطاقة · Card 0', 'rtl'],
  ])('is in the language of the reader, with names apart: %s', async (language, line, direction) => {
    await fill(home, 1);
    const page = await open(`/account/activity?lang=${language}`);
    expect(listed(page)[1]).toContain(line);
    expect(page.html).toMatch(new RegExp(`<html lang="${language}[^"]*" dir="${direction}">`));
    expect(page.html).toContain('<bdi>Card 0</bdi>');
  });

  test('has beside it how a door is by its sensor: an open door is not locked up, wherever its bolt is', async () => {
    home.sendWebhooks();
    front().swingDoor('closed');
    await home.pass(2 * MINUTE);
    expect((await open('/account')).text).toContain('Door closed, 2 minutes ago');
    expect((await open('/account')).text).not.toContain('stands open');
    front().swingDoor('open');
    await home.pass(MINUTE);
    const { text } = await open('/account');
    expect(text).toContain('Front door stands open');
    expect(text).toContain('Door open, 1 minute ago');
    expect(text).not.toContain('doors are locked');
    await home.pass(HOUR);
    expect((await open('/account')).text).toMatch(/Door left open, 1 hour ago/);
  });

  test('escapes names', async () => {
    const who = '<script>alert(1)</script> & "Co"';
    await fill(home, 1, () => ({ description: { event: 'unlocked', how: 'code', who } }));
    const page = await open();
    expect(page.html.match(/<script/g)).toHaveLength(1);
    expect(page.text).toContain(who);
  });

  test('is for the signed-in owner alone', async () => {
    const response = await fetch(`${home.world.url}/account/activity`, { redirect: 'manual' });
    expect([response.status, response.headers.get('location')]).toEqual([303, '/account']);
  });

  test('has words for a wrong PIN of an earlier release, which named no door', async () => {
    const before = home.world.clock.now() - MINUTE;
    await home.accounts.changeStates(home.accountId, (states) => ({
      ...states,
      wrongPins: { counted: [before], forgiven: [] },
    }));
    expect(eventsOf(await open())).toEqual(['Wrong voice PIN – Google']);
  });

  test('says the zone once where the house has none with a name', async () => {
    await fill(home, 2);
    expect((await open()).text).toMatch(/Times in (GMT[+-]\d+|UTC)\./);
    await home.accounts.change(home.accountId, (account) => ({ ...account, timeZone: 'Europe/Berlin' }));
    expect((await open()).text).not.toContain('Times in');
  });
});
