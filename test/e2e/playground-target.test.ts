import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../support/browser.ts';
import { freePorts } from '../support/free-ports.ts';
import { lockIdAt, lockNameAt, manyLocks } from '../support/many-locks.ts';
import { axeFindings, PLAYGROUND_PIN } from '../support/playground-page.ts';
import { Program, ROOT } from '../support/program.ts';
import { TEST_CLIENT } from '../support/test-config.ts';
import { until } from '../support/until.ts';
import { World } from '../support/world.ts';

const WHO = { username: 'demo@example.com', password: 'demo-password' };
const LOCKS = 40;

let folder: string;
let world: World;
let program: Program;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'playground-'));
  const port = await freePorts(2);
  [world, browser] = await Promise.all([
    World.start({
      sifely: { seed: manyLocks(LOCKS, WHO) },
      config: { redirectUris: [`http://127.0.0.1:${port + 1}/r/demo-project`] },
    }),
    launchBrowser(),
  ]);
  program = Program.node(
    [join(ROOT, 'scripts/playground.ts'), '--target', world.url, '--port', String(port)],
    {
      cwd: folder,
      env: { GOOGLE_CLIENT_ID: TEST_CLIENT.id, GOOGLE_CLIENT_SECRET: TEST_CLIENT.secret, BROWSER: 'none' },
    },
  );
  await program.until(/Ctrl\+C/);
  page = await browser.newPage({ viewport: { width: 1360, height: 900 } });
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(`http://127.0.0.1:${port}/`);
}, 60_000);

afterAll(async () => {
  await browser.close();
  await program.stop('SIGKILL');
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

test('the page of a running service links forty real doors, and shows what cannot be seen as unknown', async () => {
  await page.getByText(`The service at ${world.url} and its doors are real.`).waitFor();
  await page.getByText('alice has no locks yet.').waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await page.getByRole('link', { name: 'Link the Sifely account' }).click();
  await page.locator('#username').fill(WHO.username);
  await page.locator('#password').fill(WHO.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('link', { name: 'Choose locks' }).click();
  await page.getByRole('button', { name: `Choose all ${LOCKS}` }).click();
  await page.getByRole('button', { name: 'Done' }).click();
  await page.locator('#pin').fill(PLAYGROUND_PIN);
  await page.getByRole('button', { name: 'Agree and link' }).click();
  await page.getByLabel('Say it').waitFor();
  await page
    .locator('.pair')
    .nth(LOCKS - 1)
    .waitFor();
  await page
    .locator('.tile[data-state="locked"]')
    .nth(LOCKS - 1)
    .waitFor();
  const shown = async (part: string) => new Set(await page.locator(`.pair ${part}`).allTextContents());
  expect(await shown('.truth')).toEqual(new Set(['unknown']));
  expect(await shown('.door .is')).toEqual(new Set(['Unknown']));
  expect(await page.locator('.door button').count()).toBe(0);
  for (const name of ['Scenes', 'Sifely’s cloud', 'Its webhooks'])
    expect(await page.getByRole('group', { name }).count()).toBe(0);
  expect(await page.getByRole('link', { name: 'Save what happened' }).count()).toBe(0);
  expect(await axeFindings(page)).toEqual([]);
}, 60_000);

test('a door is found among forty by its name, and the list leaves the messages in reach', async () => {
  const visible = page.locator('.pair:visible');
  await page.getByLabel('Find a door').fill('17');
  expect(await visible.locator('.name').allTextContents()).toEqual([lockNameAt(17)]);
  await page.getByLabel('Find a door').fill('no such door');
  expect(await visible.count()).toBe(0);
  await page.getByLabel('Find a door').fill('');
  expect(await visible.count()).toBe(LOCKS);
  const messages = await page.getByRole('heading', { name: 'What happened' }).boundingBox();
  expect(messages?.y).toBeLessThan(2 * 900);
});

test('a real door is asked for twice, and stays unknown though its tile shows what was told', async () => {
  const tile = page.locator('.tile', { hasText: lockNameAt(0) });
  await tile.click();
  await page.locator('#talk li', { hasText: `opens a real door, by ${world.url}` }).waitFor();
  await tile.click();
  await page.getByLabel('Security PIN').fill(PLAYGROUND_PIN);
  await page.keyboard.press('Enter');
  await page.locator('#talk li', { hasText: /is (unlocked|still working on it)/ }).waitFor();
  await until(() => world.sifely.lock(lockIdAt(0)).bolt === 'unlocked');
  expect(await page.locator('.pair').first().locator('.door .is').textContent()).toBe('Unknown');
}, 30_000);

test.each([
  ['at 320 pixels', 320, '100%'],
  ['at 390 pixels with text twice as large', 390, '200%'],
  ['on a phone', 390, '100%'],
] as const)(
  'long names of doors do not make the page scroll sideways %s',
  async (_, width, size) => {
    await page.setViewportSize({ width, height: 844 });
    await page.evaluate(`document.documentElement.style.fontSize = '${size}'`);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    expect(await axeFindings(page)).toEqual([]);
  },
  30_000,
);
