import { chooseLanguage } from '../../../functions/languages/choose-language.ts';

describe('the language of a page', () => {
  test.each([
    ['English where nothing is said', {}, 'en', 'en-GB'],
    [
      'the chosen one before all others',
      { chosen: 'ja', userLocale: 'fr', acceptLanguage: 'de' },
      'ja',
      'ja',
    ],
    [
      'that of the Google account before the browser’s',
      { userLocale: 'fr-CA', acceptLanguage: 'de' },
      'fr',
      'fr-CA',
    ],
    [
      'the browser’s where Google names one that we do not have',
      { userLocale: 'nl', acceptLanguage: 'pt-PT' },
      'pt',
      'pt-PT',
    ],
    [
      'the browser’s first that we have',
      { acceptLanguage: 'nl, sv;q=0.9, de-AT;q=0.8, en;q=0.7' },
      'de',
      'de-AT',
    ],
    ['the browser’s by weight, not by place', { acceptLanguage: 'en;q=0.1, es-MX;q=0.9' }, 'es', 'es-MX'],
    ['none of weight 0', { acceptLanguage: 'de;q=0, it;q=0.1' }, 'it', 'it'],
    [
      'with the country of the browser where Google names none',
      { userLocale: 'en', acceptLanguage: 'en-US' },
      'en',
      'en-US',
    ],
    ['Simplified Chinese for Chinese of any place', { userLocale: 'zh-TW' }, 'zh', 'zh-Hans-TW'],
    ['no calendar or digits of the tag', { userLocale: 'ar-EG-u-nu-latn-ca-islamic' }, 'ar', 'ar-EG'],
  ] as const)('is %s', (_, sources, language, locale) => {
    expect(chooseLanguage(sources)).toEqual({ language, locale });
  });

  test.each([
    'x'.repeat(10_000),
    `${'xx,'.repeat(5000)}fr`,
    '__proto__',
    'constructor',
    'en-',
    '-',
    ';q=1',
    'fr;q=NaN',
    'fr;q=',
    '*',
    '\u0000\u202e',
    'fr\r\nset-cookie: a=b',
  ])('is English for what is no language: %j', (text) => {
    expect(chooseLanguage({ userLocale: text, acceptLanguage: text }).language).toBe('en');
  });
});
