import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, isAbsolute, join } from 'node:path';
import type { Terminal } from '../../command.ts';
import { CommandFailedError } from '../failures.ts';

const NAME = 'sifely-google-home';
/** Nobody but their owner may read the files, or list the folders. */
const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;

/** Returns the folder of the sign-in and its key (XDG Base Directory Specification: `XDG_CONFIG_HOME`, else `~/.config`). */
export function configFolder(terminal: Terminal): string {
  return ownFolder(terminal, 'XDG_CONFIG_HOME', '.config');
}

/** Returns the folder of what must not be lost (`XDG_DATA_HOME`, else `~/.local/share`). */
export function dataFolder(terminal: Terminal): string {
  return ownFolder(terminal, 'XDG_DATA_HOME', '.local/share');
}

/** The specification has relative folders ignored. */
function ownFolder({ env }: Terminal, variable: string, usual: string): string {
  const named = env[variable];
  if (named !== undefined && isAbsolute(named)) return join(named, NAME);
  const home = env['HOME'];
  return join(home === undefined || home === '' ? homedir() : home, usual, NAME);
}

/** Makes a folder that its owner alone can use. Throws `CommandFailedError`. */
export function makePrivateFolder(path: string): void {
  orFail(path, 'created', () => mkdirSync(path, { recursive: true, mode: FOLDER_MODE }));
}

/** Reads a file; `undefined` if it is not there. Closes it to other users first. Throws `CommandFailedError`. */
export function readPrivateFile(path: string): string | undefined {
  return orFail(path, 'read', () => {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return undefined;
    if ((stats.mode & 0o077) !== 0) chmodSync(path, FILE_MODE);
    return readFileSync(path, 'utf8');
  });
}

/** Writes a file as a whole or not at all. Throws `CommandFailedError`. */
export function writePrivateFile(path: string, text: string): void {
  orFail(path, 'written', () => {
    const draft = writeDraft(path, text);
    try {
      renameSync(draft, path);
    } finally {
      rmSync(draft, { force: true });
    }
  });
}

/** Writes a file unless another process did so first; returns what it holds. Throws `CommandFailedError`. */
export function createPrivateFile(path: string, text: string): string {
  return orFail(path, 'written', () => {
    const draft = writeDraft(path, text);
    try {
      linkSync(draft, path);
      return text;
    } catch (error) {
      if (Object(error).code !== 'EEXIST') throw error;
      return readFileSync(path, 'utf8');
    } finally {
      rmSync(draft, { force: true });
    }
  });
}

/** Removes a file; true if it was there. Throws `CommandFailedError`. */
export function removePrivateFile(path: string): boolean {
  return orFail(path, 'removed', () => {
    const isThere = statSync(path, { throwIfNoEntry: false }) !== undefined;
    rmSync(path, { force: true });
    return isThere;
  });
}

function writeDraft(path: string, text: string): string {
  makePrivateFolder(dirname(path));
  const draft = join(dirname(path), `.${basename(path)}.${randomBytes(4).toString('hex')}`);
  const file = openSync(draft, 'wx', FILE_MODE);
  try {
    // `writeSync` may write a part on a full disk, and say nothing.
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  return draft;
}

function orFail<T>(path: string, what: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof CommandFailedError) throw error;
    throw new CommandFailedError(`${path} cannot be ${what} (${Object(error).code ?? 'unknown error'}).`, {
      cause: error,
    });
  }
}
