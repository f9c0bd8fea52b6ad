import type { Terminal } from '../command.ts';

/** Notes why a new file cannot be written, and returns the exit code. Throws errors that are not of the file system. */
export function noteFileProblem(terminal: Terminal, file: string, error: unknown): number {
  const { code, syscall } = Object(error);
  if (syscall === undefined) throw error;
  terminal.note(
    code === 'EEXIST' ? `${file} exists already. Choose another name.` : `${file} cannot be written: ${code}`,
  );
  return 1;
}
