import type { Words } from '../languages/words.ts';
import { hiddenToken } from '../pages/forms/form-fields.ts';
import { type Html, type HtmlValue, html } from '../pages/html.ts';
import { layout } from '../pages/layout.ts';
import { PATHS } from './paths.ts';

/** A page that asks for confirmation before a change that cannot be undone. */
export function confirmPage(view: {
  readonly words: Words;
  readonly title: string;
  readonly content: HtmlValue;
  readonly action: string;
  /** Hidden fields. */
  readonly fields?: Html;
  readonly formToken: string;
  readonly yes: string;
  readonly no: string;
  /** The address of the page that is left as it is; the overview if left out. */
  readonly back?: string;
}): Html {
  return layout(
    view.words,
    view.title,
    html`${view.content}
<form method="post" action="${view.action}">
${hiddenToken(view.formToken)}${view.fields}
<div class="buttons">
<a class="button main" href="${view.back ?? PATHS.overview}">${view.no}</a>
<button class="button grave">${view.yes}</button>
</div>
</form>`,
  );
}
