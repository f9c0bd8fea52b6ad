import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ConfigError } from './config-error.ts';

const NAME = 'GOOGLE_APPLICATION_CREDENTIALS';

/** The contents of a credentials file, as far as they name nothing secret. */
export interface CredentialsFacts {
  /** Such as `service_account`. */
  readonly type: string;
  /** The project of a service account. */
  readonly projectId?: string;
  readonly email?: string;
}

/** Looks at the file of Google's credentials when a server starts, not at the first report. Throws {@link ConfigError}. */
export function checkCredentialsFile(file: string | undefined): void {
  if (file === undefined) return;
  const facts = readCredentialsFile(file);
  if (typeof facts === 'string') {
    throw new ConfigError([{ name: NAME, message: `${NAME} names a file that ${facts} (is "${file}").` }]);
  }
}

/** Returns the project and the account of a service account's key; `undefined` for other credentials, or if the file is unreadable. */
export function serviceAccountOf(
  file: string,
): { readonly project: string; readonly email: string } | undefined {
  const facts = readCredentialsFile(file);
  if (typeof facts === 'string' || facts.projectId === undefined || facts.email === undefined)
    return undefined;
  return { project: facts.projectId, email: facts.email };
}

/** Reads a file of Google's credentials. Returns what is wrong with it as the end of a sentence ("… does not exist"). */
export function readCredentialsFile(file: string): CredentialsFacts | string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = Object(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return 'does not exist';
    return code === 'EISDIR' ? 'is a folder' : `cannot be read by this user (${code})`;
  }
  let credentials: Record<string, unknown>;
  try {
    credentials = Object(JSON.parse(text));
  } catch {
    return 'is not JSON in UTF-8 without a byte order mark';
  }
  const { type, client_email: email, private_key: key, project_id: projectId } = credentials;
  if (typeof type !== 'string') return 'has no credentials of Google: it lacks "type"';
  if (type !== 'service_account') return { type };
  if (typeof email !== 'string' || typeof key !== 'string') {
    return 'is not the key of a service account: it lacks "client_email" or "private_key"';
  }
  try {
    createPrivateKey(key);
  } catch {
    return 'has a "private_key" that cannot be read';
  }
  return { type, email, ...(typeof projectId === 'string' && { projectId }) };
}
