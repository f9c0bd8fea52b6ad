import { Html, type HtmlValue, html } from './html.ts';
import { STYLE } from './style.ts';

/** A whole page. `title` is also its heading; `head` is added to the metadata. */
export function layout(title: string, content: HtmlValue, head?: Html): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">${head}
<title>${title} – Sifely locks</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${content}
</main>
<footer><a href="/privacy">Privacy</a> <a href="/terms">Terms</a></footer>
</body>
</html>
`;
}

/** The error message at the top of a page, announced by screen readers. */
export function alert(message: string | undefined): Html | undefined {
  return message === undefined ? undefined : html`<p class="alert" role="alert" id="problem">${message}</p>`;
}
