import type { RequestHandler } from 'express';
import type { Config } from '../config/config.ts';
import type { BrowserCookies } from '../pages/browser-cookie.ts';
import { annotate } from '../pages/call-log.ts';
import { readOwnForm } from '../pages/forms/form-body.ts';
import { isSameOrigin } from '../pages/forms/same-origin.ts';
import type { Html } from '../pages/html.ts';
import { wordsOf } from '../pages/page-language.ts';
import { problemPage } from '../pages/problem-page.ts';
import { isReading, type PageVisit, sendPage } from '../pages/visit.ts';
import { type AuthorizationRequest, cancelUrl, parseAuthorization } from './authorization-request.ts';
import { leaveTo } from './leave-page.ts';

export interface AuthorizationVisit extends PageVisit {
  readonly authorization: AuthorizationRequest;
  /** Addresses of the pages of this authorization request. */
  readonly paths: { readonly signIn: string; readonly consent: string; readonly locks: string };
}

/** Creates a request handler that runs `handle` for a valid authorization request and answers every other one itself. */
export function createVisitHandler(
  deps: { config: Config; cookies: BrowserCookies },
  handle: (visit: AuthorizationVisit) => Promise<void> | void,
): RequestHandler {
  return async (request, response) => {
    // A query may contain further question marks (RFC 3986, 3.4).
    const [, ...query] = request.originalUrl.split('?');
    const parsed = parseAuthorization(deps.config, new URLSearchParams(query.join('?')));
    const words = wordsOf(response);
    const show = (status: number, page: Html) => sendPage(response, status, page);
    if (parsed.kind === 'refused') {
      annotate(response, { outcome: 'refused', reason: parsed.reason });
      show(400, problemPage(words, words.text('consent.badLink'), words.text(REFUSED[parsed.reason])));
      return;
    }
    if (parsed.kind === 'redirect') {
      annotate(response, { outcome: 'refused', reason: parsed.error });
      // A form that was sent here must leave without a redirect, like any other.
      if (isReading(request)) return response.redirect(303, parsed.location);
      return leaveTo({ response, words }, parsed.location);
    }
    const authorization = parsed.request;
    const paths = {
      signIn: `${request.baseUrl}/authorize?${authorization.query}`,
      consent: `${request.baseUrl}/consent?${authorization.query}`,
      locks: `${request.baseUrl}/consent/locks?${authorization.query}`,
    };
    const browser = deps.cookies.of(request, response);
    await handle({ request, response, authorization, browser, words, paths, show });
  };
}

/** Reads a form; `undefined` if answered: from another site, or cancelled, even on an expired page. Throws `RequestBodyError`. */
export function readVisitForm(visit: AuthorizationVisit, publicUrl: string, lists: readonly string[] = []) {
  const { request, response, words, authorization, paths, show } = visit;
  const form = readOwnForm(request, lists);
  if (form.has('cancel')) {
    annotate(response, { outcome: 'cancelled' });
    leaveTo(visit, cancelUrl(authorization));
    return undefined;
  }
  if (!isSameOrigin(request, publicUrl)) {
    annotate(response, { outcome: 'refused', reason: 'foreign form' });
    const links = [{ label: words.text('common.startAgain'), href: paths.signIn }];
    show(
      403,
      problemPage(words, words.text('errors.pleaseStartAgain'), words.text('errors.foreignForm'), links),
    );
    return undefined;
  }
  return form;
}

const REFUSED = { client: 'consent.badClient', redirect: 'consent.badRedirect' } as const;
