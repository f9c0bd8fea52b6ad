import { statSync } from 'node:fs';
import { readCredentialsFile } from '../../config/credentials-file.ts';
import { isLoopback } from '../../config/web-address.ts';
import type { HereDeps } from '../deps.ts';
import { type Check, ok, problem, type Result, warning } from '../finding.ts';

/** The file of Google's credentials: there, readable, and of the project of the Home integration. */
export const credentials: Check<HereDeps> = {
  name: 'credentials',
  run({ config }) {
    // The platform gives functions their credentials.
    if (config.platform === 'firebase') return [];
    const { credentialsFile: file, projectId, homegraphUrl } = config.google;
    if (file === undefined) {
      if (isLoopback(new URL(homegraphUrl).hostname)) return [ok('A simulated HomeGraph needs none.')];
      return [
        warning(
          'GOOGLE_APPLICATION_CREDENTIALS is not set. Outside Google Cloud no state can be reported, and tiles in the Home app show old ones.',
          `Make a key file of a service account in the project ${projectId ?? 'of the Home integration'} (docs/self-hosting.md), and set GOOGLE_APPLICATION_CREDENTIALS to its path.`,
        ),
      ];
    }
    const facts = readCredentialsFile(file);
    if (typeof facts === 'string') {
      return [
        problem(
          `GOOGLE_APPLICATION_CREDENTIALS names a file that ${facts} (is "${file}").`,
          'Correct the path, or download the key file again.',
        ),
      ];
    }
    return [projectOf(facts, projectId), ...modeOf(file)];
  },
};

function projectOf(
  { type, projectId: own }: { readonly type: string; readonly projectId?: string },
  wanted: string | undefined,
): Result {
  if (own === undefined) return ok(`The credentials file is there (${type}).`);
  if (wanted === undefined || own === wanted) {
    return ok(`The credentials file is that of a service account of the project ${own}.`);
  }
  return problem(
    `The service account belongs to the project ${own}, and the Home integration to ${wanted}: Google refuses its calls.`,
    `Make the service account and its key in the project ${wanted}.`,
  );
}

function modeOf(file: string): Result[] {
  if (process.getuid === undefined || (statSync(file).mode & 0o077) === 0) return [];
  return [
    warning(
      `Other users of this machine can read or change the credentials file ${file}.`,
      `chmod 600 ${file}`,
    ),
  ];
}
