import { type Page, Person } from '../../../simulators/google/index.ts';
import { choose, signIn } from '../../support/link-walk.ts';
import { REAL_PIN_COST } from '../../support/test-config.ts';
import { until } from '../../support/until.ts';
import { World } from '../../support/world.ts';
import { accountId, changeStored, DEMO, signedIn } from './owner.ts';

let world: World;
beforeEach(async () => {
  world = await World.start({ pinCost: REAL_PIN_COST });
});
afterEach(() => world.close());

const unlock = (pin: string | string[]) => world.google.user('alice').unlock('front door', { pin });

/** A person on the page about the voice PIN. */
async function atPin() {
  const person = await signedIn(world);
  await person.open('/account/pin');
  return person;
}

describe('the voice PIN', () => {
  test('can be changed: the new one unlocks, the old one no longer does', async () => {
    await world.link('alice', { pin: '0412' });
    const person = await signedIn(world);
    await person.press('Manage voice PINs');
    await person.press('Change');
    expect(person.page.headings[0]).toBe('Change the voice PIN');
    await person.fill({ pin: '07391' }).press('Save');
    expect(new URL(person.page.url).pathname).toBe('/account');
    expect(person.page.alerts).toEqual(['Voice PIN saved.']);
    expect((await unlock('0412')).challenge).toBe('challengeFailedPinNeeded');
    expect((await unlock('07391')).status).toBe('SUCCESS');
  });

  test('is no code of a guest', async () => {
    await world.link('alice', { pin: '0412' });
    await world.app.guests?.add(accountId(world), {
      ...{ name: 'Anna', lockIds: ['532301'], timeZone: 'UTC', validity: { kind: 'permanent' } },
      digits: '07391',
    });
    const person = await atPin();
    await person.fill({ pin: '07391' }).press('Save');
    expect(person.page.status).toBe(422);
    expect(person.page.alerts).toEqual([expect.stringContaining('A guest’s door code has these digits')]);
    expect((await unlock('07391')).challenge).toBe('challengeFailedPinNeeded');
    await person.fill({ pin: '07392' }).press('Save');
    expect(person.page.alerts).toEqual(['Voice PIN saved.']);

    // A second member of the household sets one while linking.
    const second = new Person({ clock: world.clock });
    const linking = world.google.user('bob').linkAs(second, async () => {
      await signIn(second);
      choose(second, { pin: '07391' });
      await second.press('Agree and link');
    });
    await expect(linking).rejects.toThrow('did not redirect to Google');
    expect(second.page.alerts).toEqual([expect.stringContaining('A guest’s door code has these digits')]);
  });

  test('sent forty times at once is set a few times, and stops no unlock', async () => {
    await world.link('alice', { pin: '0412' });
    const person = await atPin();
    person.fill({ pin: '07391' });
    let answered = 0;
    const sent = Array.from({ length: 40 }, () =>
      person
        .press('Save')
        .catch(() => undefined)
        .finally(() => answered++),
    );
    await until(() => answered > 20, 'refused pages');
    expect((await unlock(['0412', '07391'])).status).toBe('SUCCESS');
    await Promise.all(sent);
    expect(world.logLines.some((line) => line.includes('too many PINs wait'))).toBe(true);
    expect((await unlock('07391')).status).toBe('SUCCESS');
  });

  test('can be removed: then Google can lock but not unlock', async () => {
    await world.link('alice', { pin: '0412' });
    const person = await atPin();
    await person.check('unlocking', 'off').press('Save');
    expect(person.page.alerts[0]).toContain('Voice PIN removed');
    expect(person.page.text).toContain('Off: no voice PIN is set');
    expect((await unlock('0412')).errorCode).toBe('challengeFailedNotSetup');
    world.clock.advance(6000);
    expect((await world.google.user('alice').lock('front door')).status).toBe('SUCCESS');
  });

  test('can be set if there was none', async () => {
    await world.link('alice', { pin: 'off' });
    const person = await signedIn(world);
    await person.press('Set a voice PIN');
    await person.fill({ pin: '0412' }).press('Save');
    expect((await unlock('0412')).status).toBe('SUCCESS');
  });

  test.each([
    ['too short', { pin: '123' }, '4 to 8 digits'],
    ['not of digits', { pin: 'abcd' }, '4 to 8 digits'],
    ['empty', { pin: '' }, '4 to 8 digits'],
    ['easy to guess', { pin: '4321' }, 'too easy to guess'],
  ])('is asked for again if it is %s, and is not shown', async (_, fields, message) => {
    await world.link('alice', { pin: '0412' });
    const person = await atPin();
    await person.fill(fields).press('Save');
    expect(person.page.status).toBe(422);
    expect(person.page.alerts[0]).toContain(message);
    for (const pin of Object.values(fields)) if (pin) expect(person.page.html).not.toContain(`"${pin}"`);
    expect((await unlock('0412')).status).toBe('SUCCESS');
    await person.fill({ pin: '7391' }).press('Save');
    expect((await unlock('7391')).status).toBe('SUCCESS');
  });

  test('is removed by "Don’t allow unlocking", whatever stands in the fields', async () => {
    await world.link('alice', { pin: '0412' });
    const person = await atPin();
    await person.check('unlocking', 'off').fill({ pin: '7391' }).press('Save');
    expect(person.page.alerts[0]).toContain('Voice PIN removed');
    expect((await unlock('7391')).errorCode).toBe('challengeFailedNotSetup');
  });

  test('is not replaced by accident if a household member has just set it', async () => {
    await world.link('alice', { pin: 'off' });
    const slow = await atPin();
    const quick = await atPin();
    await quick.fill({ pin: '0412' }).press('Save');
    await slow.fill({ pin: '7391' }).press('Save');
    expect(slow.page.alerts[0]).toContain('just set a voice PIN');
    expect((await unlock('0412')).status).toBe('SUCCESS');
  });

  test('is not removed by accident if a household member has just set it', async () => {
    await world.link('alice', { pin: 'off' });
    const slow = await atPin();
    const quick = await atPin();
    await quick.fill({ pin: '0412' }).press('Save');
    await slow.check('unlocking', 'off').press('Save');
    expect(slow.page.alerts[0]).toContain('just set a voice PIN');
    await slow.press('Save');
    expect(slow.page.status).toBe(422);
    expect((await unlock('0412')).status).toBe('SUCCESS');
    await slow.check('unlocking', 'off').press('Save');
    expect(slow.page.alerts[0]).toContain('Voice PIN removed');
  });

  test('is the same for the whole household', async () => {
    await world.link('alice', { pin: '0412' });
    await world.link('bob', { pin: 'keep' });
    const person = await atPin();
    await person.fill({ pin: '7391' }).press('Save');
    expect((await world.google.user('bob').unlock('front door', { pin: '7391' })).status).toBe('SUCCESS');
  });
});

describe('the fields for a voice PIN', () => {
  test.each([
    ['Arabic-Indic', '٧٣٩١'],
    ['Persian', '۷۳۹۱'],
    ['Devanagari', '७३९१'],
    ['full-width', '７３９１'],
    ['mathematical', '𝟟𝟛𝟡𝟙'],
  ])('take %s digits, and the PIN is the same in ASCII by voice', async (_, pin) => {
    await world.link('alice', { pin: '0412' });
    const person = await atPin();
    await person.fill({ pin }).press('Save');
    expect(person.page.alerts).toEqual(['Voice PIN saved.']);
    expect((await unlock('7391')).status).toBe('SUCCESS');
  });

  test('refuse a simple pattern in any digits', async () => {
    await world.link('alice', { pin: '0412' });
    const person = await atPin();
    await person.fill({ pin: '١٢٣٤' }).press('Save');
    expect(person.page.alerts[0]).toContain('too easy to guess');
  });

  const FILLED = [
    ['a password', { pin: 'demo-password' }],
    ['a password of digits', { pin: '73915028' }],
    ['a password of digits, twice', { pin: '7391' }],
    ['a password of Persian digits, twice', { pin: '۷۳۹۱' }],
  ] as const;

  test.each(FILLED)('filled by a password manager with %s do not stop the removal', async (_, fields) => {
    await world.link('alice', { pin: '0412' });
    const person = await atPin();
    await person.check('unlocking', 'off').fill(fields).press('Save');
    expect(person.page.alerts[0]).toContain('Voice PIN removed');
  });

  test.each(FILLED)('filled with %s do not stop a second member who keeps the PIN', async (_, fields) => {
    await world.link('alice', { pin: '0412' });
    const person = new Person({ clock: world.clock });
    const linked = await world.google.user('bob').linkAs(person, async (at) => {
      await at.fill(DEMO).press('Sign in');
      await at.check('unlocking', 'keep').fill(fields).press('Agree and link');
    });
    expect(linked.linked).toBe(true);
    expect((await unlock('0412')).status).toBe('SUCCESS');
  });

  test('are none that a password manager fills', async () => {
    await world.link('alice', { pin: '0412' });
    const { html } = (await atPin()).page;
    expect(html).not.toContain('type="password"');
    expect(
      html.match(/<input id="pin[^>]*data-1p-ignore data-lpignore="true" data-bwignore[^>]*>/g),
    ).toHaveLength(1);
  });
});

describe('wrong PINs', () => {
  test('are listed with their times, also after the owner ended a lockout', async () => {
    await world.link('alice', { pin: '0412' });
    const person = await signedIn(world);
    expect(person.page.text).not.toContain('wrong PIN');
    await unlock('1111');
    await unlock('0412');
    world.clock.advance(3 * 3_600_000);
    await unlock(['2222', '3333', '4444', '5555', '6666']);
    world.clock.advance(2 * 60_000);
    const again = await signedIn(world);
    expect(again.page.text).toContain('6 wrong PINs in the last four weeks');
    expect(again.page.text).toMatch(/2 minutes ago 3 hours ago/);
    await again.press('Allow unlocking again');
    expect(again.page.text).toContain('6 wrong PINs in the last four weeks');
    world.clock.advance(29 * 24 * 3_600_000);
    expect((await signedIn(world)).page.text).not.toContain('wrong PIN');
  });

  test('of a week show until which day voice unlocking is paused', async () => {
    await world.link('alice', { pin: '0412' });
    const at = world.clock.now() - 3_600_000;
    await changeStored(world, 'states', (states) => ({
      ...states,
      wrongPins: { counted: Array(20).fill(at), forgiven: [] },
    }));
    const { page } = await signedIn(world);
    expect(page.text).toMatch(/paused until \w+ \d+, \d{4}, \d+:\d\d [AP]M GMT-\d.*Front door/s);
    expect(page.text).toContain('and 10 earlier');
  });
});

describe('a PIN lockout', () => {
  /** The minutes until a lockout ends, as a page says. */
  const pausedMinutes = ({ html }: Page) => {
    const [, end = ''] = /Voice unlocking is paused until <time datetime="([^"]+)"/.exec(html) ?? [];
    return Math.ceil((Date.parse(end) - world.clock.now()) / 60_000);
  };
  const WRONG = ['1111', '2222', '3333', '4444', '5555'];

  test('is shown with its end and ended with a button', async () => {
    await world.link('alice', { pin: '0412' });
    await unlock(WRONG);
    expect((await unlock('0412')).errorCode).toBe('tooManyFailedAttempts');
    const person = await signedIn(world);
    expect(pausedMinutes(person.page)).toBe(15);
    await person.press('Allow unlocking again');
    expect(person.page.alerts).toEqual(['Voice unlocking is allowed again.']);
    expect(person.page.text).not.toContain('Too many wrong PINs');
    expect((await unlock('0412')).status).toBe('SUCCESS');
  });

  test('does not make the next one longer if its owner ended it', async () => {
    await world.link('alice', { pin: '0412' });
    for (let round = 0; round < 2; round++) {
      await unlock(WRONG);
      const person = await signedIn(world);
      expect(pausedMinutes(person.page)).toBe(15);
      await person.press('Allow unlocking again');
    }
  });

  test('is shown with at most its length after the clock was set back', async () => {
    await world.link('alice', { pin: '0412' });
    world.skew.ms = 50 * 60_000;
    await unlock(WRONG);
    world.skew.ms = 0;
    expect(pausedMinutes((await signedIn(world)).page)).toBe(15);
  });

  test('is not shown once it is over', async () => {
    await world.link('alice', { pin: '0412' });
    await unlock(WRONG);
    world.clock.advance(15 * 60_000 + 1000);
    const person = await signedIn(world);
    expect(person.page.text).not.toContain('Too many wrong PINs');
    expect(() => person.press('Allow unlocking again')).toThrow('no button');
  });

  test('of five hours is shown with its end', async () => {
    await world.link('alice', { pin: '0412' });
    const lockedUntil = world.clock.now() + 5 * 3_600_000;
    await changeStored(world, 'states', (states) => ({
      ...states,
      challenge: { failures: [], lockedUntil, lockouts: 6 },
    }));
    expect(pausedMinutes((await signedIn(world)).page)).toBe(300);
  });
});
