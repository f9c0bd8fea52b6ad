import type { Browser } from 'playwright-core';
import { LANGUAGES, type Language } from '../../functions/languages/languages.ts';
import { DEMO_LOCKS } from '../../simulators/sifely/index.ts';
import { expectFit, launchBrowser } from '../support/browser.ts';
import { World } from '../support/world.ts';

const phone = { viewport: { width: 320, height: 844 }, isMobile: true, hasTouch: true };

const PATHS = [
  ...['/account', '/account/locks', '/account/activity', '/account/guests', '/account/guest-add'],
  ...['/account/pins', '/account/pin', '/account/person-pin', '/account/alerts', '/account/webhook'],
  ...['/account/unlink', `/account/lock?id=${DEMO_LOCKS.frontDoor}`, '/privacy', '/'],
];

describe('pages in a real browser, on the narrowest phone', () => {
  let browser: Browser;
  let world: World;

  beforeAll(async () => {
    [browser, world] = await Promise.all([launchBrowser(), World.start()]);
    await world.link('alice', { pin: '0412', locks: [DEMO_LOCKS.frontDoor, DEMO_LOCKS.backDoor] });
    await world.pass(60_000);
  }, 120_000);

  afterAll(async () => {
    await browser.close();
    await world.close();
  });

  test.each(Object.keys(LANGUAGES) as Language[])(
    'fit in %s, and stand in its direction',
    async (language) => {
      const { tag, direction, name } = LANGUAGES[language];
      const context = await browser.newContext({ ...phone, javaScriptEnabled: false });
      const page = await context.newPage();
      // Chosen as a person does it, who knows the name of the language only.
      await page.goto(`${world.url}/account`);
      await page.locator('summary', { hasText: 'English' }).tap();
      await page.getByRole('link', { name, exact: true }).tap();
      await page.locator(`html[lang="${tag}"]`).waitFor();
      await expectFit(page, phone.viewport.width, '.button:visible');
      await page.locator('#username').fill('demo@example.com');
      await page.locator('#password').fill('demo-password');
      await page.locator('main .button.main').tap();
      await page.locator('form[action="/account/sign-out"]').waitFor();
      for (const path of PATHS) {
        await page.goto(`${world.url}${path}`);
        await expectFit(page, phone.viewport.width, '.button:visible');
        const facts = await page.evaluate<[string, string, string]>(
          `[document.documentElement.lang, getComputedStyle(document.body).direction, getComputedStyle(document.querySelector('h1')).textAlign]`,
        );
        expect([path, ...facts]).toEqual([path, tag, direction, 'start']);
      }
      await context.close();
    },
  );
});
