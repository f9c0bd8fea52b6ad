import type { Request, RequestHandler, Response } from 'express';
import type { Config } from '../config/config.ts';
import { chooseLanguage } from '../languages/choose-language.ts';
import { DEFAULT_LANGUAGE, type ReaderLanguage } from '../languages/languages.ts';
import type { PageService, Words } from '../languages/words.ts';
import type { BrowserCookies } from './browser-cookie.ts';

const WORDS = 'words';

/** Middleware that chooses the language of a page and loads its texts, for {@link wordsOf}. */
export function pageLanguage(
  cookies: Pick<BrowserCookies, 'chosenLanguage'>,
  { publicUrl, service }: Pick<Config, 'publicUrl' | 'service'>,
): RequestHandler {
  const shown: PageService = { ...service, host: new URL(publicUrl).host };
  return async (request, response, next) => {
    const reader = chooseLanguage({
      chosen: cookies.chosenLanguage(request, response),
      userLocale: text(request.query['user_locale']),
      acceptLanguage: request.get('accept-language'),
    });
    await setWords(response, { ...reader, query: queryOf(request), service: shown });
    next();
  };
}

/** Middleware for pages that exist in English only. */
export const englishOnly: RequestHandler = async (_request, response, next) => {
  await setWords(response, chooseLanguage({ chosen: DEFAULT_LANGUAGE }));
  next();
};

/** Returns the words of the reader after {@link pageLanguage}. Throws without it. */
export function wordsOf(response: Response): Words {
  const words: Words | undefined = response.locals[WORDS];
  if (words === undefined) throw new TypeError('a page needs the language of its reader');
  return words;
}

/** Returns the words of the reader; English ones where no language was chosen, because an earlier step failed. */
export async function anyWords(response: Response): Promise<Words> {
  if (response.locals[WORDS] === undefined) await setWords(response, chooseLanguage({}));
  return wordsOf(response);
}

async function setWords(
  response: Response,
  reader: ReaderLanguage & { readonly query?: string; readonly service?: PageService },
): Promise<void> {
  // With the first page: a process that answers intents starts without texts.
  const { openWords } = await import('../languages/open-words.ts');
  const words = await openWords(reader);
  response.locals[WORDS] = words;
  response.vary('Accept-Language').set('Content-Language', words.tag);
}

/** The query without the language. The path stays out of links: `//host/` would lead to another host. */
function queryOf({ originalUrl }: Request): string {
  const [, ...query] = originalUrl.split('?');
  const parameters = new URLSearchParams(query.join('?'));
  parameters.delete('lang');
  return parameters.toString();
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
