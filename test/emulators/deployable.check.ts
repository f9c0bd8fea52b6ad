import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeployedFunctions } from '../support/deployed/deployed-functions.ts';
import { type BuiltFunctions, buildFunctions } from '../support/deployed/functions.ts';
import { runProgram } from '../support/program.ts';

const QUIET = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];

/** The functions framework that Google's buildpack adds to a function which names none. */
const INJECTED = '@google-cloud/functions-framework@3.5.1';

// As Google's build does it: the uploaded folder alone, with the packages of its own lock file from the registry.
describe('the deployed folder with its own packages', () => {
  let built: BuiltFunctions;
  let frameworks: string;

  beforeAll(async () => {
    built = await buildFunctions('none');
    await runProgram('npm', ['ci', '--omit=dev', ...QUIET], { cwd: built.folder, inherit: true });
    frameworks = mkdtempSync(join(tmpdir(), 'framework-'));
    await runProgram('npm', ['install', '--prefix', frameworks, ...QUIET, INJECTED], {
      cwd: frameworks,
      inherit: true,
    });
  }, 300_000);

  afterAll(() => {
    built?.remove();
    if (frameworks) rmSync(frameworks, { recursive: true, force: true });
  });

  test.each(['of the checkout', 'that the buildpack adds'])(
    'links, unlocks and reports under the functions framework %s',
    async (which) => {
      const injected = join(frameworks, 'node_modules/@google-cloud/functions-framework');
      const functions = await DeployedFunctions.start(
        built.folder,
        which === 'of the checkout' ? undefined : injected,
      );
      try {
        await functions.linkAndUnlock();
        expect(functions.work).not.toMatch(/"severity":"(WARNING|ERROR)"/);
      } finally {
        await functions.close();
      }
    },
    120_000,
  );
});
