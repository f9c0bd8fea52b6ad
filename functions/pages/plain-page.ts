import type { Request, Response } from 'express';
import { type Html, html } from './html.ts';
import { layout } from './layout.ts';
import { buttons, type PageLink } from './problem-page.ts';
import { STYLE_HASH } from './style.ts';

interface PlainPage {
  readonly status: number;
  readonly title: string;
  readonly sentences: readonly string[];
  readonly links?: readonly PageLink[];
  /** Below the links. */
  readonly figure?: Html;
  /** Error code for programs, which get JSON. */
  readonly error?: string;
}

/** Sends the page as HTML to browsers and as JSON to programs; not cached, not rewritten by proxies, not framed, without scripts. */
export function sendPlainPage(request: Request, response: Response, page: PlainPage): void {
  response.status(page.status).set({
    'Cache-Control': 'no-transform, no-store',
    'Content-Security-Policy': `default-src 'none'; style-src ${STYLE_HASH}; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`,
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
  });
  if (request.accepts(['json', 'html']) === 'html') {
    const { title, sentences, links = [], figure } = page;
    const content = html`${sentences.map((sentence) => html`<p>${sentence}</p>`)}${links.length > 0 && buttons(links)}${figure}`;
    response.type('html').send(layout(title, content).toString());
  } else {
    response.json(page.error === undefined ? { status: 'ok' } : { error: page.error });
  }
}
