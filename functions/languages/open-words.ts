import type { Language, ReaderLanguage } from './languages.ts';
import type { Catalogue } from './message-types.ts';
import { createMessages, type Messages, type PageService, Words } from './words.ts';

const LOADERS: Readonly<Record<Language, () => Promise<Catalogue>>> = {
  en: async () => (await import('./texts/en.ts')).catalogue,
  es: async () => (await import('./texts/es.ts')).catalogue,
  fr: async () => (await import('./texts/fr.ts')).catalogue,
  de: async () => (await import('./texts/de.ts')).catalogue,
  it: async () => (await import('./texts/it.ts')).catalogue,
  pt: async () => (await import('./texts/pt.ts')).catalogue,
  ja: async () => (await import('./texts/ja.ts')).catalogue,
  zh: async () => (await import('./texts/zh.ts')).catalogue,
  ar: async () => (await import('./texts/ar.ts')).catalogue,
};

const opened = new Map<Language, Messages>();

/** Returns the words of a reader. Loads the texts of their language with its first page. */
export async function openWords(
  reader: ReaderLanguage & {
    readonly query?: string | undefined;
    readonly service?: PageService | undefined;
  },
): Promise<Words> {
  const { language } = reader;
  const messages = opened.get(language) ?? (await load(language));
  opened.set(language, messages);
  return new Words({ ...reader, messages });
}

async function load(language: Language): Promise<Messages> {
  return createMessages(await LOADERS[language](), language);
}
