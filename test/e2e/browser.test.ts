import { createServer } from 'node:http';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../support/browser.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
}, 60_000);
afterAll(() => browser?.close());

test('the browser from npm shows pages, submits forms and obeys a form-action policy', async () => {
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'text/html');
    response.setHeader('content-security-policy', "form-action 'self'");
    if (request.method === 'POST') response.end('<h1>received</h1>');
    else
      response.end(
        '<form method=post action=/here><button>Here</button></form><form method=post action=http://127.0.0.2:9/><button>Elsewhere</button></form>',
      );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(`http://127.0.0.1:${address.port}/`);
    const refused = page.waitForEvent('console', (message) => message.text().includes('form-action'));
    await page.getByText('Elsewhere').dispatchEvent('click');
    await refused;
    // After a refused form Playwright waits for a navigation that never happens; a new page does not.
    const next = await context.newPage();
    await next.goto(`http://127.0.0.1:${address.port}/`);
    await next.getByText('Here', { exact: true }).click();
    expect(await next.textContent('h1')).toBe('received');
  } finally {
    await context.close();
    server.close();
    server.closeAllConnections();
  }
});
