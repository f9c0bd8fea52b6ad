import { closeSync, openSync, statSync } from 'node:fs';

interface HeldFile {
  readonly descriptor: number;
  users: number;
}

const heldFiles = new Map<string, HeldFile>();

/**
 * Opens a file of SQLite for reading; `release` must follow the end of the connection. Closing any descriptor of a file
 * releases all locks of the process on it, SQLite's too: so the stores of a process share one until the last releases it.
 */
export function holdFile(path: string): { readonly descriptor: number; release(): void } {
  const { dev, ino } = statSync(path);
  const name = `${dev}:${ino}`;
  const held = heldFiles.get(name) ?? { descriptor: openSync(path, 'r'), users: 0 };
  heldFiles.set(name, held);
  held.users += 1;
  return {
    descriptor: held.descriptor,
    release() {
      held.users -= 1;
      if (held.users > 0) return;
      heldFiles.delete(name);
      closeSync(held.descriptor);
    },
  };
}
