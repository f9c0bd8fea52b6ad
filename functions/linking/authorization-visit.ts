import type { RequestHandler } from 'express';
import type { Config } from '../config/config.ts';
import type { BrowserCookies } from '../pages/browser-cookie.ts';
import { annotate } from '../pages/call-log.ts';
import { readOwnForm } from '../pages/form-body.ts';
import type { Html } from '../pages/html.ts';
import { problemPage } from '../pages/problem-page.ts';
import { isSameOrigin } from '../pages/same-origin.ts';
import { type PageVisit, sendPage } from '../pages/visit.ts';
import { type AuthorizationRequest, cancelUrl, parseAuthorization } from './authorization-request.ts';

/** One visit to a page of a valid authorization request. */
export interface AuthorizationVisit extends PageVisit {
  readonly authorization: AuthorizationRequest;
  /** Addresses of this authorization request's pages. */
  readonly paths: { readonly signIn: string; readonly consent: string };
}

/** A handler for visits; requests that do not belong to a valid authorization request are answered here. */
export function createVisitHandler(
  deps: { config: Config; cookies: BrowserCookies },
  handle: (visit: AuthorizationVisit) => Promise<void> | void,
): RequestHandler {
  return async (request, response) => {
    // To the very end: a query may hold question marks of its own (RFC 3986, 3.4).
    const [, ...query] = request.originalUrl.split('?');
    const parsed = parseAuthorization(deps.config, new URLSearchParams(query.join('?')));
    const show = (status: number, page: Html) => sendPage(response, status, page);
    if (parsed.kind === 'refused') {
      annotate(response, { outcome: 'refused', reason: parsed.reason });
      show(400, problemPage('This link does not work', REFUSED[parsed.reason]));
      return;
    }
    if (parsed.kind === 'redirect') {
      annotate(response, { outcome: 'refused', reason: parsed.error });
      response.redirect(303, parsed.location);
      return;
    }
    const authorization = parsed.request;
    const paths = {
      signIn: `${request.baseUrl}/authorize?${authorization.query}`,
      consent: `${request.baseUrl}/consent?${authorization.query}`,
    };
    const browser = deps.cookies.of(request, response);
    await handle({ request, response, authorization, browser, paths, show });
  };
}

/**
 * The form of a visit. `undefined` when it was answered already: "Cancel" leads back to Google from every page, even an
 * outdated one, and a form of another site is refused. Throws `RequestBodyError`.
 */
export function readVisitForm(visit: AuthorizationVisit, publicUrl: string, lists: readonly string[] = []) {
  const { request, response, authorization, paths, show } = visit;
  const form = readOwnForm(request, lists);
  if (form.has('cancel')) {
    annotate(response, { outcome: 'cancelled' });
    response.redirect(303, cancelUrl(authorization));
    return undefined;
  }
  if (!isSameOrigin(request, publicUrl)) {
    annotate(response, { outcome: 'refused', reason: 'foreign form' });
    const message = 'This form was sent by another site, so nothing was done.';
    show(403, problemPage('Please start again', message, [{ label: 'Start again', href: paths.signIn }]));
    return undefined;
  }
  return form;
}

const REFUSED = {
  client:
    'It names a client that this service does not know. Start again in the Google Home app. If you set this service up: the client ID in the Google Home Developer Console must be the one in GOOGLE_CLIENT_ID.',
  redirect:
    'It leads back to an address that this service does not know. Start again in the Google Home app. If you set this service up: GOOGLE_PROJECT_ID must be the ID of your Google Home project.',
} as const;
