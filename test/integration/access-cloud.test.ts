import { DEMO_GATEWAYS, DEMO_LOCKS, type SimulatorOptions } from '../../simulators/sifely/index.ts';
import { closeSifelyClients, type Profile, startSifelyClient } from '../support/sifely-client.ts';

const FRONT = String(DEMO_LOCKS.frontDoor);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

afterEach(closeSifelyClients);

/** Our client of one account at a simulated Sifely, and the keypad of its front door. */
async function world(profile: Profile, options: SimulatorOptions = {}) {
  const { sifely, clock, access, lines, signIn } = await startSifelyClient(profile, options);
  const { kept, credentialStore } = await signIn();
  /** True if digits open the front door now; leaves it locked. */
  const opensDoor = (digits: string): boolean => {
    const lock = sifely.lock(FRONT);
    lock.turnByHand('lock');
    lock.enterDigits(digits);
    const isOpen = lock.bolt === 'unlocked';
    lock.turnByHand('lock');
    return isOpen;
  };
  return {
    sifely,
    clock,
    access,
    lines,
    kept,
    credentialStore,
    opensDoor,
    opens: access.openAccess(credentialStore()),
  };
}

describe.each<[Profile, SimulatorOptions]>([
  ['oauth', { replies: 'bare' }],
  ['oauth', { replies: 'wrapped', codesAsStrings: true, messageKey: 'message' }],
  ['api-key', { replies: 'wrapped', requireDate: true }],
])('with the %s profile and %j', (profile, options) => {
  test('a code for an hour is in the lock, is changed and is removed', async () => {
    const { opens, opensDoor, clock, lines } = await world(profile, options);
    const from = clock.now() + 2 * MINUTE;
    const period = { from, until: from + HOUR };
    const id = await opens.codes.add(FRONT, { digits: '047291', name: 'Cleaner', period }, 'gateway');
    expect((await opens.codes.list(FRONT)).find((code) => code.id === id)).toMatchObject({
      digits: '047291',
      name: 'Cleaner',
      kind: 'period',
      isCustom: true,
    });
    expect(opensDoor('047291')).toBe(false);
    clock.advance(5 * MINUTE);
    expect(opensDoor('047291')).toBe(true);

    await opens.codes.change(FRONT, id, { digits: '837264', name: 'Anna' }, 'gateway');
    expect([opensDoor('047291'), opensDoor('837264')]).toEqual([false, true]);
    expect((await opens.codes.list(FRONT)).find((code) => code.id === id)).toMatchObject({
      digits: '837264',
      name: 'Anna',
      status: 'active',
    });

    await opens.codes.remove(FRONT, id, 'gateway');
    expect(opensDoor('837264')).toBe(false);
    expect((await opens.codes.list(FRONT)).some((code) => code.id === id)).toBe(false);
    expect(JSON.stringify(lines)).not.toMatch(/047291|837264/);
  });

  test('a code that a phone is to write is in the list and not in the lock', async () => {
    const { opens, opensDoor } = await world(profile, options);
    const id = await opens.codes.add(FRONT, { digits: '047291' }, 'phone');
    expect((await opens.codes.list(FRONT)).map((code) => code.id)).toContain(id);
    expect(opensDoor('047291')).toBe(false);
    await opens.codes.removeByDigits(FRONT, '047291', 'phone');
    expect((await opens.codes.list(FRONT)).map((code) => code.id)).not.toContain(id);
  });

  test('a code that a phone is to remove still opens', async () => {
    const { opens, opensDoor } = await world(profile, options);
    await opens.codes.add(FRONT, { digits: '047291' }, 'gateway');
    await opens.codes.removeByDigits(FRONT, '047291', 'phone');
    expect(await opens.codes.list(FRONT)).not.toContainEqual(expect.objectContaining({ digits: '047291' }));
    expect(opensDoor('047291')).toBe(true);
  });

  test('a code is made without a gateway', async () => {
    const { opens, opensDoor, clock, sifely } = await world(profile, options);
    sifely.gateway(DEMO_GATEWAYS.hall).online = false;
    const made = await opens.codes.generate(FRONT, { kind: 'permanent', from: clock.now() });
    expect(opensDoor(made.digits)).toBe(true);
    expect((await opens.codes.list(FRONT)).find(({ id }) => id === made.id)).toMatchObject({
      digits: made.digits,
      kind: 'permanent',
      isCustom: false,
    });
  });

  test('what the lock or its gateway refuses is said', async () => {
    const { opens, sifely } = await world(profile, options);
    await opens.codes.add(FRONT, { digits: '047291' }, 'gateway');
    const again = opens.codes.add(FRONT, { digits: '047291' }, 'gateway');
    await expect(again).rejects.toMatchObject({ refusal: 'code-taken', executed: 'no' });
    const simple = opens.codes.add(FRONT, { digits: '111111' }, 'gateway');
    await expect(simple).rejects.toMatchObject({ refusal: 'code-too-simple', executed: 'no' });
    sifely.lock(FRONT).set({ passcodeCapacity: 3 });
    const full = opens.codes.add(FRONT, { digits: '5173' }, 'gateway');
    await expect(full).rejects.toMatchObject({ refusal: 'lock-full', executed: 'no' });
    sifely.gateway(DEMO_GATEWAYS.hall).online = false;
    const offline = opens.codes.add(FRONT, { digits: '837264' }, 'gateway');
    await expect(offline).rejects.toMatchObject({ executed: 'no' });
    expect((await opens.codes.list(FRONT)).map(({ digits }) => digits)).not.toContain('837264');
  });

  test('an ekey is sent, frozen, given another period and deleted', async () => {
    const { opens, clock } = await world(profile, options);
    const period = { from: clock.now() + HOUR, until: clock.now() + 2 * HOUR };
    const key = { receiver: 'neighbour@example.com', name: 'Neighbour', validity: period } as const;
    const listed = async (id: string) => (await opens.keys.list(FRONT)).find((each) => each.id === id);
    const unknown = opens.keys.send(FRONT, key);
    await expect(unknown).rejects.toMatchObject({ refusal: 'receiver-unknown', executed: 'no' });
    const id = await opens.keys.send(FRONT, { ...key, createsAccount: true });
    expect(await listed(id)).toMatchObject({ name: 'Neighbour', kind: 'period', ...period });
    await opens.keys.freeze(id);
    expect(await listed(id)).toMatchObject({ status: 'frozen' });
    await opens.keys.unfreeze(id);
    await opens.keys.changePeriod(id, 'permanent');
    expect(await listed(id)).toMatchObject({ kind: 'permanent' });
    await opens.keys.remove(FRONT, id);
    expect(await listed(id)).toBeUndefined();
    await expect(opens.keys.remove(FRONT, id)).rejects.toMatchObject({ refusal: 'not-found' });
  });

  test('a one-time ekey is listed as one', async () => {
    const { opens } = await world(profile, options);
    const key = { receiver: 'empty@example.com', name: 'Once', validity: 'one-time' } as const;
    const id = await opens.keys.send(FRONT, key);
    expect((await opens.keys.list(FRONT)).find((each) => each.id === id)).toMatchObject({
      kind: 'one-time',
      receiver: 'empty@example.com',
    });
  });

  test('a card is assigned, listed and removed', async () => {
    const { opens, lines } = await world(profile, options);
    const card = { number: '3661413478', readBy: 'reader', name: 'Anna' } as const;
    const id = await opens.cards.add(FRONT, card, 'gateway');
    expect((await opens.cards.list(FRONT)).find((each) => each.id === id)).toMatchObject({
      number: '1723612378',
      name: 'Anna',
      status: 'active',
    });
    await opens.cards.remove(FRONT, id, 'gateway');
    expect((await opens.cards.list(FRONT)).map((each) => each.id)).not.toContain(id);
    expect(JSON.stringify(lines)).not.toMatch(/3661413478|1723612378/);
  });

  test('passage mode and auto-lock are set', async () => {
    const { opens } = await world(profile, options);
    const openHours = [{ days: [1, 2], hours: { from: 540, until: 1020 } }, { days: [6] }];
    await opens.settings.setPassageMode(FRONT, { isOn: true, openHours });
    expect(await opens.settings.passageMode(FRONT)).toMatchObject({ isOn: true, openHours });
    await opens.settings.setPassageMode(FRONT, { isOn: false, openHours: [] });
    expect(await opens.settings.passageMode(FRONT)).toMatchObject({ isOn: false, openHours: [] });
    await opens.settings.setAutoLock(FRONT, 30);
  });

  test('the locks of a gateway are listed with their signal', async () => {
    const { opens } = await world(profile, options);
    const locks = await opens.gateways.locks(String(DEMO_GATEWAYS.hall));
    expect(locks.find(({ lockId }) => lockId === FRONT)).toMatchObject({
      name: 'Front door',
      signal: expect.any(Number),
    });
  });
});

test('freezing an ekey is not supported where Sifely does not answer it', async () => {
  const { opens } = await world('api-key', { platformExtras: 'absent' });
  const key = { receiver: 'empty@example.com', name: 'Visit', validity: 'permanent' } as const;
  const id = await opens.keys.send(FRONT, key);
  await expect(opens.keys.freeze(id)).rejects.toMatchObject({ reason: 'not-supported' });
});

test('an API key is replaced, and calls that were opened before go on', async () => {
  const { access, credentialStore, kept, opens } = await world('api-key');
  const before = kept.stored['token'];
  await access.rollKey(credentialStore());
  expect(kept.stored['token']).not.toBe(before);
  await expect(opens.codes.list(FRONT)).resolves.toEqual(expect.any(Array));
});
