import type { Request, Response } from 'express';
import type { BrowserCookie } from './browser-cookie.ts';
import type { Html } from './html.ts';

export interface PageVisit {
  readonly request: Request;
  readonly response: Response;
  readonly browser: BrowserCookie;
  show(status: number, page: Html): void;
}

export function sendPage(response: Response, status: number, page: Html): void {
  response.status(status).type('html').send(page.toString());
}
