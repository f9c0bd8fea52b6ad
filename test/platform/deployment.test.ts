import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { firebaseParameters, firebaseSettingsFile } from '../../functions/config/firebase-parameters.ts';
import { type BuiltFunctions, buildFunctions } from '../support/deployed/functions.ts';
import { Program, ROOT, runProgram } from '../support/program.ts';

const PROJECT = 'my-home-locks';

/** A parameter as Firebase's tools read it. */
interface Parameter {
  readonly name: string;
  readonly type: string;
  readonly default?: string | number;
  readonly input?: { readonly text: { readonly validationRegex: string } };
}

describe('the list of functions that Firebase’s tools read before they deploy', () => {
  let built: BuiltFunctions;
  /** The list without any settings. */
  let bare: Awaited<ReturnType<typeof list>>;

  beforeAll(async () => {
    built = await buildFunctions();
    bare = await list({});
  }, 60_000);

  afterAll(() => built?.remove());

  /** Lists as firebase-tools does (`discoverBuild` in lib/deploy/functions/runtimes/node); `manifest` is missing if it was refused. */
  async function list(settings: Readonly<Record<string, string>>) {
    const file = join(built.folder, '..', 'functions.yaml');
    rmSync(file, { force: true });
    const program = new Program(join(ROOT, 'node_modules/.bin/firebase-functions'), [built.folder], {
      // The command reads this folder, whatever its argument.
      cwd: built.folder,
      env: {
        PATH: `${dirname(process.execPath)}:${process.env['PATH']}`,
        ...settings,
        FUNCTIONS_CONTROL_API: 'true',
        FUNCTIONS_MANIFEST_OUTPUT_PATH: file,
        FIREBASE_CONFIG: JSON.stringify({ projectId: PROJECT }),
        GCLOUD_PROJECT: PROJECT,
      },
    });
    await program.ended;
    const manifest = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
    return { manifest, output: program.output };
  }

  test('names every API that the functions use, each with its reason', () => {
    const { manifest } = bare;
    expect(manifest.requiredAPIs.map(({ api }: { api: string }) => api).sort()).toEqual([
      'cloudscheduler.googleapis.com',
      'cloudtasks.googleapis.com',
      'firestore.googleapis.com',
      'homegraph.googleapis.com',
      'secretmanager.googleapis.com',
    ]);
    for (const { reason } of manifest.requiredAPIs) expect(reason).not.toBe('');
  });

  test('names the roles of the service account, none of which is Editor', () => {
    const { manifest } = bare;
    expect(manifest.requiredRoles).toEqual([
      'roles/datastore.user',
      'roles/cloudtasks.enqueuer',
      'roles/iam.serviceAccountUser',
      'roles/run.invoker',
      'roles/serviceusage.serviceUsageConsumer',
    ]);
    for (const endpoint of Object.values<object>(manifest.endpoints)) {
      // Firebase's tools refuse another account beside the roles.
      expect(Object(endpoint).serviceAccountEmail ?? null).toBeNull();
    }
  });

  test('asks for no parameter that the documented settings file does not have', () => {
    const { manifest } = bare;
    const parameters: readonly Parameter[] = manifest.params;
    const asked = parameters.filter(({ type }) => type !== 'secret');
    const written = firebaseParameters(PROJECT);
    expect(asked.map(({ name }) => name).sort()).toEqual(Object.keys(written).sort());
    for (const { name, default: fallback = '', input } of asked) {
      expect([name, String(fallback).replaceAll('{{ params.PROJECT_ID }}', PROJECT)]).toEqual([
        name,
        written[name],
      ]);
      expect(written[name]).toMatch(new RegExp(input?.text.validationRegex ?? ''));
    }
    expect(parameters.filter(({ type }) => type === 'secret').map(({ name }) => name)).toEqual([
      'ENCRYPTION_KEYS',
      'GOOGLE_CLIENT_SECRET',
    ]);
  });

  test('has the five functions, with all settings of theirs as parameters', async () => {
    const { manifest } = await list(firebaseParameters(PROJECT));
    expect(Object.keys(manifest.endpoints).sort()).toEqual(['api', 'events', 'jobs', 'poll', 'upkeep']);
    for (const endpoint of Object.values<object>(manifest.endpoints)) {
      expect(endpoint).toMatchObject({ region: '{{ params.REGION }}', platform: 'gcfv2' });
    }
    for (const [name, maxAttempts, maxBackoffSeconds] of [
      ['jobs', 22, 600],
      ['events', 12, 3600],
      ['upkeep', 12, 3600],
    ] as const) {
      expect(manifest.endpoints[name].taskQueueTrigger).toEqual({
        rateLimits: {
          maxConcurrentDispatches: '{{ params.JOBS_AT_ONCE }}',
          maxDispatchesPerSecond: '{{ params.JOBS_PER_SECOND }}',
        },
        retryConfig: expect.objectContaining({ maxAttempts, maxBackoffSeconds, minBackoffSeconds: 5 }),
      });
    }
  });

  test.each([
    ['another Google project', { GOOGLE_PROJECT_ID: 'another-project' }, `must be ${PROJECT}`],
    ['a profile without its client', { SIFELY_PROFILE: 'oauth' }, 'SIFELY_CLIENT_ID is not set'],
    ['a misspelled setting', { SIFELY_CLIENTID: 'x' }, 'Did you mean SIFELY_CLIENT_ID?'],
  ])('refuses %s with words', async (_, settings, words) => {
    const { manifest, output } = await list({ ...firebaseParameters(PROJECT), ...settings });
    expect(manifest).toBeUndefined();
    expect(output).toContain(words);
  });

  test('refuses a secret in the settings file, and does not show it', async () => {
    const { manifest, output } = await list({ GOOGLE_CLIENT_SECRET: 'a-secret-that-was-typed-here' });
    expect(manifest).toBeUndefined();
    expect(output).toContain('functions:secrets:set GOOGLE_CLIENT_SECRET');
    expect(output).not.toContain('a-secret-that-was-typed-here');
  });

  test('takes the token of the operator from the settings file, or refuses one that was not made', async () => {
    const settings = firebaseParameters(PROJECT);
    const { manifest } = await list({ ...settings, OPERATOR_TOKEN: 'a-token-of-the-operator-0001' });
    expect(JSON.stringify(manifest.endpoints)).not.toContain('OPERATOR_TOKEN');
    const { output } = await list({ ...settings, OPERATOR_TOKEN: 'change-me-to-something' });
    expect(output).toContain('OPERATOR_TOKEN is a placeholder');
  });
});

describe('before a deployment', () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'predeploy-'));
    mkdirSync(join(root, 'deploy/firebase'), { recursive: true });
    writeFileSync(join(root, '.firebaserc'), JSON.stringify({ projects: { home: PROJECT, other: 'other' } }));
  });

  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const predeploy = () =>
    runProgram(process.execPath, ['--disable-warning=ExperimentalWarning', 'scripts/predeploy.ts', root], {
      env: { GCLOUD_PROJECT: PROJECT },
    });

  test('settings of an earlier release move to where Firebase’s tools look for them, and no others do', async () => {
    for (const name of [PROJECT, 'home', 'other', 'local']) {
      writeFileSync(join(root, `.env.${name}`), `REGION=${name}\n`);
    }
    writeFileSync(join(root, '.env'), 'PORT=8080\n');
    await expect(predeploy()).resolves.toContain(`Moved .env.${PROJECT} to deploy/firebase/.env.${PROJECT}`);
    expect(readFileSync(join(root, firebaseSettingsFile(PROJECT)), 'utf8')).toBe(`REGION=${PROJECT}\n`);
    expect(readFileSync(join(root, firebaseSettingsFile('home')), 'utf8')).toBe('REGION=home\n');
    for (const name of ['.env', '.env.other', '.env.local']) expect(existsSync(join(root, name))).toBe(true);
  });

  test('settings in both places stop the deployment with words, and stay', async () => {
    writeFileSync(join(root, `.env.${PROJECT}`), 'REGION=a\n');
    writeFileSync(join(root, firebaseSettingsFile(PROJECT)), 'REGION=b\n');
    await expect(predeploy()).rejects.toThrow(`remove .env.${PROJECT}`);
    expect(readFileSync(join(root, firebaseSettingsFile(PROJECT)), 'utf8')).toBe('REGION=b\n');
  });

  test('settings that cannot work stop the deployment with words, and so does a secret, which is not shown', async () => {
    const common = join(root, 'deploy/firebase/.env');
    writeFileSync(common, 'PUBLIC_URL=ftp://nowhere\nGOOGLE_CLIENT_SECRET=a-secret-that-was-typed-here\n');
    const message = await predeploy().catch(({ message }: Error) => message);
    expect(message).toContain('functions:secrets:set GOOGLE_CLIENT_SECRET');
    expect(message).not.toContain('a-secret-that-was-typed-here');

    writeFileSync(common, 'PUBLIC_URL=ftp://nowhere\n');
    await expect(predeploy()).rejects.toThrow('PUBLIC_URL');
    // Firebase's tools take the value of the project's own file.
    writeFileSync(join(root, firebaseSettingsFile(PROJECT)), 'PUBLIC_URL=https://locks.example\n');
    await expect(predeploy()).resolves.toBe('');
  });

  test('the tools are told of the folder of the settings, which is in the checkout', () => {
    const [{ configDir }] = JSON.parse(readFileSync(join(ROOT, 'firebase.json'), 'utf8')).functions;
    expect(dirname(firebaseSettingsFile(PROJECT))).toBe(configDir);
    expect(existsSync(join(ROOT, configDir, 'README.md'))).toBe(true);
  });
});
