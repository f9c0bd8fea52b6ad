import type { RequestHandler } from 'express';
import helmet from 'helmet';
import type { Config } from '../config/config.ts';
import { SCRIPT_HASH } from './browser/script.ts';
import { STYLE_HASH } from './style.ts';

/**
 * Sets the headers of every page. Referrer policy `same-origin`: with `no-referrer`, browsers send `Origin: null` with our
 * forms. No opener policy: Google may open our page in a window that reports back to it.
 */
export function pageHeaders(config: Pick<Config, 'publicUrl'>): RequestHandler[] {
  const secure = config.publicUrl.startsWith('https:');
  return [
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'none'"],
          styleSrc: [STYLE_HASH],
          scriptSrc: [SCRIPT_HASH],
          connectSrc: ["'self'"],
          imgSrc: ["'self'"],
          formAction: ["'self'"],
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
      // Firebase Hosting drops the cookie of a response without "private". Proxies that rewrite pages ("e-mail obfuscation") break
      // them: no script of theirs may run to undo it.
      response.set({
        'Cache-Control': 'private, no-transform, no-store',
        'X-Robots-Tag': 'noindex, nofollow',
      });
      next();
    },
  ];
}
