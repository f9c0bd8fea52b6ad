import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { settingsIn } from '../../cli/setup/env-text.ts';
import { Program, ROOT } from '../support/program.ts';
import { callSetup, temporaryFolder, writeKeyFile } from '../support/setup-call.ts';

const PROJECT = 'my-home-project';
const FLAGS = [
  '--target',
  'self-hosted',
  '--google-project',
  PROJECT,
  '--public-url',
  'https://locks.example.com',
];

const read = (folder: string) => settingsIn(readFileSync(join(folder, '.env'), 'utf8'));
const secretsOf = (folder: string) => {
  const { GOOGLE_CLIENT_SECRET: client = '', ENCRYPTION_KEYS: keys = '' } = read(folder);
  expect(client.length).toBe(64);
  return { client, keys };
};
const occurrences = (text: string, part: string) => text.split(part).length - 1;

describe('setup of a self-hosted server, without a person', () => {
  test('writes settings with which the server starts, readable for their owner alone', async () => {
    const folder = temporaryFolder();
    const { code } = await callSetup(folder, [...FLAGS, '--port', '0', '--yes']);
    expect(code).toBe(0);
    expect(statSync(join(folder, '.env')).mode & 0o777).toBe(0o600);
    const server = Program.node([join(ROOT, 'cli/main.ts'), 'start'], { cwd: folder });
    const [, url = ''] = await server.until(/listening.*\n?.*?(http:\/\/127\.0\.0\.1:\d+)/);
    const page = await fetch(
      `${url}/oauth/authorize?client_id=google-home&redirect_uri=https%3A%2F%2Fevil.example`,
    );
    expect(page.status).toBe(400);
    expect(await server.stop()).toBe(0);
  });

  test('needs only the project and the address', async () => {
    const folder = temporaryFolder();
    await callSetup(folder, [...FLAGS, '--yes']);
    expect(read(folder)).toEqual({
      PUBLIC_URL: 'https://locks.example.com',
      GOOGLE_PROJECT_ID: PROJECT,
      GOOGLE_CLIENT_ID: 'google-home',
      GOOGLE_CLIENT_SECRET: expect.stringMatching(/^[0-9a-f]{64}$/),
      ENCRYPTION_KEYS: expect.stringMatching(/^k1:[A-Za-z0-9+/]{43}=$/),
      SIFELY_PROFILE: 'api-key',
      HOST: '127.0.0.1',
      TRUSTED_PROXIES: '1',
    });
  });

  test('changes nothing the second time', async () => {
    const folder = temporaryFolder();
    await callSetup(folder, [...FLAGS, '--yes']);
    const before = readFileSync(join(folder, '.env'), 'utf8');
    const { code, output } = await callSetup(folder, ['--target', 'self-hosted', '--yes']);
    expect(code).toBe(0);
    expect(output).toContain('Nothing to change');
    expect(readFileSync(join(folder, '.env'), 'utf8')).toBe(before);
  });

  test('prints no secret, and says where the client secret is', async () => {
    const folder = temporaryFolder();
    const { output } = await callSetup(folder, [...FLAGS, '--yes']);
    const { client, keys } = secretsOf(folder);
    expect(output).not.toContain(client);
    expect(output).not.toContain(keys.slice(3));
    expect(output).toContain(`the value of GOOGLE_CLIENT_SECRET in ${join(folder, '.env')}`);
  });

  test('prints the new client secret once if asked to, and never again', async () => {
    const folder = temporaryFolder();
    const first = await callSetup(folder, [...FLAGS, '--yes', '--show-secret']);
    const { client } = secretsOf(folder);
    expect(occurrences(first.output, client)).toBe(1);
    const again = await callSetup(folder, [...FLAGS, '--yes', '--show-secret']);
    expect(again.output).not.toContain(client);
  });

  test('writes nothing without --yes, and says so', async () => {
    const folder = temporaryFolder();
    const { code, output } = await callSetup(folder, FLAGS);
    expect(code).toBe(1);
    expect(output).toContain('Run it again with --yes');
    expect(existsSync(join(folder, '.env'))).toBe(false);
  });

  test('shows every change in a dry run, and makes none', async () => {
    const folder = temporaryFolder();
    const { code, output } = await callSetup(folder, [...FLAGS, '--yes', '--dry-run']);
    expect(code).toBe(0);
    expect(output).toContain('+ PUBLIC_URL=https://locks.example.com');
    expect(output).toContain('+ ENCRYPTION_KEYS=(secret, 47 characters)');
    expect(existsSync(join(folder, '.env'))).toBe(false);
  });

  test('names every value that is missing', async () => {
    const { code, output } = await callSetup(temporaryFolder(), ['--target', 'self-hosted', '--yes']);
    expect(code).toBe(2);
    expect(output).toContain('--google-project (Project id), --public-url (Address)');
  });

  test.each([
    ['a project id', '--google-project', 'My Home', 'must be a project id'],
    ['an address', '--public-url', 'http://locks.example.com', 'must begin with https://'],
    ['two lines', '--public-url', 'https://locks.example.com\nPORT=1', 'must be an address'],
    ['a number for an address', '--public-url', '1', 'needs the whole name'],
    ['a name of the network at home', '--public-url', 'https://locks', 'needs the whole name'],
    ['a way', '--way', 'pigeon', '"pigeon" is none of caddy, nginx, cloudflare, tailscale, plain'],
    ['a key file', '--key-file', 'nowhere.json', 'names a file that does not exist'],
    ['a place', '--target', 'moon', '"moon" is none of self-hosted, container, firebase'],
  ])('explains a wrong option: %s', async (_what, option, value, words) => {
    const folder = temporaryFolder();
    const { code, output } = await callSetup(folder, [...FLAGS, option, value, '--yes']);
    expect([code, existsSync(join(folder, '.env'))]).toEqual([2, false]);
    expect(output).toContain(`${option}: `);
    expect(output).toContain(words);
  });

  test.each(['https:///locks.example.com/', 'HTTPS://Locks.Example.com:443', 'locks.example.com//'])(
    'writes and prints an address as the server names itself: %s',
    async (address) => {
      const folder = temporaryFolder();
      const { output } = await callSetup(folder, [...FLAGS, '--public-url', address, '--yes']);
      expect(read(folder)['PUBLIC_URL']).toBe('https://locks.example.com');
      expect(output).toContain(' https://locks.example.com/oauth/authorize\n');
    },
  );

  test.each([
    ['a full-width equals sign', 'ENCRYPTION_KEYS＝'],
    ['a no-break space', 'export\u00a0ENCRYPTION_KEYS='],
    ['line breaks of old editors', '# Ours\rENCRYPTION_KEYS='],
  ])('keeps the keys that a server reads in spite of %s', async (_what, before) => {
    const folder = temporaryFolder();
    const keys = `k1:${randomBytes(32).toString('base64')}`;
    writeFileSync(join(folder, '.env'), `${before}${keys}\r`);
    const { code } = await callSetup(folder, [...FLAGS, '--yes']);
    expect([code, secretsOf(folder).keys]).toEqual([0, keys]);
  });

  test('refuses a file that cannot work, and leaves it alone', async () => {
    const folder = temporaryFolder();
    const text = 'ENCRYPTION_KEYS=k1:short\n';
    writeFileSync(join(folder, '.env'), text);
    const { code, output } = await callSetup(folder, [...FLAGS, '--yes']);
    expect(code).toBe(1);
    expect(output).toContain('ENCRYPTION_KEYS');
    expect(readFileSync(join(folder, '.env'), 'utf8')).toBe(text);
  });

  test('keeps comments, other settings and secrets of a file, and closes it to others', async () => {
    const folder = temporaryFolder();
    await callSetup(folder, [...FLAGS, '--yes']);
    const { client, keys } = secretsOf(folder);
    const file = join(folder, '.env');
    writeFileSync(file, `# Ours\nLOG_LEVEL=debug\n${readFileSync(file, 'utf8')}`);
    chmodSync(file, 0o644);
    const { output } = await callSetup(folder, [
      ...FLAGS,
      '--public-url',
      'https://new.example.com',
      '--yes',
    ]);
    expect(output).toContain('- PUBLIC_URL=https://locks.example.com');
    expect(output).toContain('+ PUBLIC_URL=https://new.example.com');
    expect(readFileSync(file, 'utf8')).toMatch(/^# Ours\nLOG_LEVEL=debug\n/);
    expect(secretsOf(folder)).toEqual({ client, keys });
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test('writes through a link to the file, which stays a link', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'etc'));
    writeFileSync(join(folder, 'etc/settings'), '');
    symlinkSync(join(folder, 'etc/settings'), join(folder, '.env'));
    await callSetup(folder, [...FLAGS, '--yes']);
    expect(readFileSync(join(folder, 'etc/settings'), 'utf8')).toContain('PUBLIC_URL=');
  });

  test('takes the only key of the project that lies in the folder', async () => {
    const folder = temporaryFolder();
    writeKeyFile(folder, 'another-project', 'other.json');
    const key = writeKeyFile(folder, PROJECT);
    await callSetup(folder, [...FLAGS, '--yes']);
    expect(read(folder)['GOOGLE_APPLICATION_CREDENTIALS']).toBe(key);
  });

  test('refuses the key of another project: Google would take no report', async () => {
    const folder = temporaryFolder();
    const key = writeKeyFile(folder, 'another-project');
    const { code, output } = await callSetup(folder, [...FLAGS, '--key-file', key, '--yes']);
    expect(code).toBe(2);
    expect(output).toContain('This key belongs to the project another-project');
  });

  test.each([
    ['caddy', ['reverse_proxy 127.0.0.1:8080']],
    ['nginx', ['proxy_set_header X-Forwarded-For $remote_addr;', 'server_name locks.example.com;']],
    ['cloudflare', ['  - hostname: locks.example.com', 'service: http://127.0.0.1:8080']],
    ['tailscale', ['sudo tailscale funnel --bg 8080']],
    ['plain', ['on to http://127.0.0.1:8080']],
  ])('prints what to configure for %s', async (way, lines) => {
    const { output } = await callSetup(temporaryFolder(), [...FLAGS, '--way', way, '--yes']);
    for (const line of lines) expect(output).toContain(line);
  });

  test('names the proxy of another machine, and listens for it', async () => {
    const folder = temporaryFolder();
    await callSetup(folder, [...FLAGS, '--proxy-address', '192.168.1.4', '--yes']);
    expect(read(folder)).toMatchObject({ HOST: '0.0.0.0', TRUSTED_PROXIES: '192.168.1.4' });
  });

  test('names files as they are called outside of the container in which it runs', async () => {
    const folder = temporaryFolder();
    // docs/container.md mounts deploy/ so, at another path.
    writeFileSync(join(folder, 'compose.yaml'), '');
    const args = [...FLAGS, '--target', 'container', '--yes'];
    const { output } = await callSetup(folder, args);
    expect(output).toMatch(/^ {2}App icon +deploy\/google-home-icon\.png$/m);
    expect(output).toContain('the value of GOOGLE_CLIENT_SECRET in deploy/.env');
    expect(output).toContain('cp KEY_FILE deploy/service-account.json');
    // The key needs no setting there, and so no second run.
    expect(output).not.toContain('setup again with the file');
    const key = writeKeyFile(folder, PROJECT);
    expect((await callSetup(folder, args)).output).toContain(
      '  cp deploy/key.json deploy/service-account.json',
    );
    renameSync(key, join(folder, 'service-account.json'));
    expect((await callSetup(folder, args)).output).not.toContain('  cp ');
  });

  test('writes the settings of a container where Compose reads them', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'deploy'));
    writeFileSync(join(folder, 'deploy/compose.yaml'), '');
    const key = writeKeyFile(folder, PROJECT);
    const { output } = await callSetup(folder, [...FLAGS, '--target', 'container', '--yes']);
    expect(read(join(folder, 'deploy'))).toMatchObject({ HOST: '0.0.0.0', TRUSTED_PROXIES: '172.16.0.0/12' });
    expect(read(join(folder, 'deploy'))).not.toHaveProperty('GOOGLE_APPLICATION_CREDENTIALS');
    expect(output).toContain(`cp ${key} deploy/service-account.json`);
    expect(output).toContain('docker compose -f deploy/compose.yaml up -d --build');
  });
});

describe('setup of a self-hosted server, with a person', () => {
  const ANSWERS = ['1', PROJECT, '2', 'locks.example.com', '', '', 'y'];

  test('asks for three values, and takes defaults for the rest', async () => {
    const folder = temporaryFolder();
    const { code, asked } = await callSetup(folder, [], { answers: ANSWERS });
    expect(code).toBe(0);
    expect(asked.map((question) => question.split('\n')[0])).toEqual([
      'Where:',
      'Project id:',
      'Way:',
      'Address:',
      'Key file (Enter for none):',
      'Client id (Enter for none):',
      'Do this now?',
    ]);
    expect(asked[0]).toContain('3  firebase  at Google, on Firebase');
    expect(read(folder)['PUBLIC_URL']).toBe('https://locks.example.com');
  });

  test('shows the client secret once, among the fields for Google’s console', async () => {
    const folder = temporaryFolder();
    const { output } = await callSetup(folder, [], { answers: ANSWERS });
    const { client, keys } = secretsOf(folder);
    expect(output).toContain(`Client secret           ${client}  (shown this once)`);
    expect(occurrences(output, client)).toBe(1);
    expect(output).not.toContain(keys.slice(3));
    const again = await callSetup(folder, [], { answers: ['1', '', '', '', '', ''] });
    expect(again.output).toContain('Nothing to change');
    expect(again.output).not.toContain(client);
  });

  test('prints every field of the console, ready to copy', async () => {
    const { output } = await callSetup(temporaryFolder(), [], { answers: ANSWERS });
    for (const line of [
      'OAuth client ID         google-home',
      'Authorization URL       https://locks.example.com/oauth/authorize',
      'Token URL               https://locks.example.com/oauth/token',
      'Cloud fulfillment URL   https://locks.example.com/smarthome',
      `https://home.google.com/home-app/?deeplink=setup%2Fha_linking%3Fagent_id%3D${PROJECT}`,
    ]) {
      expect(output).toContain(line);
    }
  });

  test('explains a wrong answer, asks again, and keeps the other answers', async () => {
    const folder = temporaryFolder();
    const answers = [
      '9',
      '1',
      'My Home',
      PROJECT,
      'pigeon',
      'caddy',
      'http://locks.example.com',
      '',
      'locks.example.com',
    ];
    const { code, output } = await callSetup(folder, [], {
      answers: [...answers, 'nowhere.json', '', '', 'yes'],
    });
    expect(code).toBe(0);
    for (const words of [
      'must be a project id',
      'must begin with https://',
      'Please type a value.',
      'names a file that does not exist',
    ]) {
      expect(output).toContain(words);
    }
    expect(read(folder)).toMatchObject({
      GOOGLE_PROJECT_ID: PROJECT,
      PUBLIC_URL: 'https://locks.example.com',
    });
  });

  test.each([
    'https://console.home.google.com/projects/my-home-project/cloud-to-cloud/develop',
    'https://console.cloud.google.com/home?x=/project/my-home-project',
  ])('finds the project id in an address that was pasted: %s', async (pasted) => {
    const folder = temporaryFolder();
    await callSetup(folder, [], { answers: ['1', pasted, ...ANSWERS.slice(2)] });
    expect(read(folder)['GOOGLE_PROJECT_ID']).toBe(PROJECT);
  });

  test('changes nothing if the person does not agree, or goes away', async () => {
    const folder = temporaryFolder();
    expect((await callSetup(folder, [], { answers: [...ANSWERS.slice(0, -1), 'n'] })).code).toBe(1);
    expect((await callSetup(folder, [], { answers: ANSWERS.slice(0, 2) })).code).toBe(2);
    expect(existsSync(join(folder, '.env'))).toBe(false);
  });

  test.each([['caddy'], ['nginx'], ['cloudflare'], ['tailscale']])(
    'prints each command for %s on a line of its own, whatever the width of the terminal',
    async (way) => {
      const args = ['--target', 'self-hosted', '--google-project', PROJECT, '--way', way, '--yes'];
      const { output } = await callSetup(
        temporaryFolder(),
        [...args, '--public-url', 'https://locks.example.com'],
        { columns: 60 },
      );
      const commands = output
        .split('\n')
        .filter((line) => /\b(sudo|cloudflared tunnel|sifely-google-home (start|doctor))\b/.test(line));
      expect(commands.length).toBeGreaterThan(2);
      expect(commands.filter((line) => !/^ {2}(sudo |cloudflared |sifely-google-home )/.test(line))).toEqual(
        [],
      );
    },
  );

  test('tells how to create the key for reports, and that it is missing', async () => {
    const { output } = await callSetup(temporaryFolder(), [], { answers: ANSWERS });
    expect(output).toContain('# Missing: the key for reports');
    expect(output).toContain(`gcloud services enable homegraph.googleapis.com --project ${PROJECT}`);
  });
});
