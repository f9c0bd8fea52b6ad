import type { Browser, Page } from 'playwright-core';
import { type PageState, PageTour } from '../../test/support/page-states/index.ts';
import { writePicture } from './picture.ts';
import { pictureFile, SIZES, type Size } from './picture-files.ts';

/** A phone's picture shows the first screens of a long page, a desktop's the first one. */
const MAX_PHONE_SCREENS = 3;

/** Pictures states of pages: in light colours on a phone, in dark ones on a desktop. Calls `wrote` with each file. */
export async function picturePages(
  states: readonly PageState[],
  browser: Browser,
  wrote: (file: string) => void,
): Promise<void> {
  for (const ofHome of Map.groupBy(states, ({ home }) => home).values())
    await pictureHome(ofHome, browser, wrote);
}

/** A home is closed before the next one begins. */
async function pictureHome(
  states: readonly PageState[],
  browser: Browser,
  wrote: (file: string) => void,
): Promise<void> {
  const tour = new PageTour();
  const written: Promise<void>[] = [];
  const page = await browser.newPage({ locale: 'en-US', reducedMotion: 'reduce' });
  try {
    for (const state of states) {
      await page.setViewportSize(SIZES.phone);
      await page.emulateMedia({ colorScheme: 'light' });
      await tour.open(state, page);
      const phone = await screenshotOf(page, MAX_PHONE_SCREENS);
      await page.setViewportSize(SIZES.desktop);
      await page.emulateMedia({ colorScheme: 'dark' });
      const desktop = await screenshotOf(page, 1);
      const write = (size: Size, png: Buffer) => {
        const file = pictureFile(state, size);
        return writePicture(file, png).then(() => wrote(file));
      };
      // Beside the next state.
      written.push(write('phone', phone), write('desktop', desktop));
    }
  } finally {
    await Promise.all(written);
    await page.close();
    await tour.close();
  }
}

async function screenshotOf(page: Page, maxScreens: number): Promise<Buffer> {
  const screen = page.viewportSize() ?? SIZES.phone;
  const height = Math.min(
    await page.evaluate<number>('document.documentElement.scrollHeight'),
    maxScreens * screen.height,
  );
  return page.screenshot({ fullPage: true, clip: { x: 0, y: 0, width: screen.width, height } });
}
