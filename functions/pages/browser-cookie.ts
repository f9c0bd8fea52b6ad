import type { Request, Response } from 'express';
import type { Config } from '../config/config.ts';
import type { Random } from '../random.ts';

/** The content of the one cookie: the browser's id for form tokens and, after each sign-in, a new secret: none can be planted. */
export interface BrowserCookie {
  readonly browserId: string;
  readonly secret: string | undefined;
}

export interface BrowserCookies {
  /** Returns the browser of a request. A new browser gets its cookie with the response. */
  of(request: Request, response: Response): BrowserCookie;
  write(response: Response, cookie: BrowserCookie): void;
}

/** Firebase Hosting passes no other cookie on. */
const HOSTING_COOKIE = '__session';
/** Elsewhere: browsers refuse a cookie of this name that another host, or a page without TLS, tries to plant. */
const HOST_COOKIE = '__Host-session';
const COOKIE_VALUE = /^"?([A-Za-z0-9_-]{22})(?:\.([A-Za-z0-9_-]{43}))?"?$/;

/** Creates cookies that scripts and other sites cannot use; `Secure` if the public URL is HTTPS. */
export function createBrowserCookies(
  random: Pick<Random, 'bytes'>,
  publicUrl: string,
  platform: Config['platform'] = 'self-hosted',
): BrowserCookies {
  const secure = publicUrl.startsWith('https:');
  const cookieName = secure && platform === 'self-hosted' ? HOST_COOKIE : HOSTING_COOKIE;

  const write = (response: Response, { browserId, secret }: BrowserCookie) => {
    const value = secret === undefined ? browserId : `${browserId}.${secret}`;
    response.cookie(cookieName, value, { httpOnly: true, secure, sameSite: 'lax', path: '/' });
  };

  return {
    write,
    of(request, response) {
      const ours = ourCookie(cookieValues(request.headers.cookie ?? '', cookieName));
      if (ours !== undefined) return ours;
      const created = { browserId: random.bytes(16).toString('base64url'), secret: undefined };
      write(response, created);
      return created;
    },
  };
}

/**
 * Returns the cookie that has our form: other programs under the same domain use the name too. Of several the last one with a
 * secret: browsers send those of longer paths, which are not ours, first (RFC 6265, 5.4).
 */
function ourCookie(values: readonly string[]): BrowserCookie | undefined {
  const ours = values.flatMap((value) => {
    const [, browserId, secret] = COOKIE_VALUE.exec(value) ?? [];
    return browserId === undefined ? [] : [{ browserId, secret }];
  });
  return ours.findLast(({ secret }) => secret !== undefined) ?? ours.at(-1);
}

function cookieValues(header: string, wanted: string): string[] {
  return header.split(';').flatMap((part) => {
    const equals = part.indexOf('=');
    return equals > 0 && part.slice(0, equals).trim() === wanted ? [part.slice(equals + 1).trim()] : [];
  });
}
