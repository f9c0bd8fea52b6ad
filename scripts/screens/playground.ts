import type { Browser, Page } from 'playwright-core';
import { startFreshDemo } from '../../simulators/google/playground/incidents/fresh-demo.ts';
import { clockStartingAt } from './demo-clock.ts';
import { film } from './film.ts';
import { writeMovingPicture, writePicture } from './picture.ts';
import { MOVING_PICTURE, pictureFile, SIZES, type Size } from './picture-files.ts';
import { PLAYGROUND_STATES } from './playground-states.ts';

/** Half past six in the evening at the pictured home: it is still light. */
const STARTS_AT = Date.UTC(2026, 4, 16, 16, 30);
const PLACE = { timezoneId: 'Europe/Berlin', locale: 'en-US' } as const;
const PIN = '4831';
const UNLOCK = 'unlock the front door';
const FILM = { width: 1280, height: 840, shownWidth: 880 };
/** A scene that waits for the service ends by then. */
const SCENE_MS = 120_000;

/** Pictures the playground: plays it as a person does, in a demo of its own. Calls `wrote` with each file. */
export async function picturePlayground(browser: Browser, wrote: (file: string) => void): Promise<void> {
  const demo = await startFreshDemo(clockStartingAt(STARTS_AT));
  const contexts = await Promise.all([
    browser.newContext({ ...PLACE, viewport: { width: SIZES.desktop.width, height: 900 } }),
    browser.newContext({ ...PLACE, viewport: SIZES.phone, isMobile: true, hasTouch: true }),
  ]);
  try {
    const [desktop, phone] = await Promise.all(contexts.map((context) => context.newPage()));
    if (desktop === undefined || phone === undefined) throw new Error('There is no page');
    const pages: readonly [Size, Page][] = [
      ['desktop', desktop],
      ['phone', phone],
    ];
    const take = async (id: string) => {
      // Transitions of the page end within two seconds.
      await desktop.waitForTimeout(1500);
      for (const [size, page] of pages) {
        const file = pictureFile({ group: 'playground', id }, size);
        await writePicture(file, await page.screenshot({ fullPage: id === 'linked' }));
        wrote(file);
      }
    };
    for (const [, page] of pages) await page.goto(demo.url);
    await desktop.locator('#scenes button').first().waitFor();
    await take('start');
    await link(desktop, demo.url);
    await phone.locator('.tile').first().waitFor();
    await take('linked');
    await filmUnlocking(desktop);
    wrote(MOVING_PICTURE);
    await say(desktop, 'lock the front door');
    await untilSettled(desktop);
    await say(desktop, UNLOCK);
    await take('pin');
    await answer(desktop);
    await untilSettled(desktop);
    await take('unlocked');
    await say(desktop, 'lock the front door');
    await untilSettled(desktop);
    for (const { id, scene } of PLAYGROUND_STATES) {
      if (scene === undefined) continue;
      await desktop.locator(`#scenes button[value="${scene.id}"]`).click();
      await desktop.locator('#scene-text').filter({ hasText: scene.at }).waitFor({ timeout: SCENE_MS });
      await take(id);
      await desktop.locator('#scene[data-over="yes"]').waitFor({ timeout: SCENE_MS });
    }
  } finally {
    await Promise.all(contexts.map((context) => context.close()));
    demo.close();
  }
}

async function link(page: Page, url: string): Promise<void> {
  await page.locator('#link').click();
  await page.getByLabel('Sifely e-mail').fill('demo@example.com');
  await page.getByLabel('Sifely password').fill('demo-password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByLabel('Voice PIN (4–8 digits)').fill(PIN);
  await page.getByRole('button', { name: 'Agree and link' }).click();
  await page.waitForURL(url);
  await page.locator('.tile').first().waitFor();
}

async function filmUnlocking(page: Page): Promise<void> {
  const before = page.viewportSize();
  await page.setViewportSize(FILM);
  await page.waitForTimeout(1000);
  const frames = await film(page, 2500, async () => {
    await page.waitForTimeout(700);
    await say(page, UNLOCK, 45);
    await page.waitForTimeout(700);
    await answer(page, 160);
    await untilSettled(page);
    await page.waitForTimeout(1500);
  });
  await writeMovingPicture(MOVING_PICTURE, frames, FILM.shownWidth);
  if (before !== null) await page.setViewportSize(before);
}

async function say(page: Page, sentence: string, delay = 0): Promise<void> {
  await page.locator('#say').pressSequentially(sentence, { delay });
  const answers = page.locator('#talk li.by-google');
  const before = await answers.count();
  await page.locator('#say').press('Enter');
  await answers.nth(before).waitFor();
}

async function answer(page: Page, delay = 0): Promise<void> {
  await page.locator('#pin').pressSequentially(PIN, { delay });
  await page.waitForTimeout(delay);
  await page.locator('#pin').press('Enter');
}

/** Waits until Google has spoken the end of the command. */
async function untilSettled(page: Page): Promise<void> {
  const last = page.locator('#talk li.by-google').last();
  await last.filter({ hasNotText: /security PIN|still working/ }).waitFor();
}
