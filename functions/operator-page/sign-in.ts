import type { Clock } from '../clock.ts';
import { callerOf } from '../http/caller-address.ts';
import type { Words } from '../languages/words.ts';
import { annotate } from '../pages/call-log.ts';
import { constantEquals } from '../pages/constant-equals.ts';
import { hiddenToken } from '../pages/forms/form-fields.ts';
import { html } from '../pages/html.ts';
import { alert, layout } from '../pages/layout.ts';
import type { Sessions } from '../pages/sessions.ts';
import type { Throttle } from '../pages/throttle/throttle.ts';
import type { PageVisit } from '../pages/visit.ts';
import type { OperatorVisits } from './operator-visits.ts';
import { OPERATOR_PATHS } from './paths.ts';

const MAX_TOKEN_LENGTH = 1000;

/** Creates the sign-in of the operator's page: one field for the token. */
export function createOperatorSignIn(deps: {
  readonly clock: Clock;
  readonly sessions: Sessions;
  readonly throttle: Throttle;
  readonly visits: OperatorVisits;
  readonly token: string;
}) {
  const { clock, sessions, throttle, visits, token } = deps;

  const show = (visit: PageVisit, status: number, problem?: string) =>
    visit.show(status, signInPage(visit.words, visits.formToken(visit, 'sign-in'), problem));

  return {
    open(visit: PageVisit): void {
      annotate(visit.response, { outcome: 'shown' });
      show(visit, 200);
    },

    async submit(visit: PageVisit): Promise<void> {
      const { request, response, browser } = visit;
      const form = visits.form(visit, 'sign-in');
      if (!form) return;
      const again = (status: number, outcome: string, problem: string) => {
        annotate(response, { outcome });
        show(visit, status, problem);
      };
      const entered = (form.get('token') ?? '').trim();
      if (entered === '') return again(422, 'incomplete', 'Enter the token.');
      // Counted by address alone: somebody who guesses must not lock out the operator. A token is not guessed in 900 attempts.
      const admission = await throttle.admit(callerOf(request));
      if (admission.kind === 'wait') {
        response.set('Retry-After', String(Math.ceil(admission.ms / 1000)));
        const at = visit.words.timeAfter(clock.now() + admission.ms);
        return again(429, 'throttled', `Too many sign-in attempts. Try again after ${at}.`);
      }
      const isRight = entered.length <= MAX_TOKEN_LENGTH && constantEquals(entered, token);
      await admission.settle(isRight ? 'right' : 'wrong');
      if (!isRight)
        return again(401, 'wrong token', 'This is not the token. Copy it from the settings of the server.');
      annotate(response, { outcome: 'signed in', signedIn: true });
      await sessions.begin(response, browser, visits.newSession);
      response.redirect(303, OPERATOR_PATHS.page);
    },
  };
}

function signInPage(words: Words, formToken: string, problem: string | undefined) {
  return layout(
    words,
    'Operator',
    html`${alert(problem)}
<p>For the operator of this service. Locks and their owners are at <a href="/account">your account</a>.</p>
<form method="post" action="${OPERATOR_PATHS.signIn}">
${hiddenToken(formToken)}
<div class="field">
<label for="token">Operator token</label>
<input id="token" name="token" type="password" autocomplete="current-password" required${
      problem !== undefined && html` aria-invalid="true" aria-describedby="problem" autofocus`
    }>
<span class="hint">The value of OPERATOR_TOKEN in the settings of the server.</span>
</div>
<div class="buttons"><button class="button main">Sign in</button></div>
</form>`,
    undefined,
    { isProblem: problem !== undefined },
  );
}
