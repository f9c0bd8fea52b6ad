import { StoreUnavailableError } from '../../../functions/store/store.ts';
import { DEMO_LOCKS, simulatedSecrets } from '../../../simulators/sifely/index.ts';
import { World } from '../../support/world.ts';
import { signedIn } from './owner.ts';

/** Returns the rows of a CSV file by RFC 4180, strictly: a line feed alone ends no row. */
function rowsOf(text: string): string[][] {
  const rows: string[][] = [[]];
  for (let rest = text; rest !== ''; ) {
    const found = /^(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/.exec(rest);
    if (found === null) throw new Error(`not CSV: ${JSON.stringify(rest.slice(0, 80))}`);
    const [whole, quoted, plain = '', end] = found;
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === '\r\n') rows.push([]);
    rest = rest.slice(whole.length);
  }
  if (rows.pop()?.length !== 0) throw new Error('the last row does not end');
  return rows;
}

const STORES = ['sqlite', 'firestore'] as const;

describe.each(STORES)('the activity as a file, from %s', (store) => {
  let world: World;
  beforeEach(async () => {
    world = await World.start({ store });
    await world.link();
    world.clock.advance(5 * 60_000);
  });
  afterEach(() => world.close());

  async function files() {
    const person = await signedIn(world);
    await person.open('/account/activity.csv');
    const csv = person.page;
    await person.open('/account/activity.json');
    return { csv, json: person.page };
  }

  test('has a row per event, newest first, with the names of doors, and no formula', async () => {
    const front = world.sifely.lock(DEMO_LOCKS.frontDoor);
    const names = ['=HYPERLINK("http://evil.example","x")', '+1 and 1', '-2', '@SUM(A1)', 'Smith, "Jo"'];
    for (const username of names) {
      front.report({ recordType: 8, recordTypeFromLock: 20, success: 1, username });
      world.clock.advance(60_000);
    }
    await world.google.user().unlock('front door', { pin: '4711' });
    await world.app.tick();
    await world.pass(30 * 60_000);
    await world.app.tick();
    await world.runDueJobs();
    const { csv, json } = await files();
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(csv.headers.get('content-disposition')).toMatch(/^attachment; filename=activity-[\d-]{10}\.csv$/);
    expect(csv.headers.get('cache-control')).toContain('no-store');
    const [columns = [], ...rows] = rowsOf(csv.html);
    const read = rows.map((row) => Object.fromEntries(columns.map((name, index) => [name, row[index]])));
    expect(read.map(({ who }) => who)).toEqual([
      'Google user 1',
      'Smith, "Jo"',
      "'@SUM(A1)",
      "'-2",
      "'+1 and 1",
      `'=HYPERLINK("http://evil.example","x")`,
    ]);
    expect(read[0]).toMatchObject({ door: 'Front door', event: 'unlocked', result: 'ok', source: 'google' });
    expect(read[1]).toMatchObject({ door: 'Front door', how: 'fingerprint', confirmed: 'yes' });
    const times = read.map(({ time }) => String(time));
    expect(times).toEqual(times.toSorted().reverse());
    expect(JSON.parse(json.html)).toMatchObject([
      { who: 'Google user 1' },
      { who: 'Smith, "Jo"' },
      {},
      {},
      {},
      {},
    ]);
    for (const secret of simulatedSecrets(world.sifely))
      expect(csv.html.includes(secret) ? `the file has ${secret}` : '').toBe('');
  });

  test('has only its columns where nothing happened', async () => {
    const { csv, json } = await files();
    expect(rowsOf(csv.html)).toEqual([expect.arrayContaining(['time', 'door', 'who'])]);
    expect(JSON.parse(json.html)).toEqual([]);
  });

  test.each(['csv', 'json'])('is for the owner alone: %s', async (kind) => {
    const response = await fetch(`${world.url}/account/activity.${kind}`, { redirect: 'manual' });
    expect([response.status, response.headers.get('location')]).toEqual([303, '/account']);
  });

  test('is a page that says so if the database does not answer', async () => {
    world.sifely.lock(DEMO_LOCKS.frontDoor).enterPasscode('Family');
    await world.app.tick();
    await world.pass(30 * 60_000);
    await world.app.tick();
    await world.runDueJobs();
    const person = await signedIn(world);
    const list = world.store.list.bind(world.store);
    world.store.list = () => Promise.reject(new StoreUnavailableError('the disk is gone'));
    await person.open('/account/activity.csv');
    world.store.list = list;
    expect(person.page.headers.get('content-type')).toContain('text/html');
    expect(person.page.status).toBe(503);
  });
});
