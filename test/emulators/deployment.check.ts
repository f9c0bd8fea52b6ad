import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { firebaseParameters, firebaseSettingsFile } from '../../functions/config/firebase-parameters.ts';
import { LANGUAGES } from '../../functions/languages/languages.ts';
import { type BuiltFunctions, buildFunctions } from '../support/deployed/functions.ts';
import { firebaseTools } from '../support/firebase-emulators.ts';
import { Program, ROOT } from '../support/program.ts';

const PROJECT = 'my-home-locks';

/** The parts of firebase-tools that `firebase deploy` runs before its first call to Google. */
interface Tools {
  /** Reads the settings files of a project. */
  readonly loadUserEnvs: (options: object) => Record<string, string>;
  readonly buildFromV1Alpha1: (manifest: unknown, project: string, region: string, runtime: string) => object;
  readonly resolveBackend: (options: object) => Promise<{ readonly backend: Backend }>;
  readonly resolveString: (text: string, values: Record<string, unknown>) => string;
  readonly readdirRecursive: (options: object) => Promise<readonly { readonly name: string }[]>;
}

interface Backend {
  readonly endpoints: Readonly<Record<string, Readonly<Record<string, object>>>>;
  readonly requiredRoles?: readonly string[];
}

// Without an account at Google: what Firebase's own tools make of the checkout before they call it.
describe('firebase deploy --non-interactive', () => {
  let built: BuiltFunctions;
  let tools: Tools;
  let checkout: string;

  beforeAll(async () => {
    built = await buildFunctions();
    const lib = join(dirname(await firebaseTools()), '..');
    tools = {
      ...require(join(lib, 'functions/env.js')),
      ...require(join(lib, 'deploy/functions/runtimes/discovery/v1alpha1.js')),
      ...require(join(lib, 'deploy/functions/params.js')),
      ...require(join(lib, 'deploy/functions/build.js')),
      ...require(join(lib, 'fsAsync.js')),
    };
    checkout = mkdtempSync(join(tmpdir(), 'checkout-'));
    mkdirSync(join(checkout, dirname(firebaseSettingsFile(PROJECT))), { recursive: true });
    writeFileSync(join(checkout, '.env'), 'PORT=8080\nPUBLIC_URL=https://self-hosted.example\n');
  }, 300_000);

  afterAll(() => {
    built?.remove();
    rmSync(checkout, { recursive: true, force: true });
  });

  /** Resolves the parameters as a deployment of these settings does; secrets are in Secret Manager. */
  async function resolve(settings: Readonly<Record<string, string>>): Promise<Backend> {
    const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
    writeFileSync(join(checkout, firebaseSettingsFile(PROJECT)), lines.join(''));
    const [{ source, configDir }] = JSON.parse(readFileSync(join(ROOT, 'firebase.json'), 'utf8')).functions;
    const userEnvs = tools.loadUserEnvs({
      functionsSource: join(checkout, source),
      configDir: join(checkout, configDir),
      projectId: PROJECT,
      projectDir: checkout,
    });
    const file = join(built.folder, '..', 'functions.yaml');
    const listing = new Program(join(ROOT, 'node_modules/.bin/firebase-functions'), [], {
      cwd: built.folder,
      env: {
        PATH: `${dirname(process.execPath)}:${process.env['PATH']}`,
        ...userEnvs,
        FUNCTIONS_CONTROL_API: 'true',
        FUNCTIONS_MANIFEST_OUTPUT_PATH: file,
        GCLOUD_PROJECT: PROJECT,
      },
    });
    expect([await listing.ended, listing.output]).toEqual([0, expect.any(String)]);
    const manifest = JSON.parse(readFileSync(file, 'utf8'));
    const { backend } = await tools.resolveBackend({
      build: tools.buildFromV1Alpha1(manifest, PROJECT, 'us-central1', 'nodejs24'),
      firebaseConfig: { projectId: PROJECT },
      userEnvs,
      nonInteractive: true,
      // Else Secret Manager is asked.
      isEmulator: true,
    });
    return backend;
  }

  test('needs no answer when all parameters are in the settings file', async () => {
    const backend = await resolve({ ...firebaseParameters(PROJECT), REGION: 'europe-west1' });
    expect(Object.keys(backend.endpoints)).toEqual(['europe-west1']);
    expect(backend.endpoints['europe-west1']).toMatchObject({
      api: { runtime: 'nodejs24', minInstances: 0, maxInstances: 20, availableMemoryMb: 512 },
      jobs: { taskQueueTrigger: { rateLimits: { maxConcurrentDispatches: 100 } } },
      events: { taskQueueTrigger: { rateLimits: { maxConcurrentDispatches: 100 } } },
      upkeep: { taskQueueTrigger: { rateLimits: { maxConcurrentDispatches: 100 } } },
      poll: { scheduleTrigger: { schedule: 'every 2 minutes' } },
    });
    expect(backend.requiredRoles).toContain('roles/datastore.user');
  });

  test('stops and names the parameter that is missing', async () => {
    const { PUBLIC_URL: _, ...others } = firebaseParameters(PROJECT);
    await expect(resolve(others)).rejects.toThrow(/no value for .*: PUBLIC_URL\n/);
  });

  test('offers the address of the project’s own site as default', () => {
    const values = { PROJECT_ID: { legalString: true, asString: () => PROJECT } };
    expect(tools.resolveString('https://{{ params.PROJECT_ID }}.web.app', values)).toBe(
      firebaseParameters(PROJECT)['PUBLIC_URL'],
    );
  });

  test('uploads four files and the texts of pages', async () => {
    const files = await tools.readdirRecursive({
      path: built.folder,
      ignoreStrings: ['node_modules', '.git'],
    });
    expect(files.map(({ name }) => name.slice(built.folder.length + 1)).sort()).toEqual([
      'index.cjs',
      'index.cjs.map',
      'package-lock.json',
      'package.json',
      ...Object.keys(LANGUAGES)
        .map((language) => `texts/${language}.cjs`)
        .sort(),
    ]);
  });
});
