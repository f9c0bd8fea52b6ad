import type { Browser, Page } from 'playwright-core';
import { expectFit, launchBrowser } from '../support/browser.ts';
import { lockNameAt, manyLocks } from '../support/many-locks.ts';
import { World } from '../support/world.ts';

const SCREENS = [
  ['a phone', { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }],
  ['a desktop', { viewport: { width: 1280, height: 800 } }],
] as const;
const WHO = { username: 'demo@example.com', password: 'demo-password' };

describe('an owner of 500 locks in a real browser without JavaScript', () => {
  let browser: Browser;
  let world: World;

  beforeAll(async () => {
    browser = await launchBrowser();
    world = await World.start({ sifely: { seed: manyLocks(500, WHO) } });
  }, 120_000);

  afterAll(async () => {
    await browser.close();
    await world.close();
  });

  async function signIn(page: Page): Promise<void> {
    await page.getByLabel('Sifely e-mail').fill(WHO.username);
    await page.getByLabel('Sifely password').fill(WHO.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
  }

  test.each(SCREENS)(
    'links a few of them on %s, and finds them again',
    async (name, screen) => {
      const person = name.replaceAll(' ', '-');
      const context = await browser.newContext({ ...screen, javaScriptEnabled: false });
      const page = await context.newPage();
      const { width } = screen.viewport;

      await page.goto(world.google.user(person).authorizeUrl());
      await signIn(page);
      await page.getByRole('link', { name: 'Choose locks' }).click();
      await expectFit(page, width, '.button, .choice');
      await page.getByRole('button', { name: 'Choose none' }).click();
      await page.getByLabel('Find by name or group').fill('building 2 77');
      // As people do, by the Enter key.
      await page.getByLabel('Find by name or group').press('Enter');
      await page.getByLabel(lockNameAt(77)).check();
      await page.getByRole('button', { name: 'Done' }).click();
      await expectFit(page, width, '.button, .choice');
      await page.getByText(lockNameAt(77)).waitFor();
      if (await page.getByLabel('Keep the current voice PIN').count()) {
        await page.getByLabel('Keep the current voice PIN').check();
      } else {
        await page.getByLabel('Voice PIN (4–8 digits)').fill('0412');
      }
      await page.getByRole('button', { name: 'Agree and link' }).click();
      await page.waitForURL((url) => url.href.startsWith(world.google.redirectUri));
      await world.app.settled();

      await page.goto(`${world.url}/account`);
      await signIn(page);
      await page.getByRole('link', { name: 'Choose locks' }).click();
      await page.getByRole('button', { name: 'Choose all 500' }).click();
      await page.getByRole('button', { name: 'Next' }).click();
      await expectFit(page, width, '.button, .choice');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Google updates within 30 seconds.').waitFor();
      // Then Google has asked for the locks, and their names are known.
      await world.pass(60_000);
      await page.getByLabel('Find by name or group').fill('481');
      await page.getByRole('button', { name: 'Find' }).click();
      await page.getByRole('heading', { name: lockNameAt(481) }).waitFor();
      await expectFit(page, width, '.button, .choice');
      await context.close();
    },
    60_000,
  );
});
