// Runs before each deployment to Firebase. Earlier releases had the settings of a project beside package.json: moves them to where
// Firebase's tools look for them now.
import { existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { firebaseSettingsFile } from '../functions/config/firebase-parameters.ts';

const root = process.argv[2] ?? fileURLToPath(new URL('../', import.meta.url));
// Set by Firebase's tools for the commands of "predeploy".
const project = process.env['GCLOUD_PROJECT'];

for (const name of project === undefined ? [] : [project, ...aliasesOf(project)]) {
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

/** Returns the names that `firebase use --add` gave to a project. */
function aliasesOf(projectId: string): string[] {
  const file = join(root, '.firebaserc');
  if (!existsSync(file)) return [];
  const { projects = {} }: { projects?: Record<string, string> } = JSON.parse(readFileSync(file, 'utf8'));
  return Object.keys(projects).filter((alias) => projects[alias] === projectId);
}
