import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { World } from '../../support/world.ts';
import { RawBrowser } from '../linking/raw-browser.ts';

const TOKEN = 'a-token-of-the-operator-0001';

describe('a check of the installation while Sifely accepts connections and never answers', () => {
  let silent: Server;
  let world: World;
  let requests = 0;

  beforeAll(async () => {
    silent = createServer(() => {
      requests += 1;
    });
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const sifelyUrl = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    world = await World.start({ sifelyUrl, config: { operatorToken: TOKEN } });
  });
  afterAll(async () => {
    await world.close();
    silent.closeAllConnections();
    silent.close();
  });

  test('ends with its finding, and who presses the button again meanwhile gets the same check', async () => {
    const browser = new RawBrowser(world.url);
    const { page: door } = await browser.get('/operator');
    await browser.post('/operator/sign-in', browser.fields(door, { token: TOKEN }));
    const { page } = await browser.get('/operator');
    const form = page.forms.find(({ action }) => action === '/operator/check');
    const body = new URLSearchParams(form?.fields.map(({ name, value }): [string, string] => [name, value]));
    const answers = await Promise.all([1, 2].map(() => browser.post('/operator/check', body)));
    for (const answer of answers) {
      expect(answer.status).toBe(200);
      expect(answer.page.text).toMatch(/Problem: sifely Sifely \(\S+\) does not answer/);
      expect(answer.page.text).toContain('server: The server is ready.');
    }
    expect(requests).toBe(1);
  });
});
