import { randomBytes } from 'node:crypto';
import {
  MAX_PIN_NAME,
  MAX_PINS,
  type PinChange,
  type PinProblem,
  PinTakenError,
} from '../../../../functions/accounts/pins/pin.ts';
import { accountsFixture, CLIENT, consentOf, linkedAccount, watched } from '../fixture.ts';

const HOURS = [{ days: [1], from: 600, until: 660 }];
const CLEANER = { name: 'Cleaner', digits: '8615', isOnce: false } as const;

/** Adds a PIN of a person and returns it. */
async function add(
  { accounts, accountId }: Pick<Awaited<ReturnType<typeof linkedAccount>>, 'accounts' | 'accountId'>,
  change: Partial<PinChange> = {},
) {
  const saved = await accounts.savePin(accountId, { ...CLEANER, ...change });
  if (saved.kind !== 'saved') throw new Error(JSON.stringify(saved));
  return saved.pin;
}

describe('the PIN of a person', () => {
  test('is stored with its name and bounds, and found by its digits', async () => {
    const fixture = await linkedAccount();
    const { accounts, read, clock } = fixture;
    const until = clock.now() + 3_600_000;
    const pin = await add(fixture, {
      name: ' Anna\u202e  Maria ',
      doors: ['11'],
      hours: HOURS,
      until,
      isOnce: true,
    });
    expect(pin).toEqual({
      ...{ id: expect.stringMatching(/^[\w-]{12}$/), name: 'Anna Maria', createdAt: expect.any(Number) },
      ...{ doors: ['11'], hours: HOURS, until, once: expect.any(String) },
    });
    const { account } = await read();
    expect(accounts.pinsOf(account)).toEqual([
      { id: 'household', name: 'Household', createdAt: expect.any(Number) },
      pin,
    ]);
    expect(await accounts.findPin(account, '8615')).toBe(pin.id);
    expect(await accounts.findPin(account, '0412')).toBe('household');
    expect(await accounts.findPin(account, '8614')).toBeUndefined();
  });

  test('is sealed with its name and bounds: a database alone says nothing of it', async () => {
    const fixture = await linkedAccount();
    await add(fixture, { name: 'Anna Maria', doors: ['11'] });
    const stored = JSON.stringify((await fixture.read()).account.personalPins);
    expect(stored).not.toContain('Anna');
    expect(stored).not.toContain('doors');
  });

  test('does not open as another PIN, nor as one of another account', async () => {
    const fixture = await linkedAccount();
    const { accounts, read, accountId } = fixture;
    await add(fixture);
    await add(fixture, { name: 'Gardener', digits: '7035' });
    await accounts.change(accountId, (account) => {
      const [one, other] = account.personalPins?.list ?? [];
      if (!one || !other || !account.personalPins) throw new Error('no PINs');
      const list = [{ id: one.id, sealed: other.sealed }];
      return { ...account, personalPins: { ...account.personalPins, list } };
    });
    const { account } = await read();
    expect(() => accounts.pinsOf(account)).toThrow(/cannot be opened/);
  });

  test('is sealed with the newest key at the next write', async () => {
    const [k1, k2] = ['k1', 'k2'].map((id) => ({ id, key: randomBytes(32) }));
    if (!k1 || !k2) throw new Error('no keys');
    const fixture = await linkedAccount({ config: { encryptionKeys: [k1] } });
    const pin = await add(fixture);
    const rotated = accountsFixture({ ...fixture.parts, config: { encryptionKeys: [k2, k1] } }).accounts;
    await rotated.grant(fixture.accountId, CLIENT);
    const newestOnly = accountsFixture({ ...fixture.parts, config: { encryptionKeys: [k2] } }).accounts;
    const { account } = await fixture.read();
    expect(await newestOnly.findPin(account, CLEANER.digits)).toBe(pin.id);
    expect(newestOnly.pinsOf(account)).toContainEqual(pin);
  });

  test.each<readonly [string, Partial<PinChange>, PinProblem]>([
    ['three digits', { digits: '864' }, 'length'],
    ['letters', { digits: '86a2' }, 'length'],
    ['no digits', { digits: '' }, 'length'],
    ['one digit again and again', { digits: '8888' }, 'repeats'],
    ['a run', { digits: '3456' }, 'counts'],
    ['a year', { digits: '1985' }, 'year'],
    ['a line on the keypad', { digits: '2580' }, 'keypad'],
    ['the PIN of the household', { digits: '0412' }, 'taken'],
    ['no name', { name: ' \u200f ' }, 'name'],
    ['a long name', { name: 'a'.repeat(MAX_PIN_NAME + 1) }, 'name'],
    ['the name of the household', { name: 'household' }, 'name-taken'],
    ['the name of another', { name: 'GARDENER' }, 'name-taken'],
    ['the digits of another', { digits: '7035' }, 'taken'],
    ['no door', { doors: [] }, 'doors'],
    ['a door that is not shared', { doors: ['11', '12'] }, 'doors'],
    ['no hours', { hours: [] }, 'hours'],
    ['hours on no day', { hours: [{ days: [], from: 0, until: 60 }] }, 'hours'],
    ['hours after midnight of the day', { hours: [{ days: [1], from: 0, until: 1440 }] }, 'hours'],
    ['an end in the past', { until: 1 }, 'past'],
  ])('is refused with %s, and nothing is stored', async (_, change, problem) => {
    const fixture = await linkedAccount();
    await add(fixture, { name: 'Gardener', digits: '7035' });
    const before = (await fixture.read()).account;
    const saved = await fixture.accounts.savePin(fixture.accountId, { ...CLEANER, ...change });
    expect(saved).toEqual({ kind: 'refused', problem });
    expect((await fixture.read()).account).toEqual(before);
  });

  test('is one of twenty at most', async () => {
    const fixture = await linkedAccount();
    for (let person = 1; person < MAX_PINS; person++)
      await add(fixture, { name: `Person ${person}`, digits: String(410_000 + 57 * person) });
    expect(await fixture.accounts.savePin(fixture.accountId, CLEANER)).toEqual({
      kind: 'refused',
      problem: 'too-many',
    });
  });

  test('keeps its digits, its place and its use when the owner changes the rest', async () => {
    const fixture = await linkedAccount();
    const { accounts, accountId, read } = fixture;
    const pin = await add(fixture, { isOnce: true });
    await add(fixture, { name: 'Gardener', digits: '7035' });
    const saved = await accounts.savePin(accountId, { id: pin.id, name: 'Anna', hours: HOURS, isOnce: true });
    expect(saved).toEqual({ kind: 'saved', pin: { ...pin, name: 'Anna', hours: HOURS } });
    const { account } = await read();
    expect(accounts.pinsOf(account).map(({ name }) => name)).toEqual(['Household', 'Anna', 'Gardener']);
    expect(await accounts.findPin(account, CLEANER.digits)).toBe(pin.id);
  });

  test('is gone where it was removed, or its account was', async () => {
    const fixture = await linkedAccount();
    const { accounts, accountId } = fixture;
    const pin = await add(fixture);
    await accounts.removePin(accountId, pin.id);
    const change = { id: pin.id, name: 'Anna', isOnce: false };
    expect(await accounts.savePin(accountId, change)).toEqual({ kind: 'gone' });
    expect(await accounts.savePin(accountId, { ...change, id: 'household' })).toEqual({ kind: 'gone' });
    const { id: _, ...withoutDigits } = change;
    expect(await accounts.savePin(accountId, withoutDigits)).toEqual({ kind: 'refused', problem: 'length' });
    await accounts.remove(accountId);
    expect(await accounts.savePin(accountId, CLEANER)).toEqual({ kind: 'gone' });
  });

  test('is set by one of two processes that set the same digits at once', async () => {
    const fixture = await linkedAccount();
    const other = accountsFixture(fixture.parts).accounts;
    const saved = await Promise.all([
      fixture.accounts.savePin(fixture.accountId, CLEANER),
      other.savePin(fixture.accountId, { ...CLEANER, name: 'Gardener' }),
    ]);
    expect(saved.map(({ kind }) => kind).sort()).toEqual(['refused', 'saved']);
  });

  test('has the salt of the first PIN, also if two processes set the first ones at once', async () => {
    const fixture = accountsFixture();
    const accountId = await fixture.accounts.consent(consentOf('ada', { pin: { kind: 'off' } }));
    const watch = watched(fixture.parts.store);
    let isFirst = true;
    watch.break(async (call, key) => {
      if (call !== 'replace' || key?.collection !== 'accounts' || !isFirst) return;
      isFirst = false;
      await fixture.accounts.choosePin(accountId, { kind: 'set', pin: '0412' });
    });
    const slow = accountsFixture({ ...fixture.parts, store: watch.store }).accounts;
    const pin = await add({ accounts: slow, accountId });
    const loaded = await fixture.accounts.load(accountId);
    if (!loaded) throw new Error('no account');
    expect(loaded.account.personalPins?.salt).toBe(loaded.account.pin?.salt);
    expect(await fixture.accounts.findPin(loaded.account, '0412')).toBe('household');
    expect(await fixture.accounts.findPin(loaded.account, CLEANER.digits)).toBe(pin.id);
  });
});

describe('the PIN of the household', () => {
  test('is removed alone, and set again with the salt of the others', async () => {
    const fixture = await linkedAccount();
    const { accounts, accountId, read } = fixture;
    const pin = await add(fixture);
    await accounts.removePin(accountId, 'household');
    expect(accounts.pinsOf((await read()).account)).toEqual([pin]);
    await accounts.choosePin(accountId, { kind: 'set', pin: '7711' });
    const { account } = await read();
    expect(account.pin?.salt).toBe(account.personalPins?.salt);
    expect(await accounts.findPin(account, '7711')).toBe('household');
  });

  test('is refused if it is that of a person', async () => {
    const fixture = await linkedAccount();
    await add(fixture);
    const choice = { kind: 'set', pin: CLEANER.digits } as const;
    await expect(fixture.accounts.choosePin(fixture.accountId, choice)).rejects.toThrow(PinTakenError);
    expect(await fixture.accounts.findPin((await fixture.read()).account, '0412')).toBe('household');
  });

  test('is refused at a consent, too, if a person got it while it was hashed', async () => {
    const fixture = await linkedAccount();
    const watch = watched(fixture.parts.store);
    let isFirst = true;
    watch.break(async (call, key) => {
      if (call !== 'replace' || key?.collection !== 'accounts' || !isFirst) return;
      isFirst = false;
      await add(fixture);
    });
    const slow = accountsFixture({ ...fixture.parts, store: watch.store }).accounts;
    const pin = { kind: 'set', pin: CLEANER.digits } as const;
    await expect(slow.consent(consentOf(undefined, { pin }))).rejects.toThrow(PinTakenError);
    const { account } = await fixture.read();
    expect(await fixture.accounts.findPin(account, '0412')).toBe('household');
    expect(fixture.accounts.pinsOf(account)).toHaveLength(2);
  });

  test('has the salt of the PIN of a person that was set while it was hashed at a consent', async () => {
    const fixture = accountsFixture();
    const accountId = await fixture.accounts.consent(consentOf('ada', { pin: { kind: 'off' } }));
    const watch = watched(fixture.parts.store);
    let isFirst = true;
    watch.break(async (call, key) => {
      if (call !== 'replace' || key?.collection !== 'accounts' || !isFirst) return;
      isFirst = false;
      await add({ ...fixture, accountId });
    });
    const slow = accountsFixture({ ...fixture.parts, store: watch.store }).accounts;
    await slow.consent(consentOf('ada'));
    const account = (await fixture.accounts.load(accountId))?.account;
    expect(account?.pin?.salt).toBe(account?.personalPins?.salt);
  });

  test('is turned off with all others: nothing unlocks', async () => {
    const fixture = await linkedAccount();
    await add(fixture);
    await fixture.accounts.consent(consentOf(undefined, { pin: { kind: 'off' } }));
    const { account } = await fixture.read();
    expect(fixture.accounts.pinsOf(account)).toEqual([]);
    expect(await fixture.accounts.findPin(account, CLEANER.digits)).toBeUndefined();
  });

  test('that an earlier release sets beside the others, with a salt of its own, opens as they do', async () => {
    const fixture = await linkedAccount();
    const { accounts, accountId, read } = fixture;
    const pin = await add(fixture);
    // The earlier release knows this field alone, and seals the hash for this account.
    const earlier = accountsFixture(fixture.parts).accounts;
    await accounts.change(accountId, ({ personalPins: _, pin: __, ...rest }) => rest);
    await earlier.choosePin(accountId, { kind: 'set', pin: '7711' });
    const set = (await read()).account.pin;
    await accounts.change(accountId, ({ pin: _, ...rest }) => rest);
    const fresh = await add(fixture);
    await accounts.change(accountId, (account) => ({ ...account, ...(set && { pin: set }) }));
    const { account } = await read();
    expect(account.pin?.salt).not.toBe(account.personalPins?.salt);
    expect(await accounts.findPin(account, '7711')).toBe('household');
    expect(await accounts.findPin(account, CLEANER.digits)).toBe(fresh.id);
    expect(fresh.id).not.toBe(pin.id);
  });
});
