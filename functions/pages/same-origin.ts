import type { Request } from 'express';

/**
 * Whether a form was sent by one of our own pages, as far as the browser says. Old browsers say nothing; the form
 * token decides then. `none` is a person's own doing, such as sending a form again after a restart.
 */
export function isSameOrigin(request: Request, publicUrl: string): boolean {
  const site = request.get('sec-fetch-site');
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  const origin = request.get('origin');
  if (origin === undefined) return true;
  return origin === new URL(publicUrl).origin || origin === `${request.protocol}://${request.host}`;
}
