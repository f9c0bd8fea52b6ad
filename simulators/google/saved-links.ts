import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { SavedUser } from './google-user.ts';

/** The links of all Google users, by name. */
export type SavedLinks = Readonly<Record<string, SavedUser>>;

/** Reads what {@link writeLinks} wrote; empty when there is no file. Throws when the file is not what it was. */
export function readLinks(file: string): SavedLinks {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}

/** Writes the links so that a crash leaves either the old file or the new one. Readable by the owner only: it holds tokens. */
export function writeLinks(file: string, links: SavedLinks): void {
  const draft = `${file}.new`;
  writeFileSync(draft, `${JSON.stringify(links, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(draft, file);
}
