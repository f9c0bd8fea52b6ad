// Runs before each deployment to Firebase. Earlier releases had the settings of a project beside package.json: moves them to where
// Firebase's tools look for them now. Then checks the settings: not every version of the tools passes them to the functions that it
// lists, which check them too.
import { existsSync, readFileSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkDeployment } from '../functions/config/check-deployment.ts';
import { ConfigError } from '../functions/config/config-error.ts';
import { loadEnvFile } from '../functions/config/env-file.ts';
import { firebaseSettingsFile } from '../functions/config/firebase-parameters.ts';

const root = process.argv[2] ?? fileURLToPath(new URL('../', import.meta.url));
// Set by Firebase's tools for the commands of "predeploy".
const project = process.env['GCLOUD_PROJECT'];

const names = project === undefined ? [] : [project, ...aliasesOf(project)];

for (const name of names) {
  const former = `.env.${name}`;
  const present = firebaseSettingsFile(name);
  if (!existsSync(join(root, former))) continue;
  if (existsSync(join(root, present))) {
    console.error(
      `Settings of ${name} are in ${former} and in ${present}. Only the latter counts: remove ${former}.`,
    );
    process.exitCode = 1;
  } else {
    renameSync(join(root, former), join(root, present));
    console.log(`Moved ${former} to ${present}, where Firebase's tools look for it now.`);
  }
}

if (project !== undefined) {
  try {
    checkDeployment(settingsOf(project));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

/** Returns the settings of a project from the files that Firebase's tools read. A later file counts more. */
function settingsOf(projectId: string): NodeJS.ProcessEnv {
  const files = [join(dirname(firebaseSettingsFile(projectId)), '.env'), ...names.map(firebaseSettingsFile)];
  const settings: NodeJS.ProcessEnv = { GCLOUD_PROJECT: projectId };
  for (const file of files
    .map((name) => join(root, name))
    .filter(existsSync)
    .reverse()) {
    loadEnvFile(file, settings);
  }
  return settings;
}

/** Returns the names that `firebase use --add` gave to a project. */
function aliasesOf(projectId: string): string[] {
  const file = join(root, '.firebaserc');
  if (!existsSync(file)) return [];
  const { projects = {} }: { projects?: Record<string, string> } = JSON.parse(readFileSync(file, 'utf8'));
  return Object.keys(projects).filter((alias) => projects[alias] === projectId);
}
