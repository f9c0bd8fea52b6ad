import { DEMO_GATEWAYS, DEMO_LOCKS } from '../../../simulators/sifely/index.ts';
import { closeOwnerHomes, startOwnerHome } from './owner-home.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

afterEach(closeOwnerHomes);

/** A home whose owner is signed in, and the keypad of the front door. */
async function world(generation: 'oauth' | 'api-key') {
  const home = await startOwnerHome();
  expect((await home.signIn(generation)).code).toBe(0);
  const door = home.sifely.lock(DEMO_LOCKS.frontDoor);
  const opens = (digits: string): boolean => {
    door.enterDigits(digits);
    const isOpen = door.bolt === 'unlocked';
    door.turnByHand('lock');
    return isOpen;
  };
  const sent = (end: string) => home.sifely.calls.filter(({ endpoint }) => endpoint.endsWith(end)).length;
  return { ...home, opens, sent };
}

describe.each(['oauth', 'api-key'] as const)('with the %s generation', (generation) => {
  test('a code lives from its addition for Tuesday noon to its removal, and the lock agrees', async () => {
    const { call, clock, opens } = await world(generation);
    const added = await call([
      'codes',
      'add',
      'front',
      '--name',
      'Window cleaner',
      '--code',
      '482915',
      '--from',
      'tuesday 12:00',
      '--for',
      '3 hours',
    ]);
    expect(added.code).toBe(0);
    expect(added.printed).toContain(
      'set: read back from the lock. Window cleaner opens it Tue 2026-12-01 12:00 to Tue 2026-12-01 15:00 (UTC-05:00).',
    );
    expect(opens('482915')).toBe(false);
    clock.advance(3 * HOUR + MINUTE);
    expect(opens('482915')).toBe(true);
    expect((await call(['records', 'list', 'front'])).printed).toMatch(
      /^Tue 2026-12-01 12:01 {2}unlocked {2}code +Window cleaner$/m,
    );
    const changed = await call([
      'codes',
      'change',
      'front',
      'Window cleaner',
      '--code',
      '730518',
      '--name',
      'Anna',
    ]);
    expect([changed.code, opens('482915'), opens('730518')]).toEqual([0, false, true]);
    expect((await call(['codes', 'remove', 'front', 'Anna', '--yes'])).printed).toBe(
      'Front door: removed from the lock.',
    );
    expect(opens('730518')).toBe(false);
    expect((await call(['codes', 'list', 'front'])).printed).not.toContain('Anna');
  });

  test('a code waits for its gateway, and the next call goes on with it', async () => {
    const { call, clock, opens, sifely } = await world(generation);
    const hall = sifely.gateway(DEMO_GATEWAYS.hall);
    hall.online = false;
    const added = await call(['codes', 'add', 'front', '--name', 'Anna', '--code', '482915']);
    expect([added.code, added.notes]).toEqual([
      1,
      'Front door: on its way into the lock; waiting: the gateway is offline. "codes list" goes on with it.',
    ]);
    expect((await call(['codes', 'list', 'front'])).printed).toMatch(
      /Anna .*waiting: the gateway is offline/,
    );
    expect(opens('482915')).toBe(false);
    hall.online = true;
    clock.advance(20 * MINUTE);
    expect((await call(['codes', 'list', 'front'])).printed).toMatch(/Anna .*set: read back from the lock/);
    expect(opens('482915')).toBe(true);
  });

  test('a code that begins at once is said to open from the minute that the lock has', async () => {
    const { call } = await world(generation);
    const code = ['--name', 'Anna', '--code', '482915', '--for', '3 hours'];
    const added = await call(['codes', 'add', 'front', ...code]);
    const [, said] = /opens it (.* to .*) \(UTC-05:00\)\.$/m.exec(added.printed) ?? [];
    expect(said).toMatch(/^Tue 2026-12-01 09:01 to /);
    expect((await call(['codes', 'list', 'front'])).printed).toContain(`  ${said}  `);
  });

  test('an addition whose answer is lost is sent once, and set', async () => {
    const { call, opens, sent, sifely } = await world(generation);
    sifely.fault({ kind: 'drop', endpoint: 'keyboardPwd/add', moment: 'after', times: 1 });
    const added = await call(['codes', 'add', 'front', '--name', 'Anna', '--code', '482915']);
    expect([added.code, added.printed]).toEqual([0, expect.stringContaining('set: read back from the lock')]);
    expect([sent('keyboardPwd/add'), opens('482915')]).toEqual([1, true]);
  });

  test('a code that somebody changed elsewhere is said to be so, and set again on demand', async () => {
    const { call, clock, opens, sifely } = await world(generation);
    await call(['codes', 'add', 'front', '--name', 'Anna', '--code', '482915']);
    sifely.lock(DEMO_LOCKS.frontDoor).changePasscodes({ do: 'change', name: 'Anna', digits: '604815' });
    clock.advance(25 * HOUR);
    expect((await call(['codes', 'list', 'front'])).printed).toMatch(
      /Anna .*other digits now, by somebody else/,
    );
    expect((await call(['codes', 'retry', 'front', 'Anna'])).code).toBe(0);
    expect([opens('604815'), opens('482915')]).toEqual([false, true]);
  });
});

test.each(['oauth', 'api-key'] as const)(
  'a code that a phone brings to the lock is listed as set once it was used, with the %s generation',
  async (generation) => {
    const { call, clock, opens, sent, sifely } = await world(generation);
    const added = await call([
      ...['codes', 'add', 'front', '--name', 'Anna', '--code', '482915', '--way', 'phone'],
    ]);
    expect([added.code, added.notes]).toEqual([
      1,
      'Front door: on its way into the lock; waiting: for a phone beside it. "codes list" goes on with it.',
    ]);
    const front = sifely.lock(DEMO_LOCKS.frontDoor);
    front.changePasscodes({ do: 'add', name: 'Anna', digits: '482915', where: 'lock' });
    clock.advance(20 * MINUTE);
    expect((await call(['codes', 'list', 'front'])).printed).toMatch(/Anna .*waiting: for a phone beside it/);
    expect([opens('482914'), opens('482915')]).toEqual([false, true]);
    clock.advance(HOUR);
    expect((await call(['codes', 'list', 'front'])).printed).toMatch(/Anna .*set: it was used at the door/);
    const looks = sent('lockRecord/list');
    await call(['codes', 'list', 'front']);
    expect(sent('lockRecord/list')).toBe(looks);
  },
);

test('a code for two doors is one guest, and a code of the app is followed once it is changed here', async () => {
  const { call, sifely } = await world('api-key');
  const added = await call(['codes', 'add', 'front', '--also', 'back', '--name', 'Anna', '--code', '482915']);
  expect(added.printed.split('\n').filter((line) => line.includes('read back from the lock'))).toHaveLength(
    2,
  );
  const changed = await call(['codes', 'change', 'front', 'Family', '--code', '730518', '--json']);
  expect([changed.code, JSON.parse(changed.printed)]).toEqual([
    0,
    expect.objectContaining({ name: 'Family', state: 'set' }),
  ]);
  const door = sifely.lock(DEMO_LOCKS.frontDoor);
  door.enterDigits('730518');
  expect(door.bolt).toBe('unlocked');
});

test('a code that was begun before the clock was set back is set, and removed, without waiting for that time', async () => {
  const { call, clock, sifely, opens } = await world('api-key');
  const hall = sifely.gateway(DEMO_GATEWAYS.hall);
  const year = 365 * 24 * HOUR;
  const back = () => clock.advance(-year);
  clock.advance(year);
  hall.online = false;
  const added = await call(['codes', 'add', 'front', '--name', 'Anna', '--code', '482915']);
  expect(added.code).toBe(1);
  back();
  hall.online = true;
  clock.advance(HOUR);
  const listed = await call(['codes', 'list', 'front', '--json']);
  expect(listed.printed).toContain('"state": "set"');
  expect(opens('482915')).toBe(true);

  clock.advance(year);
  sifely.fault({ kind: 'drop', endpoint: 'keyboardPwd/delete', times: 9 });
  await call(['codes', 'remove', 'front', 'Anna', '--yes']);
  back();
  sifely.clearFaults();
  for (let look = 0; look < 3; look++) {
    clock.advance(HOUR);
    await call(['codes', 'list', 'front']);
  }
  expect(opens('482915')).toBe(false);
});
