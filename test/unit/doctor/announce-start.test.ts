import { loadConfig } from '../../../functions/config/load-config.ts';
import { announceStart } from '../../../functions/doctor/announce-start.ts';
import type { Logger } from '../../../functions/logs/logger.ts';
import { LOCAL_SETTINGS, SECRETS } from '../../support/doctor-call.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { temporaryFolder, writeKeyFile } from '../../support/setup-call.ts';

async function announce(more: Readonly<Record<string, string | undefined>>) {
  const lines: [string, string, object][] = [];
  let text = '';
  const at =
    (level: string): Logger['info'] =>
    (message, fields = {}) =>
      void lines.push([level, message, fields]);
  const env = {
    ...LOCAL_SETTINGS,
    ...{ PUBLIC_URL: 'https://locks.example.com', HOMEGRAPH_URL: undefined, DATA_DIR: temporaryFolder() },
    ...more,
  };
  await announceStart({
    ...{ config: loadConfig(env, { platform: 'self-hosted' }), env, clock: new ManualClock() },
    ...{ url: 'http://127.0.0.1:8080', envFile: undefined },
    logger: { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') },
    write: (written) => {
      text += written;
    },
  });
  for (const secret of SECRETS) expect(text + JSON.stringify(lines)).not.toContain(secret);
  return { lines, text };
}

describe('a configured start', () => {
  test('says in plain words what is missing, and what to do', async () => {
    const { lines, text } = await announce({});
    expect(lines).toEqual([]);
    expect(text).toContain('reach this server at  https://locks.example.com\n');
    expect(text).toContain('passes on to     http://127.0.0.1:8080\n');
    expect(text).toContain('homegraph.googleapis.com\n');
    expect(text).toMatch(/ {2}! GOOGLE_APPLICATION_CREDENTIALS is not set\..*\n {4}→ Make a key file/);
  });

  test('says whose reports they are where nothing is missing', async () => {
    const file = writeKeyFile(temporaryFolder(), 'my-home-project');
    const { text } = await announce({ GOOGLE_APPLICATION_CREDENTIALS: file });
    expect(text).toContain('homegraph.googleapis.com, by a service account of my-home-project\n');
    expect(text).not.toContain('is not set');
  });

  test.each([
    ['in a source tree', 'start', 'npm run doctor checks'],
    ['in a package or container', undefined, 'sifely-google-home doctor checks'],
  ])('says how doctor is called %s', async (_where, npm_lifecycle_event, words) => {
    expect((await announce({ npm_lifecycle_event })).text).toContain(`\n  ${words}`);
  });

  test('writes lines of the log where programs read them', async () => {
    const { lines, text } = await announce({ LOG_FORMAT: 'cloud' });
    expect(text).toBe('');
    expect(lines).toEqual([
      ['info', 'reports to', { homeGraph: 'homegraph.googleapis.com' }],
      [
        'warn',
        'the installation is not complete',
        { check: 'credentials', found: expect.stringContaining('not set'), todo: expect.any(String) },
      ],
    ]);
  });
});
