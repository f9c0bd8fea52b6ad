import type { Browser, BrowserContext, Page } from 'playwright-core';
import { DEMO_LOCKS } from '../../simulators/sifely/index.ts';
import { launchBrowser } from '../support/browser.ts';
import { World, type WorldOptions } from '../support/world.ts';

describe('the account page with JavaScript', () => {
  let browser: Browser;
  let world: World;
  let context: BrowserContext;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    browser = await launchBrowser();
  }, 120_000);
  afterAll(() => browser.close());

  async function open(options: WorldOptions = {}, path = '/account', isFast = false): Promise<void> {
    complaints.length = 0;
    world = await World.start(options);
    await world.link('alice', { pin: '0412', locks: [DEMO_LOCKS.frontDoor, DEMO_LOCKS.study] });
    context = await browser.newContext();
    page = await context.newPage();
    if (isFast) await page.clock.install();
    page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())));
    page.on('pageerror', (error) => void complaints.push(error.message));
    await page.goto(`${world.url}${path}`);
    await page.getByLabel('Sifely e-mail').fill('demo@example.com');
    await page.locator('#password').fill('demo-password');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('button', { name: 'Sign out', exact: true }).waitFor();
  }
  afterEach(async () => {
    await context.close();
    await world.close();
  });

  const answer = () => page.locator('#answer');

  test('shows within seconds that a door was unlocked, and locked again, without a reload', async () => {
    await open();
    await answer().getByText('All 2 doors are locked').waitFor();
    await page.getByText('Updates by itself').waitFor();
    await page.evaluate('window.isSame = true');
    await world.google.user('alice').unlock('front door', { pin: '0412' });
    await answer().getByText('Front door is unlocked').waitFor();
    await page.locator(`#door-${DEMO_LOCKS.frontDoor} .unlocked`).waitFor();
    await world.google.user('alice').lock('front door');
    await answer().getByText('All 2 doors are locked').waitFor();
    expect(await page.evaluate('window.isSame')).toBe(true);
    expect(complaints).toEqual([]);
  }, 60_000);

  test('does not take a button away that the keyboard is on', async () => {
    await open();
    const settings = page.getByRole('link', { name: 'Settings of Front door' });
    await settings.focus();
    await world.google.user('alice').unlock('front door', { pin: '0412' });
    await answer().getByText('Front door is unlocked').waitFor();
    expect(await page.evaluate('document.activeElement.getAttribute("aria-label")')).toBe(
      'Settings of Front door',
    );
    await page.getByRole('button', { name: 'Sign out', exact: true }).focus();
    await page.locator(`#door-${DEMO_LOCKS.frontDoor} .unlocked`).waitFor();
  }, 60_000);

  test('asks now and then where there are no streams', async () => {
    await open({ config: { platform: 'firebase' } }, '/account', true);
    await answer().getByText('All 2 doors are locked').waitFor();
    await world.google.user('alice').unlock('front door', { pin: '0412' });
    await page.clock.runFor(31_000);
    await answer().getByText('Front door is unlocked').waitFor();
    expect(complaints).toEqual([]);
  }, 60_000);

  test('says in time that the session ends, and then that it has ended', async () => {
    await open({ config: { platform: 'firebase' } }, '/account', true);
    await page.clock.runFor(12 * 60_000);
    // Each answer says how long the session lasts by the server, whose time did not pass.
    expect(await page.getByRole('alert').count()).toBe(0);
    world.clock.advance(13.5 * 60_000);
    await page.clock.runFor(35_000);
    const alert = page.locator('#session').getByRole('alert');
    await alert.getByText('You’ll be signed out in less than two minutes.').waitFor();
    await alert.getByRole('link', { name: 'Stay signed in' }).click();
    await alert.waitFor({ state: 'detached' });
    world.clock.advance(15.5 * 60_000);
    await page.clock.runFor(35_000);
    await alert.getByText('You’re signed out. What you see may be out of date.').waitFor();
    await alert.getByRole('link', { name: 'Sign in again' }).click();
    await page.locator('#password').waitFor();
  }, 60_000);

  test('keeps a session going from a form without losing what was typed', async () => {
    await open({}, '/account', true);
    await page.goto(`${world.url}/account/pin`);
    await page.getByLabel('New voice PIN').fill('7391');
    world.clock.advance(13.5 * 60_000);
    await page.clock.runFor(13.5 * 60_000);
    const alert = page.locator('#session').getByRole('alert');
    await alert.getByRole('link', { name: 'Stay signed in' }).click();
    await alert.waitFor({ state: 'detached' });
    world.clock.advance(10 * 60_000);
    expect(await page.getByLabel('New voice PIN').inputValue()).toBe('7391');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Voice PIN saved.').waitFor();
    expect(complaints).toEqual([]);
  }, 60_000);

  test('says at once that another browser signed out everywhere', async () => {
    await open();
    await page.getByText('Updates by itself').waitFor();
    const other = await context.newPage();
    await other.goto(`${world.url}/account`);
    await other.getByRole('button', { name: 'Sign out everywhere' }).click();
    await other.getByRole('heading', { name: 'You’re signed out everywhere' }).waitFor();
    await page.locator('#session').getByRole('alert').getByText('You’re signed out.').waitFor();
  }, 60_000);

  test('copies the webhook address', async () => {
    await open();
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Copy' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(
      (await page.locator('.address').textContent())?.trim(),
    );
  }, 60_000);

  test('weighs less than 30 KB over the wire, and asks nobody else', async () => {
    await open();
    const hosts = new Set<string>();
    page.on('request', (request) => void hosts.add(new URL(request.url()).host));
    const response = await page.goto(`${world.url}/account`);
    await page.getByText('Updates by itself').waitFor();
    expect((await response?.body())?.length).toBeLessThan(30_000);
    expect([...hosts]).toEqual([new URL(world.url).host]);
  }, 60_000);
});
