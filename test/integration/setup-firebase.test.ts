import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { settingsIn } from '../../cli/setup/env-text.ts';
import { loadConfig } from '../../functions/config/load-config.ts';
import { type FakePrograms, fakePrograms } from '../support/fake-programs.ts';
import { callSetup, temporaryFolder } from '../support/setup-call.ts';

const PROJECT = 'my-home-project';
const FLAGS = ['--target', 'firebase', '--google-project', PROJECT, '--region', 'europe-west1'];
const SETTINGS = `deploy/firebase/.env.${PROJECT}`;

const success = (result: unknown) => ({ status: 'success', result });
const failure = (error: string) => ({ status: 'error', error });
const notFound = (what: string) =>
  failure(`Request to https://google had HTTP Error: 404, ${what} not found`);

interface Checkout {
  readonly folder: string;
  readonly programs: FakePrograms;
  setup(args: readonly string[], answers?: readonly string[]): ReturnType<typeof callSetup>;
  /** The calls, without the JSON flags. */
  readonly lines: string[];
  readonly settings: Readonly<Record<string, string>>;
}

/** A checkout, and a project of Google in which nothing is set up yet. */
function checkout(names: readonly string[] = ['firebase', 'gcloud']): Checkout {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'firebase.json'), '{}');
  mkdirSync(join(folder, 'deploy/firebase'), { recursive: true });
  const programs = fakePrograms(folder, names);
  programs.answer('firebase --version', '15.34.2');
  programs.answer('projects:list', success([{ projectId: PROJECT, displayName: 'Our home' }]));
  programs.answer('billing projects describe', {
    billingEnabled: true,
    billingAccountName: 'billingAccounts/0A-1B',
  });
  programs.answer('billing budgets list', []);
  programs.answer('hosting:sites:get', success({ name: `projects/p/sites/${PROJECT}` }));
  programs.answer('firestore:databases:get', notFound('database'), 1);
  programs.answer('functions:secrets:get', notFound('Secret'), 1);
  return {
    folder,
    programs,
    setup: (args, answers) =>
      callSetup(folder, args, { ...(answers !== undefined && { answers }), env: { PATH: programs.path } }),
    get lines() {
      return programs.calls.map(({ line }) => line.replace(' --json', ''));
    },
    get settings() {
      return settingsIn(readFileSync(join(folder, SETTINGS), 'utf8'));
    },
  };
}

const DATABASE = {
  locationId: 'europe-west1',
  deleteProtectionState: 'DELETE_PROTECTION_ENABLED',
  pointInTimeRecoveryEnablement: 'POINT_IN_TIME_RECOVERY_ENABLED',
};
const PROTECTION = '--delete-protection ENABLED --point-in-time-recovery ENABLED';

/** Everything is there already. */
function complete(): Checkout {
  const place = checkout();
  place.programs.answer('firestore:databases:get', success(DATABASE));
  place.programs.answer('functions:secrets:get', success({ secrets: [{ state: 'ENABLED' }] }));
  place.programs.answer('billing budgets list', [{ displayName: `Sifely locks (${PROJECT})` }]);
  return place;
}

describe('setup on Firebase', () => {
  test('runs these commands in a new project, and no others', async () => {
    const place = checkout();
    const { code, output } = await place.setup([...FLAGS, '--yes']);
    expect([code, output]).toEqual([0, expect.stringContaining('Done.')]);
    const apis = [
      ...[
        'homegraph',
        'firestore',
        'secretmanager',
        'cloudfunctions',
        'run',
        'cloudbuild',
        'artifactregistry',
      ],
      ...['eventarc', 'pubsub', 'cloudtasks', 'cloudscheduler', 'iam', 'cloudresourcemanager'],
    ].map((name) => `${name}.googleapis.com`);
    const project = `--project ${PROJECT}`;
    expect(place.lines).toEqual([
      'firebase --version',
      'firebase projects:list',
      `gcloud billing projects describe ${PROJECT} --format json --quiet`,
      `gcloud services enable ${apis.join(' ')} ${project} --quiet`,
      `firebase hosting:sites:get ${PROJECT} ${project}`,
      `firebase firestore:databases:get (default) ${project}`,
      `firebase firestore:databases:create (default) --location europe-west1 ${PROTECTION} ${project}`,
      `firebase functions:secrets:get GOOGLE_CLIENT_SECRET ${project}`,
      `firebase functions:secrets:set GOOGLE_CLIENT_SECRET --data-file - --force ${project}`,
      `firebase functions:secrets:get ENCRYPTION_KEYS ${project}`,
      `firebase functions:secrets:set ENCRYPTION_KEYS --data-file - --force ${project}`,
      `firebase deploy --non-interactive --force ${project}`,
      'gcloud billing budgets list --billing-account 0A-1B --format json --quiet',
      `gcloud billing budgets create --billing-account 0A-1B --display-name Sifely locks (${PROJECT}) --budget-amount 5 --filter-projects projects/${PROJECT} --threshold-rule percent=0.5 --threshold-rule percent=1.0 --quiet`,
    ]);
  });

  test('writes every parameter of the deployment, and no secret, into the file of the project', async () => {
    const place = checkout();
    await place.setup([...FLAGS, '--yes']);
    expect(place.settings).toEqual({
      GOOGLE_PROJECT_ID: PROJECT,
      GOOGLE_CLIENT_ID: 'google-home',
      PUBLIC_URL: `https://${PROJECT}.web.app`,
      REGION: 'europe-west1',
      MIN_INSTANCES: '0',
      MAX_INSTANCES: '20',
      MEMORY_MIB: '512',
      CONCURRENCY: '80',
      JOBS_AT_ONCE: '100',
      JOBS_PER_SECOND: '100',
      SIFELY_PROFILE: 'api-key',
    });
  });

  test('passes each secret to its standard input, never as an argument, and prints none', async () => {
    const place = checkout();
    const { output } = await place.setup([...FLAGS, '--yes']);
    const inputs = place.programs.calls.filter(({ input }) => input !== '');
    expect(inputs.map(({ line }) => line.split(' ')[2])).toEqual(['GOOGLE_CLIENT_SECRET', 'ENCRYPTION_KEYS']);
    const [client = '', keys = ''] = inputs.map(({ input }) => input);
    const env = { ...place.settings, GOOGLE_CLIENT_SECRET: client, ENCRYPTION_KEYS: keys };
    expect(
      loadConfig({ GCLOUD_PROJECT: PROJECT, ...env }, { platform: 'firebase' }).google.clientSecrets,
    ).toEqual([client]);
    const lines = place.lines.join('\n') + readFileSync(join(place.folder, SETTINGS), 'utf8') + output;
    for (const secret of [client, keys, keys.slice(3)]) expect(lines).not.toContain(secret);
    expect(output).toContain('functions:secrets:access GOOGLE_CLIENT_SECRET --project my-home-project');
  });

  test('sets a secret in a folder that is gone afterwards: the log of Firebase’s tools contains it', async () => {
    const place = checkout();
    await place.setup([...FLAGS, '--yes']);
    const folders = place.programs.calls.filter(({ input }) => input !== '').map(({ cwd }) => cwd);
    expect(folders.filter((folder) => folder === place.folder || existsSync(folder))).toEqual([]);
  });

  test('hides a secret that a program prints', async () => {
    const place = checkout();
    // Prints its own standard input, as no program should.
    const script =
      '#!/bin/sh\ncase "$*" in *secrets:set*) cat; exit 1;; *secrets:get*) echo \'{"error":"HTTP Error: 404"}\'; exit 1;; *:get*) echo "{}";; *--version*) echo 15.34.2;; *) echo \'{"result":[]}\';; esac\n';
    writeFileSync(join(place.folder, 'bin/firebase'), script);
    const { code, output } = await callSetup(place.folder, [...FLAGS, '--yes'], {
      env: { PATH: `${place.programs.path}:/usr/bin:/bin` },
    });
    expect(code).toBe(1);
    expect(output).toContain('(secret)');
    expect(output).not.toMatch(/[0-9a-f]{64}/);
  });

  test('shows the client secret once to a person', async () => {
    const place = checkout();
    const { code, output, asked } = await place.setup([], ['3', '1', '4', '', '', 'y']);
    expect(code).toBe(0);
    expect(asked.map((question) => question.split('\n')[0])).toEqual([
      'Where:',
      'Project id:',
      'Region:',
      'Client id (Enter for none):',
      'Budget:',
      'Do this now?',
    ]);
    const client =
      place.programs.calls.find(({ line }) => line.includes('set GOOGLE_CLIENT_SECRET'))?.input ?? '';
    expect(output.split(client).length - 1).toBe(1);
    expect(output).toContain(`  1  ${PROJECT}  Our home`);
    expect(place.settings['REGION']).toBe('europe-west1');
  });

  test('lists every command in a dry run, and runs none', async () => {
    const place = checkout();
    const { code, output } = await place.setup([...FLAGS, '--dry-run', '--yes']);
    expect([code, place.lines, existsSync(join(place.folder, SETTINGS))]).toEqual([0, [], false]);
    const real = checkout();
    await real.setup([...FLAGS, '--yes']);
    const words = (text: string) => text.replaceAll("'", '').replaceAll('0A-1B', 'BILLING_ACCOUNT');
    for (const { line } of real.programs.calls) expect(words(output)).toContain(words(line));
  });

  test('repeats nothing but the deployment where everything is there', async () => {
    const place = complete();
    await place.setup([...FLAGS, '--yes']);
    const before = readFileSync(join(place.folder, SETTINGS), 'utf8');
    const first = place.lines.length;
    await place.setup(['--target', 'firebase', '--google-project', PROJECT, '--yes']);
    const again = place.lines.slice(first);
    const changes = again.filter(
      (line) => !/ (--version|projects:list|\S+:get|describe|list) /.test(`${line} `),
    );
    expect(changes).toEqual([
      expect.stringContaining('gcloud services enable'),
      `firebase deploy --non-interactive --force --project ${PROJECT}`,
    ]);
    expect(readFileSync(join(place.folder, SETTINGS), 'utf8')).toBe(before);
  });

  test('does not replace a secret when it cannot tell that there is none', async () => {
    for (const answer of [
      failure('HTTP Error: 503, try again'),
      success({ secrets: [{ state: 'DISABLED' }] }),
      'no JSON',
    ]) {
      const place = checkout();
      place.programs.answer('functions:secrets:get', answer, answer === 'no JSON' ? 0 : 1);
      const { code, output } = await place.setup([...FLAGS, '--yes']);
      expect(code).toBe(1);
      expect(output).toContain('The secret GOOGLE_CLIENT_SECRET: not done.');
      expect(place.lines.filter((line) => /secrets:set|deploy/.test(line))).toEqual([]);
    }
  });

  test('protects a database that exists without protection', async () => {
    const place = complete();
    place.programs.answer('firestore:databases:get', success({ ...DATABASE, deleteProtectionState: 'OFF' }));
    await place.setup([...FLAGS, '--yes']);
    expect(place.lines).toContain(
      `firebase firestore:databases:update (default) ${PROTECTION} --project ${PROJECT}`,
    );
  });

  test('says where a database is that is elsewhere', async () => {
    const place = complete();
    place.programs.answer('firestore:databases:get', success({ ...DATABASE, locationId: 'nam5' }));
    expect((await place.setup([...FLAGS, '--yes'])).output).toContain('is there already, in nam5');
  });

  test('adds Firebase to a project that lacks it, and the site', async () => {
    const place = checkout();
    place.programs.answer('projects:list', success([]));
    place.programs.answer('hosting:sites:get', failure(`could not find site "${PROJECT}" for project`), 1);
    await place.setup([...FLAGS, '--yes']);
    expect(place.lines).toContain(`firebase projects:addfirebase ${PROJECT} --non-interactive`);
    expect(place.lines).toContain(
      `firebase hosting:sites:create ${PROJECT} --non-interactive --project ${PROJECT}`,
    );
  });

  test('refuses tools that do not know what the deployment declares', async () => {
    const place = checkout();
    place.programs.answer('firebase --version', '13.29.1');
    const { code, output } = await place.setup([...FLAGS, '--yes']);
    expect([code, place.lines]).toEqual([1, ['firebase --version']]);
    expect(output).toContain('npm install --global firebase-tools@15');
  });

  test('tells a person who is not signed in to sign in', async () => {
    const place = checkout();
    place.programs.answer(
      'projects:list',
      failure('Failed to authenticate, have you run firebase login?'),
      1,
    );
    const { code, output } = await place.setup([...FLAGS, '--yes']);
    expect(code).toBe(1);
    expect(output).toContain('Failed to authenticate');
    expect(output).toContain('run this again: firebase login');
    expect(place.lines).toEqual(['firebase --version', 'firebase projects:list']);
  });

  test('stops at a deployment that fails, keeps what is done, and continues later', async () => {
    const place = checkout();
    place.programs.answer('deploy', 'Error: no', 1);
    const { code, output } = await place.setup([...FLAGS, '--yes']);
    expect(code).toBe(1);
    expect(output).toContain('Error: no');
    expect(output).toContain('Everything before it is done. Run setup again to continue.');
    expect(existsSync(join(place.folder, SETTINGS))).toBe(true);
  });

  test('works without gcloud, and says what is left to do by hand', async () => {
    const place = checkout(['firebase']);
    const { code, output } = await place.setup([...FLAGS, '--yes']);
    expect(code).toBe(0);
    expect(place.lines.filter((line) => line.startsWith('gcloud'))).toEqual([]);
    expect(output).toContain('By hand, because gcloud is not installed');
  });

  test('goes on where gcloud may not do something', async () => {
    const place = checkout();
    for (const part of ['gcloud billing', 'gcloud services']) place.programs.answer(part, 'ERROR: denied', 1);
    const { code, output } = await place.setup([...FLAGS, '--yes']);
    expect(code).toBe(0);
    expect(output).toContain('The rest works without it.');
  });

  test('fetches a pinned release of Firebase’s tools where they are not installed', async () => {
    const place = checkout(['npx']);
    await place.setup([...FLAGS, '--yes']);
    expect(place.lines[0]).toMatch(/^npx --yes firebase-tools@\d+\.\d+\.\d+ projects:list$/);
  });

  test('keeps the settings of a self-hosted server in the same folder away from Firebase’s tools', async () => {
    const place = checkout();
    writeFileSync(
      join(place.folder, '.env'),
      'GOOGLE_APPLICATION_CREDENTIALS=/etc/key.json\nnot a setting\n',
    );
    const env = { PATH: place.programs.path, GOOGLE_APPLICATION_CREDENTIALS: '/etc/key.json', CI: 'true' };
    await callSetup(place.folder, [...FLAGS, '--yes'], { env });
    expect(place.programs.calls[0]?.env).toMatchObject({ CI: 'true' });
    expect(place.programs.calls[0]?.env).not.toHaveProperty('GOOGLE_APPLICATION_CREDENTIALS');
  });

  test('prepares the emulators for a demo project, and asks Google nothing', async () => {
    const place = checkout(['firebase', 'gcloud', 'npm']);
    const args = ['--target', 'firebase', '--google-project', 'demo-locks', '--yes'];
    const { code, output } = await place.setup(args);
    expect([code, place.lines]).toEqual([0, ['npm run build']]);
    const secrets = () => readFileSync(join(place.folder, 'dist/.secret.local'), 'utf8');
    const first = secrets();
    expect(first).toMatch(/^GOOGLE_CLIENT_SECRET=[0-9a-f]{64}$/m);
    expect(output).toContain('firebase emulators:start --project demo-locks');
    expect(output).not.toContain('ENCRYPTION_KEYS=k1');
    await place.setup(args);
    expect(secrets()).toBe(first);
  });

  test('moves the settings of an earlier release to where a deployment reads them', async () => {
    const place = complete();
    const former = join(place.folder, `.env.${PROJECT}`);
    writeFileSync(former, '# Ours\nMIN_INSTANCES=1\n');
    await place.setup([...FLAGS, '--yes']);
    expect(existsSync(former)).toBe(false);
    expect(place.settings).toMatchObject({ MIN_INSTANCES: '1', REGION: 'europe-west1' });
  });

  test.each([
    ['a region', '--region', 'Europe', '"Europe" is no region'],
    ['a budget', '--budget', 'ten', 'It must be a whole number'],
    ['an address', '--public-url', 'https://locks.example.com/x', 'must not have a path'],
  ])('explains a wrong option: %s', async (_what, option, value, words) => {
    const place = checkout();
    const { code, output } = await place.setup([...FLAGS, option, value, '--yes']);
    expect([code, place.lines]).toEqual([2, []]);
    expect(output).toContain(words);
  });

  test('needs the source code', async () => {
    const { code, output } = await callSetup(temporaryFolder(), [...FLAGS, '--yes']);
    expect(code).toBe(2);
    expect(output).toContain('in the folder of firebase.json');
  });
});
