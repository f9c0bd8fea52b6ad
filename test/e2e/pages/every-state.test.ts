import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../../support/browser.ts';
import { PAGE_STATES, PageTour } from '../../support/page-states/index.ts';

/** Everything that a person can tell one page from another by. */
const LOOKS = `document.title + document.querySelector('main').innerText
  + [...document.querySelectorAll('main a, main form')].map((each) => new URL(each.href || each.action).pathname)`;

describe('every page in every state', () => {
  let browser: Browser;
  let page: Page;
  const tour = new PageTour();
  const seen = new Map<string, string>();

  beforeAll(async () => {
    browser = await launchBrowser();
    page = await (await browser.newContext({ locale: 'en-US' })).newPage();
  }, 120_000);

  afterAll(async () => {
    await browser.close();
    await tour.close();
  });

  test.each(PAGE_STATES.map((state) => [state.id, state] as const))(
    'is reached, and looks like no other: %s',
    async (id, state) => {
      await tour.open(state, page);
      const looks = await page.evaluate<string>(LOOKS);
      expect([id, seen.get(looks)]).toEqual([id, undefined]);
      seen.set(looks, id);
    },
  );
});
