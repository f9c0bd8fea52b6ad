import type { Request, RequestHandler, Response } from 'express';
import type { Accounts, LoadedAccount } from '../accounts/accounts.ts';
import { houseZone } from '../accounts/lock-rules.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config/config.ts';
import { SCRIPT_ELEMENT } from '../pages/browser/script.ts';
import type { BrowserCookies } from '../pages/browser-cookie.ts';
import { annotate } from '../pages/call-log.ts';
import { readOwnForm } from '../pages/forms/form-body.ts';
import type { FormTokens } from '../pages/forms/form-tokens.ts';
import { isSameOrigin } from '../pages/forms/same-origin.ts';
import { type Html, html } from '../pages/html.ts';
import { withEnd } from '../pages/layout.ts';
import { wordsOf } from '../pages/page-language.ts';
import { problemPage } from '../pages/problem-page.ts';
import { isOver, type OwnerSession, type PageSession, type Sessions } from '../pages/sessions.ts';
import { isReading, type PageVisit, sendPage } from '../pages/visit.ts';
import { PATHS } from './paths.ts';
import { sessionEnd } from './session-end.ts';

/** A visit of the owner, who is signed in. Its words have the times of their house. */
export interface OwnerVisit extends PageVisit {
  readonly session: PageSession<OwnerSession>;
  readonly loaded: LoadedAccount;
  /** The message to show once, after a change. */
  readonly notice: OwnerSession['notice'];
}

/** A visit of the owner that neither extends the session nor shows the notice: the page asks by itself, not the person. */
export type QuietVisit = Pick<
  OwnerVisit,
  'request' | 'response' | 'browser' | 'words' | 'session' | 'loaded'
>;

interface OwnerVisitDeps {
  readonly config: Pick<Config, 'publicUrl'>;
  readonly clock: Clock;
  readonly accounts: Accounts;
  readonly cookies: BrowserCookies;
  readonly sessions: Sessions;
  readonly formTokens: FormTokens;
}

/** Creates the guard of the account pages: only the signed-in owner gets to a page. */
export function createOwnerVisits(deps: OwnerVisitDeps) {
  const { config, clock, accounts, cookies, sessions, formTokens } = deps;
  const purpose = (name: string, accountId: string) => ['account', name, accountId];

  /** Returns the session, extended by this visit, and the notice, which a GET removes from it: HEAD does not show it. */
  const ownerOf = async (visit: PageVisit) => {
    const found = await sessions.of(visit.browser);
    if (found?.data.kind !== 'owner') return undefined;
    const { notice, ...data } = found.data;
    const next = visit.request.method === 'GET' ? data : found.data;
    const extended = await sessions.extend<OwnerSession>(found, next);
    if (extended) return { session: extended, notice };
    // Another tab was faster: it changed the session, which extended it as well, or ended it.
    const current = await sessions.find(found.id);
    return current?.data.kind === 'owner'
      ? { session: { ...current, data: current.data }, notice }
      : undefined;
  };

  const expired = ({ response, words, show }: Pick<PageVisit, 'response' | 'words' | 'show'>): void => {
    annotate(response, { outcome: 'session expired' });
    const links = [{ label: words.text('common.signIn'), href: PATHS.overview }];
    show(403, problemPage(words, words.text('errors.expired'), words.text('sign-in.expiredAccount'), links));
  };

  return {
    /** Returns the visit of an owner who is signed in, else `undefined`. */
    async quietly(request: Request, response: Response): Promise<QuietVisit | undefined> {
      const browser = cookies.of(request, response);
      const found = await sessions.of(browser);
      if (found?.data.kind !== 'owner') return undefined;
      const session = { ...found, data: found.data };
      const loaded = await accounts.load(session.data.accountId);
      if (!loaded || isOver(session.data, loaded.account)) return undefined;
      const words = wordsOf(response).inZone(houseZone(loaded.account));
      return { request, response, browser, words, session, loaded };
    },

    /** Runs `handle` for the owner. A `GET` or `HEAD` without a session runs `stranger`, or redirects to the sign-in. */
    handler(
      handle: (visit: OwnerVisit) => Promise<void> | void,
      stranger?: (visit: PageVisit) => void,
    ): RequestHandler {
      return async (request, response) => {
        const show = (status: number, page: Html) => sendPage(response, status, page);
        const words = wordsOf(response);
        const links = [{ label: words.text('common.signIn'), href: PATHS.overview }];
        const visit = { request, response, browser: cookies.of(request, response), words, show };
        const owner = await ownerOf(visit);
        const refuse = () => {
          if (!isReading(request)) return expired(visit);
          if (stranger) return stranger(visit);
          annotate(response, { outcome: 'session expired' });
          response.redirect(303, PATHS.overview);
        };
        if (!owner) return refuse();
        const { accountId } = owner.session.data;
        annotate(response, { accountId });
        const loaded = await accounts.load(accountId);
        if (!loaded) {
          annotate(response, { outcome: 'account gone' });
          await sessions.end(response, visit.browser, owner.session);
          return show(
            410,
            problemPage(words, words.text('sign-in.gone'), words.text('sign-in.goneHelp'), links),
          );
        }
        if (isOver(owner.session.data, loaded.account)) {
          await sessions.end(response, visit.browser, owner.session);
          return refuse();
        }
        const houseWords = words.inZone(houseZone(loaded.account));
        const showWithEnd = (status: number, page: Html) => {
          const isSignedIn = cookies.of(request, response).secret !== undefined;
          const end = html`${sessionEnd(houseWords, owner.session.expiresAt, clock.now())}${SCRIPT_ELEMENT}`;
          show(status, isSignedIn ? withEnd(page, end) : page);
        };
        await handle({ ...visit, ...owner, loaded, words: houseWords, show: showWithEnd });
      };
    },

    /** True if the owner did not sign out, here or everywhere, while their request waited for the lock cloud; else answers 403. */
    async isSignedIn(visit: OwnerVisit): Promise<boolean> {
      const { response, session, loaded } = visit;
      const found = await sessions.find(session.id);
      const account = (await accounts.load(loaded.account.id))?.account;
      if (found !== undefined && account !== undefined && !isOver(session.data, account)) return true;
      // The cookie stays: the person may have signed in again in another tab.
      expired({ ...visit, show: (status, page) => sendPage(response, status, page) });
      return false;
    },

    /** Returns the token of a form on this page. */
    formToken: ({ browser, session }: Pick<OwnerVisit, 'browser' | 'session'>, name: string): string =>
      formTokens.mint(browser.browserId, purpose(name, session.data.accountId)),

    /** Reads the form with this name, which may follow from its fields; answers 403 and returns `undefined` if its token is invalid. Throws `RequestBodyError`. */
    form(
      visit: OwnerVisit,
      name: string | ((form: URLSearchParams) => string),
      lists: readonly string[] = [],
    ): URLSearchParams | undefined {
      const { request, response, browser, words, session, show } = visit;
      const form = readOwnForm(request, lists);
      const ownName = typeof name === 'string' ? name : name(form);
      const isValid =
        isSameOrigin(request, config.publicUrl) &&
        formTokens.check(form.get('form_token'), browser.browserId, purpose(ownName, session.data.accountId));
      if (isValid) return form;
      annotate(response, { outcome: 'refused', reason: 'foreign or outdated form' });
      const links = [{ label: words.text('common.backToAccount'), href: PATHS.overview }];
      show(
        403,
        problemPage(
          words,
          words.text('errors.pleaseCheckAgain'),
          words.text('sign-in.foreignAccount'),
          links,
        ),
      );
      return undefined;
    },

    /** Redirects to the overview, which shows the notice. */
    async done({ response, session }: OwnerVisit, notice: NonNullable<OwnerSession['notice']>) {
      annotate(response, { outcome: notice });
      await sessions.change(session, (data) => (data.kind === 'owner' ? { ...data, notice } : undefined));
      response.redirect(303, PATHS.overview);
    },
  };
}

export type OwnerVisits = ReturnType<typeof createOwnerVisits>;
