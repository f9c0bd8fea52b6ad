import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { decodeText } from '../decode-text.ts';
import { ConfigError } from './config-error.ts';

const BYTE_ORDER_MARK = '\uFEFF';

/** Adds the settings of a file to an environment, which keeps what it has. Throws {@link ConfigError} if it cannot be read. */
export function loadEnvFile(file: string, env: NodeJS.ProcessEnv): void {
  for (const [name, value] of Object.entries(parseEnv(readText(file)))) env[name] ??= value;
}

/** Moves variables whose names begin with a byte order mark, as an editor on Windows leaves it, to their plain names. */
export function removeByteOrderMarks(env: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(env).filter((each) => each.startsWith(BYTE_ORDER_MARK))) {
    env[name.replaceAll(BYTE_ORDER_MARK, '')] ??= env[name];
    delete env[name];
  }
}

function readText(file: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw unreadable(file, `cannot be read (${Object(error).code})`);
  }
  const text = decodeText(bytes);
  if (text.includes('\0')) throw unreadable(file, 'is no text: save it as UTF-8');
  return text.replaceAll(BYTE_ORDER_MARK, '').replaceAll(/\r\n?/g, '\n');
}

function unreadable(file: string, fault: string): ConfigError {
  return new ConfigError([{ name: file, message: `${file} ${fault}.` }]);
}
