import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../support/browser.ts';
import { axeFindings, linkOnPages, type RunningDemo, startDemo } from '../support/playground-page.ts';

/** The words of the front door's row and the sentence of the scene at one moment. */
interface Moment {
  readonly scene: string;
  readonly tile: string;
  readonly truth: string;
  readonly bolt: string;
}

/** Writes a moment at each change of the page: what is shown for a short time only is not missed, however slow the machine is. */
const WATCH = `(() => {
  window.moments = [];
  const text = (root, selector) => root?.querySelector(selector)?.textContent ?? '';
  const look = () => {
    const row = [...document.querySelectorAll('.pair')].find((each) => text(each, 'h3') === 'Front door');
    const truth = row?.querySelector('.truth');
    const moment = {
      scene: document.getElementById('scene')?.hidden === false ? text(document, '#scene-text') : '',
      tile: text(row, '.tile .state'),
      truth: truth?.hidden ? '' : text(truth, 'span'),
      bolt: text(row, '.is'),
    };
    if (JSON.stringify(moment) !== JSON.stringify(moments.at(-1))) moments.push(moment);
  };
  document.addEventListener('DOMContentLoaded', () => {
    const parts = { subtree: true, childList: true, characterData: true, attributes: true };
    new MutationObserver(look).observe(document.body, parts);
  });
})()`;

/** Begins anew: marks the rows that are there. */
const FORGET = `moments.length = 0;
for (const row of document.querySelectorAll('#talk li, #messages li')) row.dataset.old = 'yes';`;

const SIZES = [
  ['desktop', { viewport: { width: 1360, height: 900 } }],
  ['phone', { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }],
] as const;

let demo: RunningDemo;
let browser: Browser;
let pages: { readonly desktop: Page; readonly phone: Page };

beforeAll(async () => {
  [demo, browser] = await Promise.all([startDemo(), launchBrowser()]);
  const opened = await Promise.all(
    SIZES.map(async ([name, screen]) => {
      const page = await (await browser.newContext(screen)).newPage();
      await page.addInitScript(WATCH);
      return [name, page] as const;
    }),
  );
  pages = Object.fromEntries(opened) as typeof pages;
  await pages.desktop.goto(demo.url);
  await linkOnPages(pages.desktop);
  await pages.phone.goto(demo.url);
  await inBoth((page) => page.locator('.tile[data-state="locked"]').nth(3).waitFor());
}, 60_000);

afterAll(async () => {
  await browser.close();
  await demo.close();
});

/** Does the same on both pages at once. */
function inBoth<T>(act: (page: Page) => Promise<T>): Promise<T[]> {
  return Promise.all([pages.desktop, pages.phone].map(act));
}

async function noFindings(): Promise<void> {
  expect(await inBoth(axeFindings)).toEqual([[], []]);
}

/** Presses “Next” at each sentence until the scene is over. */
async function goOn(page: Page): Promise<void> {
  const next = page.getByRole('button', { name: 'Next' });
  const close = page.getByRole('button', { name: 'Close' });
  for (let said = 'nothing yet'; ; ) {
    const another = page.locator('#scene-text').filter({ hasNotText: said });
    // A scene waits for a minute at most.
    await another.or(close).first().waitFor({ timeout: 70_000 });
    if (await close.isVisible()) return;
    said = (await page.locator('#scene-text').textContent()) ?? '';
    // The scene may end at this moment.
    await next.click({ timeout: 20_000 }).catch(async (error: unknown) => {
      if (!(await close.isVisible())) throw error;
    });
  }
}

/** All that a page showed while a scene was played. */
interface Played {
  readonly moments: readonly Moment[];
  /** New sentences of the conversation, oldest first. */
  readonly talk: readonly string[];
  /** New rows of “What happened”, oldest first, without their times. */
  readonly rows: readonly string[];
}

/** Plays a scene on the page of one size while the other one looks on; axe finds nothing on either, meanwhile and at the end. */
async function play(size: 'desktop' | 'phone', title: string): Promise<Played[]> {
  const page = pages[size];
  await inBoth((each) => each.evaluate(FORGET));
  const scene = page.getByRole('group', { name: 'Scenes' }).getByRole('button', { name: title });
  if (size === 'phone') await scene.tap();
  else {
    await scene.focus();
    // Whoever is impatient presses twice.
    await Promise.all([page.keyboard.press('Enter'), page.keyboard.press('Enter')]);
  }
  // Whoever uses the keyboard goes on by Enter.
  await page.locator('#next:focus').waitFor();
  expect(await page.locator('#lost').textContent()).toBe('');
  await Promise.all([goOn(page), noFindings()]);
  await inBoth((each) => each.getByRole('button', { name: 'Close' }).waitFor());
  await noFindings();
  const played = await inBoth(async (each) => ({
    moments: await each.evaluate<Moment[]>('moments'),
    talk: await each.locator('#talk li:not([data-old])').allTextContents(),
    rows: (await each.locator('#messages li:not([data-old])').allTextContents())
      .reverse()
      .map((row) => row.slice('08:00:00'.length)),
  }));
  await inBoth((each) => each.getByRole('button', { name: 'Close' }).click());
  return played;
}

/** Moves the clock forward once a scene lets time run fast on both pages: part of the wait for the next poll. */
async function hurry(): Promise<void> {
  await inBoth((page) => page.getByRole('button', { name: '×60', pressed: true }).waitFor());
  const response = await fetch(`${demo.url}/playground/time`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ forwardMs: 5 * 60_000 }),
  });
  expect(response.status).toBe(200);
}

/** A moment at which the sentence of the scene was this one, and the front door as told. */
function at(
  scene: RegExp,
  [tile, truth, bolt]: readonly [tile: string, truth: RegExp, bolt: string],
): Moment {
  return expect.objectContaining({
    scene: expect.stringMatching(scene),
    truth: expect.stringMatching(truth),
    tile,
    bolt,
  });
}

const TRUE = /^true$/;
const NOT_TRUE = /^not true for \d/;

test('pages of both sizes are without findings before a scene is played', noFindings);

test('a stranger who guesses the PIN hears after five wrong ones that there were too many, and no guess reaches the lock', async () => {
  for (const { moments, talk, rows } of await play('desktop', 'A stranger guesses the PIN')) {
    const wrong = talk.filter((said) => said.startsWith('Google: Sorry, that PIN is wrong.'));
    expect(wrong).toHaveLength(4);
    expect(talk.at(-1)).toMatch(/^Google: Too many wrong PINs for Front door/);
    expect(rows.filter((row) => row.includes('with a PIN'))).toHaveLength(5);
    expect(rows.at(-2)).toMatch(/EXECUTE unlock Front doortooManyFailedAttempts/);
    expect(rows.filter((row) => row.includes('/v3/lock/unlock'))).toEqual([]);
    expect(JSON.stringify([talk, rows])).not.toMatch(/1379|2580/);
    expect(new Set(moments.map(({ tile, bolt }) => `${tile} ${bolt}`))).toEqual(new Set(['Locked Locked']));
    expect(moments.at(-1)).toEqual(
      at(/^Google no longer asks: “Too many wrong PINs/, ['Locked', TRUE, 'Locked']),
    );
  }
}, 120_000);

test('a door behind an unplugged gateway is offline, never locked, and locked by a second command once it is plugged in', async () => {
  for (const { moments, talk, rows } of await play('phone', 'Unplug the gateway')) {
    expect(moments).toContainEqual(at(/^The Hall gateway is unplugged/, ['Locked', NOT_TRUE, 'Unlocked']));
    expect(moments).toContainEqual(at(/The tile turns to offline/, ['Offline', TRUE, 'Unlocked']));
    expect(moments.at(-1)).toEqual(
      at(/^The door is locked, and the tile says so/, ['Locked', TRUE, 'Locked']),
    );
    expect(talk[0]).toBe('alice: lock the front door');
    expect(talk[1]).toMatch(/^Google: Front door isn't available right now\./);
    expect(talk.at(-1)).toMatch(/^Google: Front door is locked/);
    const commands = rows.filter((row) => row.includes('EXECUTE'));
    expect(commands).toHaveLength(2);
    expect(commands[0]).toMatch(/deviceOffline/);
    expect(rows.indexOf('HouseFront door is locked')).toBeGreaterThan(
      rows.indexOf('Person to HouseGateway: on'),
    );
  }
}, 120_000);

test('a tile is not true after a lock was turned by hand, until the service has asked', async () => {
  const [played] = await Promise.all([play('desktop', 'Turn a lock by hand'), hurry()]);
  for (const { moments, talk, rows } of played) {
    expect(moments).toContainEqual(
      at(/^Somebody turned the front door by hand/, ['Locked', NOT_TRUE, 'Unlocked']),
    );
    expect(moments.at(-1)).toEqual(at(/^The service asked by itself/, ['Unlocked', TRUE, 'Unlocked']));
    expect(talk).toEqual([]);
    const reported = rows.findIndex((row) => /Service to GoogleReport .*Front door unlocked/.test(row));
    expect(reported).toBeGreaterThan(rows.indexOf('Person to HouseTurn Front door by hand: unlock'));
  }
  expect(await pages.desktop.getByRole('button', { name: '×1' }).getAttribute('aria-pressed')).toBe('true');
}, 120_000);

test('the same request twice gets one answer twice, and drives the bolt once', async () => {
  for (const { moments, rows } of await play('phone', 'The same request twice')) {
    const answers = rows.filter((row) => row.includes('EXECUTE lock Front door'));
    expect(answers).toHaveLength(2);
    expect(new Set(answers.map((row) => row.replace(/ · .*/, ''))).size).toBe(1);
    expect(rows.filter((row) => row.includes('Service to Sifely/v3/lock/lock Front door'))).toHaveLength(1);
    expect(rows.filter((row) => row === 'HouseFront door is locked')).toHaveLength(1);
    expect(moments.at(-1)).toEqual(at(/and the bolt was driven once/, ['Locked', TRUE, 'Locked']));
  }
}, 120_000);

test('a command through a slow gateway is pending first, and its end is spoken when the report comes', async () => {
  for (const { moments, talk, rows } of await play('desktop', 'A slow gateway')) {
    expect(moments).toContainEqual(at(/^The gateway answers late/, ['Updating…', /^waits$/, 'Unlocked']));
    expect(moments.at(-1)).toEqual(at(/^The report came/, ['Locked', TRUE, 'Locked']));
    expect(talk).toHaveLength(3);
    expect(talk[1]).toMatch(/^Google: Front door is still working on it\./);
    expect(talk[2]).toMatch(/^Google: Front door is locked\./);
    expect(rows.filter((row) => row.includes('EXECUTE'))).toEqual([expect.stringContaining('PENDING')]);
    expect(rows).toContain('Person to HouseGateway: slow');
  }
}, 120_000);

test('two people of one household see the same door, though only one of them locked it', async () => {
  for (const { moments, rows } of await play('phone', 'Two people, one home')) {
    expect(moments).toContainEqual(at(/^bob linked/, ['Locked', NOT_TRUE, 'Unlocked']));
    expect(moments.at(-1)).toEqual(
      at(/^bob locked the door, and both Home apps show it/, ['Locked', TRUE, 'Locked']),
    );
    expect(rows).toContain('Person to Googlelock the front door');
  }
  const users = pages.phone.getByRole('group', { name: 'Google users' });
  await users.getByRole('button', { name: 'bob' }).click();
  const [asked, answer] = await pages.phone.locator('#talk li').allTextContents();
  expect(asked).toBe('bob: lock the front door');
  expect(answer).toMatch(/^Google: Front door is (locked|still working on it)/);
  const tile = pages.phone.getByRole('button', { name: /^Front door Locked/ });
  expect(await tile.getAttribute('data-state')).toBe('locked');
}, 120_000);
