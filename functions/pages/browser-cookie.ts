import type { Request, Response } from 'express';
import type { Random } from '../random.ts';

/**
 * What a browser's one cookie says: which browser it is (for form tokens) and, after signing in, the secret of its
 * session. A new secret with each sign-in, so that nobody can plant one.
 */
export interface BrowserCookie {
  readonly browserId: string;
  readonly secret: string | undefined;
}

/** Reads and writes the one cookie. */
export interface BrowserCookies {
  /** The browser of a request; one that is new gets its cookie with the answer. */
  of(request: Request, response: Response): BrowserCookie;
  write(response: Response, cookie: BrowserCookie): void;
}

/** Firebase Hosting lets no other cookie through. */
const COOKIE = '__session';
const COOKIE_VALUE = /^([A-Za-z0-9_-]{22})(?:\.([A-Za-z0-9_-]{43}))?$/;

/** Cookies that scripts and other sites cannot use, for an origin that is HTTPS outside of development. */
export function createBrowserCookies(random: Pick<Random, 'bytes'>, publicUrl: string): BrowserCookies {
  const secure = publicUrl.startsWith('https:');

  const write = (response: Response, { browserId, secret }: BrowserCookie) => {
    const value = secret === undefined ? browserId : `${browserId}.${secret}`;
    response.cookie(COOKIE, value, { httpOnly: true, secure, sameSite: 'lax', path: '/' });
  };

  return {
    write,
    of(request, response) {
      const [, browserId, secret] = COOKIE_VALUE.exec(readCookie(request)) ?? [];
      if (browserId !== undefined) return { browserId, secret };
      const fresh = { browserId: random.bytes(16).toString('base64url'), secret: undefined };
      write(response, fresh);
      return fresh;
    },
  };
}

function readCookie(request: Request): string {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [name, value = ''] = part.split('=', 2);
    if (name?.trim() === COOKIE) return value.trim();
  }
  return '';
}
