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
    'Anna may come Tue 2026-12-01 09:00 to Fri 2026-12-04 18:00 (UTC-05:00).',
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
