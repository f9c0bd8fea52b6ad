import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DEMO_LOCKS } from '../../../simulators/sifely/index.ts';
import { closeOwnerHomes, startOwnerHome } from './owner-home.ts';

const HOUR = 3_600_000;

afterEach(closeOwnerHomes);

async function signedIn() {
  const home = await startOwnerHome();
  expect((await home.signIn()).code).toBe(0);
  return { ...home, front: home.sifely.lock(DEMO_LOCKS.frontDoor) };
}

describe('locks', () => {
  test('an unlock that the gateway accepts and the bolt does not follow is said, and ends with 1', async () => {
    const { call, front } = await signedIn();
    front.jam();
    const { code, printed, notes } = await call(['locks', 'unlock', 'front door']);
    expect(code).toBe(1);
    expect(printed).toBe('Front door: sent "unlock".\nAccepted by the gateway.');
    expect(notes).toBe('The lock says that it is locked: please check the door.');
  });

  test('where the lock cannot be asked, its records say that the door was unlocked', async () => {
    const { call, sifely } = await signedIn();
    sifely.fault({ kind: 'not-supported', endpoint: 'lock/queryOpenState' });
    const { code, printed } = await call(['locks', 'unlock', 'front door']);
    expect([code, printed]).toEqual([0, expect.stringContaining('Seen at the door: unlocked.')]);
  });

  test('an unlock is sent once, although its answer is lost', async () => {
    const { call, sifely } = await signedIn();
    sifely.fault({ kind: 'drop', endpoint: 'lock/unlock', moment: 'after', times: 1 });
    const { code, notes } = await call(['locks', 'unlock', 'front door']);
    expect([code, notes]).toEqual([1, expect.stringContaining('It may have been done all the same')]);
    expect(sifely.calls.filter(({ endpoint }) => endpoint.endsWith('lock/unlock'))).toHaveLength(1);
  });

  test('settings are changed, and shown', async () => {
    const { call } = await signedIn();
    const changed = await call(['locks', 'set', 'front', '--auto-lock', '45', '--passage', 'on', '--yes']);
    expect([changed.code, changed.printed]).toEqual([
      0,
      'Changed: Front door locks itself after 45 s and has passage mode on.',
    ]);
    const { printed } = await call(['locks', 'show', 'front']);
    expect(printed).toMatch(/^Locks itself: +after 45 s$/m);
    expect(printed).toMatch(/^Passage mode: +on$/m);
    await call(['locks', 'set', 'front', '--passage', 'off', '--yes']);
    expect((await call(['locks', 'show', 'front'])).printed).toMatch(/^Passage mode: +off$/m);
  });
});

test('a key is sent, changed, frozen, unfrozen and deleted', async () => {
  const { call } = await signedIn();
  const send = [
    'keys',
    'send',
    'front',
    'empty@example.com',
    '--name',
    'Visit',
    '--until',
    'friday 18:00',
    '--yes',
  ];
  expect((await call(send)).code).toBe(0);
  const valid = async () =>
    (await call(['keys', 'list', 'front'])).printed.split('\n').find((line) => / Visit /.test(line));
  expect(await valid()).toMatch(/to Fri 2026-12-04 18:00 +active/);
  await call(['keys', 'change', 'front', 'visit', '--until', '2026-12-24T12:00']);
  expect(await valid()).toMatch(/to Thu 2026-12-24 12:00 +active/);
  await call(['keys', 'change', 'front', 'visit', '--always']);
  expect(await valid()).toMatch(/ always +active/);
  await call(['keys', 'freeze', 'front', 'visit']);
  expect(await valid()).toMatch(/ frozen /);
  await call(['keys', 'unfreeze', 'front', 'visit']);
  expect(await valid()).toMatch(/ active /);
  expect((await call(['keys', 'delete', 'front', 'EMPTY@example.com', '--yes'])).code).toBe(0);
  expect(await valid()).toBeUndefined();
});

test('a key for somebody without an account is refused with what to do', async () => {
  const { call } = await signedIn();
  const { code, notes } = await call(['keys', 'send', 'front', 'new@example.com', '--once', '--yes']);
  expect([code, notes]).toEqual([
    1,
    'Not done: the receiver has no Sifely account. They can make one in the Sifely app.',
  ]);
  const made = await call([
    'keys',
    'send',
    'front',
    'new@example.com',
    '--once',
    '--create-account',
    '--yes',
  ]);
  expect([made.code, made.printed]).toEqual([0, 'Sent: new@example.com can open Front door once.']);
});

test('a card is added for a time, given another one, and removed', async () => {
  const { call } = await signedIn();
  const add = ['cards', 'add', 'front', '--name', 'Anna', '--number', '-', '--until', 'in 2 days'];
  expect((await call(add, { input: '3661413478\n' })).printed).toContain('the card Anna opens Front door');
  const line = async () =>
    (await call(['cards', 'list', 'front', '--show'])).printed
      .split('\n')
      .find((text) => text.includes('Anna'));
  expect(await line()).toMatch(/1723612378 +Tue 2026-12-01 09:0\d to Thu 2026-12-03 09:00 +active/);
  expect((await call(['cards', 'change', 'front', 'anna', '--until', 'sunday'])).code).toBe(0);
  expect(await line()).toMatch(/to Mon 2026-12-07 00:00/);
  expect((await call(['cards', 'remove', 'front', 'anna', '--yes'])).code).toBe(0);
  expect(await line()).toBeUndefined();
});

describe('records', () => {
  test('who came, and who tried, is listed and exported as CSV and JSON', async () => {
    const { call, front, clock, home, sifely } = await signedIn();
    front.enterPasscode('Family');
    clock.advance(HOUR);
    front.enterDigits('1234');
    clock.advance(HOUR);
    front.useCard('Blue card');
    const list = (await call(['records', 'list', 'front'])).printed.split('\n');
    expect(list[1]).toMatch(/^Tue 2026-12-01 11:00 {2}unlocked +card +Blue card$/);
    expect(list.at(-1)).toMatch(/^Tue 2026-12-01 09:00 {2}unlocked +code +Family$/);
    const failed = (await call(['records', 'list', 'front', '--failed'])).printed.split('\n');
    expect(failed.slice(1).map((line) => line.slice(0, 31))).toEqual(['Tue 2026-12-01 10:00  refused  ']);
    expect(
      (await call(['records', 'list', 'front', '--since', 'tuesday 10:30', '--json'])).printed,
    ).not.toContain('Family');

    expect((await call(['records', 'export', 'front', 'week.csv'])).code).toBe(0);
    const file = join(home, 'week.csv');
    const rows = readFileSync(file, 'utf8').split('\r\n');
    expect(rows[0]).toBe('at,receivedAt,event,how,who,succeeded,type,battery');
    expect(rows[1]).toMatch(/^2026-12-01T16:00:00\.000Z,.*,unlocked,card,Blue card,true,7,/);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    sifely.clearCalls();
    const again = await call(['records', 'export', 'front', 'week.csv']);
    expect([again.code, again.notes, sifely.calls]).toEqual([
      2,
      `${file} exists already: say another name, or --force to replace it.`,
      [],
    ]);
    front.turnByHand('lock');
    expect((await call(['records', 'export', 'front', 'week.csv', '--force'])).code).toBe(0);
    expect(readFileSync(file, 'utf8').split('\r\n')).toHaveLength(rows.length + 1);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await call(['records', 'export', 'front', 'week.json', '--days', '1']);
    expect(JSON.parse(readFileSync(join(home, 'week.json'), 'utf8'))).toHaveLength(rows.length - 1);
  });

  test('a long history is listed by its newest part, which is said, and exported as a whole', async () => {
    const { call, front, sifely, home } = await signedIn();
    for (let turn = 0; turn < 310; turn += 1) {
      front.turnByHand('unlock');
      front.turnByHand('lock');
    }
    sifely.clearCalls();
    const list = await call(['records', 'list', '532301']);
    expect([list.printed.split('\n').length, list.notes]).toEqual([
      51,
      'Older ones are left out: say --limit (at most 500), or "records export".',
    ]);
    // One page is enough.
    expect(sifely.calls.filter(({ endpoint }) => endpoint.endsWith('lockRecord/list'))).toHaveLength(1);
    const exported = JSON.parse((await call(['records', 'export', 'front', 'all.json', '--json'])).printed);
    expect(exported).toMatchObject({ records: 620, isComplete: true });
    expect(JSON.parse(readFileSync(join(home, 'all.json'), 'utf8'))).toHaveLength(620);
    expect((await call(['records', 'list', 'front', '--failed'])).notes).toBe(
      'No attempt failed at Front door.',
    );
  });

  test('a name that a spreadsheet would compute is exported as text', async () => {
    const { call, front, home } = await signedIn();
    await call(['codes', 'add', 'front', '--name', '=1+1,"x"', '--code', '482915']);
    front.enterDigits('482915');
    await call(['records', 'export', 'front', 'week.csv']);
    expect(readFileSync(join(home, 'week.csv'), 'utf8')).toContain(`,"'=1+1,""x""",`);
  });

  test('movements of a door are listed where a sensor tells', async () => {
    const { call, front } = await signedIn();
    expect((await call(['records', 'doors', 'front'])).notes).toBe(
      'No sensor told of the door of Front door.',
    );
    front.swingDoor('open');
    expect((await call(['records', 'doors', 'front'])).printed).toMatch(/^Tue 2026-12-01 09:00 {2}opened$/m);
  });
});

test('a failure of Sifely is one line that says what to do', async () => {
  const { call, sifely } = await signedIn();
  const said = async (words: readonly string[]) => {
    const { code, notes } = await call(words);
    expect([code, notes.split('\n').length]).toEqual([1, 1]);
    return notes;
  };
  sifely.fault({ kind: 'plan-exceeded', times: 1 });
  expect(await said(['locks', 'list'])).toBe('Not done: the Sifely plan is used up.');
  sifely.fault({ kind: 'gateway-busy', endpoint: 'lock/lock', times: 1 });
  expect(await said(['locks', 'lock', 'front'])).toBe(
    'Not done: the gateway was busy. Try again in a few seconds.',
  );
  sifely.fault({ kind: 'lock-frozen', endpoint: 'lock/queryOpenState', times: 1 });
  expect(await said(['locks', 'state', 'front'])).toContain(
    'the lock is frozen. Its administrator can unfreeze it',
  );
});

test('an API key is replaced, and the next call uses the new one', async () => {
  const { call, sifely } = await signedIn();
  const before = sifely.account('demo@example.com').apiKey;
  expect((await call(['keys', 'roll'], { answers: ['y'] })).code).toBe(0);
  expect(sifely.account('demo@example.com').apiKey).not.toBe(before);
  expect((await call(['locks', 'list'])).code).toBe(0);
});

test('tokens of a client id are renewed, and the renewed ones are kept', async () => {
  const home = await startOwnerHome({ tokenSeconds: 600, rotateRefreshToken: true });
  await home.signIn('oauth');
  for (const _ of [1, 2, 3]) {
    home.clock.advance(HOUR);
    expect((await home.call(['locks', 'list'])).code).toBe(0);
  }
});

test('a code whose name is changed opens at times of the clock of its lock', async () => {
  const { call } = await signedIn();
  await call(['codes', 'add', 'front', '--name', 'Anna', '--code', '482915', '--until', 'friday 12:00']);
  const { code, printed } = await call(['codes', 'change', 'front', 'Anna', '--name', 'Berta']);
  expect([code, printed]).toEqual([
    0,
    'Front door: set: read back from the lock. Berta opens it Tue 2026-12-01 09:01 to Fri 2026-12-04 12:00 (UTC-05:00).',
  ]);
});

test('the list of codes says at which hours a code of certain days opens', async () => {
  const { call } = await signedIn();
  const days = ['--kind', 'monday', '--from', '2026-12-07T09:00', '--until', '2026-12-07T12:00'];
  expect((await call(['codes', 'offline', 'front', '--name', 'Cleaner', ...days])).code).toBe(0);
  expect((await call(['codes', 'list', 'front'])).printed).toMatch(/Cleaner +••• *•* +monday 09:00 to 12:00/);
});

test('a raw call that Sifely refuses ends with its number', async () => {
  const { call } = await signedIn();
  const { code, notes } = await call(['api', 'lock/detail']);
  expect([code, notes]).toEqual([1, expect.stringMatching(/^Not done: .+ \(code -?\d+.*\)\.$/)]);
});

test('a key is named by the beginning of its holder, and holders are listed where none is meant', async () => {
  const { call } = await signedIn();
  const frozen = await call(['keys', 'freeze', 'front', 'guest']);
  expect([frozen.code, frozen.printed]).toEqual([0, 'Frozen: the key of guest@example.com for Front door.']);
  const none = await call(['keys', 'freeze', 'front', 'nobody']);
  expect([none.code, none.notes]).toEqual([
    2,
    expect.stringMatching(/^There is no key "nobody"\. There is: guest@example\.com \(\d+\)\.$/),
  ]);
});

test('a gateway whose tree was read in part is shown as such, in words and in JSON', async () => {
  const { call, sifely } = await signedIn();
  expect((await call(['gateways', 'show', 'hall'])).notes).not.toContain('may be missing');
  expect(JSON.parse((await call(['gateways', 'show', 'hall', '--json'])).printed).isComplete).toBe(true);
  sifely.fault({ kind: 'code', code: -4043, endpoint: 'gateway/listLock' });
  const missing = await call(['gateways', 'show', 'attic']);
  expect([missing.code, missing.notes]).toEqual([
    1,
    expect.stringMatching(
      /^There is no gateway "attic"\. .+ Not all calls succeeded: something may be missing\.$/,
    ),
  ]);
  expect((await call(['gateways', 'show', 'hall'])).notes).toContain(
    'Not all calls succeeded: something may be missing.',
  );
  expect(JSON.parse((await call(['gateways', 'show', 'hall', '--json'])).printed).isComplete).toBe(false);
});

test('a code without a gateway has whole hours, which are printed as they hold', async () => {
  const { call } = await signedIn();
  const made = (...words: string[]) => call(['codes', 'offline', 'front', '--kind', 'period', ...words]);
  // It is 9:00; the two hours and a half end within the last of three.
  const { printed } = await made('--name', 'Plumber', '--for', '150 min');
  expect(printed).toMatch(
    /^Made for Front door, period Tue 2026-12-01 09:00 to Tue 2026-12-01 12:00 \(UTC-05:00\)\./,
  );
  expect((await call(['codes', 'list', 'front'])).printed).toMatch(
    /Plumber +••• *•* +Tue 2026-12-01 09:00 to Tue 2026-12-01 12:00/,
  );
  const json = await made('--from', '2026-12-02T10:00', '--for', '90 min', '--json');
  expect(JSON.parse(json.printed)).toMatchObject({
    from: '2026-12-02T15:00:00.000Z',
    until: '2026-12-02T17:00:00.000Z',
  });
  for (const typed of [
    ['--until', 'friday 9:30'],
    ['--from', 'friday 9:30', '--for', '2 hours'],
  ]) {
    expect(await made(...typed)).toMatchObject({ code: 2, notes: expect.stringContaining('full hour') });
  }
});

test('the times of a code that is set are those of the lock’s list, in words and in JSON', async () => {
  const { call } = await signedIn();
  const words = ['codes', 'add', 'front', '--name', 'Anna', '--code', '482915', '--for', '3 hours'];
  const added = JSON.parse((await call([...words, '--json'])).printed);
  const [listed] = JSON.parse((await call(['codes', 'list', 'front', '--json'])).printed).filter(
    ({ name }: { name: string }) => name === 'Anna',
  );
  expect([added.from, added.until]).toEqual([listed.from, listed.until]);
  const changed = JSON.parse(
    (await call(['codes', 'change', 'front', 'Anna', '--name', 'Berta', '--json'])).printed,
  );
  expect([changed.from, changed.until]).toEqual([listed.from, listed.until]);
});
