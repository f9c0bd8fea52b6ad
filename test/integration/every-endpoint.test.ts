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

/** The titles of the index that Sifely publishes, with the number and the call of each in the table. */
const TITLES: readonly (readonly [title: string, number: string, call: string])[] = [
  ['Login', '2.1', 'POST /system/smart/login'],
  ['Login (legacy version)', '2.2', 'POST /system/smart/login'],
  ['Guest login (not in the index, but used)', '2.3', 'POST /system/smart/loginByGuest'],
  ['Get authorization_code', '2.4', 'POST /system/smart/authorize'],
  ['Get token, refresh token', '2.5', 'POST /system/smart/oauthToken'],
  ['Rotate key', '2.6', 'POST /client/roll-token'],
  ['Get the ekey list of an account', '2.7', 'POST /v3/key/list'],
  ['Send ekey', '2.8', 'POST /v3/key/send'],
  ['Delete ekey', '2.9', 'POST /v3/key/delete'],
  ['Get the owner lock list of an account', '2.10', 'POST /v3/lock/list'],
  ['Get lock details', '2.11', 'GET /v3/lock/detail'],
  ['Query lock open state', '2.12', 'GET /v3/lock/queryOpenState'],
  ['Unlock a lock via gateway', '2.13', 'POST /v3/lock/unlock'],
  ['Lock the lock via gateway', '2.14', 'POST /v3/lock/lock'],
  ['Get all ekeys of a lock', '2.15', 'GET /v3/lock/listKey'],
  ['Get all passcodes of a lock', '2.16', 'GET /v3/lock/listKeyboardPwd'],
  ['Add passcode', '2.17', 'POST /v3/keyboardPwd/add'],
  ['Change passcode', '2.18', 'POST /v3/keyboardPwd/change'],
  ['Delete passcode', '2.19', 'POST /v3/keyboardPwd/delete'],
  ['Get passcode; random a passcode with offline', '2.20', 'POST /v3/keyboardPwd/get'],
  ['Get group list', '2.21', 'GET /v3/group/list'],
  ['Get IC card list', '2.22', 'GET /v3/identityCard/list'],
  ['Assigns IC card', '2.22', 'POST /v3/identityCard/addForReversedCardNumber'],
  ['Assigns IC card, by the number of the lock', '2.22', 'POST /v3/identityCard/add'],
  ['Delete a IC card from a lock', '2.22', 'POST /v3/identityCard/delete'],
  ['Get fingerprint list', '2.23', 'GET /v3/fingerprint/list'],
  ['Get records', '2.24', 'GET /v3/lockRecord/list'],
  ['Gateway details', '2.25', 'GET /v3/gateway/detail'],
  ['Lock’s gateways', '2.25', 'GET /v3/gateway/listByLock'],
  ['Gateway’s locks', '2.25', 'GET /v3/gateway/listLock'],
  ['Get door sensor records', '2.26', 'GET /v3/doorSensor/listRecord'],
  ['Delete passcode by code', '2.26', 'POST /v3/keyboardPwd/deleteByCode'],
];

test.each(TITLES)(
  '“%s” of the index of the API has a row with the number %s and the call %s',
  (_title, ...row) => {
    const rows = [...ROWS, ...UNUSED].map(({ number, method, path }) => [number, `${method} ${path}`]);
    expect(rows).toContainEqual(row);
  },
);

test('no row has a number that the index does not have', () => {
  const numbers = new Set([...TITLES.map(([, number]) => number), '–']);
  expect([...ROWS, ...UNUSED].filter(({ number }) => !numbers.has(number))).toEqual([]);
});

/** Matches a call of a function of the client: `codes.add` so, `list` not as that of codes, keys or cards. */
function callOf(called: string): RegExp {
  const name = called.replace('.', '\\.');
  return new RegExp(
    called.includes('.') ? `\\b${name}\\(` : `(?:\\b(?:cloud|access)\\.|(?<![.\\w]))${name}\\(`,
  );
}

/** Returns the doc comments of a module, each on one line. */
function commentsOf(text: string): string {
  return [...text.matchAll(/\/\*\*.*?\*\//gs)].join('\n').replaceAll(/\s*\n\s*\* /g, ' ');
}

test.each(ROWS)('$path is in $module, and $test calls $called', (row) => {
  expect(read(row.module)).toContain(`'${row.path}'`);
  expect(commentsOf(read(row.module))).toContain(`\`${row.method} ${row.path}\``);
  expect(read(row.test)).toMatch(callOf(row.called));
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
