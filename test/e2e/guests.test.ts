import type { Browser, Page } from 'playwright-core';
import { DEMO_GATEWAYS } from '../../simulators/sifely/index.ts';
import { expectFit, launchBrowser } from '../support/browser.ts';
import { World } from '../support/world.ts';

const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

describe('guests on the account pages in a real browser', () => {
  let browser: Browser;
  let world: World;

  beforeAll(async () => {
    browser = await launchBrowser();
    world = await World.start();
    await world.link('alice', { pin: '0412' });
    await world.pass(60_000);
  }, 120_000);

  afterAll(async () => {
    await browser.close();
    await world.close();
  });

  /** Expects that the page with this heading fits a phone. */
  async function fits(page: Page, heading: string): Promise<void> {
    await page.getByRole('heading', { name: heading, level: 1 }).waitFor();
    await expectFit(
      page,
      phone.viewport.width,
      '.button:visible, .choice:visible, .field input:visible, .field select:visible',
    );
  }

  test.each([false, true])(
    'are added for a door and hours, looked at, and removed (JavaScript: %p)',
    async (javaScriptEnabled) => {
      const context = await browser.newContext({ ...phone, javaScriptEnabled });
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())));
      await page.goto(`${world.url}/account`);
      await page.getByLabel('Sifely e-mail').fill('demo@example.com');
      await page.getByLabel('Sifely password').fill('demo-password');
      await page.getByRole('button', { name: 'Sign in' }).tap();
      await page.getByRole('link', { name: 'Add a guest' }).tap();
      await fits(page, 'Add a guest');

      // The fields of other choices are out of the way.
      expect(await page.getByLabel('Days', { exact: true }).isVisible()).toBe(false);
      expect(await page.getByLabel('The guest’s Sifely account').isVisible()).toBe(false);
      await page.getByLabel('Name').fill('Window cleaner');
      await page.getByLabel('Front door').check();
      await page.getByLabel('On days of the week').check();
      await page.getByLabel('Days', { exact: true }).selectOption('Monday');
      await fits(page, 'Add a guest');
      await page.getByRole('button', { name: 'Add a guest' }).tap();
      await page.getByText('Sifely is making the code').waitFor();
      await world.pass(2000);

      world.sifely.gateway(DEMO_GATEWAYS.hall).online = false;
      await page.getByRole('link', { name: 'All guests' }).tap();
      await page.getByRole('link', { name: 'Add a guest' }).tap();
      await page.getByLabel('Name').fill('Anna');
      await page.getByLabel('Front door').check();
      await page.getByLabel('Both').check();
      await page.getByLabel('The guest’s Sifely account').fill('empty@example.com');
      await page.getByRole('button', { name: 'Add a guest' }).tap();
      await fits(page, 'Code for Anna');
      await world.pass(2000);
      await page.getByRole('link', { name: 'All guests' }).tap();
      await fits(page, 'Guests and door codes');
      await page.getByText('Waiting: the gateway is offline').first().waitFor();
      world.sifely.gateway(DEMO_GATEWAYS.hall).online = true;

      for (const name of ['Anna', 'Window cleaner']) {
        await page.getByRole('link', { name }).tap();
        await fits(page, name);
        await page.getByRole('link', { name: 'Remove this guest…' }).tap();
        await fits(page, `Remove ${name}?`);
        await page.getByRole('button', { name: 'Remove' }).tap();
        await page.getByText('Removing').waitFor();
      }
      await world.pass(20 * 60_000);
      await world.pass(25 * 3_600_000);
      expect(complaints).toEqual([]);
      await context.close();
    },
    60_000,
  );
});
