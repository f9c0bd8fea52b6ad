import { accessSync, constants, existsSync, lstatSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { HereDeps } from '../deps.ts';
import { type Check, ok, problem, type Result, warning } from '../finding.ts';

/** The folder of the database: writable for this user, and for no other. Touches no database file: that could release its locks. */
export const dataFolder: Check<HereDeps> = {
  name: 'data-folder',
  run({ config }) {
    if (config.store !== 'sqlite') return [];
    const folder = resolve(config.dataDir);
    if (!existsSync(folder)) {
      const lost = lostLink(folder);
      if (lost !== undefined) {
        return [
          problem(
            `DATA_DIR (${folder}) is not there: the link ${lost} leads nowhere.`,
            'Mount its disk, or choose another DATA_DIR.',
          ),
        ];
      }
      const parent = nearestFolder(folder);
      return isWritable(parent)
        ? [ok(`${folder} does not exist yet; the first start creates it.`)]
        : [notWritable(parent)];
    }
    if (!statSync(folder).isDirectory()) {
      return [problem(`DATA_DIR (${folder}) is not a folder.`, 'Choose another DATA_DIR.')];
    }
    const closed = [folder, ...filesIn(folder)].find((path) => !isWritable(path));
    if (closed !== undefined) return [notWritable(closed)];
    const open = [folder, ...filesIn(folder)].filter((path) => isOpenToOthers(path, path === folder));
    if (open.length === 0) return [ok(`${folder} can be written by this user alone.`)];
    return open.map((path) =>
      warning(
        `Other users of this machine can ${path === folder ? 'write into' : 'read or change'} ${path}.`,
        `chmod ${path === folder ? '700' : '600'} ${path}`,
      ),
    );
  },
};

/** Returns the nearest folder above a path that exists. */
export function nearestFolder(path: string): string {
  let folder = dirname(path);
  while (!existsSync(folder) && folder !== dirname(folder)) folder = dirname(folder);
  return folder;
}

/** Returns the link in a path that leads to nothing, such as to a disk that is not mounted. */
function lostLink(path: string): string | undefined {
  let at = path;
  while (!existsSync(at) && at !== dirname(at)) {
    if (lstatSync(at, { throwIfNoEntry: false })?.isSymbolicLink() === true) return at;
    at = dirname(at);
  }
  return undefined;
}

function filesIn(folder: string): string[] {
  return ['store.sqlite', 'store.sqlite-wal', 'store.sqlite-shm']
    .map((name) => join(folder, name))
    .filter((path) => existsSync(path));
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Of the folder only the right to write counts: the files in it are closed by themselves. */
function isOpenToOthers(path: string, isFolder: boolean): boolean {
  if (process.getuid === undefined) return false;
  return (statSync(path).mode & (isFolder ? 0o022 : 0o077)) !== 0;
}

function notWritable(path: string): Result {
  return problem(
    `This user cannot write ${path}.`,
    'Give it to the user of the server, with everything in it (chown -R); run doctor as that user.',
  );
}
