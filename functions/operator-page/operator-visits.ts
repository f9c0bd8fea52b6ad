import { createHash } from 'node:crypto';
import type { RequestHandler } from 'express';
import type { Config } from '../config/config.ts';
import type { BrowserCookies } from '../pages/browser-cookie.ts';
import { annotate } from '../pages/call-log.ts';
import { constantEquals } from '../pages/constant-equals.ts';
import { readOwnForm } from '../pages/forms/form-body.ts';
import type { FormTokens } from '../pages/forms/form-tokens.ts';
import { isSameOrigin } from '../pages/forms/same-origin.ts';
import type { Html } from '../pages/html.ts';
import { wordsOf } from '../pages/page-language.ts';
import { problemPage } from '../pages/problem-page.ts';
import type { OperatorSession, PageSession, Sessions } from '../pages/sessions.ts';
import { isReading, type PageVisit, sendPage } from '../pages/visit.ts';
import { OPERATOR_PATHS } from './paths.ts';

/** A visit of the operator, who is signed in. */
export interface OperatorVisit extends PageVisit {
  readonly session: PageSession<OperatorSession>;
}

/** The forms of the page: a token of one is invalid in the others. */
type FormName = 'sign-in' | 'check' | 'sign-out';

/** Creates the guard of the operator's page: only a person who has entered the token gets to it. */
export function createOperatorVisits(deps: {
  readonly config: Pick<Config, 'publicUrl'>;
  readonly cookies: BrowserCookies;
  readonly sessions: Sessions;
  readonly formTokens: FormTokens;
  readonly token: string;
}) {
  const { config, cookies, sessions, formTokens } = deps;
  const tokenHash = createHash('sha256').update(deps.token).digest('base64url');
  const purpose = (name: FormName) => ['operator', name];

  /** Returns the session, extended by this visit. */
  const sessionOf = async ({ browser }: PageVisit): Promise<PageSession<OperatorSession> | undefined> => {
    const found = await sessions.of(browser);
    if (found?.data.kind !== 'operator' || !constantEquals(found.data.tokenHash, tokenHash)) return undefined;
    const { data } = found;
    // `undefined`: another tab changed the session first, which extended it as well.
    return (await sessions.extend<OperatorSession>(found, data)) ?? { ...found, data };
  };

  const anyone =
    (handle: (visit: PageVisit) => Promise<void> | void): RequestHandler =>
    async (request, response) => {
      const show = (status: number, page: Html) => sendPage(response, status, page);
      const browser = cookies.of(request, response);
      await handle({ request, response, browser, words: wordsOf(response), show });
    };

  return {
    /** The data of a session that begins now. */
    newSession: { kind: 'operator', tokenHash } as const satisfies OperatorSession,

    /** Runs `handle` for every caller. */
    anyone,

    /** Runs `handle` for the operator. A `GET` or `HEAD` without a session runs `stranger`, or redirects to the sign-in. */
    handler(
      handle: (visit: OperatorVisit) => Promise<void> | void,
      stranger?: (visit: PageVisit) => void,
    ): RequestHandler {
      return anyone(async (visit) => {
        const session = await sessionOf(visit);
        if (session !== undefined) return handle({ ...visit, session });
        if (isReading(visit.request) && stranger) return stranger(visit);
        annotate(visit.response, { outcome: 'session expired' });
        visit.show(403, problemPage(visit.words, 'This page has expired', EXPIRED, SIGN_IN));
      });
    },

    /** Returns the token of a form on this page. */
    formToken: ({ browser }: PageVisit, name: FormName): string =>
      formTokens.mint(browser.browserId, purpose(name)),

    /** Reads the form; answers 403 and returns `undefined` if another website or an old page sent it. Throws `RequestBodyError`. */
    form(
      { request, response, browser, words, show }: PageVisit,
      name: FormName,
    ): URLSearchParams | undefined {
      const form = readOwnForm(request);
      const isOurs =
        isSameOrigin(request, config.publicUrl) &&
        formTokens.check(form.get('form_token'), browser.browserId, purpose(name));
      if (isOurs) return form;
      annotate(response, { outcome: 'refused', reason: 'foreign or outdated form' });
      show(403, problemPage(words, 'Please start again', FOREIGN, START_AGAIN));
      return undefined;
    },
  };
}

export type OperatorVisits = ReturnType<typeof createOperatorVisits>;

const SIGN_IN = [{ label: 'Sign in', href: OPERATOR_PATHS.page }];
const START_AGAIN = [{ label: 'Start again', href: OPERATOR_PATHS.page }];
const EXPIRED = 'You were away for more than 15 minutes, signed out elsewhere, or the token was changed.';
const FOREIGN =
  'This form came from another website or from an old page, so we ignored it. If it keeps happening, allow cookies for this site.';
