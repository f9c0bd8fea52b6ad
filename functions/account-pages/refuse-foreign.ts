import type { RequestHandler } from 'express';
import { isReading } from '../pages/visit.ts';

/** Destinations that show a page inside another. */
const INSIDE: ReadonlySet<string | undefined> = new Set([
  'iframe',
  'frame',
  'embed',
  'object',
  'fencedframe',
]);

/**
 * Refuses what another site lets a browser read from here: pictures, scripts, fetches and frames (Fetch Metadata, W3C). A link is followed,
 * as are forms, which say by themselves that they are foreign. Browsers that send no such header are held off by the cookie and the
 * headers of the page. A window that another site opened cannot reach ours.
 */
export const refuseForeign: RequestHandler = (request, response, next) => {
  response.set('Cross-Origin-Opener-Policy', 'same-origin');
  const site = request.get('sec-fetch-site');
  const isForeign = site === 'cross-site' || site === 'same-site';
  const isLink = request.get('sec-fetch-mode') === 'navigate' && !INSIDE.has(request.get('sec-fetch-dest'));
  if (!isForeign || !isReading(request) || isLink) return next();
  response.status(403).json({ error: 'forbidden' });
};
