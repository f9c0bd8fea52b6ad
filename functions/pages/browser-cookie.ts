import type { Request, Response } from 'express';
import type { Config } from '../config/config.ts';
import { isLanguage, type Language } from '../languages/languages.ts';
import type { Random } from '../random.ts';

/**
 * The content of the one cookie: the browser's id for form tokens; after each sign-in a new secret, so that none can be planted; and
 * the language that was chosen on a page.
 */
export interface BrowserCookie {
  readonly browserId: string;
  readonly secret: string | undefined;
  readonly language?: Language | undefined;
}

export interface BrowserCookies {
  /** Returns the browser of a request. A new browser, and one whose reader chose a language, gets its cookie with the response. */
  of(request: Request, response: Response): BrowserCookie;
  /** Returns the language that was chosen, with this request or before; stores it. Gives no cookie to a browser that chose none. */
  chosenLanguage(request: Request, response: Response): Language | undefined;
  write(response: Response, cookie: BrowserCookie): void;
}

/** Firebase Hosting passes no other cookie on. */
const HOSTING_COOKIE = '__session';
/** Elsewhere: browsers refuse a cookie of this name that another host, or a page without TLS, tries to plant. */
const HOST_COOKIE = '__Host-session';
const COOKIE_VALUE = /^"?([A-Za-z0-9_-]{22})(?:\.([A-Za-z0-9_-]{43}))?(?:\.([a-z]{2}))?"?$/;

/** The place in a response where its browser is kept: one response gives one cookie. */
const BROWSER = 'browser';

/** Creates cookies that scripts and other sites cannot use; `Secure` if the public URL is HTTPS. */
export function createBrowserCookies(
  random: Pick<Random, 'bytes'>,
  publicUrl: string,
  platform: Config['platform'] = 'self-hosted',
): BrowserCookies {
  const secure = publicUrl.startsWith('https:');
  const cookieName = secure && platform === 'self-hosted' ? HOST_COOKIE : HOSTING_COOKIE;

  const write = (response: Response, browser: BrowserCookie) => {
    const { browserId, secret, language } = browser;
    const value = [browserId, secret, language].filter((part) => part !== undefined).join('.');
    response.locals[BROWSER] = browser;
    response.cookie(cookieName, value, { httpOnly: true, secure, sameSite: 'lax', path: '/' });
  };

  const read = (request: Request) => ourCookie(cookieValues(request.headers.cookie ?? '', cookieName));

  const of = (request: Request, response: Response): BrowserCookie => {
    const before: BrowserCookie | undefined = response.locals[BROWSER] ?? read(request);
    const browser = before ?? { browserId: random.bytes(16).toString('base64url'), secret: undefined };
    const { lang } = request.query;
    const language = isLanguage(lang) ? lang : browser.language;
    if (before !== undefined && language === browser.language) return before;
    const changed = { ...browser, language };
    if (before === undefined && isForeignForm(request)) response.locals[BROWSER] = changed;
    else write(response, changed);
    return changed;
  };

  return {
    write,
    of,
    chosenLanguage: (request, response) =>
      (isLanguage(request.query['lang']) ? of(request, response) : read(request))?.language,
  };
}

/**
 * True for a form of another site. Browsers leave the cookie out (`SameSite`), but would take a new one: it would replace the session of a
 * person who is signed in.
 */
function isForeignForm(request: Request): boolean {
  return request.method === 'POST' && request.get('sec-fetch-site') === 'cross-site';
}

/**
 * Returns the cookie that has our form: other programs under the same domain use the name too. Of several the last one with a
 * secret: browsers send those of longer paths, which are not ours, first (RFC 6265, 5.4).
 */
function ourCookie(values: readonly string[]): BrowserCookie | undefined {
  const ours = values.flatMap((value) => {
    const [, browserId, secret, language] = COOKIE_VALUE.exec(value) ?? [];
    if (browserId === undefined) return [];
    return [{ browserId, secret, ...(isLanguage(language) && { language }) }];
  });
  return ours.findLast(({ secret }) => secret !== undefined) ?? ours.at(-1);
}

function cookieValues(header: string, wanted: string): string[] {
  return header.split(';').flatMap((part) => {
    const equals = part.indexOf('=');
    return equals > 0 && part.slice(0, equals).trim() === wanted ? [part.slice(equals + 1).trim()] : [];
  });
}
