import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ConfigError } from '../../functions/config/config-error.ts';
import { checkCredentialsFile, serviceAccountOf } from '../../functions/config/credentials-file.ts';
import type { Question } from './interview.ts';

const ACCOUNT = 'sifely-google-home';
const FILE = 'google-service-account.json';

/** The question for the key with which a server of one's own reports to Google. */
export function keyQuestion(project: string, cwd: string, present: string | undefined): Question {
  const found = present ?? keyFileIn(cwd, project) ?? '';
  return {
    flag: 'key-file',
    label: 'Key file',
    explanation: [
      'The server reports every change at a lock to Google, or tiles would show old states. For that it needs the key of a service',
      `account of the project ${project}. Once:`,
      ...keyGuide(project),
      found === ''
        ? 'The file of the key, on this machine. Press Enter without one to do it later.'
        : 'The file of the key, on this machine. Press Enter for the one in brackets.',
    ],
    fallback: found,
    normalize: (answer) => (answer === '' ? '' : resolve(cwd, answer)),
    fault: (file) => (file === '' ? undefined : keyFault(file, project)),
  };
}

/** Returns the steps that create the key, in Google's console and as commands. */
export function keyGuide(project: string): string[] {
  const email = `${ACCOUNT}@${project}.iam.gserviceaccount.com`;
  return [
    `  1. Enable the HomeGraph API: https://console.cloud.google.com/apis/library/homegraph.googleapis.com?project=${project}`,
    `  2. Create a service account; it needs no role: https://console.cloud.google.com/iam-admin/serviceaccounts/create?project=${project}`,
    '  3. Open it, then Keys, Add key, Create new key, JSON. Copy the file to this machine.',
    '  The same with gcloud:',
    `    gcloud services enable homegraph.googleapis.com --project ${project}`,
    `    gcloud iam service-accounts create ${ACCOUNT} --project ${project}`,
    `    gcloud iam service-accounts keys create ${FILE} --iam-account ${email}`,
  ];
}

function keyFault(file: string, project: string): string | undefined {
  try {
    checkCredentialsFile(file);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ message }) => message).join(' ');
    throw error;
  }
  const account = serviceAccountOf(file);
  if (account === undefined || account.project === project) return undefined;
  return `This key belongs to the project ${account.project}. Google takes reports only from ${project}: create the key there.`;
}

/** Returns the only key of the project in a folder; `undefined` if there is none, or several. */
function keyFileIn(folder: string, project: string): string | undefined {
  const found = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => join(folder, name))
    .filter((file) => serviceAccountOf(file)?.project === project);
  return found.length === 1 ? found[0] : undefined;
}
