import type { Browser } from 'playwright-core';
import { LANGUAGES, type Language } from '../../../functions/languages/languages.ts';
import { loadAxe, violations } from '../../support/axe.ts';
import { expectFit, launchBrowser } from '../../support/browser.ts';
import { PAGE_STATES, type PageState, PageTour } from '../../support/page-states/index.ts';

const phone = { viewport: { width: 320, height: 844 }, isMobile: true, hasTouch: true };

/** The pages with the most words, in every language. */
const PAGES = [
  ...['front', 'privacy', 'linking-consent', 'account-overview', 'account-locks', 'account-activity-quiet'],
  ...['account-guests-none', 'account-guest-add', 'account-pins', 'account-pin', 'account-person-pin'],
  ...['account-alerts', 'account-webhook', 'account-unlink', 'account-lock'],
];

/** Other pages, and errors, in the language that runs from right to left. */
const MORE = [
  ...['terms', 'error-not-found', 'linking-refused-client', 'linking-sign-in', 'linking-no-locks'],
  ...['linking-sign-in-wrong-password', 'account-nothing-linked', 'account-pin-counts', 'account-pin-gone'],
  ...['account-guest-add-without-name', 'account-lock-hours-incomplete'],
];
/** Languages of long words, of three scripts and of both directions. Axe needs JavaScript, which the others do without. */
const LOOKED_AT: readonly Language[] = ['es', 'de', 'ja', 'ar'];

function stateOf(id: string): PageState {
  const state = PAGE_STATES.find((each) => each.id === id);
  if (state === undefined) throw new Error(`there is no state ${id}`);
  return state;
}

const FACTS = `[document.documentElement.lang, getComputedStyle(document.body).direction, getComputedStyle(document.querySelector('h1')).textAlign]`;

describe('pages on the narrowest phone', () => {
  let browser: Browser;
  const tour = new PageTour();

  beforeAll(async () => {
    browser = await launchBrowser();
  }, 120_000);

  afterAll(async () => {
    await browser.close();
    await tour.close();
  });

  test.each(Object.keys(LANGUAGES) as Language[])(
    'fit in %s, and stand in its direction',
    async (language) => {
      const { tag, direction } = LANGUAGES[language];
      const isLookedAt = LOOKED_AT.includes(language);
      const context = await browser.newContext({ ...phone, locale: tag, javaScriptEnabled: isLookedAt });
      const page = await context.newPage();
      const faults: unknown[] = [];
      for (const id of direction === 'rtl' ? [...PAGES, ...MORE] : PAGES) {
        await tour.open(stateOf(id), page, tag);
        await expectFit(page, phone.viewport.width, '.button:visible');
        expect([id, ...(await page.evaluate<string[]>(FACTS))]).toEqual([id, tag, direction, 'start']);
        if (!isLookedAt) continue;
        await loadAxe(page);
        const found = await violations(page);
        if (found.length > 0) faults.push([id, found]);
      }
      expect(faults).toEqual([]);
      await context.close();
    },
    60_000,
  );

  test.each(Object.keys(LANGUAGES) as Language[])(
    'are in %s for a reader who chooses it by its name',
    async (language) => {
      const { tag, name } = LANGUAGES[language];
      const context = await browser.newContext({
        ...phone,
        locale: language === 'en' ? 'fr' : 'en',
        javaScriptEnabled: false,
      });
      const page = await context.newPage();
      await tour.open(stateOf('account-sign-in'), page);
      await page.locator('.languages summary').tap();
      await page.getByRole('link', { name, exact: true }).tap();
      await page.locator(`html[lang="${tag}"]`).waitFor();
      await expectFit(page, phone.viewport.width, '.button:visible');
      await context.close();
    },
  );
});
