import { DEMO_LOCKS, type SimulatorOptions } from '../../simulators/sifely/index.ts';
import { closeSifelyClients, type Profile, startSifelyClient } from '../support/sifely-client.ts';

const FRONT = String(DEMO_LOCKS.frontDoor);
const HOUR = 3_600_000;
const GUEST = { name: 'Guest', digits: '482915' };

afterEach(closeSifelyClients);

/** Our client of codes and keys at a simulated Sifely, signed in as the owner. */
async function world(profile: Profile, options: SimulatorOptions = {}) {
  const { sifely, clock, access, lines, signIn } = await startSifelyClient(profile, options);
  const { credentialStore } = await signIn();
  const opens = (digits: string) => {
    const lock = sifely.lock(FRONT);
    lock.enterDigits(digits);
    const open = lock.bolt === 'unlocked';
    lock.turnByHand('lock');
    return open;
  };
  return { sifely, clock, lines, opens, ...access.openAccess(credentialStore()) };
}

const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: { refusal?: string; reason?: string }) => error.refusal ?? error.reason,
  );

describe.each<[Profile, SimulatorOptions]>([
  ['oauth', { replies: 'bare' }],
  ['oauth', { replies: 'wrapped' }],
  ['api-key', { replies: 'bare' }],
  ['api-key', { replies: 'wrapped', codesAsStrings: true }],
])('with the %s profile and %j', (profile, options) => {
  test('a code lives in the lock from its addition to its removal, and is never logged', async () => {
    const { codes, opens, lines } = await world(profile, options);
    const id = await codes.add(FRONT, GUEST, 'gateway');
    const listed = (await codes.list(FRONT)).find((code) => code.id === id);
    expect(listed).toMatchObject({ ...GUEST, kind: 'permanent', status: 'active', isCustom: true });
    expect(opens('482915')).toBe(true);
    await codes.change(FRONT, id, { digits: '730518', name: 'Aunt' }, 'gateway');
    expect([opens('482915'), opens('730518')]).toEqual([false, true]);
    await codes.remove(FRONT, id, 'gateway');
    expect(opens('730518')).toBe(false);
    expect((await codes.list(FRONT)).map((code) => code.id)).not.toContain(id);
    expect(JSON.stringify(lines)).not.toMatch(/482915|730518/);
  });

  test('a code noted for a phone is listed and opens nothing; removed so, it still opens', async () => {
    const { codes, opens } = await world(profile, options);
    const noted = await codes.add(FRONT, GUEST, 'phone');
    expect((await codes.list(FRONT)).map((code) => code.id)).toContain(noted);
    expect(opens('482915')).toBe(false);
    await codes.remove(FRONT, noted, 'phone');
    await codes.add(FRONT, GUEST, 'gateway');
    await codes.removeByDigits(FRONT, '482915', 'phone');
    expect(opens('482915')).toBe(true);
  });

  test('a code is made without the gateway', async () => {
    const { codes, opens, sifely, clock } = await world(profile, options);
    sifely.gateway(7101).online = false;
    const { digits, id } = await codes.generate(FRONT, { kind: 'permanent', from: clock.now() });
    expect(opens(digits)).toBe(true);
    const listed = (await codes.list(FRONT)).find((code) => code.id === id);
    expect(listed).toMatchObject({ kind: 'permanent', isCustom: false });
  });

  test('a refusal names its reason', async () => {
    const { codes, sifely } = await world(profile, options);
    await codes.add(FRONT, GUEST, 'gateway');
    const add = (digits: string) => refusal(codes.add(FRONT, { digits }, 'gateway'));
    expect([await add('482915'), await add('123456')]).toEqual(['code-taken', 'code-too-simple']);
    sifely.lock(FRONT).set({ passcodeCapacity: 3 });
    expect(await add('5173')).toBe('lock-full');
  });

  test('an ekey is sent, frozen, given other times and taken back', async () => {
    const { keys, clock } = await world(profile, options);
    const receiver = 'empty@example.com';
    const id = await keys.send(FRONT, { receiver, name: 'Visit', validity: 'permanent' });
    const status = async () => (await keys.list(FRONT)).find((key) => key.id === id);
    expect(await status()).toMatchObject({ receiver, kind: 'permanent', status: 'active' });
    await keys.freeze(id);
    expect(await status()).toMatchObject({ status: 'frozen' });
    await keys.unfreeze(id);
    const until = clock.now() + HOUR;
    await keys.changePeriod(id, { from: clock.now(), until });
    expect(await status()).toMatchObject({ kind: 'period', status: 'active', until });
    await keys.remove(FRONT, id);
    expect(await status()).toBeUndefined();
  });

  test('a one-time ekey is listed as one, and an unknown receiver is refused or gets an account', async () => {
    const { keys } = await world(profile, options);
    const key = { receiver: 'new@example.com', name: 'Once', validity: 'one-time' } as const;
    expect(await refusal(keys.send(FRONT, key))).toBe('receiver-unknown');
    const id = await keys.send(FRONT, { ...key, createsAccount: true });
    expect((await keys.list(FRONT)).find((each) => each.id === id)).toMatchObject({ kind: 'one-time' });
  });
});

test('freezing an ekey is not supported where Sifely does not answer it', async () => {
  const { keys } = await world('api-key', { platformExtras: 'absent' });
  const key = { receiver: 'empty@example.com', name: 'Visit', validity: 'permanent' } as const;
  const id = await keys.send(FRONT, key);
  expect(await refusal(keys.freeze(id))).toBe('not-supported');
});
