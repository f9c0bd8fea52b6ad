import { createHash } from 'node:crypto';
import { LANGUAGES } from '../../../functions/languages/languages.ts';
import type { FailureReason } from '../../../functions/locks/cloud-failure-error.ts';
import { SCRIPT_ELEMENT } from '../../../functions/pages/browser/script.ts';
import { cloudProblem } from '../../../functions/pages/cloud-problem.ts';
import { type DocumentKey, StoreUnavailableError } from '../../../functions/store/store.ts';
import { englishOf } from '../../support/english.ts';
import { failure, lockOf } from './cloud-stand-in.ts';
import { type LinkingFixture, REDIRECT, STATE, startLinking } from './fixture.ts';
import { RawBrowser } from './raw-browser.ts';

/** The links below every page. */
const FOOTER = ['Privacy', 'Terms', ...Object.values(LANGUAGES).map(({ name }) => name)];
const linkTexts = ({ links }: { readonly links: readonly { readonly text: string }[] }) =>
  links.map(({ text }) => text);

let linking: LinkingFixture;
beforeEach(async () => {
  linking = await startLinking();
});
afterEach(() => linking.close());

/** The words of the person whom Google sends. */
const WORDS = englishOf('en-US');

const backAtGoogle = (url: string | undefined) => {
  const { origin, pathname, searchParams } = new URL(url ?? 'about:blank');
  return { to: `${origin}${pathname}`, ...Object.fromEntries(searchParams) };
};
const typed = (html: string) => /value="(correct horse|battery staple|0412|7711|wrong-[^"]*)"/.test(html);
/** The alert of a throttled sign-in that must wait for `ms`. */
const tooMany = (ms: number) =>
  `Too many sign-in attempts. Try again after ${WORDS.timeAfter(linking.clock.now() + ms)}.`;
const accountOf = (user: string) => linking.accounts.findByUser(user);

/** The sentence that a page shows for a failure of the cloud. */
const problemOf = (reason: FailureReason) => cloudProblem(WORDS, failure(reason)).message;

const ADA = { username: 'ada@example.com', password: 'correct horse' };

/** A {@link RawBrowser} at the sign-in page. */
async function atSignIn(params: Record<string, string | undefined> = {}) {
  const browser = new RawBrowser(linking.origin);
  const url = linking.authorizeUrl(params);
  const { page, headers } = await browser.get(url);
  return { browser, url, page, headers };
}

/** A {@link RawBrowser} at the consent page. */
async function atConsent(credentials = ADA, params: Record<string, string | undefined> = {}) {
  const { browser, url, page } = await atSignIn(params);
  const answer = await browser.post(url, browser.fields(page, credentials));
  const consent = answer.location ?? '';
  return { browser, url, consent, page: (await browser.get(consent)).page };
}

describe('the linking pages', () => {
  test('redirect back to Google with a code and the same state after sign-in and consent', async () => {
    const person = linking.person();
    await person.open(linking.authorizeUrl());
    expect(person.page.status).toBe(200);
    expect(person.page.title).toContain('Sign in to Sifely');
    person.fill({ username: 'ada@example.com', password: 'correct horse' });
    await person.press('Sign in');
    expect(person.page.text).toContain('ada@example.com · Use another account');
    person.fill({ pin: '0412' });
    await person.press('Agree and link');
    expect(backAtGoogle(person.stoppedAt)).toEqual({
      to: REDIRECT,
      code: expect.stringMatching(/^[\w-]{43}$/),
      state: STATE,
    });
    const found = await accountOf('ada@example.com');
    expect(found?.account.locks).toEqual({ '11': { shared: true }, '13': { shared: true } });
    expect(found && (await linking.accounts.findPin(found.account, '0412'))).toBe('household');
  });

  test('redirect without a state if the request had none', async () => {
    const person = await linking.signedIn('ada@example.com', { state: undefined });
    await linking.agree(person);
    expect(backAtGoogle(person.stoppedAt)).toEqual({ to: REDIRECT, code: expect.any(String) });
  });

  test('contain the disclosure that Google requires', async () => {
    const { text, links, forms } = (await linking.signedIn()).page;
    expect(text).toContain('If you agree, Google can control these locks.');
    expect(text).toContain('linked to Google');
    expect(text).not.toContain('linked to Google Home');
    expect(text).not.toContain('Google Assistant');
    expect(links.map(({ href }) => href)).toContain('https://policies.google.com/privacy');
    expect(forms[0]?.buttons.map((button) => button.text)).toEqual(['Agree and link', 'Cancel']);
  });

  test('show the address of the account page without a link, because signing in there would end the linking', async () => {
    const { text, links } = (await linking.signedIn()).page;
    expect(text).toContain(`at ${linking.origin}/account`);
    expect(links.map(({ href }) => new URL(href, linking.origin).pathname)).not.toContain('/account');
  });

  test('show why a lock cannot be shared, and refuse to share it', async () => {
    const person = await linking.signedIn();
    expect(person.page.text).toContain('Shed No gateway nearby');
    const boxes = person.page.forms[0]?.fields.filter(({ name }) => name === 'lock');
    expect(boxes?.map(({ value, checked }) => [value, checked])).toEqual([
      ['11', true],
      ['13', true],
    ]);
    const { browser, page, consent } = await atConsent();
    const form = browser.fields(page, { lock: '11', unlocking: 'off' });
    for (const lock of ['12', '21', '../11']) form.append('lock', lock);
    await browser.post(consent, form);
    expect((await accountOf('ada@example.com'))?.account.locks).toEqual({
      '11': { shared: true },
      '13': { shared: false },
    });
  });

  test('let a person leave out a lock and not allow unlocking', async () => {
    const person = await linking.signedIn();
    await person.uncheck('lock', '13').check('unlocking', 'off').press('Agree and link');
    const found = await accountOf('ada@example.com');
    expect(found?.account.locks).toEqual({ '11': { shared: true }, '13': { shared: false } });
    expect(found?.account.pin).toBeUndefined();
  });

  test('let a person use another account after signing in', async () => {
    const person = await linking.signedIn();
    await person.press('Use another account');
    person.fill({ username: 'bob@example.com', password: 'battery staple' });
    await person.press('Sign in');
    expect(person.page.text).toContain('bob@example.com · Use another account');
    expect(person.page.text).toContain('Flat');
  });

  test.each(['sign-in', 'consent'])('let a person cancel on the %s page', async (where) => {
    const person = where === 'consent' ? await linking.signedIn() : linking.person();
    if (where === 'sign-in') await person.open(linking.authorizeUrl());
    await person.press('Cancel');
    expect(backAtGoogle(person.stoppedAt)).toEqual({ to: REDIRECT, error: 'access_denied', state: STATE });
    expect(await accountOf('ada@example.com')).toBeUndefined();
  });

  test('let a person cancel on an expired page', async () => {
    const person = await linking.signedIn();
    linking.clock.advance(3_600_000);
    await person.press('Cancel');
    expect(backAtGoogle(person.stoppedAt)).toMatchObject({ error: 'access_denied' });
  });

  test('escape the names of locks, groups and users', async () => {
    const name = '<script>alert(1)</script> & "Co"';
    linking.cloud.passwords.set('"><img/src=x>', 'x');
    linking.cloud.locks.set('"><img/src=x>', [
      { lockId: '"><b', name, groupName: "'><i>", connection: 'wifi', operability: 'operable', owned: true },
    ]);
    const { html: sent, text } = (await linking.signedIn('"><img/src=x>')).page;
    const html = sent.replace(SCRIPT_ELEMENT.toString(), '');
    expect(text).toContain(name);
    for (const raw of ['<script', '<img', '"><b<', '"><b"', '<i>']) expect(html).not.toContain(raw);
  });
});

describe('the sign-in page of linking', () => {
  const signIn = async (fields: Record<string, string>) => {
    const person = linking.person();
    await person.open(linking.authorizeUrl());
    person.fill(fields);
    await person.press('Sign in');
    return person.page;
  };
  const field = (
    page: { forms: readonly { fields: readonly { name: string; value: string }[] }[] },
    name: string,
  ) => page.forms[0]?.fields.find((each) => each.name === name)?.value;

  test('reports a wrong password, keeps the user name and drops the password', async () => {
    const page = await signIn({ username: 'ada@example.com', password: 'wrong-one' });
    expect(page.status).toBe(422);
    expect(page.alerts).toEqual([problemOf('sign-in-refused')]);
    expect(field(page, 'username')).toBe('ada@example.com');
    expect(typed(page.html)).toBe(false);
  });

  test.each([
    [{ username: '', password: 'x' }, 'Enter your Sifely e-mail'],
    [{ username: '(-)', password: 'x' }, 'Enter your Sifely e-mail'],
    [{ username: 'ada@example.com', password: '' }, 'Enter your Sifely password'],
    [{ username: 'a'.repeat(300), password: 'x' }, 'Enter your Sifely e-mail'],
  ])('asks for missing fields without calling Sifely', async (fields, message) => {
    const page = await signIn(fields);
    expect(page.status).toBe(422);
    expect(page.alerts[0]).toContain(message);
    expect(linking.cloud.signIns).toBe(0);
  });

  test.each([
    ['timed-out', 503],
    ['unavailable', 503],
    ['misconfigured', 503],
    ['rate-limited', 503],
    ['plan-exceeded', 422],
  ] as const)('shows the remedy for the failure %s, and works again afterwards', async (reason, status) => {
    linking.cloud.signInFailure = reason;
    const person = linking.person();
    await person.open(linking.authorizeUrl());
    person.fill(ADA);
    await person.press('Sign in');
    expect(person.page.status).toBe(status);
    expect(person.page.alerts).toEqual([problemOf(reason)]);
    expect(field(person.page, 'username')).toBe('ada@example.com');
    linking.cloud.signInFailure = undefined;
    person.fill({ password: 'correct horse' });
    await person.press('Sign in');
    expect(person.page.text).toContain('Which locks may Google control?');
  });

  test('refuses a form from another site', async () => {
    const { browser, url, page } = await atSignIn();
    const form = browser.fields(page, ADA);
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
    ]) {
      const answer = await browser.post(url, form, headers as unknown as Record<string, string>);
      expect(answer.status).toBe(403);
      expect(linkTexts(answer.page)).toEqual(['Start again', ...FOOTER]);
    }
    expect((await browser.post(url, form, { origin: linking.origin })).status).toBe(303);
    expect(linking.cloud.signIns).toBe(1);
  });

  test.each(['', 'nonsense'])(
    'asks again for a form with the token "%s" and keeps the user name',
    async (form_token) => {
      const { browser, url } = await atSignIn();
      const { status, page } = await browser.post(url, { ...ADA, form_token });
      expect(status).toBe(403);
      expect(page.alerts[0]).toContain('timed out');
      expect(field(page, 'username')).toBe('ada@example.com');
      expect(linking.cloud.signIns).toBe(0);
    },
  );

  test('refuses the form of another browser (login CSRF)', async () => {
    const attacker = await atSignIn();
    const victim = await atSignIn();
    const form = attacker.browser.fields(attacker.page, ADA);
    expect((await victim.browser.post(victim.url, form)).status).toBe(403);
  });

  test('redirects two concurrent submits to the same page', async () => {
    const { browser, url, page } = await atSignIn();
    const form = browser.fields(page, ADA);
    const answers = await Promise.all([browser.post(url, form), browser.post(url, form)]);
    expect(answers.map(({ status, location }) => [status, location])).toEqual([
      [303, answers[0]?.location],
      [303, answers[0]?.location],
    ]);
    expect((await browser.get(answers[0]?.location ?? '')).page.text).toContain('Step 2 of 2');
  });

  test('gives the browser a new secret, against session fixation', async () => {
    const { browser, url, page } = await atSignIn();
    const before = browser.cookie;
    await browser.post(url, browser.fields(page, ADA));
    const first = browser.cookie;
    await browser.post(url, browser.fields(page, ADA));
    expect(new Set([before, first, browser.cookie]).size).toBe(3);
    browser.cookie = before;
    const consent = url.replace('/authorize', '/consent');
    expect((await browser.get(consent)).page.text).toContain('expired');
  });

  test('sets one cookie that scripts and other sites cannot use', async () => {
    const { headers } = await atSignIn();
    expect(headers.getSetCookie()).toEqual([
      expect.stringMatching(/^__session=[\w-]{22}; Path=\/; HttpOnly; SameSite=Lax$/),
    ]);
    const secure = await startLinking({ publicUrl: 'https://locks.example' });
    const answer = await new RawBrowser(secure.origin).get(secure.authorizeUrl());
    expect(answer.headers.getSetCookie()[0]).toContain('; Secure');
    expect(answer.headers.get('strict-transport-security')).toMatch(/^max-age=\d{7,}/);
    await secure.close();
  });
});

describe('the throttle of sign-ins', () => {
  const attempt = async (username: string, ip: string, password = 'wrong-one') => {
    const { browser, url, page } = await atSignIn();
    return browser.post(url, browser.fields(page, { username, password }), { 'x-forwarded-for': ip });
  };

  test('refuses a ninth attempt for one user name from any address for 15 minutes', async () => {
    for (let i = 0; i < 8; i++) expect((await attempt('ada@example.com', `10.0.0.${i}`)).status).toBe(422);
    const { status, headers, page } = await attempt(' ADA@example.com', '10.0.1.1', 'correct horse');
    expect(status).toBe(429);
    expect(page.alerts).toEqual([tooMany(15 * 60_000)]);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(800);
    expect(linking.cloud.signIns).toBe(8);
    expect((await attempt('bob@example.com', '10.0.1.1', 'battery staple')).status).toBe(303);
    linking.clock.advance(14 * 60_000);
    // Refused attempts do not count: they do not make the wait longer.
    for (let i = 0; i < 9; i++) expect((await attempt('ada@example.com', '10.0.1.1')).status).toBe(429);
    linking.clock.advance(60_000);
    expect((await attempt('ada@example.com', '10.0.1.1', 'correct horse')).status).toBe(303);
  });

  test('counts all spellings of a user name as one', async () => {
    const spellings = ['5550100199', '555 0100199', '555-010-0199', '555.010.0199', '(555) 010 0199'];
    const answers: number[] = [];
    for (let i = 0; i < 10; i++) {
      answers.push((await attempt(spellings[i % 5] ?? '', `10.0.0.${i}`)).status);
    }
    expect(answers).toEqual([...Array(8).fill(422), 429, 429]);
    expect(linking.cloud.signIns).toBe(8);
  });

  test('refuses for exactly 15 minutes although the clock is set back', async () => {
    for (let i = 0; i < 8; i++) await attempt('ada@example.com', `10.0.0.${i}`);
    linking.clock.setBack(60 * 60_000);
    for (let minute = 0; minute < 15; minute++) {
      const { status, page } = await attempt('ada@example.com', '10.0.1.1', 'correct horse');
      expect([status, page.alerts]).toEqual([429, [tooMany((15 - minute) * 60_000)]]);
      linking.clock.advance(60_000);
    }
    expect((await attempt('ada@example.com', '10.0.1.1', 'correct horse')).status).toBe(303);
  });

  test('refuses attempts from one network for any user name', async () => {
    for (let i = 0; i < 40; i++) {
      expect((await attempt(`person-${i}@example.com`, '2001:db8::1')).status).toBe(422);
    }
    expect((await attempt('ada@example.com', '2001:db8:0:0:ffff::2', 'correct horse')).status).toBe(429);
    expect((await attempt('ada@example.com', '2001:db8:0:1::2', 'correct horse')).status).toBe(303);
  });

  test('does not lock out all callers of an address that many people share, such as a content network’s', async () => {
    const shared = '203.0.113.1';
    for (let i = 0; i < 5; i++) {
      linking.cloud.passwords.set(`person-${i}@example.com`, 'the right one');
      expect((await attempt(`person-${i}@example.com`, shared, 'the right one')).status).toBe(303);
    }
    // The same person again, and one who mistypes, are no further people.
    expect((await attempt('person-0@example.com', shared, 'the right one')).status).toBe(303);
    const guess = async (count: number) => {
      for (let i = 0; i < count; i++) {
        expect((await attempt(`guess-${linking.cloud.signIns}@example.com`, shared)).status).toBe(422);
      }
    };
    await guess(40 + 5 * 4);
    expect((await attempt('ada@example.com', shared, 'correct horse')).status).toBe(429);
    // One day later nobody has shown that the address is shared.
    linking.clock.advance(24 * 60 * 60_000);
    await guess(40);
    expect((await attempt('ada@example.com', shared, 'correct horse')).status).toBe(429);
  });

  test('counts each of 40 concurrent attempts', async () => {
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, i) => attempt('ada@example.com', `10.0.0.${i}`)),
    );
    expect(answers.filter(({ status }) => status === 422)).toHaveLength(8);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(32);
    expect(linking.cloud.signIns).toBe(8);
  });

  test('counts neither right passwords nor outages of Sifely', async () => {
    for (let i = 0; i < 10; i++) {
      expect((await attempt('ada@example.com', '10.0.0.1', 'correct horse')).status).toBe(303);
    }
    linking.cloud.signInFailure = 'unavailable';
    for (let i = 0; i < 10; i++) expect((await attempt('ada@example.com', '10.0.0.1')).status).toBe(503);
    linking.cloud.signInFailure = undefined;
    expect((await attempt('ada@example.com', '10.0.0.1', 'correct horse')).status).toBe(303);
  });
});

describe('the consent form', () => {
  const notice = async (
    fields: Record<string, string>,
    steps: (person: ReturnType<LinkingFixture['person']>) => void = () => {},
  ) => {
    const person = await linking.signedIn();
    person.uncheck('lock', '13').check('unlocking', 'pin').fill(fields);
    steps(person);
    await person.press('Agree and link');
    return person;
  };

  test.each([
    ['too short', { pin: '123' }, '4 to 8 digits'],
    ['too long', { pin: '123456789' }, '4 to 8 digits'],
    ['not of digits', { pin: 'abcd' }, '4 to 8 digits'],
    ['empty', { pin: '' }, '4 to 8 digits'],
    ['one digit repeated', { pin: '0000' }, 'too easy to guess'],
    ['counting up', { pin: '1234' }, 'too easy to guess'],
    ['counting down', { pin: '987654' }, 'too easy to guess'],
  ])('asks again for a PIN that is %s and keeps the chosen locks', async (_, fields, message) => {
    const person = await notice(fields);
    expect(person.stoppedAt).toBeUndefined();
    expect(person.page.status).toBe(422);
    expect(person.page.alerts[0]).toContain(message);
    const boxes = person.page.forms[0]?.fields.filter(({ name }) => name === 'lock');
    expect(boxes?.map(({ value, checked }) => [value, checked])).toEqual([
      ['11', true],
      ['13', false],
    ]);
    for (const pin of Object.values(fields).filter((text) => text !== '')) {
      expect(person.page.html).not.toContain(`"${pin}"`);
    }
    person.fill({ pin: '0412' });
    await person.press('Agree and link');
    expect(backAtGoogle(person.stoppedAt)).toMatchObject({ code: expect.any(String) });
  });

  test('asks for at least one lock', async () => {
    const person = await notice({ pin: '0412' }, (each) => each.uncheck('lock', '11'));
    expect(person.page.alerts[0]).toContain('Choose at least one lock');
    expect(await accountOf('ada@example.com')).toBeUndefined();
  });

  test('does not count a lock that Google cannot control', async () => {
    const { browser, page, consent } = await atConsent();
    const form = browser.fields(page, { lock: '12', unlocking: 'off' });
    expect((await browser.post(consent, form)).page.alerts).toEqual(['Choose at least one lock.']);
  });

  test('does not set a PIN whose fields are filled while unlocking is not allowed', async () => {
    const person = await notice({ pin: '0412' }, (each) => each.check('unlocking', 'off'));
    expect(backAtGoogle(person.stoppedAt)).toMatchObject({ code: expect.any(String) });
    expect((await accountOf('ada@example.com'))?.account.pin).toBeUndefined();
  });

  test('asks for a choice about unlocking', async () => {
    const { browser, page, consent } = await atConsent();
    const form = browser.fields(page);
    form.delete('unlocking');
    const answer = await browser.post(consent, form);
    expect([answer.status, answer.page.alerts[0]]).toEqual([422, 'Choose whether Google may unlock.']);
  });
});

describe('the consent page of an account without usable locks', () => {
  test('says that the account has no locks', async () => {
    linking.cloud.locks.set('ada@example.com', []);
    const { page } = await linking.signedIn();
    expect(page.headings).toEqual(['This Sifely account has no locks']);
    expect(linkTexts(page)).toEqual(['Check again', 'Use another account', ...FOOTER]);
  });

  test('says for each lock why, and continues once one can be controlled', async () => {
    linking.cloud.locks.set('ada@example.com', [
      lockOf('12', 'Shed', 'no-gateway'),
      lockOf('14', 'Attic', 'remote-disabled'),
      lockOf('15', 'Office', 'key-expired'),
    ]);
    const person = await linking.signedIn();
    expect(person.page.headings).toEqual(['None of your locks can be controlled remotely']);
    for (const words of [
      'Shed No gateway nearby',
      'Attic Remote unlocking is off',
      'Office Your shared key has expired',
    ]) {
      expect(person.page.text).toContain(words);
    }
    linking.cloud.locks.set('ada@example.com', [lockOf('12', 'Shed')]);
    await person.press('Check again');
    expect(person.page.text).toContain('Which locks may Google control?');
  });

  test.each([
    ['unavailable', 503, ['Try again', 'Sign in again']],
    ['timed-out', 503, ['Try again', 'Sign in again']],
    ['plan-exceeded', 422, ['Sign in again']],
    ['credentials-refused', 422, ['Sign in again']],
  ] as const)('is not shown for the failure %s', async (reason, status, ways) => {
    linking.cloud.listFailure = reason;
    const person = await linking.signedIn();
    expect(person.page.status).toBe(status);
    expect(person.page.alerts).toEqual([problemOf(reason)]);
    expect(linkTexts(person.page)).toEqual([...ways, ...FOOTER]);
    linking.cloud.listFailure = undefined;
    if (status === 503) {
      await person.press('Try again');
      expect(person.page.text).toContain('Which locks may Google control?');
    }
  });
});

describe('the consent', () => {
  test('redirects concurrent submits to the same code', async () => {
    const { browser, page, consent } = await atConsent();
    const form = browser.fields(page, { pin: '0412' });
    const codes: DocumentKey[] = [];
    linking.watch.break((call, key) => {
      if (call === 'create' && key?.collection === 'codes') codes.push(key);
      return call === 'get' ? linking.clock.delay(100) : undefined;
    });
    const answers = await Promise.all(Array.from({ length: 5 }, () => browser.post(consent, form)));
    linking.watch.break(undefined);
    expect(codes.length).toBeGreaterThan(1);
    expect((await linking.store.get(codes)).filter(Boolean)).toHaveLength(1);
    const locations = new Set(answers.map(({ status, location }) => `${status} ${location}`));
    expect(locations.size).toBe(1);
    const { code } = backAtGoogle(answers[0]?.location) as { to: string; code?: string };
    expect((await linking.exchange(code ?? '')).status).toBe(200);
  });

  test('redirects a submit that finds the PIN of the one before, which is not done, to its code', async () => {
    const { browser, page, consent } = await atConsent();
    const form = browser.fields(page, { pin: '0412' });
    const { clock } = linking;
    const isStored = Promise.withResolvers<void>();
    linking.watch.break((call, key) => {
      if (call !== 'create' || key?.collection !== 'codes') return undefined;
      isStored.resolve();
      return clock.delay(400);
    });
    const first = browser.post(consent, form);
    await isStored.promise;
    const second = await browser.post(consent, form);
    linking.watch.break(undefined);
    expect([second.status, second.location]).toEqual([200, (await first).location]);
  });

  test('redirects a repeated submit to the same code, and says "Already linked" once it was redeemed', async () => {
    const { browser, page, consent } = await atConsent();
    const form = browser.fields(page, { pin: '0412' });
    const first = await browser.post(consent, form);
    const second = await browser.post(consent, form);
    expect([second.status, second.location]).toEqual([200, first.location]);
    const { code } = backAtGoogle(first.location) as { to: string; code?: string };
    await linking.exchange(code ?? '');
    const third = await browser.post(consent, form);
    expect([third.status, third.page.headings]).toEqual([200, ['Already linked']]);
    expect((await browser.get(consent)).page.headings).toEqual(['Already linked']);
  });

  test('ends at a page that goes on to Google by itself and by a link, and leaves no trace of the code', async () => {
    const { browser, page, consent } = await atConsent();
    const answer = await browser.post(consent, browser.fields(page, { pin: '0412' }));
    expect([answer.status, answer.page.forms]).toEqual([200, []]);
    expect(answer.headers.get('location')).toBe(answer.page.refresh);
    const { to, code = '' } = backAtGoogle(answer.page.refresh) as { to: string; code?: string };
    const [first, ...footer] = answer.page.links;
    expect([to, first]).toEqual([REDIRECT, { text: 'Continue to Google', href: answer.page.refresh }]);
    expect(footer.map(({ text }) => text)).toEqual(FOOTER);
    expect(answer.headers.get('cache-control')).toContain('no-store');
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
    expect(answer.headers.get('content-security-policy')).toContain("form-action 'self';");
    expect(code).not.toBe('');
    expect(JSON.stringify(linking.log.lines)).not.toContain(code);
  });

  test('expires after 15 minutes and starts again with the same request', async () => {
    const person = await linking.signedIn();
    linking.clock.advance(15 * 60_000);
    person.fill({ pin: '0412' });
    await person.press('Agree and link');
    expect([person.page.status, person.page.headings]).toEqual([403, ['This page has expired']]);
    await person.press('Start again');
    person.fill(ADA);
    await person.press('Sign in');
    await linking.agree(person);
    expect(backAtGoogle(person.stoppedAt)).toEqual({ to: REDIRECT, code: expect.any(String), state: STATE });
  });

  test('is refused without a sign-in', async () => {
    const { browser, url } = await atSignIn();
    const consent = url.replace('/authorize', '/consent');
    expect((await browser.get(consent)).status).toBe(403);
    expect((await browser.post(consent, { unlocking: 'off', lock: '11' })).status).toBe(403);
  });

  test('is refused from another site or with a wrong form token', async () => {
    const { browser, page, consent } = await atConsent();
    const form = browser.fields(page, { pin: '0412' });
    expect((await browser.post(consent, form, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    const other = browser.fields(page, { pin: '0412', form_token: 'nonsense' });
    const answer = await browser.post(consent, other);
    expect([answer.status, answer.page.headings]).toEqual([403, ['Please check again']]);
    expect(await accountOf('ada@example.com')).toBeUndefined();
  });

  test('is refused on a page that shows another person than the signed-in one', async () => {
    const { browser, page, consent } = await atConsent();
    const tab = await browser.get(linking.authorizeUrl());
    await browser.post(
      tab.page.url,
      browser.fields(tab.page, { username: 'bob@example.com', password: 'battery staple' }),
    );
    const answer = await browser.post(consent, browser.fields(page, { pin: '0412' }));
    expect(answer.page.headings).toEqual(['Please check again']);
    expect(answer.page.text).toContain('bob@example.com');
    expect(await accountOf('ada@example.com')).toBeUndefined();
  });

  test('works in two tabs, each with its own request', async () => {
    const { browser, page, consent } = await atConsent();
    const tab = await browser.get(linking.authorizeUrl({ state: 'second tab' }));
    const next = await browser.post(tab.page.url, browser.fields(tab.page, ADA));
    const second = await browser.get(next.location ?? '');
    const first = await browser.post(consent, browser.fields(page, { pin: '0412' }));
    expect(backAtGoogle(first.location)).toMatchObject({ state: STATE, code: expect.any(String) });
    // The first agreement ended the session; the second tab starts again with its own request.
    const late = await browser.post(next.location ?? '', browser.fields(second.page, { pin: '7184' }));
    expect(late.page.headings).toEqual(['This page has expired']);
    expect(late.page.links[0]?.href).toContain('state=second+tab');
  });

  test('logs no credentials, no password and no PIN', async () => {
    const { browser, page, consent } = await atConsent();
    await browser.post(consent, browser.fields(page, { pin: '0412' }));
    const written = JSON.stringify(linking.log.lines);
    for (const secret of ['cloud-token-of', 'correct horse', '0412']) expect(written).not.toContain(secret);
  });
});

test('the consent page gives up listing locks after 25 seconds and offers to try again', async () => {
  let listing: AbortSignal | undefined;
  linking.cloud.beforeList = (signal) => {
    listing = signal;
    setImmediate(() => linking.clock.advance(25_000));
    return new Promise(() => {});
  };
  const person = await linking.signedIn();
  expect([person.page.status, person.page.headings]).toEqual([503, ['Sifely isn’t responding']]);
  expect(person.page.alerts[0]).toContain('took too long');
  expect(listing?.aborted).toBe(true);
  linking.cloud.beforeList = undefined;
  await person.press('Try again');
  expect(person.page.text).toContain('Which locks may Google control?');
});

describe('a second household member', () => {
  const linkFirst = async () => {
    await linking.exchange(await linking.agree(await linking.signedIn()));
    return linking.signedIn();
  };
  const verify = async (pin: string) => {
    const found = await accountOf('ada@example.com');
    return found !== undefined && (await linking.accounts.findPin(found.account, pin)) !== undefined;
  };

  test('keeps the PIN by default and sees the chosen locks', async () => {
    await linking.accounts.learn((await linkFirstWithout13())?.account.id ?? '', {});
    const person = await linking.signedIn();
    const fields = person.page.forms[0]?.fields ?? [];
    expect(
      fields.filter(({ name, checked }) => name === 'unlocking' && checked).map(({ value }) => value),
    ).toEqual(['keep']);
    expect(
      fields.filter(({ name }) => name === 'lock').map(({ value, checked }) => [value, checked]),
    ).toEqual([
      ['11', true],
      ['13', false],
    ]);
    await person.press('Agree and link');
    expect(backAtGoogle(person.stoppedAt)).toMatchObject({ code: expect.any(String) });
    expect(await verify('0412')).toBe(true);
  });

  const linkFirstWithout13 = async () => {
    const person = await linking.signedIn();
    person.uncheck('lock', '13');
    await linking.exchange(await linking.agree(person));
    return accountOf('ada@example.com');
  };

  test('replaces or removes the PIN only by an explicit choice', async () => {
    const person = await linkFirst();
    await person.fill({ pin: '7184' }).press('Agree and link');
    expect(backAtGoogle(person.stoppedAt)).toMatchObject({ code: expect.any(String) });
    expect(await verify('0412')).toBe(true);
    const second = await linking.signedIn();
    second.check('unlocking', 'pin').fill({ pin: '7184' });
    await second.press('Agree and link');
    expect([await verify('0412'), await verify('7184')]).toEqual([false, true]);
    const third = await linking.signedIn();
    await third.check('unlocking', 'off').press('Agree and link');
    expect(await verify('7184')).toBe(false);
  });

  test('who opened the page before a PIN was set does not replace it by accident', async () => {
    const slow = await linking.signedIn();
    await linking.exchange(await linking.agree(await linking.signedIn()));
    slow.fill({ pin: '7184' });
    await slow.press('Agree and link');
    expect(slow.page.alerts[0]).toContain('just set a voice PIN');
    expect(await verify('0412')).toBe(true);
    await slow.press('Agree and link');
    expect(backAtGoogle(slow.stoppedAt)).toMatchObject({ code: expect.any(String) });
    expect(await verify('0412')).toBe(true);
  });

  test('who opened the page before a PIN was set does not remove it by accident', async () => {
    const slow = await linking.signedIn();
    await linking.exchange(await linking.agree(await linking.signedIn()));
    await slow.check('unlocking', 'off').press('Agree and link');
    expect(slow.page.alerts[0]).toContain('just set a voice PIN');
    await slow.press('Agree and link');
    expect(backAtGoogle(slow.stoppedAt)).toMatchObject({ code: expect.any(String) });
    expect(await verify('0412')).toBe(true);
  });
});

describe('an authorization request', () => {
  test.each([
    ['without a client', { client_id: undefined }],
    ['of an unknown client', { client_id: 'other' }],
    ['without an address to go back to', { redirect_uri: undefined }],
    ['of another project', { redirect_uri: 'https://oauth-redirect.googleusercontent.com/r/other' }],
    ['with more behind the address', { redirect_uri: `${REDIRECT}/..` }],
    ['with a script for an address', { redirect_uri: 'javascript:alert(1)' }],
  ])('%s gets an error page and never a redirect', async (_, params) => {
    const browser = new RawBrowser(linking.origin);
    for (const answer of [
      await browser.get(linking.authorizeUrl(params)),
      await browser.post(linking.authorizeUrl(params), { cancel: '1' }),
      await browser.get(linking.authorizeUrl(params).replace('/authorize', '/consent')),
    ]) {
      expect([answer.status, answer.location]).toEqual([400, undefined]);
      expect(answer.page.headings).toEqual(['This link doesn’t work']);
      expect(answer.page.text).toMatch(/unknown (client ID|address)\. Start again/);
    }
  });

  test('with two redirect URIs gets an error page', async () => {
    const url = `${linking.authorizeUrl()}&redirect_uri=${encodeURIComponent('https://evil.example')}`;
    expect((await new RawBrowser(linking.origin).get(url)).status).toBe(400);
  });

  test.each([
    ['no response type', { response_type: undefined }, 'invalid_request'],
    ['another response type', { response_type: 'token' }, 'unsupported_response_type'],
    ['plain PKCE', { code_challenge: 'A'.repeat(43), code_challenge_method: 'plain' }, 'invalid_request'],
    ['a method without a challenge', { code_challenge_method: 'S256' }, 'invalid_request'],
    [
      'a challenge that is none',
      { code_challenge: 'short', code_challenge_method: 'S256' },
      'invalid_request',
    ],
  ])('with %s redirects the error to Google', async (_, params, error) => {
    const { status, location } = await new RawBrowser(linking.origin).get(linking.authorizeUrl(params));
    expect([status, backAtGoogle(location)]).toEqual([303, { to: REDIRECT, error, state: STATE }]);
  });

  test('with two states redirects the error without a state', async () => {
    const { location } = await new RawBrowser(linking.origin).get(`${linking.authorizeUrl()}&state=b`);
    expect(backAtGoogle(location)).toEqual({ to: REDIRECT, error: 'invalid_request' });
  });

  test('may have unknown parameters', async () => {
    const { status } = await new RawBrowser(linking.origin).get(
      linking.authorizeUrl({ later: 'x', nonce: '1' }),
    );
    expect(status).toBe(200);
  });

  test('is read to its end if the state contains a question mark', async () => {
    const verifier = 'v'.repeat(50);
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    const url = `${linking.authorizeUrl({ state: undefined })}&state=a?b&code_challenge=${challenge}`;
    const person = linking.person();
    await person.open(url);
    await person.fill(ADA).press('Sign in');
    const code = await linking.agree(person);
    expect(backAtGoogle(person.stoppedAt)).toEqual({ to: REDIRECT, code, state: 'a?b' });
    expect((await linking.exchange(code, { code_verifier: 'w'.repeat(50) })).status).toBe(400);
    const again = linking.person();
    await again.open(url);
    await again.fill(ADA).press('Sign in');
    const fields = { code_verifier: verifier };
    expect((await linking.exchange(await linking.agree(again), fields)).status).toBe(200);
  });

  test.each(['', '  ', 'a"b', 'ä'])('may have the scope "%s", which is ignored', async (scope) => {
    const person = await linking.signedIn('ada@example.com', { scope });
    const { status } = await linking.exchange(await linking.agree(person));
    expect(status).toBe(200);
  });
});

describe('every linking page', () => {
  test('has protective headers', async () => {
    const { consent, browser, url } = await atConsent();
    for (const answer of [
      await browser.get(url),
      await browser.get(consent),
      await browser.get('/oauth/authorize'),
    ]) {
      const policy = answer.headers.get('content-security-policy') ?? '';
      expect(policy).toMatch(
        /^default-src 'none';style-src 'sha256-[\w+/=]+';script-src 'sha256-[\w+/=]+';connect-src 'self';img-src 'self';form-action 'self';base-uri 'none';frame-ancestors 'none'$/,
      );
      expect(answer.headers.get('cache-control')).toBe('private, no-transform, no-store');
      expect(answer.headers.get('referrer-policy')).toBe('same-origin');
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
      expect(answer.headers.get('x-robots-tag')).toBe('noindex, nofollow');
      expect(answer.headers.get('x-frame-options')).toBe('DENY');
      expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    }
  });

  test('works without scripts, on a phone and with a screen reader', async () => {
    const { page } = await atConsent();
    const signIn = (await atSignIn()).page;
    for (const { html: sent } of [page, signIn]) {
      const html = sent.replace(SCRIPT_ELEMENT.toString(), '');
      expect(html).not.toMatch(/<script|\son\w+=|javascript:|\sstyle=/);
      expect(html).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">');
      expect(html).toContain('<html lang="en" dir="ltr">');
      for (const [, id] of html.matchAll(/<input (?:type="(?:checkbox|radio)" )?id="([^"]+)"/g)) {
        expect(html).toContain(`<label for="${id}">`);
      }
    }
    expect(signIn.html).toMatch(/name="username"[^>]*autocomplete="username"/);
    expect(signIn.html).toMatch(/name="password"[^>]*autocomplete="current-password"/);
    expect(page.html).toMatch(/name="pin"[^>]*inputmode="numeric"/);
  });

  test.each<[string, string, RequestInit]>([
    ['a huge form', '', { method: 'POST', body: 'a'.repeat(3_000_000) }],
    ['JSON', '', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }],
    ['no body', '', { method: 'POST' }],
    ['a field twice', '', { method: 'POST', body: 'username=a&username=b' }],
    ['broken percent-encoding in the form', '', { method: 'POST', body: 'username=%E0%A4%A&%' }],
    ['broken percent-encoding in the address', '&state=%E0%A4%A&%', { method: 'GET' }],
    ['brackets', '&client_id[]=x&a[b][c]=1', { method: 'GET' }],
    ['a null byte', '&user_locale=%00', { method: 'GET' }],
    ['a strange cookie', '', { method: 'GET', headers: { cookie: '__session=%00;;=;a' } }],
    ['a method that is none of ours', '', { method: 'PATCH' }],
  ])('answers malformed input with a status below 500: %s', async (_, more, init) => {
    for (const path of ['authorize', 'consent']) {
      const url = linking.authorizeUrl().replace('authorize', path) + more;
      const headers = { 'content-type': 'application/x-www-form-urlencoded', ...init.headers };
      const response = await fetch(url, { ...init, headers, redirect: 'manual' });
      expect(response.status).toBeLessThan(500);
      await response.text();
    }
  });

  test('reports an outage of the store without internal details', async () => {
    const { browser, url, page } = await atSignIn();
    linking.watch.break(() => {
      throw new StoreUnavailableError('secret address of the store');
    });
    const answer = await browser.post(url, browser.fields(page, ADA));
    expect([answer.status, answer.page.headings]).toEqual([503, ['Something went wrong on our side']]);
    expect(answer.page.html).not.toContain('secret address');
    linking.watch.break(() => {
      throw new TypeError('a mistake of ours');
    });
    const mistake = await browser.post(url, browser.fields(page, ADA));
    expect(mistake.status).toBe(500);
    expect(mistake.page.html).not.toContain('mistake');
  });
});

test('the token endpoint reads the rawBody of Cloud Functions', async () => {
  const behind = await startLinking({
    prepare: (app) =>
      app.use((request, _, next) => {
        const chunks: Buffer[] = [];
        request.on('data', (chunk: Buffer) => chunks.push(chunk));
        request.on('end', () => {
          Object.assign(request, { rawBody: Buffer.concat(chunks), body: { parsed: 'already' } });
          next();
        });
      }),
  });
  const { refreshToken } = await behind.link();
  expect((await behind.refresh(refreshToken)).status).toBe(200);
  expect((await behind.post('/oauth/token', 'a'.repeat(100_000))).status).toBe(400);
  await behind.close();
});
