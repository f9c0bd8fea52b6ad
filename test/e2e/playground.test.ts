import { readFile } from 'node:fs/promises';
import type { Browser, Locator, Page } from 'playwright-core';
import { launchBrowser } from '../support/browser.ts';
import {
  axeFindings,
  doorRow,
  linkOnPages,
  PLAYGROUND_PIN,
  type RunningDemo,
  startDemo,
} from '../support/playground-page.ts';

/** The PIN, but not an id or a time with its digits in it. */
const PIN_ALONE = new RegExp(`\\b${PLAYGROUND_PIN}\\b`);

let demo: RunningDemo;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  [demo, browser] = await Promise.all([startDemo(), launchBrowser()]);
  page = await browser.newPage({ viewport: { width: 1360, height: 900 } });
  await page.goto(demo.url);
}, 60_000);

afterAll(async () => {
  await browser.close();
  await demo.close();
});

/** Waits until the row of a door shows this: the state of its tile, and of its bolt. The tile must be true. */
async function shows(door: string, tile: string, bolt: string): Promise<void> {
  const row = doorRow(page, door);
  await row.locator('.tile .state', { hasText: new RegExp(`^${tile}$`) }).waitFor();
  await row.locator('.is', { hasText: new RegExp(`^${bolt}$`) }).waitFor();
  await row.locator('.truth', { hasText: /^true$/ }).waitFor();
}

/** The newest row of “What happened” with this text. */
function happened(text: string | RegExp): Locator {
  return page.locator('#messages li', { hasText: text }).first();
}

function talk(): Promise<string[]> {
  return page.locator('#talk li').allTextContents();
}

test('a newcomer links, types a sentence and a PIN, and the bolt has moved', async () => {
  await page.getByText('alice has no locks yet.').waitFor();
  expect(await page.locator('.none:not([hidden])').allTextContents()).toEqual(Array(5).fill('Not linked'));
  expect(await axeFindings(page)).toEqual([]);
  await linkOnPages(page);
  expect(page.url()).toBe(`${demo.url}/`);
  await shows('Front door', 'Locked', 'Locked');
  await page.getByLabel('Say it').fill('unlock the front door');
  await page.keyboard.press('Enter');
  // The question takes the focus: the PIN can be typed at once.
  await page.locator('#pin:focus').waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await page.keyboard.type(PLAYGROUND_PIN);
  await page.keyboard.press('Enter');
  await shows('Front door', 'Unlocked', 'Unlocked');
  await page.locator('#talk li', { hasText: 'Google: Front door is unlocked.' }).waitFor();
  expect((await talk()).slice(0, 3)).toEqual([
    'alice: unlock the front door',
    expect.stringMatching(/^Google: What’s your security PIN\?/),
    'alice: ••••',
  ]);
  expect(await page.content()).not.toMatch(PIN_ALONE);
}, 60_000);

test('all doors are in sight on a desktop without scrolling', async () => {
  const bottoms = await page
    .locator('.pair')
    .evaluateAll((all) => all.map((each) => each.getBoundingClientRect().bottom));
  expect(bottoms).toHaveLength(5);
  expect(Math.max(...bottoms)).toBeLessThanOrEqual(900);
});

test('a tap on a tile locks what it shows as unlocked', async () => {
  await page.getByRole('button', { name: /^Front door Unlocked/ }).click();
  await shows('Front door', 'Locked', 'Locked');
  await happened('Tap on Front door').waitFor();
}, 30_000);

test('every group of controls does at the house what it says', async () => {
  const front = doorRow(page, 'Front door');
  const back = doorRow(page, 'Back door');
  const group = (name: string) => page.getByRole('group', { name });
  const press = (of: Locator, name: string) => of.getByRole('button', { name, exact: true }).click();
  const pressed = (of: Locator, name: string) =>
    of.getByRole('button', { name, exact: true, pressed: true }).waitFor();

  await press(group('Its webhooks'), 'On');
  await pressed(group('Its webhooks'), 'On');
  await press(back, 'Turn by hand');
  await shows('Back door', 'Unlocked', 'Unlocked');
  await press(back, 'Key');
  await back.locator('.is', { hasText: /^Locked$/ }).waitFor();
  await happened('Use the key of Back door: lock').waitFor();

  await front.getByText('More').click();
  const keypad = front.getByRole('combobox', { name: 'What to hold to Front door' });
  const ways = await keypad.locator('option').allTextContents();
  const tried = page.locator('#messages li', {
    hasText: /(Enter the code|Hold the card|Put a finger|Enter a wrong code).*Front door/,
  });
  for (const [i, way] of ways.entries()) {
    await keypad.selectOption({ label: way });
    await press(front, 'Use');
    await tried.nth(i).waitFor();
  }
  await press(front, 'Jam the bolt');
  await pressed(front, 'Jam the bolt');
  await front.locator('.is', { hasText: 'jammed' }).waitFor();
  await press(front, 'Jam the bolt');
  await press(front, 'Door open');
  await pressed(front, 'Door open');
  await front.locator('.is', { hasText: 'door open' }).waitFor();
  await happened('Open Front door').waitFor();
  await press(front, 'Freeze');
  await front.locator('.reach', { hasText: 'frozen' }).waitFor();
  await press(front, 'Battery −20 %');
  await front.locator('.reach', { hasText: '65 %' }).waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await press(front, 'Freeze');

  await press(group('Hall gateway'), 'Unplugged');
  await front.locator('.reach', { hasText: 'Hall gateway: out of reach' }).waitFor();
  await press(group('Hall gateway'), 'On');
  await press(group('Sifely’s cloud'), 'Silent');
  await pressed(group('Sifely’s cloud'), 'Silent');
  await press(group('Sifely’s cloud'), 'Fine');
  await press(group('The service’s sign-in'), 'Expire the token');
  await happened('Sifely’s access tokens expire').waitFor();
  await press(group('Clock'), '+1 h');
  await page.getByText(/^Clock .* 60 min ahead$/).waitFor();
}, 60_000);

test('what happened is filtered by lock, and shows its contents on a click without secrets', async () => {
  const all = await page.locator('#messages li').count();
  await page.getByRole('combobox', { name: 'Lock', exact: true }).selectOption({ label: 'Garage' });
  const rows = await page.locator('#messages li').allTextContents();
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.length).toBeLessThan(all);
  expect(rows.filter((row) => row.includes('Front door') && !row.includes('Garage'))).toEqual([]);
  await page.getByRole('combobox', { name: 'Lock', exact: true }).selectOption({ label: 'All' });
  const row = page.locator('#messages li', { hasText: 'EXECUTE unlock Front door, with a PIN' });
  await row.locator('summary').click();
  const contents = (await row.locator('pre').textContent()) ?? '';
  expect(contents).toContain('action.devices.EXECUTE');
  expect(contents).toMatch(/"pin": "•+"/);
  expect(contents).not.toMatch(PIN_ALONE);
  expect(await page.getByRole('img', { name: /^The last exchange in \d+ messages/ }).count()).toBe(1);
  expect(await axeFindings(page)).toEqual([]);
}, 30_000);

test.each([
  ['at 320 pixels', 320, '100%', {}],
  ['at 390 pixels with text twice as large', 390, '200%', {}],
  ['on a phone in the dark', 390, '100%', { colorScheme: 'dark' }],
  ['on a desktop in the dark', 1360, '100%', { colorScheme: 'dark' }],
  ['in forced colours', 1360, '100%', { forcedColors: 'active' }],
] as const)(
  'the page does not scroll sideways, tells states by words, and has no findings %s',
  async (_, width, size, media) => {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({
      colorScheme: 'light',
      forcedColors: 'none',
      reducedMotion: 'reduce',
      ...media,
    });
    await page.evaluate(`document.documentElement.style.fontSize = '${size}'`);
    expect(
      await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'),
    ).toBe(0);
    const garage = doorRow(page, 'Garage');
    for (const word of [garage.locator('.tile .state'), garage.locator('.is')])
      expect([await word.isVisible(), await word.textContent()]).toEqual([true, 'Locked']);
    expect(await axeFindings(page)).toEqual([]);
  },
  30_000,
);

test('nothing moves for a person who asked for less motion', async () => {
  await page.setViewportSize({ width: 1360, height: 900 });
  const durations = `['.bolt', '.knob', '.tile', '.swing'].map((part) => getComputedStyle(document.querySelector(part)).transitionDuration)`;
  await page.emulateMedia({ colorScheme: 'light', forcedColors: 'none', reducedMotion: 'no-preference' });
  await page.evaluate(`document.documentElement.style.fontSize = ''`);
  expect(await page.evaluate<string>(durations)).not.toContain('0s');
  await page.emulateMedia({ reducedMotion: 'reduce' });
  expect(new Set((await page.evaluate<string[]>(durations)).flatMap((each) => each.split(', ')))).toEqual(
    new Set(['0s']),
  );
});

test('unlinking leaves the tiles empty, and linking again on the real pages brings them back', async () => {
  await page.getByRole('button', { name: 'Unlink' }).click();
  await page.getByText('alice has no locks yet.').waitFor();
  expect(await page.locator('.tile:visible').count()).toBe(0);
  await linkOnPages(page);
  await shows('Garage', 'Locked', 'Locked');
}, 60_000);

test('starting over forgets people, messages and what was done at the doors', async () => {
  await page.getByRole('button', { name: '+ person' }).click();
  await page.getByText('bob has no locks yet.').waitFor();
  await page.getByRole('button', { name: 'Start over' }).click();
  const users = page.getByRole('group', { name: 'Google users' }).getByRole('button');
  await users.filter({ hasText: 'bob' }).waitFor({ state: 'detached' });
  await page.getByText('alice has no locks yet.').waitFor();
  expect(await users.allTextContents()).toEqual(['alice', '+ person']);
  expect(await happened('EXECUTE').count()).toBe(0);
  const front = doorRow(page, 'Front door');
  await front.locator('.is', { hasText: /^Locked$/ }).waitFor();
  await front.locator('.reach', { hasText: '85 %' }).waitFor();
}, 30_000);

test('what happened is saved as a file, and replayed from it in the page', async () => {
  await linkOnPages(page);
  await shows('Front door', 'Locked', 'Locked');
  await page.getByLabel('Say it').fill('is the garage locked?');
  await page.getByRole('button', { name: 'Say', exact: true }).click();
  await page.locator('#talk li', { hasText: 'Google: Garage is locked' }).waitFor();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Save what happened' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^incident-.*\.json$/);
  const file = await download.path();
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ incident: 1, from: 'playground' });
  const replay = page.getByLabel('Replay a file');
  await replay.setInputFiles({
    name: 'a.json',
    mimeType: 'application/json',
    buffer: Buffer.from('not JSON'),
  });
  await page.getByRole('alert').getByText('This file is not JSON.').waitFor();
  await replay.setInputFiles(file);
  await page.getByRole('status').getByText('It came out the same.').waitFor({ timeout: 60_000 });
  expect(await page.locator('#replayed [data-same="no"]').count()).toBe(0);
  expect(await page.locator('#replayed [data-same="yes"]').count()).toBeGreaterThan(0);
  expect(await axeFindings(page)).toEqual([]);
}, 90_000);
