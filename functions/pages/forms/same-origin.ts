import type { Request } from 'express';

/**
 * Tells if a form was sent by one of our own pages, by the browser's headers. Old browsers send none; the form token
 * decides then. `none` is the person's own action, such as sending a form again after a restart of the browser.
 */
export function isSameOrigin(request: Request, publicUrl: string): boolean {
  const site = request.get('sec-fetch-site');
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  const origin = request.get('origin');
  if (origin === undefined) return true;
  return origin === new URL(publicUrl).origin || origin === `${request.protocol}://${request.host}`;
}
