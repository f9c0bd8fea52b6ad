/** The languages of the pages, in the order in which they are offered: the tag of each in HTML (RFC 5646), its direction, and its own name. */
export const LANGUAGES = {
  en: { tag: 'en', direction: 'ltr', name: 'English' },
  es: { tag: 'es', direction: 'ltr', name: 'Español' },
  fr: { tag: 'fr', direction: 'ltr', name: 'Français' },
  de: { tag: 'de', direction: 'ltr', name: 'Deutsch' },
  it: { tag: 'it', direction: 'ltr', name: 'Italiano' },
  pt: { tag: 'pt-BR', direction: 'ltr', name: 'Português' },
  ja: { tag: 'ja', direction: 'ltr', name: '日本語' },
  zh: { tag: 'zh-Hans', direction: 'ltr', name: '简体中文' },
  ar: { tag: 'ar', direction: 'rtl', name: 'العربية' },
} as const satisfies Readonly<Record<string, LanguageFacts>>;

interface LanguageFacts {
  readonly tag: string;
  readonly direction: 'ltr' | 'rtl';
  readonly name: string;
}

/** A language in which pages can be shown, as addresses and the cookie name it. */
export type Language = keyof typeof LANGUAGES;

/** The language of readers whose own we do not have. */
export const DEFAULT_LANGUAGE = 'en' satisfies Language;

/** True for a {@link Language}. */
export function isLanguage(value: unknown): value is Language {
  return typeof value === 'string' && Object.hasOwn(LANGUAGES, value);
}

/** A language, with the locale by which dates and numbers are written: the same language, with the reader's country where it is known. */
export interface ReaderLanguage {
  readonly language: Language;
  readonly locale: string;
}
