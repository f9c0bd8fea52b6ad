import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../../support/browser.ts';
import { startHome } from '../../support/page-states/homes.ts';
import type { World } from '../../support/world.ts';

const PHONE = { width: 390, height: 844 };

/** More stops of the Tab key than any page has. */
const MAX_STOPS = 90;

/** Empty if a person sees where the focus is: it has a ring, and stands in the window, under nothing. Else what is wrong. */
const FOCUS_FAULT = `(() => {
  const at = document.activeElement;
  if (at === document.body) return '';
  const { outlineStyle, outlineWidth } = getComputedStyle(at);
  const { left, top, right, bottom } = at.getBoundingClientRect();
  const fault = (what) => what + ': ' + at.outerHTML.slice(0, 120);
  if (outlineStyle === 'none' || parseFloat(outlineWidth) < 2) return fault('no ring');
  if (bottom <= 0 || right <= 0 || top >= innerHeight || left >= innerWidth) return fault('out of sight');
  const middle = document.elementFromPoint((left + right) / 2, Math.min(Math.max((top + bottom) / 2, 1), innerHeight - 1));
  return middle && (at.contains(middle) || middle.contains(at)) ? '' : fault('covered');
})()`;

/** A person at a page who has no mouse. */
class KeyboardUser {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** The id of what has the focus, or its name. */
  focused(): Promise<string> {
    return this.#page.evaluate<string>('document.activeElement.id || document.activeElement.name');
  }

  /** Presses Tab until an element has the focus; each stop on the way must be seen. */
  async to(selector: string): Promise<void> {
    for (let stop = 0; stop < MAX_STOPS; stop++) {
      await this.#page.keyboard.press('Tab');
      expect(await this.#page.evaluate(FOCUS_FAULT)).toBe('');
      if (await this.#page.evaluate<boolean>(`document.activeElement.matches(${JSON.stringify(selector)})`))
        return;
    }
    throw new Error(`Tab does not lead to ${selector}`);
  }

  /** Types into the field that the Tab key leads to. */
  async type(selector: string, text: string): Promise<void> {
    await this.to(selector);
    await this.#page.keyboard.press('ControlOrMeta+A');
    await this.#page.keyboard.type(text);
  }

  /** Presses a key, and waits for what the next page has. */
  async go(key: 'Enter' | 'Space', next: string): Promise<void> {
    await this.#page.keyboard.press(key);
    await this.#page.locator(next).first().waitFor();
  }

  /** Expects that the message has the focus, and leads to a field by Tab and Enter. */
  async followMessage(field: string): Promise<void> {
    expect(await this.focused()).toBe('problem');
    expect(await this.#page.title()).toMatch(/^Error: /);
    await this.#page.keyboard.press('Tab');
    await this.#page.keyboard.press('Enter');
    expect(await this.focused()).toBe(field);
  }

  press(key: string): Promise<void> {
    return this.#page.keyboard.press(key);
  }
}

describe('a person without a mouse, on a phone', () => {
  let browser: Browser;
  let world: World;
  let page: Page;
  let user: KeyboardUser;

  beforeAll(async () => {
    browser = await launchBrowser();
    world = await startHome('four-locks');
    page = await (await browser.newContext({ locale: 'en-US', viewport: PHONE })).newPage();
    user = new KeyboardUser(page);
  }, 120_000);

  afterAll(async () => {
    await browser.close();
    await world.close();
  });

  test('links, corrects what was wrong, and sees the button of consent of four locks without scrolling', async () => {
    await page.goto(world.google.user('alice').authorizeUrl());
    await user.type('#username', 'demo@example.com');
    await user.type('#password', 'wrong');
    await user.go('Enter', '#problem');
    await user.followMessage('password');
    await page.keyboard.type('demo-password');
    await user.go('Enter', '#locks');
    const box = await page.getByRole('button', { name: 'Agree and link' }).boundingBox();
    expect((box?.y ?? Number.NaN) + (box?.height ?? 0)).toBeLessThanOrEqual(PHONE.height);

    // Back door only locks, Study is left out.
    await user.to('select[name="control-901"]');
    await user.press('ArrowDown');
    await user.to('#lock-903');
    await user.press('Space');
    await user.type('#pin', '1234');
    await user.go('Enter', '#problem');
    expect(await page.getByRole('alert').textContent()).toMatch(/counts up or down/);
    await user.followMessage('pin');
    await page.keyboard.type('٠٤١٢');
    // The button that shows the digits.
    await user.press('Tab');
    await user.press('Space');
    expect(await page.locator('#pin.shown').inputValue()).toBe('٠٤١٢');
    await user.to('button.main');
    await user.press('Enter');
    await page.waitForURL((url) => url.href.startsWith(world.google.redirectUri));
    await world.app.settled();
    const alice = world.google.user('alice');
    const { payload } = await alice.sync();
    expect(payload.devices.map(({ name }) => name.name).sort()).toEqual([
      'Back door',
      'Front door',
      'Garage',
    ]);
    expect((await alice.unlock('front door', { pin: '0412' })).status).toBe('SUCCESS');
    expect((await alice.unlock('back door', { pin: '0412' })).errorCode).toBe('remoteSetDisabled');
  }, 60_000);

  test('changes PIN, locks, settings, guests and language at the account, and unlinks', async () => {
    await page.goto(`${world.url}/account`);
    await user.type('#username', 'demo@example.com');
    await user.type('#password', 'demo-password');
    await user.go('Enter', '#answer');

    await user.to('a[href="/account/pins"]');
    await user.go('Enter', 'a[href="/account/pin"]');
    await user.to('a[href="/account/pin"]');
    await user.go('Enter', '#pin');
    await user.type('#pin', '7777');
    await user.go('Enter', '#problem');
    await user.followMessage('pin');
    await page.keyboard.type('7391');
    await user.go('Enter', '.notice');

    await user.to('a[href="/account/locks"]');
    await user.go('Enter', '#lock-903');
    await user.to('#lock-903');
    await user.press('Space');
    await user.to('button.main');
    await user.go('Enter', '.notice');
    expect(await page.evaluate('document.activeElement.className')).toBe('notice');

    await user.to('a[href="/account/lock?id=900"]');
    await user.go('Enter', '#control-unlock');
    await user.to('#control-unlock');
    await user.press('ArrowDown');
    await user.type('#zone', 'Europe/Berlin');
    await user.go('Enter', '.notice');
    expect((await world.google.user('alice').unlock('front door')).errorCode).toBe('remoteSetDisabled');

    await user.to('a[href="/account/guest-add"]');
    await user.go('Enter', '#name');
    await user.type('#name', 'Anna');
    await user.to('#door-900');
    await user.press('Space');
    await user.to('#when-always');
    await user.press('ArrowDown');
    await user.press('ArrowUp');
    await user.to('button.main');
    await user.go('Enter', '.address');
    await user.to('a[href="/account/guests"]');
    await user.go('Enter', 'a[href="/account/guest-add"]');

    await user.to('.languages summary');
    await user.press('Enter');
    await user.to('a[lang="de"]');
    await user.go('Enter', 'html[lang="de"]');
    await user.to('a[href="/account"]');
    await user.go('Enter', '#answer');
    await user.to('a[href="/account/unlink"]');
    await user.go('Enter', 'button.grave');
    await user.to('button.grave');
    await user.go('Enter', 'main > [role=status]');
    await world.pass(60_000);
    expect(world.google.user('alice').linked).toBe(false);
  }, 60_000);
});
