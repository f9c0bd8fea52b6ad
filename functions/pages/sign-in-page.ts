import type { TextWithoutValues } from '../languages/message-types.ts';
import type { Words } from '../languages/words.ts';
import { SCRIPT_ELEMENT } from './browser/script.ts';
import { cancelButton } from './forms/cancel-button.ts';
import { type Html, html } from './html.ts';
import { alert, layout, stepLine } from './layout.ts';

/** The texts of a sign-in page. */
export interface SignInTexts {
  readonly title: TextWithoutValues;
  readonly intro: TextWithoutValues;
  /** The position of the page among the two of linking. */
  readonly step?: 1;
  /** True for a button that leaves without signing in. */
  readonly hasCancel: boolean;
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
export function signInPage(texts: SignInTexts, view: SignInView): Html {
  const { words, wrong } = view;
  return layout(
    words,
    words.text(texts.title),
    html`${alert(view.problem, wrong)}
<p>${words.text(texts.intro)}</p>
<form method="post" action="${view.action}">
<input type="hidden" name="form_token" value="${view.formToken}">
<div class="field">
<label for="username">${words.text('sign-in.username')}</label>
<input id="username" name="username" type="text" inputmode="email" value="${view.username}" autocomplete="username"
 autocapitalize="none" spellcheck="false" maxlength="200" required ${invalid(wrong === 'username')}>
</div>
<div class="field">
<label for="password">${words.text('sign-in.password')}</label>
<input id="password" name="password" type="password" autocomplete="current-password" required data-show="${words.text('sign-in.showPassword')}"
 ${invalid(wrong === 'password')}>
<p class="hint">${words.text('sign-in.usedOnce')} ${words.text('sign-in.forgot')}</p>
</div>
<div class="buttons">
<button class="button main">${words.text('common.signIn')}</button>
${texts.hasCancel && cancelButton(words)}
</div>
</form>
${SCRIPT_ELEMENT}`,
    undefined,
    { isProblem: view.problem !== undefined, ...(texts.step && { above: stepLine(words, texts.step) }) },
  );
}

function invalid(is: boolean): Html | false {
  return is && html`aria-invalid="true" aria-describedby="problem"`;
}
