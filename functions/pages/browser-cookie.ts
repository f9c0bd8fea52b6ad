import type { Request, Response } from 'express';
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
const COOKIE = '__session';
const COOKIE_VALUE = /^([A-Za-z0-9_-]{22})(?:\.([A-Za-z0-9_-]{43}))?$/;

/** Creates cookies that scripts and other sites cannot use; `Secure` if the public URL is HTTPS. */
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
      const created = { browserId: random.bytes(16).toString('base64url'), secret: undefined };
      write(response, created);
      return created;
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
