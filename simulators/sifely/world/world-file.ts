import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { bringUpToDate } from './earlier-world.ts';
import type { World } from './world.ts';

/**
 * Keeps a world in a file. Writes a second file and renames it, so that a killed process leaves either the old or the
 * new one.
 */
export class WorldFile {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
    mkdirSync(dirname(path), { recursive: true });
  }

  /** Reads the saved world; `undefined` if there is none. Throws if the file is not a saved world. */
  read(): World | undefined {
    if (!existsSync(this.#path)) return undefined;
    const text = readFileSync(this.#path, 'utf8');
    try {
      return bringUpToDate(JSON.parse(text, (_, value) => (isKeptMap(value) ? new Map(value.map) : value)));
    } catch (cause) {
      throw new Error(`${this.#path} does not hold the state of a simulator. Delete it to start over`, {
        cause,
      });
    }
  }

  write(world: World): void {
    const text = JSON.stringify(world, (_, value) => (value instanceof Map ? { map: [...value] } : value));
    writeFileSync(`${this.#path}.new`, text, { mode: 0o600 });
    renameSync(`${this.#path}.new`, this.#path);
  }
}

function isKeptMap(value: unknown): value is { map: [string, unknown][] } {
  return typeof value === 'object' && value !== null && 'map' in value && Array.isArray(value.map);
}

/** Copies the data that must survive a changed seed: API keys and tokens of accounts that still exist. */
export function takeOverCredentials(from: World, to: World): void {
  for (const [username, account] of from.accounts) {
    const heir = to.accounts.get(username);
    if (heir) heir.apiKey = account.apiKey;
  }
  for (const [token, held] of from.accessTokens)
    if (to.accounts.has(held.username)) to.accessTokens.set(token, held);
  for (const [token, held] of from.refreshTokens)
    if (to.accounts.has(held.username)) to.refreshTokens.set(token, held);
}
