import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RawBrowser } from '../integration/linking/raw-browser.ts';
import { freePorts } from '../support/free-ports.ts';
import { Program } from '../support/program.ts';

const TOKEN = 'a-token-of-the-operator-0001';

test('a configured server checks its own machine at /operator, also under HTTPS', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'operator-'));
  const port = await freePorts(2);
  const closed = `http://127.0.0.1:${port + 1}`;
  const server = Program.node(['functions/server.ts'], {
    env: {
      ...{ DATA_DIR: dataDir, PORT: String(port), OPERATOR_TOKEN: TOKEN },
      ...{ SIFELY_BASE_URL: closed, HOMEGRAPH_URL: closed },
      PUBLIC_URL: 'https://locks.invalid',
      GOOGLE_CLIENT_SECRET: 'a-secret-of-some-length',
      GOOGLE_PROJECT_ID: 'my-home-project',
      ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
    },
  });
  try {
    await server.until(/listening .*url=http:\/\/127\.0\.0\.1/);
    const browser = new RawBrowser(`http://127.0.0.1:${port}`);
    const { page: door } = await browser.get('/operator');
    const signIn = await browser.post('/operator/sign-in', browser.fields(door, { token: TOKEN }));
    expect([signIn.status, signIn.location]).toEqual([303, '/operator']);
    expect(signIn.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^__Host-session=\S+; Path=\/; HttpOnly; Secure; SameSite=Lax$/),
    ]);
    const { page } = await browser.get('/operator');
    const check = page.forms.find(({ action }) => action === '/operator/check');
    const fields = check?.fields.map(({ name, value }): [string, string] => [name, value]);
    const { page: checked } = await browser.post('/operator/check', new URLSearchParams(fields));
    expect(checked.text).toContain(`${dataDir} can be written by this user alone.`);
    expect(checked.text).toContain('Problem: public-url The name locks.invalid has no address');
    expect(checked.text).toMatch(/Problem: sifely Sifely \(\S+\) does not answer \(ECONNREFUSED\)/);
    expect(checked.text).toContain('Problem: home-graph The HomeGraph API does not answer');
    expect(server.output).not.toContain(TOKEN);
    expect(await server.stop()).toBe(0);
  } finally {
    await server.stop('SIGKILL');
    rmSync(dataDir, { recursive: true, force: true });
  }
});
