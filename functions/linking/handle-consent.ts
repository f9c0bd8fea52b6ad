import type { Account, LockControl } from '../accounts/account.ts';
import type { Accounts, Consent } from '../accounts/accounts.ts';
import { hasPins } from '../accounts/pins/stored-pins.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config/config.ts';
import type { BrowserCookies } from '../pages/browser-cookie.ts';
import { annotate } from '../pages/call-log.ts';
import {
  type IsCode,
  type IsDoorCode,
  readPinChoice,
  refuseKnownDigits,
  takenProblem,
  wasPinSetMeanwhile,
} from '../pages/forms/pin-choice.ts';
import { problemPage } from '../pages/problem-page.ts';
import type { PageSession, Sessions, ShownLock, SignedIn } from '../pages/sessions.ts';
import type { KnownBrowsers } from '../pages/throttle/known-browsers.ts';
import { type AuthorizationVisit, readVisitForm } from './authorization-visit.ts';
import { type Codes, codeId } from './codes.ts';
import { type ConsentView, choiceDigest, controlField, LOCK_CONTROLS } from './consent-page.ts';
import type { ConsentSession } from './consent-session.ts';
import { areMany, type ConsentViews, controlsOf, idsOf, isOperable } from './consent-view.ts';
import type { IssueCode } from './issue-code.ts';
import { leaveTo } from './leave-page.ts';
import { createSessionCredentials } from './session-credentials.ts';

/** So long, in all, the same form that was sent a moment earlier is waited for. */
const TWIN = { looks: 5, everyMs: 300 };

interface TakeConsentDeps {
  readonly clock: Clock;
  readonly config: Config;
  readonly accounts: Accounts;
  readonly codes: Codes;
  readonly issueCode: IssueCode;
  readonly sessions: Sessions;
  readonly cookies: BrowserCookies;
  readonly knownBrowsers: KnownBrowsers;
  readonly consentSession: ConsentSession;
  readonly views: ConsentViews;
  readonly isCode?: IsCode | undefined;
  readonly isDoorCode?: IsDoorCode | undefined;
  readonly sharingChanged: (accountId: string) => Promise<unknown>;
}

/** Creates the handler of the consent form: stores the choices and sends the person back to Google with a code. */
export function createHandleConsent(deps: TakeConsentDeps) {
  const { clock, config, accounts, codes, issueCode, sessions, consentSession, views } = deps;

  const finish = async (
    visit: AuthorizationVisit,
    session: PageSession<SignedIn>,
    accountId: string,
    consent: Consent,
    before: Account | undefined,
  ): Promise<void> => {
    const { authorization, response, browser } = visit;
    annotate(response, { accountId });
    if (before && changesSharing(before, consent)) await deps.sharingChanged(accountId);
    const { location, code } = await issueCode(authorization, accountId);
    const linked = { kind: 'linked', query: authorization.query, codeId: codeId(code), location } as const;
    if (await sessions.change(session, (data) => (data.kind === 'signed-in' ? linked : undefined))) {
      annotate(response, { outcome: 'agreed' });
      const account = { ...before, id: accountId };
      deps.cookies.write(response, deps.knownBrowsers.withMark(browser, consent.signIn.user, account));
      return leaveTo(visit, location);
    }
    // The same form was sent twice and the other request was faster: its code counts, ours is deleted.
    const unused = await codes.find(code);
    if (unused) await codes.redeem(code, unused);
    await consentSession(visit);
  };

  /** Waits until the same form, sent twice, has linked; then sends the person back to Google. False if it does not. */
  const hasTwinLinked = async (visit: AuthorizationVisit): Promise<boolean> => {
    for (let look = 0; look < TWIN.looks; look++) {
      const session = await sessions.of(visit.browser);
      if (session?.data.kind === 'linked') return (await consentSession(visit)) === undefined;
      await clock.delay(TWIN.everyMs);
    }
    return false;
  };

  return async (visit: AuthorizationVisit): Promise<void> => {
    const { paths, response, words } = visit;
    const form = readVisitForm(visit, config.publicUrl, ['lock']);
    const session = form && (await consentSession(visit));
    if (!form || !session) return;
    const { user, username, credentials, signedInAt, shown, choosing } = session.data;
    if (!views.isValidForm(visit, session, form)) {
      annotate(response, { outcome: 'outdated form' });
      const message = words.text('consent.otherPerson', { username });
      const links = [{ label: words.text('common.checkAgain'), href: paths.consent }];
      return visit.show(403, problemPage(words, words.text('errors.pleaseCheckAgain'), message, links));
    }
    if (!shown) return response.redirect(303, paths.consent);

    const existing = (await accounts.findByUser(user))?.account;
    const hasPin = existing !== undefined && hasPins(existing);
    const ticked = new Set(areMany(shown) ? choosing?.chosen : form.getAll('lock'));
    const operable = shown.filter(isOperable);
    const chosen = operable.filter(({ lockId }) => ticked.has(lockId));
    const hasChanged = areMany(shown) && form.get('chosen') !== choiceDigest(idsOf(chosen));
    const controls = new Map([...controlsOf(existing), ...readControls(form, operable)]);
    const wrongLocks = hasChanged ? 'consent.changed' : chosen.length === 0 ? 'consent.noLock' : undefined;
    const unlockable = [...idsOf(chosen)].filter((lockId) => (controls.get(lockId) ?? 'unlock') === 'unlock');
    const isDoorCode = async (digits: string) =>
      deps.isDoorCode?.(
        { credentials: createSessionCredentials(sessions, session), lockIds: unlockable },
        digits,
      ) ?? false;
    const pin =
      wrongLocks === undefined
        ? await refuseKnownDigits(readPinChoice(form, hasPin), existing, { ...deps, isDoorCode })
        : ({ field: 'locks', message: wrongLocks } as const);
    const refuse = ({ field, message }: Extract<typeof pin, { field: unknown }>) => {
      annotate(response, { outcome: 'incomplete', reason: field });
      return views.show(visit, session, 422, {
        locks: shown,
        chosen: idsOf(chosen),
        controls,
        unlocking: preselected(form.get('unlocking'), hasPin, field),
        hasPin,
        isShared: existing !== undefined,
        problem: words.text(message),
        wrong: field,
      });
    };
    if ('field' in pin) {
      // A double tap: the PIN that was set meanwhile is that of the first one.
      if (wasPinSetMeanwhile(form, hasPin) && (await hasTwinLinked(visit))) return;
      return refuse(pin);
    }
    // The codes of the doors took time: the person may have signed out everywhere, or sent the form twice.
    if (pin.kind === 'set' && (await consentSession(visit)) === undefined) return;
    const locks = Object.fromEntries(
      operable.map(({ lockId }) => {
        const control = controls.get(lockId);
        const isChanged = control !== undefined && control !== (existing?.locks[lockId]?.control ?? 'unlock');
        return [lockId, { shared: ticked.has(lockId), ...(isChanged && { control }) }];
      }),
    );
    const signedIn = { signIn: { user, credentials }, ...(signedInAt !== undefined && { signedInAt }) };
    const consent = { ...signedIn, locks, pin };
    const accountId = await accounts.consent(consent).catch(takenProblem);
    if (typeof accountId !== 'string') return refuse(accountId);
    await finish(visit, session, accountId, consent, existing);
  };
}

/** Reads what Google may do with each lock. A form without the field of a lock leaves that as it is. */
function readControls(form: URLSearchParams, locks: readonly ShownLock[]): Map<string, LockControl> {
  const controls = new Map<string, LockControl>();
  for (const { lockId } of locks) {
    const sent = form.get(controlField(lockId));
    const control = LOCK_CONTROLS.find((each) => each === sent);
    if (control !== undefined) controls.set(lockId, control);
  }
  return controls;
}

/** True if the shared locks change for people who linked before. Google syncs the person who links now anyway. */
function changesSharing({ grants, locks }: Account, consent: Consent): boolean {
  const changed = Object.entries(consent.locks).some(
    ([id, { shared }]) => shared !== (locks[id]?.shared ?? false),
  );
  return grants.length > 0 && changed;
}

/** The preselected choice when the page is shown again: the person's own, or the harmless one if that is unclear. */
function preselected(
  choice: string | null,
  hasPin: boolean,
  wrong: ConsentView['wrong'],
): ConsentView['unlocking'] {
  if (hasPin && wrong === 'unlocking') return 'keep';
  return choice === 'off' || (choice === 'keep' && hasPin) ? choice : 'pin';
}
