import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '../../functions/config/config-error.ts';
import { diskResults } from '../../functions/doctor/checks/disk.ts';
import { versionResult } from '../../functions/doctor/checks/versions.ts';
import { TESTED_NODE, VERSION } from '../../functions/version.ts';
import { callDoctor, type Env, LOCAL_SETTINGS, of, printDoctor, SECRETS } from '../support/doctor-call.ts';
import { temporaryFolder, writeKeyFile } from '../support/setup-call.ts';

const local = (env: Env, cwd?: string) =>
  callDoctor({ ...LOCAL_SETTINGS, ...env }, ['--local'], cwd === undefined ? {} : { cwd });

/** A folder with a settings file, and a data folder in it. */
function installation(): { readonly folder: string; readonly DATA_DIR: string } {
  const folder = temporaryFolder();
  const DATA_DIR = join(folder, 'data');
  mkdirSync(DATA_DIR, { mode: 0o700 });
  writeFileSync(join(folder, '.env'), '', { mode: 0o600 });
  return { folder, DATA_DIR };
}

describe('doctor', () => {
  test('finds nothing to do where all is well, and prints it as a table', async () => {
    const { folder, DATA_DIR } = installation();
    const { code, output } = await printDoctor({ ...LOCAL_SETTINGS, DATA_DIR }, ['--local', '--strict'], {
      cwd: folder,
    });
    expect(output).toMatch(/\nok +settings +All settings are valid\.\n/);
    expect(output).toMatch(/\n\nAll is well\.$/);
    expect(code).toBe(0);
  });

  test('prints JSON of one shape', async () => {
    const { folder, DATA_DIR } = installation();
    const { output } = await callDoctor({ ...LOCAL_SETTINGS, DATA_DIR }, ['--local'], { cwd: folder });
    expect(JSON.parse(output)).toEqual({
      version: VERSION,
      status: 'ok',
      findings: [
        'versions',
        'settings',
        'settings-file',
        'credentials',
        'data-folder',
        'disk',
        'database',
      ].map((check) => ({ check, level: 'ok', found: expect.stringMatching(/\.$/) })),
    });
  });

  test('exits with 1 for a problem, with 0 for a warning unless it is strict, with 2 for a wrong option', async () => {
    const { folder, DATA_DIR } = installation();
    const env = { ...LOCAL_SETTINGS, DATA_DIR };
    const exit = async (more: Env, ...args: string[]) =>
      (await printDoctor({ ...env, ...more }, args, { cwd: folder })).code;
    const warned = { SIFELY_CLIENT_SECRET: 'x' };
    expect(await exit({ PORT: 'x' }, '--local')).toBe(1);
    expect(await exit(warned, '--local')).toBe(0);
    expect(await exit(warned, '--local', '--strict')).toBe(1);
    expect(await exit({}, '--loud')).toBe(2);
  });

  test('says that nothing is configured', async () => {
    const call = await callDoctor({ PORT: '8080' });
    expect(call).toMatchObject({ code: 1, status: 'problem' });
    expect(of(call, 'settings')).toEqual([
      {
        check: 'settings',
        level: 'problem',
        found: 'Nothing is configured in this folder.',
        todo: expect.stringMatching(/^Set it up: .* setup\..*--url/),
      },
    ]);
  });

  test('lists every invalid setting with its remedy, and shows no secret', async () => {
    const call = await callDoctor({
      ...LOCAL_SETTINGS,
      PUBLIC_URL: 'http://x',
      PORT: 'y',
      ENCRYPTION_KEYS: SECRETS[0],
    });
    expect(call.code).toBe(1);
    expect(of(call, 'settings').map(({ found, todo }) => [found.split(' ')[0], todo])).toEqual([
      ['PORT', 'for example: PORT=8080'],
      ['PUBLIC_URL', 'for example: PUBLIC_URL=https://locks.example.com'],
      ['ENCRYPTION_KEYS', expect.stringContaining('openssl')],
    ]);
    for (const secret of SECRETS) expect(call.output).not.toContain(secret);
  });

  test('lists what is wrong with the settings file', async () => {
    const settingsFault = new ConfigError([{ name: '.env', message: '.env cannot be read (EACCES).' }]);
    const call = await callDoctor({}, [], { settingsFault });
    expect(of(call, 'settings')).toMatchObject([
      { level: 'problem', found: '.env cannot be read (EACCES).' },
    ]);
  });
});

interface Case {
  readonly title: string;
  /** Breaks an installation, and returns settings. */
  readonly breaks: (at: ReturnType<typeof installation>) => Env;
  readonly check: string;
  readonly level: 'warning' | 'problem';
  readonly found: RegExp;
  readonly todo: RegExp;
}

const cases: readonly Case[] = [
  {
    title: 'a removed setting',
    breaks: () => ({ SIFELY_CLIENT_SECRET: 'x' }),
    ...{ check: 'settings', level: 'warning', found: /no longer used/, todo: /Remove/ },
  },
  {
    title: 'a renamed setting',
    breaks: () => ({ QUERY_DEADLINE_MS: '900' }),
    ...{ check: 'settings', level: 'warning', found: /now called QUERY_ANSWER_MS/, todo: /Rename/ },
  },
  {
    title: 'a settings file that others can read',
    breaks({ folder }) {
      chmodSync(join(folder, '.env'), 0o644);
      return {};
    },
    ...{ check: 'settings-file', level: 'warning', found: /other users/, todo: /^chmod 600 .*\.env$/ },
  },
  {
    title: 'no credentials for the real HomeGraph',
    breaks: () => ({ HOMEGRAPH_URL: undefined }),
    ...{ check: 'credentials', level: 'warning', found: /not set/, todo: /project my-home-project/ },
  },
  {
    title: 'a credentials file that is not there',
    breaks: ({ folder }) => ({ GOOGLE_APPLICATION_CREDENTIALS: join(folder, 'nowhere.json') }),
    ...{ check: 'credentials', level: 'problem', found: /does not exist/, todo: /path/ },
  },
  {
    title: 'a credentials file without a key',
    breaks({ folder }) {
      const file = join(folder, 'key.json');
      writeFileSync(file, '{"type":"service_account"}');
      return { GOOGLE_APPLICATION_CREDENTIALS: file };
    },
    ...{
      check: 'credentials',
      level: 'problem',
      found: /not the key of a service account/,
      todo: /download/,
    },
  },
  {
    title: 'credentials of another project',
    breaks({ folder }) {
      const file = writeKeyFile(folder, 'another-project');
      chmodSync(file, 0o600);
      return { GOOGLE_APPLICATION_CREDENTIALS: file };
    },
    ...{
      check: 'credentials',
      level: 'problem',
      found: /another-project.*my-home-project/,
      todo: /my-home-project/,
    },
  },
  {
    title: 'a credentials file that others can read',
    breaks({ folder }) {
      const file = writeKeyFile(folder, 'my-home-project');
      chmodSync(file, 0o644);
      return { GOOGLE_APPLICATION_CREDENTIALS: file };
    },
    ...{ check: 'credentials', level: 'warning', found: /Other users/, todo: /^chmod 600/ },
  },
  {
    title: 'a data folder that is a file',
    breaks: ({ folder }) => ({ DATA_DIR: join(folder, '.env') }),
    ...{ check: 'data-folder', level: 'problem', found: /not a folder/, todo: /DATA_DIR/ },
  },
  {
    title: 'a data folder on a disk that is not mounted',
    breaks({ folder }) {
      symlinkSync(join(folder, 'mnt', 'disk'), join(folder, 'disk'));
      return { DATA_DIR: join(folder, 'disk', 'data') };
    },
    ...{ check: 'data-folder', level: 'problem', found: /disk leads nowhere/, todo: /^Mount/ },
  },
  {
    title: 'a data folder that others can write into',
    breaks({ DATA_DIR }) {
      chmodSync(DATA_DIR, 0o777);
      return {};
    },
    ...{ check: 'data-folder', level: 'warning', found: /write into/, todo: /^chmod 700/ },
  },
  {
    title: 'a database file that others can read',
    breaks({ DATA_DIR }) {
      writeFileSync(join(DATA_DIR, 'store.sqlite'), '', { mode: 0o644 });
      return {};
    },
    ...{
      check: 'data-folder',
      level: 'warning',
      found: /read or change .*store\.sqlite/,
      todo: /^chmod 600/,
    },
  },
  {
    title: 'a database file that is none',
    breaks({ DATA_DIR }) {
      writeFileSync(join(DATA_DIR, 'store.sqlite'), 'no database, but long enough to be one'.repeat(99));
      return {};
    },
    ...{ check: 'database', level: 'problem', found: /damaged, or not a database/, todo: /troubleshooting/ },
  },
];

test.each(cases)(
  'doctor finds $title, and says what to do',
  async ({ breaks, check, level, found, todo }) => {
    const at = installation();
    const call = await local({ DATA_DIR: at.DATA_DIR, ...breaks(at) }, at.folder);
    const worst = of(call, check).filter((finding) => finding.level !== 'ok');
    expect(worst).toEqual([
      { check, level, found: expect.stringMatching(found), todo: expect.stringMatching(todo) },
    ]);
    expect(call.code).toBe(level === 'problem' ? 1 : 0);
    for (const secret of SECRETS) expect(call.output).not.toContain(secret);
  },
);

describe('doctor judges the disk:', () => {
  const GIB = 1024 ** 3;
  const level = (type: number, free = 9 * GIB) =>
    diskResults('/data', { type, bsize: 4096, bavail: free / 4096 }).map((result) => result.level);

  test('a local one with room is well', () => expect(level(0xef53)).toEqual(['ok']));
  test.each([
    ['NFS', 0x6969],
    ['CIFS', 0xff534d42],
    ['CIFS as a signed number', 0xff534d42 | 0],
    ['sshfs', 0x65735546],
    ['the inside of a container', 0x794c7630],
  ])('%s is a warning', (_, type) => expect(level(type)).toEqual(['warning']));
  test('memory is a problem', () => expect(level(0x01021994)).toEqual(['problem']));
  test('little room is a warning, none a problem', () => {
    expect(level(0xef53, 0.2 * GIB)).toEqual(['warning']);
    expect(level(0xef53, 0.01 * GIB)).toEqual(['problem']);
  });
});

test('doctor judges the version of Node', () => {
  const level = (node: string) => versionResult({ node, sqlite: '3.51.0' }).level;
  expect([`${TESTED_NODE}.0.0`, `${TESTED_NODE + 1}.2.0`, `${TESTED_NODE - 1}.9.0`].map(level)).toEqual([
    'ok',
    'warning',
    'problem',
  ]);
});
