import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { decodeText } from '../decode-text.ts';
import { ConfigError } from './config-error.ts';
import { FORMER_NAMES, SETTING_BY_NAME } from './settings.ts';

/**
 * Characters without a shape of their own, spaces that only look like one, and U+FFFD, which a no-break space of Windows-1252
 * becomes: editors, terminals and web pages leave them.
 */
const UNSEEN = /[\p{Cf}\p{DI}\p{Cc}\p{Z}\s\uFFFD]/gu;

/** The ends of lines in files of settings, also those of editors and web pages. */
export const LINE_BREAK = /\r\n?|[\n\v\f\u0085\u2028\u2029]/;

/** Adds the settings of a file to an environment, which keeps what it has. Throws {@link ConfigError} if it cannot be read. */
export function loadEnvFile(file: string, env: NodeJS.ProcessEnv): void {
  const text = readText(file);
  const parsed = variablesIn(text);
  const lost = text.split(LINE_BREAK).flatMap((line, index) => {
    const name = settingAt(/^[^=:\s]*/.exec(withoutExport(line))?.[0] ?? '');
    if (name === undefined || parsed[name] !== undefined) return [];
    return [{ name, message: `Line ${index + 1} of ${file} does not set ${name}: "=" is missing.` }];
  });
  if (lost.length > 0) throw new ConfigError(lost);
  for (const [name, value] of Object.entries(parsed)) env[name] ??= value;
}

/** Returns the variables that the text of a file sets, settings under their plain names. */
export function variablesIn(text: string): NodeJS.Dict<string> {
  return parseEnv(text.replaceAll('\uFEFF', '').split(LINE_BREAK).map(withPlainName).join('\n'));
}

/** Returns the setting, now or formerly, that a line of a file sets; `undefined` if it sets none. */
export function settingIn(line: string): string | undefined {
  const { name } = /^(?<name>[^=＝]*)[=＝]/u.exec(line)?.groups ?? {};
  return name === undefined ? undefined : settingAt(withoutExport(name));
}

/** Moves settings whose names contain a byte order mark, a no-break space or the like to their plain names. */
export function removeUnseenCharacters(env: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(env)) {
    const plain = settingAt(name);
    if (plain === undefined || plain === name) continue;
    env[plain] ??= env[name];
    delete env[name];
  }
}

/** Returns the line of a setting with its plain name; every other line unchanged, which may belong to a longer value. */
function withPlainName(line: string): string {
  const plain = settingIn(line);
  return plain === undefined ? line : `${plain}=${line.slice(line.search(/[=＝]/u) + 1)}`;
}

function withoutExport(line: string): string {
  return line
    .replace(/[\p{Cf}\p{DI}]/gu, '')
    .replace(/^[\p{Z}\p{Cc}\uFFFD]*(export[\p{Z}\p{Cc}\uFFFD]+)?/u, '');
}

/** Returns the name of a setting, now or formerly, that is written here; `undefined` if it is none. */
function settingAt(text: string): string | undefined {
  const name = text.replace(UNSEEN, '');
  return SETTING_BY_NAME.has(name) || Object.hasOwn(FORMER_NAMES, name) ? name : undefined;
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
  return text;
}

function unreadable(file: string, fault: string): ConfigError {
  return new ConfigError([{ name: file, message: `${file} ${fault}.` }]);
}
