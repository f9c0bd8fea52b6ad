import type { Language } from '../../../functions/languages/languages.ts';
import { openWords } from '../../../functions/languages/open-words.ts';

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
