import { type Page, readPage } from '../../../simulators/google/linking/page.ts';

/** The response to one request. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** The address that a browser goes on to: of a redirect, or of a page that leads on by itself. */
  readonly location: string | undefined;
  readonly page: Page;
}

/** Sends requests that a browser does not: other fields, other headers, the same form twice. Follows no redirect. */
export class RawBrowser {
  cookie = '';
  readonly #origin: string;

  constructor(origin: string) {
    this.#origin = origin;
  }

  get(path: string, headers: Record<string, string> = {}): Promise<RawAnswer> {
    return this.#send(path, { headers });
  }

  head(path: string): Promise<RawAnswer> {
    return this.#send(path, { method: 'HEAD', headers: {} });
  }

  post(
    path: string,
    body: string | Record<string, string> | URLSearchParams,
    headers: Record<string, string> = {},
  ): Promise<RawAnswer> {
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    const text = typeof body === 'string' ? body : new URLSearchParams(body).toString();
    return this.#send(path, { method: 'POST', headers: { ...type, ...headers }, body: text });
  }

  /** The hidden fields and ticked boxes of a page's form, overridden by other fields. */
  fields(page: Page, more: Record<string, string> = {}): URLSearchParams {
    const form = new URLSearchParams();
    for (const { name, value, checked } of page.forms[0]?.fields ?? []) {
      if (checked && !(name in more)) form.append(name, value);
    }
    for (const [name, value] of Object.entries(more)) form.append(name, value);
    return form;
  }

  async #send(path: string, init: RequestInit & { headers: Record<string, string> }): Promise<RawAnswer> {
    const url = new URL(path, this.#origin).href;
    const headers = this.cookie === '' ? init.headers : { cookie: this.cookie, ...init.headers };
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    const [set] = response.headers.getSetCookie();
    if (set) this.cookie = set.split(';')[0] ?? '';
    const page = readPage(url, response.status, response.headers, await response.text());
    return {
      status: response.status,
      headers: response.headers,
      location: page.refresh ?? response.headers.get('location') ?? undefined,
      page,
    };
  }
}
