import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { newSecrets } from './secrets.ts';
import { SettingFile } from './setting-file.ts';
import type { SetupRun } from './setup-run.ts';
import type { Step } from './steps.ts';

/** The emulators read secrets beside the bundle; a build removes the file with its folder. */
const SECRETS_FILE = 'dist/.secret.local';

/** True for a project that exists in emulators only: Firebase's tools send nothing to Google for such a name. */
export function isEmulated(project: string): boolean {
  return project.startsWith('demo-');
}

/** Returns the steps that let the functions run in Firebase's emulators, with secrets that outlive a build. */
export function emulatorSteps({ terminal, random }: SetupRun): {
  readonly steps: Step[];
  writeSecrets(): void;
} {
  const path = join(terminal.cwd, SECRETS_FILE);
  const present = existsSync(path) ? new SettingFile(path).present : {};
  return {
    steps: [
      {
        title: `Build, and put new secrets into ${SECRETS_FILE}`,
        call: () => ({ program: 'npm', args: ['run', 'build'] }),
        help: ['Is everything installed? npm ci'],
      },
    ],
    writeSecrets() {
      mkdirSync(dirname(path), { recursive: true });
      const file = new SettingFile(path);
      file.set({ ...present, ...newSecrets(present, random) });
      file.write();
    },
  };
}
