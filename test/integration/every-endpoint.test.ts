import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ENDPOINTS } from '../../simulators/sifely/endpoints/index.ts';
import { DEMO_GATEWAYS, DEMO_LOCKS, type SimulatorOptions } from '../../simulators/sifely/index.ts';
import { apiRows, unusedRows } from '../support/sifely-api-table.ts';
import { closeSifelyClients, type Profile, startSifelyClient } from '../support/sifely-client.ts';

const ROOT = join(__dirname, '../..');
const FRONT = String(DEMO_LOCKS.frontDoor);
const HOUR = 3_600_000;

const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

const ROWS = apiRows();
const UNUSED = unusedRows();

afterEach(closeSifelyClients);

/** Makes every call that our client has, and returns those that a simulated Sifely answered with success. */
async function callEverything(profile: Profile, options: SimulatorOptions = {}): Promise<string[]> {
  const { sifely, clock, access, signIn } = await startSifelyClient(profile, options);
  const { credentialStore } = await signIn();
  const cloud = access.open(credentialStore());
  const opens = access.openAccess(credentialStore());
  const period = { from: clock.now() + HOUR, until: clock.now() + 2 * HOUR };

  await cloud.list();
  await cloud.openState(FRONT);
  await cloud.operate(FRONT, 'unlock');
  await cloud.operate(FRONT, 'lock');
  await cloud.records(FRONT, 0);
  await cloud.detail(FRONT);

  const code = await opens.codes.add(FRONT, { digits: '047291' }, 'gateway');
  await opens.codes.list(FRONT);
  await opens.codes.change(FRONT, code, { name: 'Anna' }, 'gateway');
  await opens.codes.remove(FRONT, code, 'gateway');
  await opens.codes.generate(FRONT, { kind: 'permanent', from: clock.now() });
  await opens.codes.add(FRONT, { digits: '837264' }, 'gateway');
  await opens.codes.removeByDigits(FRONT, '837264', 'gateway');

  const key = await opens.keys.send(FRONT, {
    receiver: 'empty@example.com',
    name: 'Guest',
    validity: 'permanent',
  });
  await opens.keys.freeze(key);
  await opens.keys.unfreeze(key);
  await opens.keys.changePeriod(key, period);
  await opens.keys.remove(FRONT, key);
  await opens.keys.list(FRONT);

  const card = await opens.cards.add(FRONT, { number: '3661413478', readBy: 'reader' }, 'gateway');
  await opens.cards.add(FRONT, { number: '17236123', readBy: 'lock' }, 'gateway');
  await opens.cards.changePeriod(FRONT, card, period, 'gateway');
  await opens.cards.remove(FRONT, card, 'gateway');
  await opens.cards.list(FRONT);
  expect(await opens.fingerprints.list(FRONT)).toMatchObject([{ name: 'Right thumb' }]);

  expect(await opens.doors.records(FRONT, 0)).toEqual([]);
  const hall = String(DEMO_GATEWAYS.hall);
  expect(await opens.gateways.detail(hall)).toMatchObject({ name: 'Hall gateway', isOnline: true });
  expect(await opens.gateways.hearing(FRONT)).toMatchObject([
    { gatewayId: hall, signal: expect.any(Number) },
  ]);
  await opens.gateways.locks(hall);
  expect((await opens.groups.list()).map(({ name }) => name)).toContain('Entrance');

  const mode = { isOn: true, openHours: [{ days: [1], hours: { from: 540, until: 1020 } }] };
  await opens.settings.setPassageMode(FRONT, mode);
  expect(await opens.settings.passageMode(FRONT)).toMatchObject(mode);
  await opens.settings.setAutoLock(FRONT, 30);
  // Where the newer calls of passage mode are missing, the client makes the older ones.
  sifely.fault({ kind: 'status', status: 404, endpoint: 'lock/configurePassageMode' });
  sifely.fault({ kind: 'status', status: 404, endpoint: 'lock/getPassageModeConfiguration' });
  await opens.settings.setPassageMode(FRONT, { ...mode, openHours: [{ days: [2] }] });
  expect(await opens.settings.passageMode(FRONT)).toMatchObject({ isOn: true, openHours: [{ days: [2] }] });

  if (profile === 'api-key') await access.rollKey(credentialStore());
  return sifely.calls
    .filter(({ status }) => status === 200 || status === 302)
    .map(({ method, endpoint }) => `${method} ${endpoint}`);
}

test('our client makes every call of the table, the simulator answers each, and there are no others', async () => {
  const made = [
    ...(await callEverything('oauth')),
    ...(await callEverything('oauth', { authorize: 'absent' })),
    ...(await callEverything('api-key')),
  ];
  const listed = ROWS.map(({ method, path }) => `${method} ${path}`);
  expect([...new Set(made)].sort()).toEqual([...new Set(listed)].sort());
});

test('the table has every number of the index of the API', () => {
  const numbers = new Set([...ROWS, ...UNUSED].map(({ number }) => number));
  const index = Array.from({ length: 26 }, (_, place) => `2.${place + 1}`);
  expect(index.filter((number) => !numbers.has(number))).toEqual([]);
});

test.each(ROWS)('$path is in $module, and $test calls $called', (row) => {
  expect(read(row.module)).toContain(`'${row.path}'`);
  expect(read(row.test)).toMatch(new RegExp(`\\b${row.called.replace('.', '\\.')}\\(`));
  expect(Object.values(row)).not.toContain('');
  expect(row.confirmed).toMatch(/^(Sifely|field|platform)(, field)?$/);
});

test('every path that our client names has a row', () => {
  const files = globSync('functions/sifely/**/*.ts', { cwd: ROOT });
  const named = files.flatMap((file) =>
    [...read(file).matchAll(/'(\/(?:v3|system|client)\/[\w/-]+)'/g)].map(([, path = '']) => path),
  );
  const listed = new Set(ROWS.map(({ path }) => path));
  expect(named.length).toBeGreaterThan(30);
  expect(named.filter((path) => !listed.has(path))).toEqual([]);
  expect(UNUSED.filter(({ path }) => named.includes(path))).toEqual([]);
});

test('what our client does not call, the simulator answers', () => {
  const answered = new Set(ENDPOINTS.map(({ path }) => path));
  expect(UNUSED.length).toBeGreaterThan(0);
  expect(UNUSED.filter(({ path }) => !answered.has(path))).toEqual([]);
});
