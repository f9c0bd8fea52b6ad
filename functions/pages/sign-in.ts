import type { Accounts } from '../accounts/accounts.ts';
import { houseZone } from '../accounts/lock-rules.ts';
import type { Clock } from '../clock.ts';
import { callerOf } from '../http/caller-address.ts';
import { CloudFailureError } from '../locks/cloud-failure-error.ts';
import type { CloudSignIn, LockCloudProvider } from '../locks/lock-cloud.ts';
import { Trace } from '../logs/trace.ts';
import type { Random } from '../random.ts';
import { annotate } from './call-log.ts';
import { cloudProblem } from './cloud-problem.ts';
import type { FormTokens } from './forms/form-tokens.ts';
import { listWithTimeout } from './list-with-timeout.ts';
import { type SignInTexts, type SignInView, signInPage } from './sign-in-page.ts';
import type { KnownBrowsers } from './throttle/known-browsers.ts';
import type { Throttle } from './throttle/throttle.ts';
import type { PageVisit } from './visit.ts';

export interface SignInDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly cloud: LockCloudProvider;
  readonly accounts: Pick<Accounts, 'moveHere' | 'findByUser'>;
  readonly throttle: Throttle;
  readonly knownBrowsers: KnownBrowsers;
  readonly formTokens: FormTokens;
}

/** The purpose of a sign-in: linking, or the account pages. */
interface SignInFlow<Visit extends PageVisit> {
  readonly texts: SignInTexts;
  /** Makes the form tokens of each flow invalid in the other. */
  readonly purpose: readonly string[];
  action(visit: Visit): string;
  /** Reads the form of a visit; `undefined` if the visit has been answered. */
  form(visit: Visit): URLSearchParams | undefined;
  /**
   * Answers the visit of a person who signed in successfully. `username` as it was entered; `askedAt`: when the cloud was asked, ms
   * since the epoch; `isMoved`: their account came from the other generation of the cloud's API.
   */
  onSignedIn(
    visit: Visit,
    username: string,
    signIn: CloudSignIn,
    facts: { readonly askedAt: number; readonly isMoved: boolean },
  ): Promise<void>;
}

const MAX_FIELD_LENGTH = 200;
/** From so many on a person learns how many attempts are left: early enough to look the password up, and not after one typing error. */
const MAX_LEFT_SHOWN = 3;

/** Creates the handlers of a sign-in page. The password is passed to the lock cloud once and never stored. */
export function createSignIn<Visit extends PageVisit>(deps: SignInDeps, flow: SignInFlow<Visit>) {
  const { clock, random, cloud, accounts, throttle, knownBrowsers, formTokens } = deps;

  /** Lists the locks of a person who has no session yet. */
  const listOf = ({ credentials }: CloudSignIn, trace: Trace) => {
    const owner = `sign-in-${random.bytes(8).toString('hex')}`;
    const opened = cloud.open({ owner, credentials, reload: async () => credentials, save: async () => {} });
    return listWithTimeout(opened, { trace }, clock);
  };

  const show = (visit: Visit, status: number, view: Partial<SignInView>) => {
    const formToken = formTokens.mint(visit.browser.browserId, flow.purpose);
    visit.show(
      status,
      signInPage(flow.texts, { words: visit.words, action: flow.action(visit), formToken, ...view }),
    );
  };

  const open = (visit: Visit): void => {
    annotate(visit.response, { outcome: 'shown' });
    show(visit, 200, {});
  };

  const submit = async (visit: Visit): Promise<void> => {
    const { response, request, browser, words } = visit;
    const form = flow.form(visit);
    if (!form) return;
    const username = (form.get('username') ?? '').trim();
    const password = form.get('password') ?? '';
    const again = (status: number, outcome: string, view: Partial<SignInView>) => {
      annotate(response, { outcome });
      show(visit, status, { username: username.slice(0, MAX_FIELD_LENGTH), ...view });
    };

    if (!formTokens.check(form.get('form_token'), browser.browserId, flow.purpose)) {
      return again(403, 'outdated form', { problem: words.text('sign-in.outdated') });
    }
    const person = cloud.userOf(username);
    if (person === '' || username.length > MAX_FIELD_LENGTH) {
      return again(422, 'incomplete', {
        problem: words.text('sign-in.enterUsername'),
        wrong: 'username',
      });
    }
    if (password === '' || password.length > MAX_FIELD_LENGTH) {
      return again(422, 'incomplete', { problem: words.text('sign-in.enterPassword'), wrong: 'password' });
    }

    const known = await knownBrowsers.accountOf(browser, person, accounts);
    /** By the clocks of the house as far as it is known, else in UTC, and says so. */
    const timeIn = (ms: number) =>
      (known ? words.inZone(houseZone(known)) : words).timeAfter(clock.now() + ms);
    const admission = await throttle.admit(callerOf(request), person, known && browser.browserId);
    if (admission.kind === 'wait') {
      response.set('Retry-After', String(Math.ceil(admission.ms / 1000)));
      return again(429, 'throttled', {
        problem: words.text('sign-in.tooMany', { time: timeIn(admission.ms) }),
      });
    }
    const withAttemptsLeft = (message: string): string => {
      const { left, nextMs } = admission;
      if (left === 0) return words.text('sign-in.noAttemptsLeft', { time: timeIn(nextMs) });
      if (left > MAX_LEFT_SHOWN) return message;
      return `${message} ${words.text('sign-in.attemptsLeft', { count: left })}`;
    };

    const trace = new Trace(random.bytes(8).toString('hex'), clock);
    const failed = (error: CloudFailureError) => {
      const isWrong = error.reason === 'sign-in-refused';
      const { status, message } = cloudProblem(words, error);
      if (status === 503) response.set('Retry-After', '30');
      annotate(response, { reason: error.reason, ...(status === 503 && { error }) });
      again(status, isWrong ? 'wrong password' : 'sign-in failed', {
        problem: isWrong ? withAttemptsLeft(message) : message,
        ...(isWrong && { wrong: 'password' }),
      });
    };
    const askedAt = clock.now();
    let signIn: CloudSignIn;
    let isMoved: boolean;
    try {
      try {
        signIn = await cloud.signIn(username, password, { trace, priority: 'command' });
      } catch (error) {
        const isWrong = error instanceof CloudFailureError && error.reason === 'sign-in-refused';
        if (error instanceof CloudFailureError) await admission.settle(isWrong ? 'wrong' : 'unknown');
        throw error;
      }
      await admission.settle('right');
      isMoved = (await accounts.moveHere(signIn, () => listOf(signIn, trace))) === 'moved';
    } catch (error) {
      if (!(error instanceof CloudFailureError)) throw error;
      return failed(error);
    } finally {
      annotate(response, { upstreamMs: trace.times().upstreamMs });
    }
    annotate(response, { outcome: 'signed in', signedIn: true });
    await flow.onSignedIn(visit, username, signIn, { askedAt, isMoved });
  };

  return { open, submit };
}
