import type { Language } from '../../../functions/languages/languages.ts';
import { openWords } from '../../../functions/languages/open-words.ts';
import { html } from '../../../functions/pages/html.ts';

/** 21:36 UTC on a Sunday. */
const at = Date.UTC(2026, 6, 5, 21, 36);
const plain = (text: string | undefined) => text?.replace(/\s/g, ' ');

const wordsOf = async (language: Language, locale: string, zone?: string) =>
  (await openWords({ language, locale })).inZone(zone);

test.each([
  ['en', 'en-US', 'Sunday, July 5'],
  ['de', 'de-DE', 'Sonntag, 5. Juli'],
  ['ja', 'ja-JP', '7月5日日曜日'],
] as const)('a day is a heading without its year, in %s', async (language, locale, expected) => {
  expect((await wordsOf(language, locale)).day(at)).toBe(expected);
});

test('a day is that of the house', async () => {
  expect((await wordsOf('en', 'en-US', 'Asia/Tokyo')).day(at)).toBe('Monday, July 6');
});

test.each([
  [undefined, '9:36 PM', '9:36 PM UTC', 'UTC'],
  ['+00:00', '9:36 PM', '9:36 PM UTC', 'UTC'],
  ['+02:00', '11:36 PM', '11:36 PM GMT+2', 'GMT+2'],
  ['Europe/Berlin', '11:36 PM', '11:36 PM', undefined],
])(
  'a time in the zone %s says the zone only where it has no name, or beside it once',
  async (zone, bare, whole, name) => {
    const words = await wordsOf('en', 'en-US', zone);
    expect(plain(words.timeOfDay(at, { isBare: true }))).toBe(bare);
    expect(plain(words.timeOfDay(at))).toBe(whole);
    expect(words.zoneName(at)).toBe(name);
  },
);

const HOUR_MS = 3_600_000;

describe('a name in a text', () => {
  test('has its own element in HTML, and is escaped', async () => {
    const words = await wordsOf('de', 'de');
    expect(words.html('common.lockName', { id: '<b>"Tür' }).toString()).toBe(
      'Schloss <bdi>&lt;b&gt;&quot;Tür</bdi>',
    );
  });

  test('that is HTML stays as it is, and a tag becomes the element of its function', async () => {
    const words = await wordsOf('en', 'en-GB');
    const other = (text: ReturnType<typeof html>) => html`<a href="/x">${text}</a>`;
    expect(words.html('consent.signedInAs', { username: 'ada<', other }).toString()).toBe(
      '<strong><bdi>ada&lt;</bdi></strong> · <a href="/x">Use another account</a>',
    );
    expect(words.html('locks.lastKnownSince', { ago: html`<i>now</i>` }).toString()).toContain('<i>now</i>.');
  });

  test('is isolated in plain text where it runs in the other direction, and only there', async () => {
    const arabic = await wordsOf('ar', 'ar');
    const english = await wordsOf('en', 'en-GB');
    expect(arabic.text('common.lockName', { id: 'Front' })).toBe('القفل \u2068Front\u2069');
    expect(arabic.text('common.lockName', { id: 'الباب' })).toBe('القفل الباب');
    expect(english.text('common.lockName', { id: 'الباب' })).toBe('Lock \u2068الباب\u2069');
    expect(english.text('common.lockName', { id: 'Front' })).toBe('Lock Front');
  });

  test('has its own element in a list, escaped, with the words of the language', async () => {
    const list = (await wordsOf('fr', 'fr')).list(['A', html`<b>B</b>`, '<c>']);
    expect(list.toString()).toBe('<bdi>A</bdi>, <b>B</b> et <bdi>&lt;c&gt;</bdi>');
  });
});

test.each([
  [1, 'قفل واحد'],
  [2, 'قفلين اثنين'],
  [3, '3 أقفال'],
  [11, '11 قفلًا'],
  [100, '100 قفل'],
])('Arabic has its own form of the number %i', async (total, form) => {
  expect((await wordsOf('ar', 'ar')).html('locks.chosenOf', { count: 0, total }).toString()).toContain(form);
});

test.each([
  ['de', 'de-DE', '1.234', '85 %', '1 Stunde, 30 Minuten'],
  ['en', 'en-US', '1,234', '85%', '1 hour, 30 minutes'],
  ['ja', 'ja-JP', '1,234', '85%', '1 時間 30 分'],
] as const)('numbers are written as in %s', async (language, locale, number, percent, duration) => {
  const words = await wordsOf(language, locale);
  expect(words.text('locks.chooseAll', { count: 1234 })).toContain(number);
  expect([plain(words.percent(85)), plain(words.duration(1.5 * HOUR_MS))]).toEqual([percent, duration]);
});

test.each([
  [0, 'gerade eben'],
  [59_999, 'gerade eben'],
  [60_000, 'vor 1 Minute'],
  [HOUR_MS - 1, 'vor 59 Minuten'],
  [3 * HOUR_MS, 'vor 3 Stunden (20:36)'],
  [25 * HOUR_MS, 'am 4. Juli 2026, 22:36'],
  [-5000, 'gerade eben'],
])('what happened %i ms ago has its age, then its time, then its date', async (ms, text) => {
  const words = await wordsOf('de', 'de-DE', 'Europe/Berlin');
  expect(plain(words.agoText(at - ms, at))).toBe(text);
});

test('a machine can read the time of an age', async () => {
  const words = await wordsOf('es', 'es');
  expect(words.ago(at - 120_000, at).toString()).toBe(
    '<time datetime="2026-07-05T21:34:00.000Z">hace 2 minutos</time>',
  );
});

test('the end of a wait is rounded up to the minute, with its date from half a day on', async () => {
  const words = await wordsOf('en', 'en-GB', 'Europe/London');
  expect(words.until(at + 1, at).toString()).toContain('>22:37</time>');
  expect(words.until(at + 13 * HOUR_MS, at).toString()).toContain('>6 Jul 2026, 11:36</time>');
});

test('formatters are bounded, however many locales callers name', async () => {
  for (let region = 1; region <= 999; region++) {
    const words = await wordsOf('en', `en-${String(region).padStart(3, '0')}`);
    expect(plain(words.percent(85))).toMatch(/85/);
  }
});

test.each([
  ['de', 'de-DE', '06:05'],
  ['en', 'en-GB', '06:05'],
  ['en', 'en-US', '6:05 AM'],
  ['fr', 'fr-FR', '06:05'],
] as const)('an hour has two digits where a day has 24 of them: %s, %s', async (language, locale, text) => {
  const words = await wordsOf(language, locale, 'Etc/UTC');
  expect(plain(words.timeOfDay(Date.UTC(2026, 6, 5, 6, 5)))).toBe(text);
  expect(plain(words.minuteOfDay(365))).toBe(text);
});
