import { LANGUAGES } from '../languages/languages.ts';
import type { Words } from '../languages/words.ts';
import { Html, type HtmlValue, html } from './html.ts';
import { STYLE } from './style.ts';

/**
 * A whole page. `title` is also its heading; `head` is added to the metadata. `said` is what a page says once: it begins the title of the
 * window, which screen readers read first.
 */
export function layout(words: Words, title: string, content: HtmlValue, head?: Html, said?: string): Html {
  const site = words.text('common.site');
  return html`<!doctype html>
<html lang="${words.tag}" dir="${words.direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">${head}
<title>${said && html`${said} – `}${words.text('common.pageTitle', { title, site })}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${content}
</main>
<footer><a href="/privacy">${words.text('common.privacy')}</a> <a href="/terms">${words.text('common.terms')}</a>${languageChoice(words)}</footer>
</body>
</html>
`;
}

/** The same page in other languages. The choice is kept in the cookie. */
function languageChoice(words: Words): Html | undefined {
  const { query } = words;
  if (query === undefined) return undefined;
  const start = query === '' ? '?' : `?${query}&`;
  return html`
<details class="languages">
<summary>${words.text('common.language')}: ${LANGUAGES[words.language].name}</summary>
<ul>${Object.entries(LANGUAGES).map(([language, { tag, direction, name }]) => {
    const current = language === words.language && html` aria-current="true"`;
    return html`<li><a href="${start}lang=${language}" lang="${tag}" hreflang="${tag}" dir="${direction}" rel="nofollow"${current}>${name}</a></li>`;
  })}</ul>
</details>`;
}

/** The error message at the top of a page, announced by screen readers. */
export function alert(message: string | undefined): Html | undefined {
  return message === undefined ? undefined : html`<p class="alert" role="alert" id="problem">${message}</p>`;
}
