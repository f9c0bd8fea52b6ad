import type { Page, Route } from 'playwright-core';
import type { Person } from '../../../simulators/google/index.ts';
import { DEMO_ACCOUNT } from '../../../simulators/sifely/index.ts';
import { RawBrowser } from '../../integration/linking/raw-browser.ts';
import { until } from '../until.ts';
import type { World } from '../world.ts';

/** The main button of a page. */
const MAIN_BUTTON = 'main button.main';

/** The cookie of the owner in each home. */
const OWNERS = new WeakMap<World, string>();

/** A person in a real browser, in a home: finds everything by what is the same in all languages. */
export class Visitor {
  readonly page: Page;
  readonly world: World;
  /** The address at which browsers find the home. */
  readonly #url: string;
  /** The user of Google's who links. */
  readonly google = 'bob';
  /** The language of the Google account, such as `pt-BR`. */
  readonly #locale: string;
  /** The address at Google to which the page went on last. */
  wentTo: string | undefined;

  constructor(
    page: Page,
    { url, world, locale }: { readonly url: string; readonly world: World; readonly locale: string },
  ) {
    this.page = page;
    this.#url = url;
    this.world = world;
    this.#locale = locale;
  }

  /** Opens a path of ours. */
  go(path: string): Promise<unknown> {
    return this.page.goto(`${this.#url}${path}`);
  }

  /** Presses a button or link, and waits for the page that follows. */
  async press(selector: string): Promise<void> {
    await Promise.all([
      this.page.waitForNavigation({ waitUntil: 'load' }),
      this.page.locator(selector).first().click({ noWaitAfter: true }),
    ]);
  }

  /** {@link press} what makes us call Sifely, while the time passes that the work waits for. */
  async pressHurried(selector: string): Promise<void> {
    const { calls } = this.world.sifely;
    const before = calls.length;
    let isOver = false;
    const pressed = this.press(selector).finally(() => {
      isOver = true;
    });
    await until(() => isOver || calls.length > before, 'a call to Sifely');
    await this.world.hurried(pressed);
  }

  /** Fills fields by their ids, and presses the main button; the browser lets incomplete forms pass. */
  async send(fields: Readonly<Record<string, string>>, button = MAIN_BUTTON): Promise<void> {
    await this.fill(fields);
    await this.press(button);
  }

  /** Fills fields by their ids; the browser lets incomplete forms pass from now on. */
  async fill(fields: Readonly<Record<string, string>>): Promise<void> {
    await this.page.evaluate('for (const form of document.forms) form.noValidate = true');
    for (const [id, value] of Object.entries(fields)) await this.page.locator(`#${id}`).fill(value);
  }

  /** Ticks boxes and radio buttons by their ids. */
  async tick(...ids: readonly string[]): Promise<void> {
    for (const id of ids) await this.page.locator(`#${id}`).check();
  }

  /** Gives every field of a name another value, as only an old page or another site has. */
  forge(name: string, value: string): Promise<unknown> {
    return this.page.evaluate(
      `for (const field of document.getElementsByName('${name}')) field.value = '${value}'`,
    );
  }

  /** Fills in the sign-in at the open page. */
  async signIn(username: string = DEMO_ACCOUNT.username, password?: string): Promise<void> {
    await this.send({ username, password: password ?? passwordOf(username) });
  }

  /** Opens the sign-in of linking. */
  async beginLinking(): Promise<void> {
    const url = new URL(this.world.google.user(this.google).authorizeUrl());
    url.host = new URL(this.#url).host;
    url.searchParams.set('user_locale', this.#locale);
    await this.page.goto(url.href);
  }

  /** Signs in, which leads to the consent page. */
  async atConsent(username?: string): Promise<void> {
    await this.beginLinking();
    await this.signIn(username);
  }

  /** Opens a path below `/account` as its owner, who is signed in. */
  async atAccount(path = ''): Promise<void> {
    await this.#beOwner();
    await this.go(`/account${path}`);
  }

  /** Signs the browser in without its pages, which takes a tenth of the time. */
  async #beOwner(): Promise<void> {
    const context = this.page.context();
    const url = this.#url;
    const before = await context.cookies(url);
    if (before.some(({ value }) => value === OWNERS.get(this.world))) return;
    const browser = new RawBrowser(url);
    const { page } = await browser.get('/account');
    const fields = browser.fields(page, DEMO_ACCOUNT);
    const { status } = await browser.post('/account/sign-in', fields);
    if (status !== 303) throw new Error(`the owner could not sign in: status ${status}`);
    const [name = '', value = ''] = browser.cookie.split('=');
    OWNERS.set(this.world, value);
    await context.addCookies([{ name, value, url, httpOnly: true, sameSite: 'Lax' }]);
  }

  /** Stops at the page that goes on to Google: the browser stays there. */
  async staysFromGoogle(): Promise<void> {
    const stay = (route: Route) => {
      this.wentTo = route.request().url();
      return route.fulfill({ status: 204 });
    };
    await this.page.route((url) => url.href.startsWith(this.world.google.redirectUri), stay);
  }

  /** Sends a form from a page of another site. */
  async sendFromElsewhere(path: string): Promise<void> {
    await this.page.goto('about:blank');
    await this.page.evaluate(
      `document.body.innerHTML = '<form method="post" action="${this.#url}${path}"><button class="main"></button></form>'`,
    );
    await this.press('button');
  }

  /** Sends the first form with far more than any form of ours has. */
  async sendTooMuch(): Promise<void> {
    await this.page.evaluate(`{
      const much = document.createElement('textarea');
      much.name = 'much';
      much.value = 'a'.repeat(100000);
      const form = document.querySelector('form[method=post]');
      form.noValidate = true;
      form.append(much);
    }`);
    await this.press('form[method=post] button.main');
  }
}

/** Makes Sifely fail at every call from now on. */
export function sifelyIsDown(world: World): void {
  world.sifely.fault({ kind: 'status', status: 502 });
}

/** Presses the main button with a wrong password again and again. */
export async function guessPasswords(person: Person, count: number): Promise<void> {
  for (let guess = 0; guess < count; guess++) {
    person.fill({ username: DEMO_ACCOUNT.username, password: `wrong-${guess}` });
    await person.press('Sign in');
  }
}

function passwordOf(username: string): string {
  return `${username.split('@')[0]}-password`;
}
