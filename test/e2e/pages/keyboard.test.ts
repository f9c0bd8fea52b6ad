import type { Browser } from 'playwright-core';
import { launchBrowser } from '../../support/browser.ts';
import { World } from '../../support/world.ts';

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
