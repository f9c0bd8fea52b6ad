import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ConfigError } from './config-error.ts';

const NAME = 'GOOGLE_APPLICATION_CREDENTIALS';

/** Looks at the file of Google's credentials when a server starts, not at the first report. Throws {@link ConfigError}. */
export function checkCredentialsFile(file: string | undefined): void {
  const fault = file === undefined ? undefined : faultOf(file);
  if (fault !== undefined) {
    throw new ConfigError([{ name: NAME, message: `${NAME} names a file that ${fault} (is "${file}").` }]);
  }
}

/** Returns the project and the account of a service account's key; `undefined` for other credentials, or if the file is unreadable. */
export function serviceAccountOf(
  file: string,
): { readonly project: string; readonly email: string } | undefined {
  try {
    const { project_id: project, client_email: email } = Object(JSON.parse(readFileSync(file, 'utf8')));
    return typeof project === 'string' && typeof email === 'string' ? { project, email } : undefined;
  } catch {
    return undefined;
  }
}

function faultOf(file: string): string | undefined {
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
  const { type, client_email: email, private_key: key } = credentials;
  if (typeof type !== 'string') return 'has no credentials of Google: it lacks "type"';
  if (type !== 'service_account') return undefined;
  if (typeof email !== 'string' || typeof key !== 'string') {
    return 'is not the key of a service account: it lacks "client_email" or "private_key"';
  }
  try {
    createPrivateKey(key);
    return undefined;
  } catch {
    return 'has a "private_key" that cannot be read';
  }
}
