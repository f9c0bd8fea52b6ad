import type { RequestHandler } from 'express';
import helmet from 'helmet';
import type { Config } from '../config.ts';
import { STYLE_HASH } from './pages/style.ts';

/** Where Google's redirect endpoint may send the browser on to. */
const BEHIND_GOOGLE = ['https://*.google.com', 'https://*.googleusercontent.com'];

/**
 * The headers of every page. `form-action` names where the last redirect goes, because Chrome applies it to redirects,
 * too, and to those that follow. The referrer policy is `same-origin`: with `no-referrer` browsers send `Origin: null` with our own forms. There
 * is no opener policy: Google may open us in a window that it wants to hear from.
 */
export function pageHeaders(config: Pick<Config, 'redirectUris' | 'publicUrl'>): RequestHandler[] {
  const secure = config.publicUrl.startsWith('https:');
  const origins = new Set(config.redirectUris.map((uri) => new URL(uri).origin));
  const onward = [...origins].some((origin) => origin.endsWith('.googleusercontent.com'))
    ? BEHIND_GOOGLE
    : [];
  return [
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'none'"],
          styleSrc: [STYLE_HASH],
          formAction: ["'self'", ...origins, ...onward],
          baseUri: ["'none'"],
          frameAncestors: ["'none'"],
        },
      },
      crossOriginOpenerPolicy: false,
      referrerPolicy: { policy: 'same-origin' },
      strictTransportSecurity: secure && { maxAge: 31_536_000 },
      xFrameOptions: { action: 'deny' },
    }),
    (_, response, next) => {
      response.set({ 'Cache-Control': 'no-store', 'X-Robots-Tag': 'noindex, nofollow' });
      next();
    },
  ];
}
