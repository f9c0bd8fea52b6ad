import type { Request, Response } from 'express';
import type { Config } from '../config/config.ts';
import { isLanguage, type Language } from '../languages/languages.ts';
import type { Random } from '../random.ts';

/**
 * The content of the cookies: the browser's id for form tokens; after each sign-in a new secret, so that none can be planted; the
 * language that was chosen on a page; and the marks of people who signed in.
 */
export interface BrowserCookie {
  readonly browserId: string;
  readonly secret: string | undefined;
  readonly language?: Language | undefined;
  /** At most {@link MAX_MARKS}, the newest first; see `throttle/known-browsers.ts`. An empty list takes them out of the browser. */
  readonly marks?: readonly string[];
}

/** The time for which a browser is known after a sign-in. */
export const MARK_MS = 180 * 24 * 60 * 60_000;
/** Two people of a household, and an installer with two accounts. */
export const MAX_MARKS = 4;

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
/** The cookie of the marks, which stays when the browser closes. On Firebase Hosting they are in the one cookie, which then stays, too. */
const LASTING_COOKIE = '__known';
const LASTING_HOST_COOKIE = '__Host-known';
const COOKIE_VALUE =
  /^"?([A-Za-z0-9_-]{22})(?:\.([A-Za-z0-9_-]{43}))?(?:\.([a-z]{2}))?((?:\.[A-Za-z0-9_-]{35}){0,4})"?$/;

/** The place in a response where its browser is kept: one response gives one cookie. */
const BROWSER = 'browser';

/** Creates cookies that scripts and other sites cannot use; `Secure` if the public URL is HTTPS. */
export function createBrowserCookies(
  random: Pick<Random, 'bytes'>,
  publicUrl: string,
  platform: Config['platform'] = 'self-hosted',
): BrowserCookies {
  const secure = publicUrl.startsWith('https:');
  const isSelfHosted = platform === 'self-hosted';
  const cookieName = secure && isSelfHosted ? HOST_COOKIE : HOSTING_COOKIE;
  const selfHostedLasting = secure ? LASTING_HOST_COOKIE : LASTING_COOKIE;
  const lastingName = isSelfHosted ? selfHostedLasting : cookieName;

  const attributes = { httpOnly: true, secure, sameSite: 'lax', path: '/' } as const;
  const put = (
    response: Response,
    name: string,
    parts: readonly (string | undefined)[],
    isLasting: boolean,
  ) => {
    const value = parts.filter((part) => part !== undefined).join('.');
    const lasting = isLasting ? { maxAge: MARK_MS } : {};
    response.cookie(name, value, { ...attributes, ...lasting });
  };

  const write = (response: Response, browser: BrowserCookie) => {
    const { browserId, secret, language, marks } = browser;
    const session = [browserId, secret, language];
    const hasMarks = marks !== undefined && marks.length > 0;
    response.locals[BROWSER] = browser;
    if (lastingName === cookieName)
      return put(response, cookieName, [...session, ...(marks ?? [])], hasMarks);
    put(response, cookieName, session, false);
    if (hasMarks) put(response, lastingName, [browserId, ...marks], true);
    else if (marks !== undefined) response.clearCookie(lastingName, attributes);
  };

  const read = (request: Request): BrowserCookie | undefined => {
    const valuesOf = (name: string) => ourCookies(request.headers.cookie ?? '', name);
    const session = ourCookie(valuesOf(cookieName));
    if (lastingName === cookieName) return session;
    const lasting = valuesOf(lastingName).findLast(
      ({ browserId }) => session === undefined || browserId === session.browserId,
    );
    if (lasting === undefined) return session;
    const { browserId, marks = [] } = lasting;
    return { secret: undefined, ...session, browserId, marks };
  };

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
 * Returns the cookie of this browser among those that have our form: other programs under the same domain use the name too. Of several the
 * last one with a secret: browsers send those of longer paths, which are not ours, first (RFC 6265, 5.4).
 */
function ourCookie(ours: readonly BrowserCookie[]): BrowserCookie | undefined {
  return ours.findLast(({ secret }) => secret !== undefined) ?? ours.at(-1);
}

/** Returns the cookies of a name that have our form. */
function ourCookies(header: string, name: string): BrowserCookie[] {
  return cookieValues(header, name).flatMap((value) => {
    const [, browserId, secret, language, marks = ''] = COOKIE_VALUE.exec(value) ?? [];
    if (browserId === undefined) return [];
    const known = marks === '' ? {} : { marks: marks.slice(1).split('.') };
    return [{ browserId, secret, ...(isLanguage(language) && { language }), ...known }];
  });
}

function cookieValues(header: string, wanted: string): string[] {
  return header.split(';').flatMap((part) => {
    const equals = part.indexOf('=');
    return equals > 0 && part.slice(0, equals).trim() === wanted ? [part.slice(equals + 1).trim()] : [];
  });
}
