import { gzipSync } from 'node:zlib';
import type { Browser, Page, Response } from 'playwright-core';
import { loadAxe, violations } from '../../support/axe.ts';
import { launchBrowser } from '../../support/browser.ts';
import { PAGE_STATES, type PageState, PageTour } from '../../support/page-states/index.ts';
import { routesOf } from '../../support/page-states/routes.ts';

/** A host, a name and an operator that no line of a phone has room for. */
const LONG = {
  publicUrl: 'http://sifely-home-of-the-lovelace-family-0123456789.europe-west1.hosted.example.com',
  service: {
    name: 'Ferienhausverwaltungsgesellschaft',
    operator: 'Donaudampfschifffahrtsgesellschaft mbH',
    contact: 'datenschutzbeauftragter@donaudampfschifffahrtsgesellschaft.example.com',
  },
};

const PHONE = { width: 390, height: 844 };
const DESKTOP = { width: 1280, height: 900 };

/** A page with all its files, compressed: the server leaves that to the proxy in front of it, or to Firebase Hosting. */
const MAX_BYTES = 30_000;

/** Everything that a person can tell one page from another by. */
const LOOKS = `document.title + document.querySelector('main').innerText
  + [...document.querySelectorAll('main a, main form')].map((each) => new URL(each.href || each.action).pathname)`;

const FACTS = `({
  lang: document.documentElement.lang,
  direction: getComputedStyle(document.body).direction,
  headings: [...document.querySelectorAll('h1')].map((each) => each.innerText),
  hasHeadingInTitle: document.title.includes(document.querySelector('h1').innerText),
})`;

/** By how many pixels a page is wider than its window, and the first element that sticks out; empty if none does. */
const EXCESS = `(() => {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return '';
  const wide = [...document.querySelectorAll('body *')].find((each) => each.getBoundingClientRect().right > root.clientWidth + 1);
  return root.scrollWidth - root.clientWidth + ' px: ' + (wide ? wide.outerHTML.slice(0, 120) : '?');
})()`;

/** The pictures of states that cannot be seen: without size, or in the colour behind them, or without a word beside them. */
const LOST_MARKS = `[...document.querySelectorAll('.mark')].filter((mark) => {
  const { width, height } = mark.getBoundingClientRect();
  const card = mark.closest('.card, .answer');
  const isSeen = width > 8 && height > 8 && getComputedStyle(mark).fill !== getComputedStyle(card).backgroundColor;
  return !isSeen || mark.parentElement.innerText.trim() === '';
}).map((mark) => mark.parentElement.outerHTML)`;

/** What moves by itself, or would if it changed. */
const MOTION = `[
  ...document.getAnimations().filter(({ effect }) => effect.getKeyframes().some((frame) => !('visibility' in frame))).map(({ animationName }) => animationName),
  ...[...document.querySelectorAll('body, body *')].filter((each) => parseFloat(getComputedStyle(each).transitionDuration) > 0).map(({ outerHTML }) => outerHTML.slice(0, 80)),
]`;

describe('every page in every state', () => {
  let browser: Browser;
  let page: Page;
  const tour = new PageTour(LONG);
  const looks = new Map<string, string>();
  /** The paths of the pages that were seen. */
  const paths = new Set<string>();
  let complaints: string[] = [];
  let responses: Response[] = [];

  beforeAll(async () => {
    browser = await launchBrowser();
    page = await (await browser.newContext({ locale: 'en-US', hasTouch: true })).newPage();
    page.on('console', (message) => {
      // The tour knows the status of the page itself; that of its files is looked at below.
      const isStatus = message.text().includes('the server responded with a status of');
      if (message.type() === 'error' && !isStatus) complaints.push(message.text());
    });
    page.on('pageerror', (error) => void complaints.push(error.message));
    page.on('response', (response) => void responses.push(response));
  }, 120_000);

  afterAll(async () => {
    await browser.close();
    await tour.close();
  });

  /** The answers that the open page is made of, without its stream of events. */
  const parts = (): Response[] => {
    const first = responses.findLastIndex(
      (response) => response.request().isNavigationRequest() && response.status() !== 204,
    );
    return responses
      .slice(first)
      .filter(
        (response) =>
          response.status() !== 204 && !/event-stream/.test(response.headers()['content-type'] ?? ''),
      );
  };

  const weight = async () => {
    let bytes = 0;
    for (const part of parts()) bytes += gzipSync(await part.body()).length;
    return bytes;
  };

  const strangers = (): string[] => {
    const ours = new URL(tour.url).host;
    const { redirectUri } = tour.world.google;
    const urls = responses.map((response) => response.url()).filter((url) => !url.startsWith(redirectUri));
    return urls.filter((url) => new URL(url).host !== ours);
  };

  test.each(PAGE_STATES.map((state) => [state.id, state] as const))(
    'is accessible, light, and fits each window: %s',
    async (id: string, state: PageState) => {
      await page.setViewportSize(PHONE);
      await page.emulateMedia({ colorScheme: 'light', forcedColors: 'none', reducedMotion: 'no-preference' });
      complaints = [];
      responses = [];
      await tour.open(state, page);
      paths.add(new URL(page.url()).pathname);

      const look = await page.evaluate<string>(LOOKS);
      const twin = looks.get(look) ?? 'none';
      looks.set(look, id);
      const facts = await page.evaluate(FACTS);
      await loadAxe(page);
      const inLight = await violations(page);

      await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
      const motion = await page.evaluate(MOTION);
      await page.setViewportSize(DESKTOP);
      const inDark = await violations(page, 'looks');
      await page.emulateMedia({ forcedColors: 'active' });
      const lostMarks = await page.evaluate(LOST_MARKS);

      await page.setViewportSize({ ...PHONE, width: 320 });
      const excess = [await page.evaluate(EXCESS)];
      await page.setViewportSize(PHONE);
      await page.evaluate(`document.documentElement.style.fontSize = '200%'`);
      excess.push(await page.evaluate(EXCESS));

      expect({ twin, facts, inLight, inDark, motion, lostMarks, excess, strangers: strangers() }).toEqual({
        twin: 'none',
        facts: { lang: 'en', direction: 'ltr', headings: [expect.any(String)], hasHeadingInTitle: true },
        ...{ inLight: [], inDark: [], motion: [], lostMarks: [], excess: ['', ''], strangers: [] },
      });
      expect(complaints).toEqual([]);
      expect(await weight()).toBeLessThan(MAX_BYTES);
    },
    60_000,
  );

  test('is one of a list that has every path of the product with a page', async () => {
    const owner = PAGE_STATES.find(({ id }) => id === 'account-overview');
    if (owner === undefined) throw new Error('the overview is no longer in the list');
    await tour.open(owner, page);
    const routes = routesOf(tour.world.app.express);
    expect(routes).toEqual(
      expect.arrayContaining(['/', '/oauth/consent/locks', '/account/pins', '/operator']),
    );
    const cookies = await page.context().cookies();
    const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
    const pages: string[] = [];
    for (const path of routes.filter((each) => !paths.has(each))) {
      const url = `${tour.url}${path.replace(/:\w+/, 'x')}`;
      const answer = await fetch(url, { redirect: 'manual', headers: { accept: 'text/html', cookie } });
      if (answer.ok && /html/.test(answer.headers.get('content-type') ?? '')) pages.push(path);
      await answer.body?.cancel();
    }
    expect(pages).toEqual([]);
  });
});
