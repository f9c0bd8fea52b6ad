import { type Html, html } from '../html.ts';
import { alert, cancelButton, layout } from './layout.ts';

/** What the sign-in page shows. A password is never among it. */
export interface SignInView {
  /** Where the form goes: the authorization endpoint with its parameters. */
  readonly action: string;
  readonly formToken: string;
  readonly username?: string;
  readonly problem?: string;
  /** The field that is at fault. */
  readonly wrong?: 'username' | 'password';
}

/** The first step: signing in to Sifely. */
export function signInPage(view: SignInView): Html {
  const { wrong } = view;
  return layout(
    'Link your Sifely locks to Google',
    html`${alert(view.problem)}
<p>Sign in with the e-mail address or phone number and the password that you use in the Sifely app. By signing in you
let this service act on your Sifely account, so that Google can control your locks. You choose which ones on the next
page.</p>
<form method="post" action="${view.action}">
<input type="hidden" name="form_token" value="${view.formToken}">
<div class="field">
<label for="username">Sifely e-mail or phone number</label>
<input id="username" name="username" type="text" value="${view.username}" autocomplete="username"
 autocapitalize="none" spellcheck="false" maxlength="200" required ${invalid(wrong === 'username')}>
</div>
<div class="field">
<label for="password">Sifely password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required
 ${invalid(wrong === 'password')}>
<span class="hint">It is used once, to sign in at Sifely, and not kept.</span>
</div>
<div class="buttons">
<button class="button main">Sign in</button>
${cancelButton}
</div>
</form>`,
  );
}

function invalid(is: boolean): Html | false {
  return is && html`aria-invalid="true" aria-describedby="problem" autofocus`;
}
