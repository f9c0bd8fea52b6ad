import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { World } from './world.ts';

/**
 * Keeps a world in a file: written whole to a neighbour, then renamed, so that a killed process leaves the old one
 * or the new one and never half of one.
 */
export class WorldFile {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
    mkdirSync(dirname(path), { recursive: true });
  }

  /** The kept world; `undefined` when there is none yet. Throws when the file is not one of ours. */
  read(): World | undefined {
    if (!existsSync(this.#path)) return undefined;
    const text = readFileSync(this.#path, 'utf8');
    try {
      return JSON.parse(text, (_, value) => (isKeptMap(value) ? new Map(value.map) : value));
    } catch (cause) {
      throw new Error(`${this.#path} does not hold the state of a simulator; remove it to start afresh`, {
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

/** Takes over what must survive a changed seed: the API keys and tokens of accounts that still exist. */
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
