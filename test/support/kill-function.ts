import { globSync, readFileSync } from 'node:fs';

/**
 * Kills the process that runs the function `target` for the emulators of process `parent`. Linux only: it reads `/proc`.
 */
export function killFunction(parent: number, target: string): void {
  const ours = globSync('/proc/[0-9]*').filter(
    (folder) => parentOf(folder) === parent && runs(folder, target),
  );
  if (ours.length === 0) throw new Error(`No process runs ${target}`);
  for (const folder of ours) process.kill(Number(folder.slice('/proc/'.length)), 'SIGKILL');
}

function parentOf(folder: string): number | undefined {
  const parent = /^PPid:\s*(\d+)/m.exec(read(`${folder}/status`))?.[1];
  return parent === undefined ? undefined : Number(parent);
}

function runs(folder: string, target: string): boolean {
  return read(`${folder}/environ`).split('\0').includes(`FUNCTION_TARGET=${target}`);
}

/** Returns an empty text for a process that has ended meanwhile. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
