import { LANGUAGES } from '../languages/languages.ts';
import type { Words } from '../languages/words.ts';
import { Html, type HtmlValue, html } from './html.ts';
import { contactLink } from './legal/contact-link.ts';
import { ICON_PATH, MARK } from './mark.ts';
import { STYLE } from './style.ts';

/** The parts that only some pages have. */
interface LayoutOptions {
  /** Text that a page says once: it begins the title of the window, which screen readers read first. */
  readonly said?: string | undefined;
  /** True if the page says what went wrong: so does the title of the window. */
  readonly isProblem?: boolean;
  /** A line above the heading. */
  readonly above?: Html;
}

/** A whole page. `title` is also its heading; `head` is added to the metadata. */
export function layout(
  words: Words,
  title: string,
  content: HtmlValue,
  head?: Html,
  { said, isProblem = false, above }: LayoutOptions = {},
): Html {
  const site = words.service?.name ?? words.text('common.site');
  const pageTitle = title === site ? title : words.text('common.pageTitle', { title, site });
  return html`<!doctype html>
<html lang="${words.tag}" dir="${words.direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">${head}
<link rel="icon" href="${ICON_PATH}" type="image/svg+xml">
<title>${said && html`${said} – `}${isProblem ? words.text('common.problem', { title: pageTitle }) : pageTitle}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<header class="site">${MARK}<span><bdi>${site}</bdi>${who(words)}</span></header>
<main>${above}
<h1>${title}</h1>
${content}
</main>
<footer><p>${words.text('common.notOfficial')}${contactOf(words)}</p><a href="/privacy">${words.text('common.privacy')}</a> <a href="/terms">${words.text('common.terms')}</a>${languageChoice(words)}</footer>
</body>
</html>
`;
}

/** The line above the heading of a page of linking, which has two steps. */
export function stepLine(words: Words, number: 1 | 2): Html {
  // The style draws the arrow: not every font has one.
  const to = (arrow: Html) => html`<span class="to">${arrow}</span>`;
  return html`<p class="step">${words.html('consent.step', { number, total: 2, to })}</p>`;
}

/** The address of the service and who runs it. */
function who({ service }: Words): Html | undefined {
  if (service === undefined) return undefined;
  const { host, operator } = service;
  return html`<span class="hint"><bdi>${host}</bdi>${operator !== undefined && html` · <bdi>${operator}</bdi>`}</span>`;
}

/** The way to the operator. */
function contactOf({ service }: Words): Html | undefined {
  const contact = service?.contact;
  return contact === undefined ? undefined : html` ${contactLink(contact, html`<bdi>${contact}</bdi>`)}`;
}

/** Returns a page of {@link layout} with more at the end of its content, unless the page has an element with the id `session` itself. */
export function withEnd(page: Html, end: Html): Html {
  const text = page.toString();
  // Text of people is escaped: the first one is that of the layout.
  return text.includes('<div id="session"')
    ? page
    : new Html(text.replace('</main>', () => `${end}\n</main>`));
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

/** The error message at the top of a page: it has the focus when the page opens, and leads to `field`, the id of what is wrong. */
export function alert(message: string | undefined, field?: string): Html | undefined {
  if (message === undefined) return undefined;
  const text = field === undefined ? message : html`<a href="#${field}">${message}</a>`;
  return html`<p class="alert" role="alert" id="problem" tabindex="-1" autofocus>${text}</p>`;
}

/** The message at the top of a page about what was done: it has the focus when the page opens. Say it in the title as well: {@link LayoutOptions.said}. */
export function notice(message: string | undefined): Html | undefined {
  if (message === undefined) return undefined;
  return html`<p class="notice" role="status" tabindex="-1" autofocus>${message}</p>`;
}
