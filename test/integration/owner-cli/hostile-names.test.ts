import { readFileSync } from 'node:fs';
import { DEMO_LOCKS } from '../../../simulators/sifely/index.ts';
import { type AlteringProxy, startAlteringProxy } from '../../support/altering-proxy.ts';
import { closeOwnerHomes, startOwnerHome } from './owner-home.ts';

let proxy: AlteringProxy;

beforeEach(async () => {
  proxy = await startAlteringProxy();
});

afterEach(async () => {
  await proxy.close();
  await closeOwnerHomes();
});

/** What a terminal could obey, and what hides or reorders text. */
const OBEYED = /[\p{Cc}\p{Bidi_Control}]/u;

/** A person signed in at a cloud whose answers are changed. */
async function signedInAt(change: (body: string) => string) {
  const { call, sifely } = await startOwnerHome();
  proxy.target = sifely.url;
  const login = ['login', '--user', 'demo@example.com', '--server', proxy.url];
  expect((await call(login, { input: 'demo-password\n' })).code).toBe(0);
  proxy.alter = (answer) => ({ ...answer, body: Buffer.from(change(answer.body.toString('utf8'))) });
  return call;
}

test('names that hold commands for terminals are shown and not obeyed, in questions and notes, too', async () => {
  const call = await signedInAt((body) =>
    body.replaceAll('Front door', 'Front\\u202e \\u001b[2Jrood\\u009b31m'),
  );
  const screens = [
    await call(['locks', 'list']),
    await call(['locks', 'list', '--json']),
    await call(['locks', 'unlock', 'front'], { answers: ['n'] }),
    await call(['records', 'list', 'front']),
    await call(['codes', 'add', 'front', '--name', 'Anna', '--code', '482915']),
    await call(['codes', 'remove', 'front', 'Anna'], { answers: ['n'] }),
    await call(['api', 'lock/list', 'pageNo=1', 'pageSize=20']),
  ];
  for (const { screen, asked } of screens) {
    const lines = [...screen.split('\n'), ...asked];
    expect(lines.filter((line) => OBEYED.test(line))).toEqual([]);
  }
  expect(screens.map(({ screen, asked }) => `${screen}${asked}`).join('')).toContain('Front\\u202e');
});

test('JSON that is printed escapes what a terminal obeys, and means the same to a program', async () => {
  const call = await signedInAt((body) => body.replaceAll('Front door', 'Front \\u009b31m\\u202edoor\\n'));
  const { printed } = await call(['api', 'lock/list', 'pageNo=1', 'pageSize=20'], { isPiped: true });
  const names = JSON.parse(printed).list.map(({ lockAlias }: { lockAlias: string }) => lockAlias);
  expect(names).toContain('Front \u009b31m\u202edoor\n');
});

test('api hides keys by their form, digits that were entered, and the seed of codes', async () => {
  const call = await signedInAt((body) =>
    body.includes('"recordType"')
      ? JSON.stringify({ list: [{ recordType: 4, success: 0, username: '91*482', keyName: '' }] })
      : JSON.stringify({ value: 'sk-0123456789', pwdInfo: 'c2VlZA', passcode: 482915, displayPasscode: 1 }),
  );
  const records = await call([
    ...['api', 'lockRecord/list', 'lockId=532301', 'pageNo=1', 'pageSize=20'],
    ...['startDate=0', 'endDate=0'],
  ]);
  const detail = await call(['api', 'lock/detail', 'lockId=532301']);
  expect([records.code, detail.code]).toEqual([0, 0]);
  expect(`${records.screen}${detail.screen}`).not.toMatch(/91\*482|sk-|c2VlZA|482915/);
  expect(JSON.parse(detail.printed).displayPasscode).toBe(1);
});

test.each(['9000000000000000', '-9000000000000000', '9007199254740991', '999999999999999', '"1e99"'])(
  'lists of codes, keys, cards and records stand a time of %s',
  async (time) => {
    const call = await signedInAt((body) =>
      body.replaceAll(/"(startDate|endDate|lockDate|serverDate|timezoneRawOffset)":-?\d+/g, `"$1":${time}`),
    );
    const verbs = [
      ['codes', 'list', 'front'],
      ['keys', 'list', 'front'],
      ['cards', 'list', 'front'],
      ['records', 'list', 'front', '--days', '190'],
      ['records', 'doors', 'front'],
      ['locks', 'show', 'front'],
    ];
    for (const words of verbs) {
      const outputs = [await call(words), await call([...words, '--json'])];
      expect([words, outputs.map(({ code }) => code)]).toEqual([words, [0, 0]]);
      expect(outputs.map(({ screen }) => screen).join()).not.toMatch(/undefined|NaN|Invalid/);
    }
  },
);

test('a code whose digits are hidden stays in the lock when it would have to be made anew', async () => {
  const { call, sifely, home, clock } = await startOwnerHome();
  const front = sifely.lock(DEMO_LOCKS.frontDoor);
  const opens = (digits: string): boolean => {
    front.enterDigits(digits);
    const isOpen = front.bolt === 'unlocked';
    front.turnByHand('lock');
    return isOpen;
  };
  const signIn = (url: string, env = {}) =>
    call(['login', '--user', 'demo@example.com', '--server', url], { input: 'demo-password\n', env });
  const elsewhere = { HOME: `${home}/elsewhere` };
  await signIn(sifely.url, elsewhere);
  const add = ['codes', 'add', 'front', '--name', 'Gardener', '--code', '482915', '--for', '3 days'];
  expect((await call(add, { env: elsewhere })).code).toBe(0);
  // A period begins a minute after its code was sent.
  clock.advance(5 * 60_000);
  expect(opens('482915')).toBe(true);
  proxy.target = sifely.url;
  proxy.alter = (answer) => ({
    ...answer,
    body: Buffer.from(answer.body.toString('utf8').replaceAll(/"keyboardPwd":"?\d+"?,?/g, '')),
  });
  expect((await signIn(proxy.url)).code).toBe(0);
  const kept = await call(['codes', 'change', 'front', 'Gardener', '--always']);
  expect([kept.code, opens('482915')]).toEqual([1, true]);
  expect(kept.notes).toContain('Sifely hides its digits. Choose new digits.');
  const changed = await call(['codes', 'change', 'front', 'Gardener', '--always', '--code', '730518']);
  expect([changed.notes, changed.code, opens('482915'), opens('730518')]).toEqual(['', 0, false, true]);
});

test.each([
  ['of its own kind', 2, 0],
  ['as a period', 3, 1],
])('a permanent code that Sifely lists %s with an end is added once', async (_how, type, code) => {
  const { call, sifely } = await startOwnerHome();
  proxy.target = sifely.url;
  proxy.alter = (answer) => ({
    ...answer,
    body: Buffer.from(
      answer.body
        .toString('utf8')
        .replaceAll(/"endDate":"?0"?/g, '"endDate":4102444800000')
        .replaceAll(/"keyboardPwdType":"?2"?/g, `"keyboardPwdType":${type}`),
    ),
  });
  const login = ['login', '--user', 'demo@example.com', '--server', proxy.url];
  expect((await call(login, { input: 'demo-password\n' })).code).toBe(0);
  const added = await call(['codes', 'add', 'front', '--name', 'Anna', '--code', '482915']);
  const count = (end: string) => sifely.calls.filter(({ endpoint }) => endpoint.endsWith(end)).length;
  expect([added.code, count('keyboardPwd/add'), count('keyboardPwd/delete')]).toEqual([code, 1, 0]);
});

test('a list says that it leaves out what cannot be read', async () => {
  const call = await signedInAt((body) => body.replace(/"keyboardPwdId":\d+/, '"keyboardPwdId":"x"'));
  const { code, printed, notes } = await call(['codes', 'list', 'front']);
  expect([code, notes]).toEqual([
    0,
    'An item of the list /v3/lock/listKeyboardPwd cannot be read, and is left out.',
  ]);
  expect(printed).toMatch(/Family|Cleaner/);
});

test('a list whose server sends one page of items without ids again and again ends', async () => {
  const page = JSON.stringify({ list: [{ keyboardPwd: '482915' }], pages: 99_999, total: 99_999 });
  const call = await signedInAt((body) => (body.includes('keyboardPwdId') ? page : body));
  const { code, notes } = await call(['codes', 'list', 'front', '--verbose']);
  expect([code, notes]).toEqual([0, expect.stringContaining('is left out')]);
  expect(notes.match(/listKeyboardPwd: ok/g)).toHaveLength(2);
});

test('api says that an answer is nested too deeply to be printed', async () => {
  const deep = `{"value":${'['.repeat(200_000)}${']'.repeat(200_000)}}`;
  const call = await signedInAt((body) => (body.includes('lockAlias') ? deep : body));
  const { code, notes, printed } = await call(['api', 'lock/detail', 'lockId=532301']);
  expect([code, notes, printed]).toEqual([1, 'The answer came, and is nested too deeply to be printed.', '']);
});

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '＝1+1', '＠SUM(A1)'])(
  'a name that a spreadsheet takes for a formula is text in an export: %s',
  async (name) => {
    const call = await signedInAt((body) => body.replaceAll(/"username":"[^"]*"/g, `"username":"${name}"`));
    await call(['locks', 'unlock', 'front door']);
    const exported = await call(['records', 'export', 'front', 'records.csv', '--days', '190', '--json']);
    const rows = readFileSync(JSON.parse(exported.printed).file, 'utf8').split('\r\n');
    expect(rows.join()).toContain(name);
    expect(rows.flatMap((row) => row.split(',')).filter((cell) => cell.startsWith(name))).toEqual([]);
  },
);
