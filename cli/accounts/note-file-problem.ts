import { rmSync } from 'node:fs';
import type { Terminal } from '../command.ts';
import { noteExisting } from '../open-data.ts';

/**
 * Notes why a new file could not be written, and returns the exit code. Removes what was written of it: a part must not pass for the
 * whole. Throws errors that are not of the file system.
 */
export function noteFileProblem(terminal: Terminal, file: string, error: unknown): number {
  const { code, syscall } = Object(error);
  if (code === 'EEXIST') return noteExisting(terminal, file);
  if (syscall !== 'open') rmSync(file, { force: true });
  if (syscall === undefined) throw error;
  terminal.note(`${file} cannot be written: ${code}`);
  return 1;
}
