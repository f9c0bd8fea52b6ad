import type { Request, Response } from 'express';

/** A page of fixed sentences: what the outermost part of the server says when no other part answers. */
export interface PlainPage {
  readonly status: number;
  readonly title: string;
  readonly sentences: readonly string[];
  /** What a program gets instead. */
  readonly error?: string;
}

/** Sends it as a page to browsers, as JSON to everybody else. Neither is cached, framed or able to run anything. */
export function sendPlainPage(request: Request, response: Response, page: PlainPage): void {
  response.status(page.status).set({
    'Cache-Control': 'no-store',
    'Content-Security-Policy':
      "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
  });
  if (request.accepts(['json', 'html']) === 'html') {
    response.type('html').send(asHtml(page));
  } else {
    response.json(page.error === undefined ? { status: 'ok' } : { error: page.error });
  }
}

function asHtml({ title, sentences }: PlainPage): string {
  const paragraphs = sentences.map((sentence) => `<p>${escapeHtml(sentence)}</p>`).join('\n');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)}</title>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
${paragraphs}
</body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
