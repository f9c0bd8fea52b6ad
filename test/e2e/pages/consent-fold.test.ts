import type { Browser } from 'playwright-core';
import { launchBrowser } from '../../support/browser.ts';
import { World } from '../../support/world.ts';

const PHONE = { width: 390, height: 844 };
/** One account links for the first time, and one again: its choices about the PIN have more words. */
const [FIRST, AGAIN] = ['demo@example.com', 'again@example.com'];

let browser: Browser;
let world: World;
beforeAll(async () => {
  browser = await launchBrowser();
  const locks = [FIRST, AGAIN].flatMap((owner, at) =>
    ['Front door', 'Back door', 'Garage', 'Study', 'Garden shed'].map((name, i) => ({
      ...{ lockId: 900 + 10 * at + i, name, owner, groupName: 'Entrance' },
      ...(name !== 'Garden shed' && { gatewayIds: [880] }),
    })),
  );
  const accounts = [FIRST, AGAIN].map((username) => ({ username, password: 'demo-password' }));
  world = await World.start({
    sifely: { seed: { accounts, gateways: [{ gatewayId: 880, name: 'Hall' }], locks } },
    config: { service: { name: 'Home locks', operator: 'Ada Lovelace', contact: 'locks@example.com' } },
  });
  await world.link('bob', { username: AGAIN, pin: '0412' });
}, 120_000);
afterAll(async () => {
  await browser.close();
  await world.close();
});

test.each([
  ['English', 'en-US', 'Agree and link'],
  ['German', 'de-DE', 'Zustimmen und verknüpfen'],
  ['French', 'fr-FR', 'Accepter et associer'],
])(
  'the button of consent is in sight on a phone in %s, where Google may control four locks of five, the first time and again',
  async (_, language, label) => {
    const context = await browser.newContext({ viewport: PHONE });
    const page = await context.newPage();
    for (const username of [FIRST, AGAIN]) {
      const url = new URL(world.google.user('carol').authorizeUrl());
      url.searchParams.set('user_locale', language);
      await page.goto(url.href);
      await page.locator('#username').fill(username);
      await page.locator('#password').fill('demo-password');
      await page.locator('button.main').click();
      const box = await page.getByRole('button', { name: label }).boundingBox();
      expect(await page.locator('.choice select').count()).toBe(4);
      expect(await page.locator('details #lock-914, details #lock-904').count()).toBe(1);
      expect(await page.locator('#unlocking-keep').count()).toBe(username === AGAIN ? 1 : 0);
      expect((box?.y ?? Number.NaN) + (box?.height ?? 0)).toBeLessThanOrEqual(PHONE.height);
      await context.clearCookies();
    }
    await context.close();
  },
  60_000,
);
