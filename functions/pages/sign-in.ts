import type { Clock } from '../clock.ts';
import { CloudFailureError } from '../locks/cloud-failure-error.ts';
import type { CloudSignIn, LockCloudProvider } from '../locks/lock-cloud.ts';
import { Trace } from '../logs/trace.ts';
import type { Random } from '../random.ts';
import { annotate } from './call-log.ts';
import { cloudProblem } from './cloud-problem.ts';
import type { FormTokens } from './form-tokens.ts';
import { type SignInView, type SignInWords, signInPage } from './sign-in-page.ts';
import type { Throttle } from './throttle.ts';
import type { PageVisit } from './visit.ts';

/** What the sign-in page needs. */
export interface SignInDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly cloud: LockCloudProvider;
  readonly throttle: Throttle;
  readonly formTokens: FormTokens;
}

/** Where people sign in, and what for. */
export interface SignInFlow<Visit extends PageVisit> {
  readonly words: SignInWords;
  /** Tells forms of different places apart. */
  readonly purpose: readonly string[];
  /** Where the form goes. */
  action(visit: Visit): string;
  /** The form of a visit; `undefined` when the visit was answered already. */
  form(visit: Visit): URLSearchParams | undefined;
  /** Goes on with a person whom the lock cloud knows, and answers the visit. `username` as it was typed. */
  onSignedIn(visit: Visit, username: string, signIn: CloudSignIn): Promise<void>;
}

const MAX_FIELD_LENGTH = 200;

/** Signing in to the lock cloud. The password is handed on once and kept nowhere. */
export function createSignIn<Visit extends PageVisit>(deps: SignInDeps, place: SignInFlow<Visit>) {
  const { clock, random, cloud, throttle, formTokens } = deps;

  const show = (visit: Visit, status: number, view: Partial<SignInView>) => {
    const formToken = formTokens.mint(visit.browser.browserId, place.purpose);
    visit.show(status, signInPage(place.words, { action: place.action(visit), formToken, ...view }));
  };

  const open = (visit: Visit): void => {
    annotate(visit.response, { outcome: 'shown' });
    show(visit, 200, {});
  };

  const submit = async (visit: Visit): Promise<void> => {
    const { response, request, browser } = visit;
    const form = place.form(visit);
    if (!form) return;
    const username = (form.get('username') ?? '').trim();
    const password = form.get('password') ?? '';
    const again = (status: number, outcome: string, view: Partial<SignInView>) => {
      annotate(response, { outcome });
      show(visit, status, { username: username.slice(0, MAX_FIELD_LENGTH), ...view });
    };

    if (!formTokens.check(form.get('form_token'), browser.browserId, place.purpose)) {
      return again(403, 'outdated form', { problem: OUTDATED });
    }
    const person = cloud.userOf(username);
    if (person === '' || username.length > MAX_FIELD_LENGTH) {
      return again(422, 'incomplete', {
        problem: 'Enter the e-mail address or phone number of your Sifely account.',
        wrong: 'username',
      });
    }
    if (password === '' || password.length > MAX_FIELD_LENGTH) {
      return again(422, 'incomplete', { problem: 'Enter your Sifely password.', wrong: 'password' });
    }

    const admission = await throttle.admit(person, request.ip ?? 'unknown');
    if (admission.kind === 'wait') {
      response.set('Retry-After', String(Math.ceil(admission.ms / 1000)));
      const minutes = Math.ceil(admission.ms / 60_000);
      return again(429, 'throttled', {
        problem: `Too many attempts to sign in. Try again in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`,
      });
    }

    const trace = new Trace(random.bytes(8).toString('hex'), clock);
    let signIn: CloudSignIn;
    try {
      signIn = await cloud.signIn(username, password, { trace, priority: 'command' });
      await admission.settle('right');
    } catch (error) {
      if (!(error instanceof CloudFailureError)) throw error;
      const isWrong = error.reason === 'sign-in-refused';
      await admission.settle(isWrong ? 'wrong' : 'unknown');
      const { status, message } = cloudProblem(error);
      if (status === 503) response.set('Retry-After', '30');
      annotate(response, { reason: error.reason, ...(status === 503 && { error }) });
      return again(status, isWrong ? 'wrong password' : 'sign-in failed', {
        problem: message,
        ...(isWrong && { wrong: 'password' }),
      });
    } finally {
      annotate(response, { upstreamMs: trace.times().upstreamMs });
    }
    annotate(response, { outcome: 'signed in' });
    await place.onSignedIn(visit, username, signIn);
  };

  return { open, submit };
}

const OUTDATED =
  'This page was out of date. Please enter your password again. If this keeps happening, allow cookies for this site.';
