import type { Request, Response } from 'express';
import type { Words } from '../languages/words.ts';
import type { BrowserCookie } from './browser-cookie.ts';
import type { Html } from './html.ts';

export interface PageVisit {
  readonly request: Request;
  readonly response: Response;
  readonly browser: BrowserCookie;
  /** The texts in the language of the reader. */
  readonly words: Words;
  show(status: number, page: Html): void;
}

/** True for a request that only reads: HEAD is answered like GET, and Node leaves out the body (RFC 9110, 9.3.2). */
export function isReading({ method }: Pick<Request, 'method'>): boolean {
  return method === 'GET' || method === 'HEAD';
}

export function sendPage(response: Response, status: number, page: Html): void {
  response.status(status).type('html').send(page.toString());
}
