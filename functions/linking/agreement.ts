import type { Accounts } from '../accounts/accounts.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Entropy } from '../entropy.ts';
import { CloudFailure } from '../locks/cloud-failure.ts';
import type { CloudAccess, CloudLock } from '../locks/lock-cloud.ts';
import { Trace } from '../logs/trace.ts';
import { note } from './call-log.ts';
import { cloudProblem } from './cloud-problem.ts';
import { type Codes, codeId } from './codes.ts';
import type { FormTokens } from './form-tokens.ts';
import type { OAuthServer } from './oauth-server.ts';
import { formOf, type Visit } from './page-context.ts';
import { type ConsentView, consentPage } from './pages/consent-page.ts';
import { donePage, noOperableLockPage, problemPage } from './pages/problem-page.ts';
import { readPinChoice } from './pin-choice.ts';
import { createSessionKeeper } from './session-keeper.ts';
import type { Session, Sessions, ShownLock, SignedIn } from './sessions.ts';

/** What the consent page needs. */
export interface AgreementParts {
  readonly config: Config;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly accounts: Accounts;
  readonly cloud: CloudAccess;
  readonly codes: Codes;
  readonly formTokens: FormTokens;
  readonly server: OAuthServer;
  readonly sessions: Sessions;
}

/** The second step: choosing locks and a PIN, agreeing, and going back to Google with a code. */
export function createAgreement(parts: AgreementParts) {
  const { config, clock, entropy, accounts, cloud, codes, formTokens, server, sessions } = parts;

  const purpose = ({ data }: Session<SignedIn>) => ['consent', cloud.profile, data.user];

  /** The session of a person who has not agreed yet; answers in every other case. */
  const signedIn = async (visit: Visit): Promise<Session<SignedIn> | undefined> => {
    const session = await sessions.of(visit.browser);
    if (session?.data.kind === 'signed-in') return { ...session, data: session.data };
    if (session?.data.kind === 'linked' && session.data.query === visit.authorization.query) {
      await goBack(visit, session.data);
      return undefined;
    }
    note(visit.response, { outcome: 'session expired' });
    const message =
      'More than 15 minutes went by since you signed in, or you finished in another window. Nothing is lost: sign in again.';
    const ways = [{ label: 'Start again', href: visit.paths.signIn }];
    visit.show(403, problemPage('This page has expired', message, ways));
    return undefined;
  };

  /** The same form sent twice ends where the first one did, as long as Google has not come for the tokens. */
  const goBack = async ({ response, show }: Visit, linked: { codeId: string; location: string }) => {
    if (await codes.isWaiting(linked.codeId)) {
      note(response, { outcome: 'sent again' });
      response.redirect(303, linked.location);
      return;
    }
    note(response, { outcome: 'already linked' });
    const message =
      'Your Sifely account is linked to Google already. You can close this page and go on in the Google Home app.';
    show(200, donePage('Already linked', message));
  };

  const list = async (
    visit: Visit,
    session: Session<SignedIn>,
  ): Promise<readonly ShownLock[] | undefined> => {
    const trace = new Trace(entropy.bytes(8).toString('hex'), clock);
    const { response, paths, show } = visit;
    try {
      return (await cloud.open(createSessionKeeper(sessions, session)).list({ trace })).map(shownOf);
    } catch (error) {
      if (!(error instanceof CloudFailure)) throw error;
      const { status, title, message } = cloudProblem(error);
      note(response, { outcome: 'list failed', reason: error.reason, ...(status === 503 && { error }) });
      if (status === 503) response.set('Retry-After', '30');
      const retry = { label: 'Try again', href: paths.consent };
      const ways = [...(status === 503 ? [retry] : []), { label: 'Sign in again', href: paths.signIn }];
      show(status, problemPage(title, message, ways));
      return undefined;
    } finally {
      note(response, { upstreamMs: trace.times().upstreamMs });
    }
  };

  const render = (
    visit: Visit,
    session: Session<SignedIn>,
    status: number,
    view: Pick<ConsentView, 'locks' | 'chosen' | 'unlocking' | 'hasPin' | 'isShared' | 'problem' | 'wrong'>,
  ) => {
    const { browser, paths } = visit;
    visit.show(
      status,
      consentPage({
        action: paths.consent,
        otherAccount: paths.signIn,
        formToken: formTokens.mint(browser.browserId, purpose(session)),
        username: session.data.username,
        ...view,
      }),
    );
  };

  /** Remembers what was shown, whatever happens to the session at the same time. */
  const remember = async (session: Session<SignedIn>, shown: readonly ShownLock[]): Promise<void> => {
    let current: Session | undefined = session;
    while (current?.data.kind === 'signed-in') {
      if (await sessions.update(current, { ...current.data, shown: [...shown] })) return;
      current = await sessions.find(session.id);
    }
  };

  const open = async (visit: Visit): Promise<void> => {
    const { response, paths, show } = visit;
    const session = await signedIn(visit);
    const locks = session && (await list(visit, session));
    if (!session || !locks) return;
    if (!locks.some(isOperable)) {
      note(response, { outcome: locks.length === 0 ? 'no locks' : 'no operable lock' });
      const ways = [
        { label: 'Check again', href: paths.consent },
        { label: 'Use another account', href: paths.signIn },
      ];
      const message = `The Sifely account ${session.data.username} has no locks. Add one in the Sifely app, or use another account.`;
      show(
        200,
        locks.length === 0
          ? problemPage('No locks in this account', message, ways)
          : noOperableLockPage(locks, ways),
      );
      return;
    }
    await remember(session, locks);
    const existing = (await accounts.findByUser(session.data.user))?.account;
    note(response, { outcome: 'shown' });
    const operable = locks.filter(isOperable);
    const chosen = operable.filter(({ lockId }) => existing?.locks[lockId]?.shared ?? true);
    const hasPin = existing?.pin !== undefined;
    render(visit, session, 200, {
      locks,
      chosen: new Set(chosen.map(({ lockId }) => lockId)),
      unlocking: hasPin ? 'keep' : existing ? 'off' : 'pin',
      hasPin,
      isShared: existing !== undefined,
    });
  };

  const submit = async (visit: Visit): Promise<void> => {
    const { authorization, browser, paths, response } = visit;
    const form = formOf(visit, config.publicUrl, ['lock']);
    const session = form && (await signedIn(visit));
    if (!form || !session) return;
    const { data } = session;
    if (!formTokens.check(form.get('form_token'), browser.browserId, purpose(session))) {
      note(response, { outcome: 'outdated form' });
      const message = `You are signed in as ${data.username} now, maybe in another window. Check the page again before you agree.`;
      visit.show(
        403,
        problemPage('Please check again', message, [{ label: 'Check again', href: paths.consent }]),
      );
      return;
    }
    if (!data.shown) return response.redirect(303, paths.consent);

    const existing = (await accounts.findByUser(data.user))?.account;
    const hasPin = existing?.pin !== undefined;
    const ticked = new Set(form.getAll('lock'));
    const operable = data.shown.filter(isOperable);
    const chosen = operable.filter(({ lockId }) => ticked.has(lockId));
    const again = (problem: string, wrong: NonNullable<ConsentView['wrong']>) => {
      note(response, { outcome: 'incomplete', reason: wrong });
      const choice = form.get('unlocking');
      render(visit, session, 422, {
        locks: data.shown ?? [],
        chosen: new Set(chosen.map(({ lockId }) => lockId)),
        unlocking:
          choice === 'off' || (choice === 'keep' && hasPin)
            ? choice
            : hasPin && wrong === 'unlocking'
              ? 'keep'
              : 'pin',
        hasPin,
        isShared: existing !== undefined,
        problem,
        wrong,
      });
    };
    if (chosen.length === 0) return again('Choose at least one lock.', 'locks');
    const pin = readPinChoice(form, hasPin);
    if ('field' in pin) return again(pin.message, pin.field);

    const accountId = await accounts.consent({
      signIn: { user: data.user, credentials: data.credentials },
      locks: Object.fromEntries(operable.map(({ lockId }) => [lockId, { shared: ticked.has(lockId) }])),
      pin,
    });
    note(response, { accountId });
    const { location, code } = await server.authorize(authorization, accountId);
    const linked = { kind: 'linked', query: authorization.query, codeId: codeId(code), location } as const;
    let current: Session | undefined = session;
    while (current?.data.kind === 'signed-in') {
      if (await sessions.update(current, linked)) {
        note(response, { outcome: 'agreed' });
        return response.redirect(303, location);
      }
      current = await sessions.find(session.id);
    }
    // The same form was sent twice and the other one was faster: its code counts, ours is taken back.
    const spare = await codes.find(code);
    if (spare) await codes.redeem(code, spare);
    await signedIn(visit);
  };

  return { open, submit };
}

function shownOf({ lockId, name, groupName, operability }: CloudLock): ShownLock {
  return { lockId, name, operability, ...(groupName !== undefined && { groupName }) };
}

function isOperable({ operability }: ShownLock): boolean {
  return operability === 'operable';
}
