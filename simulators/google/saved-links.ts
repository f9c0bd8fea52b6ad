import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { SavedUser } from './google-user.ts';

/** The links of all Google users, by name. */
export type SavedLinks = Readonly<Record<string, SavedUser>>;

/** Reads the file of {@link writeLinks}; empty if there is none. Throws if it is not JSON. */
export function readLinks(file: string): SavedLinks {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}

/** Writes the links; a crash leaves either the old file or the new one. Only the file's owner can read it: it contains tokens. */
export function writeLinks(file: string, links: SavedLinks): void {
  const draft = `${file}.new`;
  writeFileSync(draft, `${JSON.stringify(links, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(draft, file);
}
