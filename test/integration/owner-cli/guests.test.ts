import { DEMO_LOCKS } from '../../../simulators/sifely/index.ts';
import { closeOwnerHomes, startOwnerHome } from './owner-home.ts';

const DAY = 24 * 3_600_000;

afterEach(closeOwnerHomes);

async function signedIn() {
  const home = await startOwnerHome();
  expect((await home.signIn()).code).toBe(0);
  return home;
}

test('a guest of two doors has a code and a key for each, until everything is taken back', async () => {
  const { call } = await signedIn();
  const added = await call([
    ...['guests', 'add', 'Anna', '--door', 'front', '--door', 'back', '--by', 'both'],
    ...['--receiver', 'empty@example.com', '--until', 'friday 18:00'],
  ]);
  expect([added.code, added.notes]).toEqual([0, '']);
  expect(added.printed.split('\n')).toEqual([
    'Anna: Front door (code): set: read back from the lock.',
    'Anna: Front door (ekey): sent: Sifely lists the key.',
    'Anna: Back door (code): set: read back from the lock.',
    'Anna: Back door (ekey): sent: Sifely lists the key.',
    'Anna may come Tue 2026-12-01 09:01 to Fri 2026-12-04 18:00 (UTC-05:00).',
  ]);
  expect((await call(['keys', 'list', 'back'])).printed).toContain('empty@example.com');
  const [front, back] = await Promise.all(
    ['front', 'back'].map(async (door) =>
      JSON.parse((await call(['codes', 'list', door, '--show', '--json'])).printed).find(
        ({ name }: { name: string }) => name === 'Anna',
      ),
    ),
  );
  expect(front).toMatchObject({ state: 'set', code: back.code });
  expect(added.screen).not.toContain(front.code);

  const removed = await call(['guests', 'remove', 'anna', '--yes']);
  expect([removed.code, removed.printed.split('\n')]).toEqual([
    0,
    ['Front', 'Back'].flatMap((door) => [
      `Anna: ${door} door (code): removed from the lock.`,
      `Anna: ${door} door (ekey): deleted: Sifely lists the key no more.`,
    ]),
  ]);
  expect((await call(['guests', 'list'])).notes).toBe('No guest was added from here.');
  expect((await call(['keys', 'list', 'back'])).printed).not.toContain('empty@example.com');
  expect((await call(['codes', 'list', 'back'])).printed).not.toContain('Anna');
});

test('a guest of certain days gets a code that opens at these hours alone', async () => {
  const { call, clock, sifely } = await signedIn();
  const added = await call([
    'guests',
    'add',
    'Cleaner',
    '--door',
    'front',
    '--days',
    'wednesday',
    '--hours',
    '9-12',
  ]);
  expect([added.code, added.printed]).toEqual([
    0,
    expect.stringContaining('Cleaner may come wednesday 9:00 to 12:00 (UTC-05:00).'),
  ]);
  expect((await call(['guests', 'list'])).printed).toMatch(
    /Cleaner +code +wednesday 9:00 to 12:00 \(UTC-05:00\) +Front door \(code\): set/,
  );
  const listed = JSON.parse((await call(['codes', 'list', 'front', '--show', '--json'])).printed);
  const { code } = listed.find(({ kind }: { kind: string }) => kind === 'wednesday');
  const door = sifely.lock(DEMO_LOCKS.frontDoor);
  const opens = () => {
    door.enterDigits(code);
    const isOpen = door.bolt === 'unlocked';
    door.turnByHand('lock');
    return isOpen;
  };
  clock.advance(3_600_000);
  expect(opens()).toBe(false);
  clock.advance(DAY);
  expect(opens()).toBe(true);
});

test('a code that is changed alone is shown so among the guests', async () => {
  const { call } = await signedIn();
  await call(['codes', 'add', 'front', '--name', 'Anna', '--code', '482915']);
  await call(['codes', 'change', 'front', 'Anna', '--name', 'Berta', '--until', 'sunday']);
  expect((await call(['guests', 'list'])).printed).toMatch(
    /Berta +code +Tue 2026-12-01 09:00 to Mon 2026-12-07 00:00/,
  );
});

/** Returns the codes of a lock with their digits, as JSON has them. */
async function codesAt({ call }: Awaited<ReturnType<typeof signedIn>>, door: string) {
  return JSON.parse((await call(['codes', 'list', door, '--show', '--json'])).printed) as {
    readonly name: string;
    readonly code: string;
    readonly until: string | null;
    readonly state: string;
  }[];
}

test('a guest gets another door, loses one, and keeps the digits, the name and the times', async () => {
  const home = await signedIn();
  const { call, sifely } = home;
  await call(['guests', 'add', 'Anna', '--door', 'front', '--door', 'garage', '--until', 'friday 18:00']);
  const [before] = (await codesAt(home, 'front')).filter(({ name }) => name === 'Anna');
  const changed = await call(['guests', 'change', 'anna', '--also', 'back', '--without', 'garage']);
  expect([changed.code, changed.notes, changed.printed.split('\n')]).toEqual([
    0,
    '',
    [
      'Anna: Front door (code): set: read back from the lock.',
      'Anna: Back door (code): set: read back from the lock.',
      'Anna: Garage (code): removed from the lock.',
      'Anna may come Tue 2026-12-01 09:01 to Fri 2026-12-04 18:00 (UTC-05:00).',
    ],
  ]);
  const [atBack] = (await codesAt(home, 'back')).filter(({ name }) => name === 'Anna');
  expect(atBack).toMatchObject({ code: before?.code, until: before?.until, state: 'set' });
  expect((await codesAt(home, 'garage')).filter(({ name }) => name === 'Anna')).toEqual([]);
  const garage = sifely.lock(DEMO_LOCKS.garage);
  garage.enterDigits(before?.code ?? '');
  expect(garage.bolt).toBe('locked');

  const renamed = await call(['guests', 'change', 'anna', '--name', 'Berta', '--json']);
  expect(JSON.parse(renamed.printed)).toMatchObject({ name: 'Berta', until: before?.until });
  // The door that is gone is not said again.
  expect((await call(['guests', 'change', 'berta', '--always'])).printed.split('\n')).toEqual([
    'Berta: Front door (code): set: read back from the lock.',
    'Berta: Back door (code): set: read back from the lock.',
    'Berta may come always.',
  ]);
});

test('new random digits of a guest open all doors, and the old ones none', async () => {
  const home = await signedIn();
  await home.call(['guests', 'add', 'Anna', '--door', 'front', '--door', 'back']);
  const digits = async () =>
    (await Promise.all(['front', 'back'].map((door) => codesAt(home, door))))
      .flat()
      .filter(({ name }) => name === 'Anna')
      .map(({ code }) => code);
  const [old = ''] = await digits();
  const { code, screen } = await home.call(['guests', 'change', 'anna', '--random']);
  expect(code).toBe(0);
  const [fresh = '', ...others] = await digits();
  expect([fresh === old, others, screen.includes(fresh)]).toEqual([false, [fresh], false]);
  const door = home.sifely.lock(DEMO_LOCKS.frontDoor);
  const opens = (entered: string) => {
    door.turnByHand('lock');
    door.enterDigits(entered);
    return door.bolt === 'unlocked';
  };
  expect([opens(old), opens(fresh)]).toEqual([false, true]);
});

test('the days, the hours and the bounds of a guest are changed one by one', async () => {
  const { call } = await signedIn();
  await call(['guests', 'add', 'Cleaner', '--door', 'front', '--days', 'wednesday', '--hours', '9-12']);
  const last = async (...words: string[]) => {
    const { code, screen } = await call(['guests', 'change', 'cleaner', ...words]);
    return [code, screen.split('\n').at(-1)];
  };
  const zone = '(UTC-05:00)';
  expect(await last('--days', 'friday')).toEqual([0, `Cleaner may come friday 9:00 to 12:00 ${zone}.`]);
  expect(await last('--hours', '14-17')).toEqual([0, `Cleaner may come friday 14:00 to 17:00 ${zone}.`]);
  expect(await last('--until', '2027-01-31')).toEqual([
    0,
    `Cleaner may come friday 14:00 to 17:00, Tue 2026-12-01 09:00 to Mon 2027-02-01 00:00 ${zone}.`,
  ]);
  expect(await last('--always')).toEqual([0, 'Cleaner may come always.']);
  expect(await last('--for', '2 days')).toEqual([0, expect.stringContaining('to Thu 2026-12-03')]);
});

test('a code of a guest that was removed elsewhere is set again by retry, at one door or at all', async () => {
  const home = await signedIn();
  const { call, sifely, clock } = home;
  await call(['guests', 'add', 'Anna', '--door', 'front', '--door', 'back']);
  const removeElsewhere = async (door: string) => {
    const lockId = door === 'front' ? DEMO_LOCKS.frontDoor : DEMO_LOCKS.backDoor;
    const [anna] = JSON.parse((await call(['codes', 'list', door, '--json'])).printed).filter(
      ({ name }: { name: string }) => name === 'Anna',
    );
    const words = ['api', 'keyboardPwd/delete', `lockId=${lockId}`, `keyboardPwdId=${anna.id}`];
    const { code } = await call([...words, 'deleteType=2', '--post', '--yes']);
    expect(code).toBe(0);
  };
  for (const door of ['front', 'back']) await removeElsewhere(door);
  clock.advance(2 * DAY);
  expect((await call(['guests', 'list'])).printed.match(/was removed elsewhere/g)).toHaveLength(2);

  const one = await call(['guests', 'retry', 'anna', '--door', 'back']);
  expect([one.code, one.printed, one.notes]).toEqual([
    1,
    expect.stringContaining('Anna: Back door (code): set: read back from the lock.'),
    expect.stringContaining('Anna: Front door (code): was removed elsewhere. "guests retry" sets it again.'),
  ]);
  const all = await call(['guests', 'retry', 'anna']);
  expect([all.code, all.notes]).toEqual([0, '']);
  const [anna] = (await codesAt(home, 'front')).filter(({ name }) => name === 'Anna');
  const door = sifely.lock(DEMO_LOCKS.frontDoor);
  door.enterDigits(anna?.code ?? '');
  expect(door.bolt).toBe('unlocked');
});

test('renew gives a guest of certain days another code, and the old one opens no more', async () => {
  const home = await signedIn();
  const weekly = ['--days', 'wednesday', '--hours', '9-12'];
  await home.call(['guests', 'add', 'Cleaner', '--door', 'front', ...weekly]);
  const digits = async () => {
    const printed = (await home.call(['codes', 'list', 'front', '--show', '--json'])).printed;
    const codes: { readonly kind: string; readonly code: string }[] = JSON.parse(printed);
    return codes.filter(({ kind }) => kind === 'wednesday').map(({ code }) => code);
  };
  const opens = (code: string) => {
    const door = home.sifely.lock(DEMO_LOCKS.frontDoor);
    door.enterDigits(code);
    const isOpen = door.bolt === 'unlocked';
    door.turnByHand('lock');
    return isOpen;
  };
  // Wednesday, 10:00.
  home.clock.advance(DAY + 3_600_000);
  const [old = ''] = await digits();
  expect(opens(old)).toBe(true);
  const renewed = await home.call(['guests', 'renew', 'cleaner', '--door', 'front']);
  expect([renewed.code, renewed.notes]).toEqual([0, '']);
  const [fresh = '', ...others] = await digits();
  expect([others, fresh === old]).toEqual([[], false]);
  expect(renewed.screen).not.toContain(fresh);
  expect(opens(old)).toBe(false);
  home.clock.advance(7 * DAY);
  expect(opens(fresh)).toBe(true);
});

test('a code of certain days follows summer time with the next list of guests, where the zone names a place', async () => {
  const { call, clock, sifely } = await signedIn();
  const weekly = ['--days', 'wednesday', '--hours', '9-12', '--zone', 'America/New_York'];
  await call(['guests', 'add', 'Cleaner', '--door', 'front', ...weekly]);
  const listed = JSON.parse((await call(['codes', 'list', 'front', '--show', '--json'])).printed);
  const { code } = listed.find(({ kind }: { kind: string }) => kind === 'wednesday');
  const door = sifely.lock(DEMO_LOCKS.frontDoor);
  const opens = () => {
    door.enterDigits(code);
    const isOpen = door.bolt === 'unlocked';
    door.turnByHand('lock');
    return isOpen;
  };
  const advanceTo = (time: string) => clock.advance(Date.parse(time) - clock.now());
  advanceTo('2026-12-02T09:30-05:00');
  expect(opens()).toBe(true);
  advanceTo('2027-03-17T08:30-04:00');
  expect((await call(['guests', 'list'])).printed).toContain('wednesday 9:00 to 12:00 (America/New_York)');
  // The lock's clock still counts winter time.
  expect(opens()).toBe(false);
  advanceTo('2027-03-17T09:30-04:00');
  expect(opens()).toBe(true);
  advanceTo('2027-03-17T12:30-04:00');
  expect(opens()).toBe(false);
});

test('renew refuses a guest without certain days, and a door where the guest has nothing', async () => {
  const { call } = await signedIn();
  await call(['guests', 'add', 'Anna', '--door', 'front']);
  await call(['guests', 'add', 'Cleaner', '--door', 'front', '--days', 'monday', '--hours', '9-12']);
  const anna = await call(['guests', 'renew', 'anna']);
  expect([anna.code, anna.notes]).toEqual([
    2,
    'Anna has no code of certain days. Say "guests change" with --random.',
  ]);
  const elsewhere = await call(['guests', 'renew', 'cleaner', '--door', 'back']);
  expect([elsewhere.code, elsewhere.notes]).toEqual([2, 'Cleaner has nothing at Back door.']);
});

test('a guest who is added without a door is asked for one', async () => {
  const { call } = await signedIn();
  const { code, asked, printed } = await call(['guests', 'add', 'Anna'], { answers: ['back'] });
  expect([code, asked[0], printed.split('\n')]).toEqual([
    0,
    expect.stringMatching(/^Which door\?\n {2}1 {2}Front door/),
    ['Anna: Back door (code): set: read back from the lock.', 'Anna may come always.'],
  ]);
});
