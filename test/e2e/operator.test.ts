import type { Browser } from 'playwright-core';
import { DEMO_LOCKS } from '../../simulators/sifely/index.ts';
import { expectFit, launchBrowser } from '../support/browser.ts';
import { World } from '../support/world.ts';

const TOKEN = 'a-token-of-the-operator-0001';
const DAY_MS = 24 * 3_600_000;

describe('the operator in a real browser', () => {
  let browser: Browser;
  let world: World;

  beforeAll(async () => {
    browser = await launchBrowser();
    world = await World.start({ config: { operatorToken: TOKEN } });
    await world.link('alice', { locks: [DEMO_LOCKS.frontDoor] });
    const alice = world.google.user('alice');
    for (const isBad of [false, true, false]) {
      world.clock.advance(DAY_MS);
      await alice.query();
      if (isBad) world.sifely.fault({ kind: 'non-json', endpoint: 'lock/lock', times: 1 });
      await alice.lock('front door');
      await world.app.tick();
    }
  }, 120_000);

  afterAll(async () => {
    await browser.close();
    await world.close();
  });

  test.each([
    [320, 'dark'],
    [1200, 'light'],
  ] as const)(
    'signs in, reads, checks the installation and signs out: %i px, %s',
    async (width, colorScheme) => {
      const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())));
      await page.goto(`${world.url}/operator`);
      await expectFit(page, width);
      await page.getByLabel('Operator token').fill(TOKEN);
      await page.getByRole('button', { name: 'Sign in' }).click();

      // As a screen reader has it: pictures by their text, the table by its headers.
      await page
        .getByRole('img', { name: /^EXECUTE: success: 2 of 3 days reach 99\.50 %; 100\.00 % on / })
        .waitFor();
      expect(await page.getByRole('img').count()).toBe(6);
      const table = page.getByRole('table', { name: 'All figures, the newest day first' });
      expect(await table.getByRole('columnheader', { name: 'EXECUTE success' }).count()).toBe(1);
      expect(await table.getByRole('cell', { name: '0.00 %, missed' }).count()).toBe(1);
      const heights = await page
        .locator('.chart svg')
        .evaluateAll((all) => all.map((each) => each.clientHeight));
      expect(Math.min(...heights)).toBeGreaterThan(40);
      // The keyboard reaches what is wider than the screen.
      await page.getByRole('region', { name: 'Vitals by day' }).focus();
      await expectFit(page, width);

      await page.getByRole('button', { name: 'Check the installation' }).click();
      await page.getByText('sifely: Sifely answers at').waitFor();
      await expectFit(page, width);
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByLabel('Operator token').waitFor();
      expect(complaints).toEqual([]);
      await context.close();
    },
  );
});
