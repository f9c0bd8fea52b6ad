import { type Clock, systemClock } from '../../../functions/clock.ts';
import { CookieJar } from './cookie-jar.ts';
import { formMayGoTo } from './form-action.ts';
import { type Field, type Form, type Page, readPage, type SubmitButton } from './page.ts';

/** Properties of a person's browser. */
interface PersonOptions {
  readonly clock?: Clock;
  /** The cookies that reach the server. Default: `__session` only, as Firebase Hosting strips the others. */
  readonly cookies?: '__session' | 'all';
  /** Sent with every request, such as `x-forwarded-for` behind a proxy. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** One request of the browser. */
interface Visit {
  readonly url: URL;
  readonly method: string;
  readonly body?: string;
  /** The page it comes from; `undefined` if the address was typed. */
  readonly from: Page | undefined;
  readonly isForm: boolean;
}

const MAX_REDIRECTS = 20;

/**
 * A person with a browser that has no JavaScript: opens pages, fills forms in, presses buttons. Does what browsers do with cookies,
 * redirects, refreshes, referrers, `Origin` and the policy `form-action`; does not validate forms, so that a server's own checks can be tested.
 */
export class Person {
  /** The browser does not follow a redirect, or refresh, to an address that begins with this. */
  stopAt: string | undefined;
  readonly #jar: CookieJar;
  readonly #options: PersonOptions;
  #page: Page | undefined;
  #stoppedAt: string | undefined;
  #handedOver: string | undefined;

  constructor(options: PersonOptions = {}) {
    this.#options = options;
    this.#jar = new CookieJar(options.clock ?? systemClock);
  }

  /** The current page. Throws before the first one. */
  get page(): Page {
    if (this.#page === undefined) throw new Error('No page was opened yet');
    return this.#page;
  }

  /** The redirect at which the browser stopped, if the last step ended there. */
  get stoppedAt(): string | undefined {
    return this.#stoppedAt;
  }

  /** The address of an app (`assistant-handoff:…`) that the last step ended at; the page before it stays. */
  get handedOver(): string | undefined {
    return this.#handedOver;
  }

  /** Types an address, absolute or relative to the page. */
  open(url: string): Promise<Page> {
    return this.#go({ url: new URL(url, this.#page?.url), method: 'GET', from: undefined, isForm: false });
  }

  /** Follows the redirect at which the browser stopped. */
  follow(): Promise<Page> {
    if (this.#stoppedAt === undefined) throw new Error('The browser did not stop at a redirect');
    const url = new URL(this.#stoppedAt);
    this.stopAt = undefined;
    return this.#go({ url, method: 'GET', from: undefined, isForm: false });
  }

  /** Types into fields, by name, in every form that has them. */
  fill(values: Readonly<Record<string, string>>): this {
    for (const [name, value] of Object.entries(values)) {
      const fields = this.#fields(name).filter(({ type }) => !['checkbox', 'radio', 'hidden'].includes(type));
      if (fields.length === 0) throw new Error(`The page has no field "${name}". ${this.#describe()}`);
      for (const field of fields) field.value = value;
    }
    return this;
  }

  /** Ticks a check box or a radio button. */
  check(name: string, value?: string): this {
    for (const field of this.#ticks(name, value)) {
      if (field.type === 'radio') for (const other of this.#fields(name)) other.checked = false;
      field.checked = true;
    }
    return this;
  }

  /** Unticks a check box. */
  uncheck(name: string, value?: string): this {
    for (const field of this.#ticks(name, value)) field.checked = false;
    return this;
  }

  /** Presses the button, or follows the link, with this text. */
  press(text: string): Promise<Page> {
    for (const form of this.page.forms) {
      const button = form.buttons.find((each) => each.text === text);
      if (button !== undefined) return this.#submit(form, button);
    }
    const link = this.page.links.find((each) => each.text === text);
    if (link === undefined) throw new Error(`The page has no button "${text}". ${this.#describe()}`);
    const url = new URL(link.href, this.page.url);
    return this.#go({ url, method: 'GET', from: this.page, isForm: false });
  }

  #submit(form: Form, button: SubmitButton): Promise<Page> {
    const fields = new URLSearchParams();
    for (const { name, value, checked } of form.fields) if (checked) fields.append(name, value);
    if (button.name !== undefined) fields.append(button.name, button.value);
    const url = new URL(button.action ?? form.action, this.page.url);
    if ((button.method ?? form.method) === 'post') {
      return this.#go({ url, method: 'POST', body: fields.toString(), from: this.page, isForm: true });
    }
    url.search = fields.toString();
    return this.#go({ url, method: 'GET', from: this.page, isForm: true });
  }

  async #go(first: Visit): Promise<Page> {
    this.#stoppedAt = undefined;
    this.#handedOver = undefined;
    let visit = first;
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      const { from, url } = visit;
      const policy = from?.headers.get('content-security-policy') ?? undefined;
      if (from !== undefined && visit.isForm && !formMayGoTo(policy, new URL(from.url), url)) {
        throw new Error(
          `The page's form-action policy does not let its form go to ${url.protocol}//${url.host}: ${policy}`,
        );
      }
      if (redirects > 0 && this.stopAt !== undefined && url.href.startsWith(this.stopAt)) {
        this.#stoppedAt = url.href;
        return this.page;
      }
      if (!/^https?:$/.test(url.protocol)) {
        this.#handedOver = url.href;
        return this.page;
      }
      const response = await this.#send(visit);
      const location = response.headers.get('location');
      const body = await response.text();
      if (response.status < 300 || response.status > 399 || location === null) {
        const page = readPage(url.href, response.status, response.headers, body);
        this.#page = page;
        if (page.refresh === undefined) return page;
        visit = { url: new URL(page.refresh, url), method: 'GET', from: page, isForm: false };
        continue;
      }
      visit = redirected(visit, response.status, new URL(location, url));
      if (this.#page === undefined) this.#page = readPage(url.href, response.status, response.headers, body);
    }
    throw new Error(`More than ${MAX_REDIRECTS} redirects, the last to ${visit.url.href}`);
  }

  async #send({ url, method, body, from }: Visit): Promise<Response> {
    const headers = new Headers(this.#options.headers);
    headers.set('accept', 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8');
    headers.set('accept-language', 'en-US,en;q=0.9');
    const cookies = [...this.#jar.for(url)]
      .filter(([name]) => this.#options.cookies === 'all' || name === '__session')
      .map(([name, value]) => `${name}=${value}`);
    if (cookies.length > 0) headers.set('cookie', cookies.join('; '));
    describeOrigin(headers, url, method, from);
    if (body !== undefined) headers.set('content-type', 'application/x-www-form-urlencoded');
    const response = await fetch(url, {
      method,
      headers,
      redirect: 'manual',
      ...(body === undefined ? {} : { body }),
    });
    this.#jar.store(url, response.headers.getSetCookie());
    return response;
  }

  #fields(name: string): Field[] {
    return this.page.forms.flatMap(({ fields }) => fields).filter((field) => field.name === name);
  }

  #ticks(name: string, value: string | undefined): Field[] {
    const found = this.#fields(name)
      .filter(({ type }) => type === 'checkbox' || type === 'radio')
      .filter((field) => value === undefined || field.value === value);
    if (found.length === 0)
      throw new Error(`The page has no box "${name}" ${value ?? ''}. ${this.#describe()}`);
    return found;
  }

  #describe(): string {
    const { url, status, forms, links, text } = this.page;
    const fields = forms.flatMap((form) =>
      form.fields.map(({ name, value, type }) => `${type} ${name}=${value}`),
    );
    const buttons = [...forms.flatMap((form) => form.buttons), ...links].map((each) => `"${each.text}"`);
    return `It is ${url} (${status}) with fields [${fields.join(', ')}] and buttons [${buttons.join(', ')}], saying: ${text}`;
  }
}

/** After 301, 302 and 303 a form becomes a plain visit; after 307 and 308 it is sent again. Source: fetch standard. */
function redirected({ body, method, from, isForm }: Visit, status: number, url: URL): Visit {
  if ((status === 307 || status === 308) && body !== undefined) return { url, method, body, from, isForm };
  return { url, method: 'GET', from, isForm };
}

/** `Origin`, `Referer` and `Sec-Fetch-Site` as a browser sends them under the page's referrer policy. Source: fetch standard. */
function describeOrigin(headers: Headers, url: URL, method: string, from: Page | undefined): void {
  if (from === undefined) {
    headers.set('sec-fetch-site', 'none');
    return;
  }
  const page = new URL(from.url);
  const isSame = page.origin === url.origin;
  const policy = (from.headers.get('referrer-policy') ?? 'strict-origin-when-cross-origin').toLowerCase();
  headers.set('sec-fetch-site', isSame ? 'same-origin' : 'cross-site');
  const isHidden = policy === 'no-referrer' || (policy === 'same-origin' && !isSame);
  if (!isHidden)
    headers.set('referer', isSame ? `${page.origin}${page.pathname}${page.search}` : `${page.origin}/`);
  if (method !== 'GET') headers.set('origin', isHidden ? 'null' : page.origin);
}
