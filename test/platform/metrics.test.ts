import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '../support/free-ports.ts';
import { Program } from '../support/program.ts';
import { parseExposition } from '../support/prometheus-text.ts';

const TOKEN = 'a-token-of-prometheus-0001';

test('a configured server shows its metrics on a port of loopback, and on the main port to those who have the token', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'metrics-'));
  const port = await freePorts(3);
  const env = {
    DATA_DIR: dataDir,
    PORT: String(port),
    METRICS_PORT: String(port + 1),
    METRICS_TOKEN: TOKEN,
    PUBLIC_URL: 'https://locks.example.com',
    GOOGLE_CLIENT_ID: 'google-home',
    GOOGLE_CLIENT_SECRET: 'a-secret-of-some-length',
    GOOGLE_PROJECT_ID: 'my-home-project',
    ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
  };
  const server = Program.node(['functions/server.ts'], { env });
  try {
    await server.until(/metrics .*url=http:\/\/127\.0\.0\.1/);
    expect((await fetch(`http://127.0.0.1:${port}/smarthome`, { method: 'POST', body: '{' })).status).toBe(
      401,
    );
    expect((await fetch(`http://127.0.0.1:${port}/metrics`)).status).toBe(401);
    const authorization = `Bearer ${TOKEN}`;
    const sources = [
      await fetch(`http://127.0.0.1:${port}/metrics`, { headers: { authorization } }),
      await fetch(`http://127.0.0.1:${port + 1}/metrics`),
    ];
    for (const source of sources) {
      const metrics = parseExposition(await source.text());
      expect(metrics.get('sifely_home_intents_total')?.samples).toEqual([
        {
          name: 'sifely_home_intents_total',
          labels: { intent: 'none', outcome: 'invalid_token' },
          value: 1,
        },
      ]);
      expect(metrics.get('sifely_home_jobs_waiting')?.samples).toHaveLength(3);
    }
    expect((await fetch(`http://127.0.0.1:${port + 1}/`)).status).toBe(404);
    expect(server.output).not.toContain(TOKEN);
    const second = Program.node(['functions/server.ts'], { env: { ...env, PORT: String(port + 2) } });
    expect(await second.ended).toBe(1);
    expect(second.output).toContain(`127.0.0.1:${port + 1} is taken by another program`);
    expect(second.output).toContain('METRICS_PORT=9000');
    expect(await server.stop()).toBe(0);
  } finally {
    await server.stop('SIGKILL');
    rmSync(dataDir, { recursive: true, force: true });
  }
});
