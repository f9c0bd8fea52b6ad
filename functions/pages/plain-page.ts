import type { Request, Response } from 'express';
import type { Words } from '../languages/words.ts';
import { type Html, html } from './html.ts';
import { layout } from './layout.ts';
import { anyWords } from './page-language.ts';
import { buttons, type PageLink } from './problem-page.ts';
import { STYLE_HASH } from './style.ts';

interface PlainPage {
  readonly title: string;
  readonly sentences: readonly string[];
  readonly links?: readonly PageLink[];
  /** Below the links. */
  readonly figure?: Html | undefined;
}

/** A page without a session. */
interface PlainAnswer {
  readonly status: number;
  /** Error code for programs, which get JSON. */
  readonly error?: string;
  /** The page for people. */
  page(words: Words): PlainPage;
}

/** Sends a page as HTML to browsers and as JSON to programs; not cached, not rewritten by proxies, not framed, without scripts. */
export async function sendPlainPage(
  request: Request,
  response: Response,
  answer: PlainAnswer,
): Promise<void> {
  response.status(answer.status).set({
    // Firebase Hosting drops the cookie of a response without "private".
    'Cache-Control': 'private, no-transform, no-store',
    'Content-Security-Policy': `default-src 'none'; style-src ${STYLE_HASH}; img-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`,
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
  });
  if (request.accepts(['json', 'html']) === 'html') {
    const words = await anyWords(response);
    const { title, sentences, links = [], figure } = answer.page(words);
    const content = html`${sentences.map((sentence) => html`<p>${sentence}</p>`)}${links.length > 0 && buttons(links)}${figure}`;
    response.type('html').send(layout(words, title, content).toString());
  } else {
    response.json(answer.error === undefined ? { status: 'ok' } : { error: answer.error });
  }
}

/** The answer of a service that lacks a setting, or has a wrong one. */
export const NOT_SET_UP: PlainAnswer = {
  status: 503,
  error: 'not_configured',
  page: (words) => ({ title: words.text('errors.notReady'), sentences: [words.text('errors.notSetUp')] }),
};
