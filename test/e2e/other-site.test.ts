import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../support/browser.ts';
import { World } from '../support/world.ts';

/** Tries what a hostile page can, and notes what came of it in its title. */
const ATTACK = (target: string) => `<!doctype html><title>trying</title>
<iframe id="frame" src="${target}/account"></iframe>
<form id="form" method="post" action="${target}/account/sign-out-everywhere" target="_blank"><input name="form_token" value="x"></form>
<script>
const tried = {};
(async () => {
  for (const [name, init] of [['cors', { credentials: 'include' }], ['opaque', { credentials: 'include', mode: 'no-cors' }]]) {
    try { const answer = await fetch('${target}/account/data', init); tried[name] = answer.type + ' ' + (await answer.text()).length; }
    catch { tried[name] = 'refused'; }
  }
  tried.stream = await new Promise((resolve) => {
    const stream = new EventSource('${target}/account/events', { withCredentials: true });
    stream.addEventListener('doors', () => resolve('read'));
    stream.addEventListener('error', () => { stream.close(); resolve('refused'); });
  });
  try { tried.frame = String(document.getElementById('frame').contentWindow.document.title); } catch { tried.frame = 'refused'; }
  document.title = JSON.stringify(tried);
})();
</script>`;

describe('another site in the browser of a person who is signed in', () => {
  let browser: Browser;
  let world: World;
  let evil: Server;

  beforeAll(async () => {
    browser = await launchBrowser();
    world = await World.start();
    await world.link('alice', { pin: '0412' });
    evil = createServer((_, response) =>
      response.setHeader('Content-Type', 'text/html').end(ATTACK(world.url)),
    );
    await new Promise<void>((resolve) => evil.listen(0, resolve));
  }, 120_000);

  afterAll(async () => {
    evil.closeAllConnections();
    evil.close();
    await browser.close();
    await world.close();
  });

  test('can neither frame nor read the account page, nor post to it', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${world.url}/account`);
    await page.getByLabel('Sifely e-mail').fill('demo@example.com');
    await page.getByLabel('Sifely password', { exact: true }).fill('demo-password');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('button', { name: 'Sign out', exact: true }).waitFor();

    const attacker = await context.newPage();
    // Another host, so another site; the same browser and cookies.
    await attacker.goto(`http://localhost:${(evil.address() as AddressInfo).port}/`);
    await attacker.waitForFunction('document.title.startsWith("{")');
    expect(JSON.parse(await attacker.title())).toEqual({
      ...{ cors: 'refused', opaque: 'refused', stream: 'refused', frame: 'refused' },
    });
    const framed = attacker.frames().find((frame) => frame !== attacker.mainFrame());
    expect((await framed?.locator('body').textContent()) ?? '').not.toContain('Signed in');

    const [posted] = await Promise.all([
      context.waitForEvent('page'),
      attacker.evaluate('document.getElementById("form").submit()'),
    ]);
    await posted.waitForLoadState();
    expect(await posted.textContent('body')).not.toContain('You’re signed out everywhere');
    await page.reload();
    await page.getByText('Signed in as').waitFor();

    // A window that it opened is out of its reach.
    const [opened] = await Promise.all([
      context.waitForEvent('page'),
      attacker.evaluate(`window.opened = window.open('${world.url}/account'); undefined`),
    ]);
    await opened.getByText('Signed in as').waitFor();
    expect(await attacker.evaluate('window.opened.closed')).toBe(true);
    await context.close();
  }, 60_000);
});
