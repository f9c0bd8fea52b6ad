import type { Words } from '../languages/words.ts';
import { type Html, html } from './html.ts';
import { alert, layout } from './layout.ts';

export interface SignInWords {
  readonly title: string;
  readonly intro: string;
  /** Follows the main button. */
  readonly otherButton?: Html;
}

/** The content of the sign-in page. Never a password. */
export interface SignInView {
  readonly words: Words;
  readonly action: string;
  readonly formToken: string;
  readonly username?: string;
  readonly problem?: string;
  readonly wrong?: 'username' | 'password';
}

/** The page where a person signs in to Sifely. */
export function signInPage(texts: SignInWords, view: SignInView): Html {
  const { words, wrong } = view;
  return layout(
    words,
    texts.title,
    html`${alert(view.problem)}
<p>${texts.intro}</p>
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
<span class="hint">We use it once to sign in to Sifely and don’t store it.</span>
</div>
<div class="buttons">
<button class="button main">Sign in</button>
${texts.otherButton}
</div>
</form>`,
  );
}

function invalid(is: boolean): Html | false {
  return is && html`aria-invalid="true" aria-describedby="problem" autofocus`;
}
