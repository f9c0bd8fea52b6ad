import { DEFAULT_LANGUAGE, isLanguage, LANGUAGES, type Language, type ReaderLanguage } from './languages.ts';

/** The language that each source names. Nothing in them is trusted. */
interface LanguageSources {
  /** The choice of the reader on a page. */
  readonly chosen?: Language | undefined;
  /** Google's `user_locale`: the language of the Google account (RFC 5646). */
  readonly userLocale?: string | undefined;
  /** The header of the browser (RFC 9110, 12.5.4). */
  readonly acceptLanguage?: string | undefined;
}

/** Longer than the tag of any locale; longer ones are passed over. */
const MAX_TAG_LENGTH = 35;
/** More languages than a person reads; the header may hold thousands. */
const MAX_ACCEPTED = 20;

/** Dates without a country: `5 May 2026` and 24 hours can be misread nowhere, unlike `5/6/2026`. */
const DEFAULT_LOCALE = 'en-GB';

/**
 * Returns the language for a reader: the chosen one, else that of the Google account, else the first of the browser that we have, else
 * English. The country comes from the first source that names one for this language.
 */
export function chooseLanguage({ chosen, userLocale, acceptLanguage }: LanguageSources): ReaderLanguage {
  const tags = [...(userLocale === undefined ? [] : [userLocale]), ...acceptedTags(acceptLanguage)];
  const wanted = tags.flatMap((tag) => readTag(tag) ?? []);
  const language = chosen ?? wanted[0]?.language ?? DEFAULT_LANGUAGE;
  const region = wanted.find((other) => other.language === language && other.region !== undefined)?.region;
  return { language, locale: localeOf(language, region) };
}

function localeOf(language: Language, region: string | undefined): string {
  // Chinese of any place is written as our texts are: dates of Taiwan would have other characters.
  if (region !== undefined) return language === 'zh' ? `zh-Hans-${region}` : `${language}-${region}`;
  return language === 'en' ? DEFAULT_LOCALE : LANGUAGES[language].tag;
}

/** The language and country of a tag; `undefined` if it is no tag, or of a language that we do not have. */
function readTag(tag: string): { readonly language: Language; readonly region?: string } | undefined {
  if (tag.length > MAX_TAG_LENGTH) return undefined;
  try {
    const { language, region } = new Intl.Locale(tag);
    if (!isLanguage(language)) return undefined;
    return { language, ...(region !== undefined && { region }) };
  } catch {
    return undefined;
  }
}

/** The tags of `Accept-Language`, the most wanted first. Those of weight 0 are refused by the reader. */
function acceptedTags(header = ''): string[] {
  return header
    .split(',', MAX_ACCEPTED)
    .map((part) => {
      const [tag = '', ...parameters] = part.split(';').map((piece) => piece.trim());
      const weight = parameters.find((parameter) => parameter.startsWith('q='));
      return { tag, weight: weight === undefined ? 1 : Number(weight.slice('q='.length)) };
    })
    .filter(({ weight }) => weight > 0)
    .sort((one, other) => other.weight - one.weight)
    .map(({ tag }) => tag);
}
