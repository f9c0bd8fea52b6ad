import type { Browser, Page } from 'playwright-core';
import { DEMO_LOCKS } from '../../simulators/sifely/index.ts';
import { launchBrowser } from '../support/browser.ts';
import { World } from '../support/world.ts';

/** A host, a name and an operator that no line of a phone has room for. */
const LONG = {
  publicUrl: 'http://sifely-home-of-the-lovelace-family-0123456789.europe-west1.hosted.example.com',
  service: {
    name: 'Ferienhausverwaltungsgesellschaft',
    operator: 'Donaudampfschifffahrtsgesellschaft mbH',
    contact: 'datenschutzbeauftragter@donaudampfschifffahrtsgesellschaft.example.com',
  },
};

const VIEWS = [
  ['at 320 pixels', 320, '100%'],
  ['at 390 pixels with text twice as large', 390, '200%'],
] as const;

const ACCOUNT_PAGES = [
  '/account',
  '/account/locks',
  '/account/pins',
  '/account/pin',
  '/account/person-pin',
  '/account/remove-pin?id=household',
  '/account/activity',
  '/account/guests',
  '/account/guest-add',
  '/account/alerts',
  `/account/lock?id=${DEMO_LOCKS.frontDoor}`,
  `/account/lock-test?id=${DEMO_LOCKS.frontDoor}`,
  '/account/webhook',
  '/account/unlink',
];

describe('pages in a narrow window', () => {
  let browser: Browser;
  let world: World;
  beforeAll(async () => {
    browser = await launchBrowser();
    world = await World.start({ config: LONG });
    await world.link('alice', { pin: '0412' });
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await world.close();
  });

  async function signIn(page: Page, password: string): Promise<void> {
    await page.locator('#username').fill('demo@example.com');
    await page.locator('#password').fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
  }

  /** Says by how many pixels the page is wider than the window, and which element is the first that sticks out. */
  async function excess(page: Page, textSize: string): Promise<string> {
    await page.evaluate(`document.documentElement.style.fontSize = '${textSize}'`);
    return page.evaluate<string>(`(() => {
      const root = document.documentElement;
      if (root.scrollWidth <= root.clientWidth) return 'none';
      const wide = [...document.querySelectorAll('body *')].find((each) => each.getBoundingClientRect().right > root.clientWidth + 1);
      return root.scrollWidth - root.clientWidth + ' px: ' + (wide ? wide.outerHTML.slice(0, 120) : '?');
    })()`);
  }

  test.each(VIEWS)(
    'never scroll sideways: linking, the account and errors %s',
    async (_, width, textSize) => {
      const context = await browser.newContext({ viewport: { width, height: 700 } });
      const page = await context.newPage();
      const found: Record<string, string> = {};
      const look = async (name: string) => {
        found[name] = await excess(page, textSize);
      };
      for (const path of ['/', '/nowhere', '/privacy', '/terms', '/oauth/authorize']) {
        await page.goto(`${world.url}${path}`);
        await look(path);
      }
      await page.goto(world.google.user('bob').authorizeUrl());
      await look('sign-in');
      await signIn(page, 'wrong');
      await look('wrong password');
      await signIn(page, 'demo-password');
      await page.getByRole('button', { name: 'Agree and link' }).waitFor();
      for (const details of await page.locator('main summary').all()) await details.click();
      await look('consent');
      await page.goto(`${world.url}/account`);
      await signIn(page, 'demo-password');
      await page.getByRole('button', { name: 'Sign out' }).first().waitFor();
      for (const path of ACCOUNT_PAGES) {
        expect((await page.goto(`${world.url}${path}`))?.status()).toBe(200);
        await look(path);
      }
      expect(Object.entries(found).filter(([, wide]) => wide !== 'none')).toEqual([]);
      await context.close();
    },
    60_000,
  );
});

describe('the consent page on a phone', () => {
  const [demo, other] = ['demo@example.com', 'other@example.com'];
  let browser: Browser;
  let world: World;
  beforeAll(async () => {
    browser = await launchBrowser();
    const locks = [demo, other].flatMap((owner, at) =>
      ['Front door', 'Back door', 'Garage', 'Study', 'Garden shed'].map((name, i) => ({
        ...{ lockId: 900 + 10 * at + i, name, owner, groupName: 'Entrance' },
        ...(name !== 'Garden shed' && { gatewayIds: [880] }),
      })),
    );
    const accounts = [demo, other].map((username) => ({ username, password: 'demo-password' }));
    world = await World.start({
      sifely: { seed: { accounts, gateways: [{ gatewayId: 880, name: 'Hall' }], locks } },
      config: { service: { name: 'Home locks', operator: 'Ada Lovelace', contact: 'locks@example.com' } },
    });
    await world.link('bob', { username: other, pin: '0412' });
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await world.close();
  });

  test.each([
    ['English', 'en-US', 'Agree and link'],
    ['German', 'de-DE', 'Zustimmen und verknüpfen'],
  ])(
    'shows its button without scrolling in %s, where Google may control four locks of five, the first time and again',
    async (_, language, label) => {
      const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
      const page = await context.newPage();
      for (const username of [demo, other]) {
        const url = new URL(world.google.user('carol').authorizeUrl());
        url.searchParams.set('user_locale', language);
        await page.goto(url.href);
        await page.locator('#username').fill(username);
        await page.locator('#password').fill('demo-password');
        await page.locator('button.main').click();
        const box = await page.getByRole('button', { name: label }).boundingBox();
        expect(await page.locator('.choice select').count()).toBe(4);
        expect(await page.locator('#unlocking-keep').count()).toBe(username === other ? 1 : 0);
        expect((box?.y ?? Number.NaN) + (box?.height ?? 0)).toBeLessThanOrEqual(844);
        await context.clearCookies();
      }
      await context.close();
    },
    60_000,
  );

  test('is used by the keyboard alone', async () => {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
    const page = await context.newPage();
    await page.goto(world.google.user('alice').authorizeUrl());
    const focused = () => page.evaluate<string>('document.activeElement.id || document.activeElement.name');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('username');
    await page.keyboard.type('demo@example.com');
    await page.keyboard.press('Tab');
    await page.keyboard.type('wrong');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
    // The message has the focus and leads to the field.
    expect(await focused()).toBe('problem');
    expect(await page.title()).toMatch(/^Error: Sign in to Sifely/);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await focused()).toBe('password');
    await page.keyboard.type('demo-password');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Agree and link' }).waitFor();
    // With the keyboard: Back door only locks, Study is left out.
    await page.getByLabel('Back door', { exact: false }).nth(1).focus();
    await page.keyboard.press('ArrowDown');
    await page.getByRole('checkbox', { name: /Study/ }).focus();
    await page.keyboard.press('Space');
    await page.locator('#pin').focus();
    await page.keyboard.type('1234');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
    expect(await focused()).toBe('problem');
    expect(await page.getByRole('alert').textContent()).toMatch(/counts up or down/);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await focused()).toBe('pin');
    await page.keyboard.type('٠٤١٢');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    expect(await page.locator('#pin').inputValue()).toBe('٠٤١٢');
    await page.locator('#pin').focus();
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.href.startsWith(world.google.redirectUri));
    await context.close();
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
});
