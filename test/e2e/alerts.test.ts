import type { Browser, Page } from 'playwright-core';
import { Receiver } from '../integration/alerts/receiver.ts';
import { expectFit, launchBrowser } from '../support/browser.ts';
import { World } from '../support/world.ts';

const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

describe('the owner chooses alerts in a real browser', () => {
  let browser: Browser;
  let world: World;
  let receiver: Receiver;

  beforeAll(async () => {
    browser = await launchBrowser();
    world = await World.start({ config: { alertAddresses: 'local' } });
    await world.link();
    receiver = await Receiver.start();
  }, 120_000);

  afterAll(async () => {
    await browser.close();
    await world.close();
    await receiver.close();
  });

  async function atAlerts(
    options: Parameters<Browser['newContext']>[0],
  ): Promise<{ page: Page; complaints: string[] }> {
    const context = await browser.newContext({ ...phone, ...options });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())));
    await page.goto(`${world.url}/account`);
    await page.getByLabel('Sifely e-mail').fill('demo@example.com');
    await page.getByLabel('Sifely password').fill('demo-password');
    await page.getByRole('button', { name: 'Sign in' }).tap();
    await page.getByRole('link', { name: 'Set up alerts…' }).tap();
    await page.getByRole('heading', { name: 'Alerts', exact: true }).waitFor();
    return { page, complaints };
  }

  test.each([false, true])(
    'by webhook, with a test, and removes it (JavaScript: %p)',
    async (javaScriptEnabled) => {
      const { page, complaints } = await atAlerts({ javaScriptEnabled });
      await expectFit(page, phone.viewport.width, '.button:visible');
      await page.getByLabel('Address', { exact: true }).fill(`${receiver.url}/hook`);
      await page.getByRole('button', { name: 'Add a webhook' }).tap();
      await page.getByText(/whsec_/).waitFor();
      await expectFit(page, phone.viewport.width, '.button:visible, .choice');
      const before = receiver.requests.length;
      await page.getByRole('button', { name: 'Send a test' }).tap();
      await page.getByText('Test delivered.').waitFor();
      expect(receiver.requests).toHaveLength(before + 1);
      await page.getByLabel('Every wrong PIN').check();
      await page.getByRole('button', { name: 'Save' }).first().tap();
      await page.getByText('Saved.').waitFor();
      expect(await page.getByLabel('Every wrong PIN').isChecked()).toBe(true);
      await page.getByRole('button', { name: 'Remove' }).tap();
      await page.getByText('Channel removed.').waitFor();
      expect(await page.getByRole('button', { name: 'Alert me in this browser' }).isVisible()).toBe(
        javaScriptEnabled,
      );
      expect(await page.getByText('This browser can’t receive alerts').isVisible()).toBe(!javaScriptEnabled);
      expect(complaints).toEqual([]);
      await page.context().close();
    },
  );

  test('in the browser: its worker is registered, and the page says what is refused', async () => {
    const { page, complaints } = await atAlerts({ permissions: ['notifications'] });
    await page.getByRole('button', { name: 'Alert me in this browser' }).tap();
    // No push service can be reached from here.
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('alert').textContent()).toMatch(
      /The browser couldn’t subscribe|doesn’t allow notifications/,
    );
    const scripts = await page.evaluate<string[]>(
      'navigator.serviceWorker.getRegistrations().then((all) => all.map(({ active }) => active && active.scriptURL))',
    );
    expect(scripts).toEqual([`${world.url}/alerts-worker.js`]);
    // The context is a private one, in which Chromium has no push.
    expect(complaints.filter((text) => !text.includes('incognito'))).toEqual([]);
    await page.context().close();
  });
});
