import type { Browser, BrowserContext, Page } from 'playwright-core';
import { DEMO_LOCKS } from '../../simulators/sifely/index.ts';
import { launchBrowser } from '../support/browser.ts';
import { World } from '../support/world.ts';

const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

describe('linking in a real browser', () => {
  let browser: Browser;
  let world: World;

  beforeAll(async () => {
    browser = await launchBrowser();
  }, 120_000);

  afterAll(() => browser.close());

  beforeEach(async () => {
    world = await World.start();
  });

  afterEach(() => world.close());

  /** Opens the linking page as the Google Home app does, and collects console errors. */
  async function visit(
    use: (page: Page, complaints: string[]) => Promise<void>,
    javaScript = true,
  ): Promise<void> {
    const context: BrowserContext = await browser.newContext({ ...phone, javaScriptEnabled: javaScript });
    try {
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())));
      page.on('pageerror', (error) => void complaints.push(String(error)));
      await page.goto(world.google.user('alice').authorizeUrl());
      await use(page, complaints);
    } finally {
      await context.close();
    }
  }

  async function signIn(page: Page, password = 'demo-password'): Promise<void> {
    await page.getByLabel('Sifely e-mail').fill('demo@example.com');
    await page.getByLabel('Sifely password').fill(password);
    await page.getByRole('button', { name: 'Sign in' }).tap();
  }

  async function agree(page: Page, pin: string): Promise<void> {
    await page.getByLabel('Voice PIN (4–8 digits)').fill(pin);
    await page.getByRole('button', { name: 'Agree and link' }).tap();
  }

  test.each([true, false])(
    'links (JavaScript: %p), then commands work: SYNC, PIN, unlock, lockout, DISCONNECT',
    async (javaScript) => {
      const alice = world.google.user('alice');
      await visit(async (page, complaints) => {
        await signIn(page, 'not-the-password');
        await expect(page.getByRole('alert').textContent()).resolves.toMatch(/password/i);
        await signIn(page);
        await page.getByRole('heading', { name: 'Link your locks to Google' }).waitFor();
        expect(await page.locator('#lock-532301').isChecked()).toBe(true);
        expect(await page.locator('#lock-532305').isDisabled()).toBe(true);
        expect(await page.getByText('Your Sifely account will be linked to Google').count()).toBe(1);
        await page.locator('#lock-532304').uncheck();
        await agree(page, '0412');
        await page.waitForURL((url) => url.href.startsWith(world.google.redirectUri));
        expect(
          complaints.filter((text) => !/^Failed to load resource: .* status of 4\d\d/.test(text)),
        ).toEqual([]);
      }, javaScript);
      expect(alice.linked).toBe(true);
      await world.app.settled();

      const { payload } = await alice.sync();
      expect(payload.devices.map(({ name }) => name.name)).toEqual(['Front door', 'Back door', 'Garage']);

      const unlocked = await alice.unlock('front door', { pin: '0412' });
      expect(unlocked.turns.map(({ challenge }) => challenge)).toEqual(['pinNeeded', undefined]);
      expect(world.sifely.lock(DEMO_LOCKS.frontDoor).bolt).toBe('unlocked');
      expect((await alice.lock('front door')).status).toBe('SUCCESS');
      expect(world.sifely.lock(DEMO_LOCKS.frontDoor).bolt).toBe('locked');

      const guessed = await alice.unlock('front door', {
        pin: ['1111', '2222', '3333', '4444', '5555', '0412'],
      });
      expect(guessed.errorCode).toBe('tooManyFailedAttempts');
      expect((await alice.unlock('front door', { pin: '0412' })).errorCode).toBe('tooManyFailedAttempts');
      expect(world.sifely.lock(DEMO_LOCKS.frontDoor).bolt).toBe('locked');
      expect((await alice.lock('back door')).status).toBe('SUCCESS');
      world.clock.advance(15 * 60_000 + 1000);
      expect((await alice.unlock('front door', { pin: '0412' })).status).toBe('SUCCESS');

      const token = alice.tokens?.accessToken ?? '';
      await alice.disconnect();
      const after = await alice.raw(
        { requestId: '1', inputs: [{ intent: 'action.devices.SYNC' }] },
        { token },
      );
      expect(after.status).toBe(401);
    },
    60_000,
  );

  test('hides the PIN fields unless a PIN is to be set, and sends what a password manager left in them', async () => {
    await world.link('bob', { pin: '0412' });
    await visit(async (page) => {
      await signIn(page);
      const field = page.getByLabel('New voice PIN (4–8 digits)');
      await page.getByLabel('Keep the current voice PIN').waitFor();
      expect(await field.isVisible()).toBe(false);
      await page.getByLabel('Replace the voice PIN').check();
      expect(await field.isVisible()).toBe(true);
      await field.fill('not a PIN');
      await page.getByLabel('Don’t allow unlocking').check();
      expect(await field.isVisible()).toBe(false);
      await page.getByLabel('Keep the current voice PIN').check();
      await page.getByRole('button', { name: 'Agree and link' }).tap();
      await page.waitForURL((url) => url.href.startsWith(world.google.redirectUri));
    });
    await world.app.settled();
    expect((await world.google.user('alice').unlock('front door', { pin: '0412' })).status).toBe('SUCCESS');
  }, 60_000);

  test.each([true, false])(
    'leaves for the Google app (JavaScript: %p): no form-action policy stops it',
    async (javaScript) => {
      await world.close();
      world = await World.start({ google: { leadsToApp: true } });
      await visit(async (page, complaints) => {
        await signIn(page);
        const handedOver = page.waitForResponse(
          (response) => response.headers()['location']?.startsWith('assistant-handoff:') === true,
        );
        await agree(page, '0412');
        const response = await handedOver;
        expect(response.url()).toContain(world.google.redirectUri);
        // Nobody learns the address of our page, which has Google's request in it.
        expect(response.request().headers()['referer']).toBeUndefined();
        expect(complaints).toEqual([]);
      }, javaScript);
      expect(world.google.user('alice').linked).toBe(true);
    },
    60_000,
  );

  test('has a link to Google for a browser that does not go on by itself', async () => {
    await world.close();
    world = await World.start({ google: { leadsToApp: true } });
    await visit(async (page) => {
      const toApp = () =>
        page.waitForResponse((response) => response.url().startsWith(world.google.redirectUri));
      const byItself = toApp();
      await page.getByRole('button', { name: 'Cancel' }).tap();
      await byItself;
      // No app here: the page stays.
      const link = page.getByRole('link', { name: 'Continue to Google' });
      await link.waitFor();
      const byLink = toApp();
      await link.tap({ noWaitAfter: true });
      expect((await byLink).status()).toBe(302);
    });
  }, 60_000);

  test('redirects back to Google without a link on "Cancel"', async () => {
    await visit(async (page) => {
      await page.getByRole('button', { name: 'Cancel' }).tap();
      await page.waitForURL((url) => url.href.startsWith(world.google.redirectUri));
      expect(new URL(page.url()).searchParams.get('error')).toBe('access_denied');
    });
    expect(world.google.user('alice').linked).toBe(false);
  }, 60_000);

  test('links once on a double tap on "Agree and link"', async () => {
    await visit(async (page) => {
      await signIn(page);
      await page.getByLabel('Voice PIN (4–8 digits)').fill('0412');
      // The second tap ends the first navigation, which waitForURL would reject.
      await page.getByRole('button', { name: 'Agree and link' }).dblclick();
      // The second one is told so if Google has redeemed the code of the first by then.
      await page.getByRole('heading', { name: /linked to Google|Already linked/ }).waitFor();
    });
    expect(world.google.user('alice').linked).toBe(true);
    expect(world.google.homegraph.agentUserIds).toHaveLength(1);
  }, 60_000);

  test('fits a phone: nothing scrolls sideways, and buttons are large enough to tap', async () => {
    await visit(async (page) => {
      await signIn(page);
      await page.getByRole('button', { name: 'Agree and link' }).waitFor();
      const width = await page.evaluate<number>('document.documentElement.scrollWidth');
      expect(width).toBeLessThanOrEqual(phone.viewport.width);
      for (const target of await page.locator('button:visible, .choice:visible').all()) {
        expect((await target.boundingBox())?.height ?? 0).toBeGreaterThanOrEqual(44);
      }
    });
  }, 60_000);
});
