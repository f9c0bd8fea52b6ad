import type { Browser, Page } from 'playwright-core';
import { DEMO_LOCKS } from '../../simulators/sifely/index.ts';
import { launchBrowser } from '../support/browser.ts';
import { World } from '../support/world.ts';

const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

describe('the owner in a real browser', () => {
  let browser: Browser;
  let world: World;

  beforeAll(async () => {
    browser = await launchBrowser();
    world = await World.start();
  }, 120_000);

  afterAll(async () => {
    await browser.close();
    await world.close();
  });

  async function signIn(page: Page): Promise<void> {
    await page.getByLabel('Sifely e-mail').fill('demo@example.com');
    await page.getByLabel('Sifely password').fill('demo-password');
    await page.getByRole('button', { name: 'Sign in' }).tap();
    await page.getByRole('button', { name: 'Sign out', exact: true }).waitFor();
  }

  /** Expects that the page with this heading does not scroll sideways and that its buttons are large enough to tap. */
  async function fits(page: Page, heading: string): Promise<void> {
    await page.getByRole('heading', { name: heading }).waitFor();
    const width = await page.evaluate<number>('document.documentElement.scrollWidth');
    expect(width).toBeLessThanOrEqual(phone.viewport.width);
    for (const target of await page.locator('.button, .choice').all()) {
      expect((await target.boundingBox())?.height ?? 0).toBeGreaterThanOrEqual(44);
    }
  }

  test.each([false, true])(
    'ends a lockout, changes PIN, locks and webhook address, and unlinks everything (JavaScript: %p)',
    async (javaScriptEnabled) => {
      await world.link('alice', { pin: '0412', locks: [DEMO_LOCKS.frontDoor, DEMO_LOCKS.backDoor] });
      await world.pass(60_000);
      const alice = world.google.user('alice');
      await alice.unlock('front door', { pin: ['1111', '2222', '3333', '4444', '5555'] });
      const context = await browser.newContext({
        ...phone,
        javaScriptEnabled,
      });
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())));

      await page.goto(`${world.url}/account`);
      await fits(page, 'Sign in to manage your locks');
      await signIn(page);
      await fits(page, 'Your locks in Google');
      await page.getByRole('button', { name: 'Allow unlocking again' }).tap();
      await page.getByText('Voice unlocking is allowed again.').waitFor();

      await page.getByRole('link', { name: 'All of the last 30 days' }).tap();
      await fits(page, 'Activity');
      await page.getByLabel('What happened').selectOption('refused');
      await page.getByRole('button', { name: 'Show' }).tap();
      await page.getByText('Wrong voice PIN').first().waitFor();
      await page.getByRole('link', { name: 'Back to the account' }).tap();

      await page.getByRole('link', { name: 'Manage voice PINs' }).tap();
      await fits(page, 'Voice PINs');
      await page.getByRole('link', { name: 'Change the PIN of Household' }).tap();
      await page.getByLabel('New voice PIN').fill('7391');
      await fits(page, 'Change the voice PIN');
      await page.getByRole('button', { name: 'Save' }).tap();
      await page.getByText('Voice PIN saved.').waitFor();
      expect((await alice.unlock('front door', { pin: '7391' })).status).toBe('SUCCESS');

      await page.getByRole('link', { name: 'Manage voice PINs' }).tap();
      await page.getByRole('link', { name: 'Add a PIN for a person' }).tap();
      await page.getByLabel('Name').fill('Cleaner');
      await page.locator('#pin').fill('86420975');
      if (javaScriptEnabled) {
        await page.getByRole('button', { name: 'Show the PIN' }).tap();
        await page.locator('#pin.shown').waitFor();
      }
      await page.getByLabel('Only these doors').check();
      await page.getByLabel('Back door').check();
      await page.getByLabel('End', { exact: true }).fill('2999-12-31T18:00');
      await fits(page, 'A PIN for a person');
      await page.getByRole('button', { name: 'Save' }).tap();
      await page.getByText('Voice PIN saved.').waitFor();
      const cleaner = { pin: '86420975' };
      expect((await alice.unlock('front door', cleaner)).challenge).toBe('challengeFailedPinNeeded');
      expect((await alice.unlock('back door', cleaner)).status).toBe('SUCCESS');

      const settings = `${world.url}/account/lock?id=${DEMO_LOCKS.backDoor}`;
      const devTools = await context.newCDPSession(page);
      const travelTo = (timezoneId: string) => devTools.send('Emulation.setTimezoneOverride', { timezoneId });
      await travelTo('America/New_York');
      await page.goto(settings);
      await fits(page, 'Settings for Back door');
      // The browser is where the clock of the lock is: its zone has a name. One that is elsewhere says nothing about the house.
      const zone = page.getByLabel('Time zone of the house');
      expect(await zone.inputValue()).toBe(javaScriptEnabled ? 'America/New_York' : '-05:00');
      // `Etc/` holds no places: bare offsets, and the zone of a browser that knows none, which cannot be saved.
      for (const elsewhere of ['Asia/Tokyo', 'Etc/GMT+5']) {
        await travelTo(elsewhere);
        await page.goto(settings);
        expect(await zone.inputValue()).toBe('-05:00');
      }
      await page.getByLabel('Only lock').check();
      await page.getByLabel('Mon').first().check();
      await page.getByLabel('From').first().fill('22:00');
      await page.getByLabel('Until').first().fill('06:00');
      await zone.fill('Europe/Berlin');
      await page.getByRole('button', { name: 'Save' }).tap();
      await page.getByText('It applies from the next command.').waitFor();
      await page.goto(settings);
      expect(await zone.inputValue()).toBe('Europe/Berlin');
      expect((await alice.unlock('back door')).errorCode).toBe('remoteSetDisabled');
      await page.goto(`${world.url}/account/lock-test?id=${DEMO_LOCKS.backDoor}`);
      await fits(page, 'Test Back door');
      await page.getByRole('button', { name: 'Lock', exact: true }).tap();
      await page.getByText('Accepted by the gateway').waitFor();
      await page.getByRole('link', { name: 'Back to the account' }).tap();

      await page.getByRole('link', { name: 'Choose locks' }).tap();
      expect(await page.getByLabel('Garden shed').isDisabled()).toBe(true);
      await page.getByLabel('Back door').uncheck();
      await page.getByLabel('Study').check();
      await fits(page, 'Locks shared with Google');
      await page.getByRole('button', { name: 'Save' }).tap();
      await page.getByText('Google updates within 30 seconds.').waitFor();
      await world.pass(30_000);
      expect([...alice.devices.values()].map(({ name }) => name.name)).toEqual(['Front door', 'Study']);

      const address = (await page.locator('.address').textContent()) ?? '';
      await page.getByRole('link', { name: 'Make a new address' }).tap();
      await fits(page, 'Make a new webhook address?');
      await page.getByRole('button', { name: 'Make a new address' }).tap();
      await page.getByText('New address created.').waitFor();
      expect(await page.locator('.address').textContent()).not.toBe(address);

      await page.getByRole('link', { name: 'Unlink everything' }).tap();
      await fits(page, 'Unlink everything?');
      await page.getByRole('button', { name: 'Unlink everything' }).tap();
      await page.getByRole('heading', { name: 'Everything is unlinked' }).waitFor();
      await world.pass(60_000);
      expect(alice.linked).toBe(false);
      await page.goto(`${world.url}/account`);
      expect(await page.getByLabel('Sifely password').count()).toBe(1);
      expect(complaints).toEqual([]);
      await context.close();
    },
    60_000,
  );
});
