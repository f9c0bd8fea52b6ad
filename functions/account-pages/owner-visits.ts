import type { RequestHandler } from 'express';
import type { Accounts, LoadedAccount } from '../accounts/accounts.ts';
import type { Config } from '../config/config.ts';
import type { BrowserCookies } from '../pages/browser-cookie.ts';
import { annotate } from '../pages/call-log.ts';
import { readOwnForm } from '../pages/form-body.ts';
import type { FormTokens } from '../pages/form-tokens.ts';
import type { Html } from '../pages/html.ts';
import { problemPage } from '../pages/problem-page.ts';
import { isSameOrigin } from '../pages/same-origin.ts';
import type { OwnerSession, PageSession, Sessions } from '../pages/sessions.ts';
import { type PageVisit, sendPage } from '../pages/visit.ts';
import { PATHS } from './paths.ts';

/** A visit of somebody who signed in and whose Sifely account is linked. */
export interface OwnerVisit extends PageVisit {
  readonly session: PageSession<OwnerSession>;
  readonly loaded: LoadedAccount;
  /** What was done just now, to be told once. */
  readonly notice: OwnerSession['notice'];
}

/** What {@link createOwnerVisits} needs. */
export interface OwnerVisitDeps {
  readonly config: Pick<Config, 'publicUrl'>;
  readonly accounts: Accounts;
  readonly cookies: BrowserCookies;
  readonly sessions: Sessions;
  readonly formTokens: FormTokens;
}

/** Lets the owner of an account through to a page, and nobody else. */
export function createOwnerVisits(deps: OwnerVisitDeps) {
  const { config, accounts, cookies, sessions, formTokens } = deps;
  const purpose = (name: string, accountId: string) => ['account', name, accountId];

  /** The session, which lives longer for this visit; what it had to tell once is taken out. */
  const ownerOf = async (visit: PageVisit) => {
    const found = await sessions.of(visit.browser);
    if (found?.data.kind !== 'owner') return undefined;
    const { notice, ...data } = found.data;
    const next = visit.request.method === 'GET' ? data : found.data;
    // Another tab was faster: then that one has extended it.
    const extended = await sessions.extend<OwnerSession>(found, next);
    return { session: extended ?? { ...found, data: next }, notice };
  };

  return {
    /** Runs `handle` for the owner; `stranger` for a `GET` without a session, which otherwise leads to the sign-in. */
    handler(
      handle: (visit: OwnerVisit) => Promise<void> | void,
      stranger?: (visit: PageVisit) => void,
    ): RequestHandler {
      return async (request, response) => {
        const show = (status: number, page: Html) => sendPage(response, status, page);
        const visit = { request, response, browser: cookies.of(request, response), show };
        const owner = await ownerOf(visit);
        if (!owner) {
          if (request.method === 'GET' && stranger) return stranger(visit);
          annotate(response, { outcome: 'session expired' });
          if (request.method === 'GET') return response.redirect(303, PATHS.overview);
          return show(403, problemPage('This page has expired', EXPIRED, SIGN_IN));
        }
        const { accountId } = owner.session.data;
        annotate(response, { accountId });
        const loaded = await accounts.load(accountId);
        if (!loaded) {
          annotate(response, { outcome: 'account gone' });
          await sessions.end(response, visit.browser, owner.session);
          return show(410, problemPage('Nothing is linked any more', GONE, SIGN_IN));
        }
        await handle({ ...visit, ...owner, loaded });
      };
    },

    /** The token of a form on a page of this visit. */
    formToken: ({ browser, session }: OwnerVisit, name: string): string =>
      formTokens.mint(browser.browserId, purpose(name, session.data.accountId)),

    /** The form of a visit; `undefined` when it is not ours and the visit was answered. Throws `RequestBodyError`. */
    form(visit: OwnerVisit, name: string, lists: readonly string[] = []): URLSearchParams | undefined {
      const { request, response, browser, session, show } = visit;
      const form = readOwnForm(request, lists);
      const isOurs =
        isSameOrigin(request, config.publicUrl) &&
        formTokens.check(form.get('form_token'), browser.browserId, purpose(name, session.data.accountId));
      if (isOurs) return form;
      annotate(response, { outcome: 'refused', reason: 'foreign or outdated form' });
      const ways = [{ label: 'Back to the account', href: PATHS.overview }];
      show(403, problemPage('Please check again', FOREIGN, ways));
      return undefined;
    },

    /** Goes back to the overview, which tells what was done. */
    async done({ response, session }: OwnerVisit, notice: NonNullable<OwnerSession['notice']>) {
      annotate(response, { outcome: notice });
      await sessions.change(session, (data) => (data.kind === 'owner' ? { ...data, notice } : undefined));
      response.redirect(303, PATHS.overview);
    },
  };
}

/** What {@link createOwnerVisits} makes. */
export type OwnerVisits = ReturnType<typeof createOwnerVisits>;

const SIGN_IN = [{ label: 'Sign in', href: PATHS.overview }];
const EXPIRED =
  'More than 15 minutes went by since your last visit, or you signed out in another window. Nothing was changed: sign in again.';
const GONE =
  'The link between this Sifely account and Google was ended, here or in the Google Home app. Nothing of it is left with us.';
const FOREIGN =
  'This form was sent by another site, or by a page that shows another account than you are signed in to now. Nothing was changed.';
