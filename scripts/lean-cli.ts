import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BuildOptions, Plugin } from 'esbuild';

/** `start` is in the bundle of the command line itself. */
const START = './start.ts';

/**
 * Leaves the commands, and the server, in bundles of their own beside the command line: a container starts with it, and would read a
 * megabyte of code of other commands first.
 */
export const commandsStayOutside: Plugin = {
  name: 'commands-stay-outside',
  setup({ onResolve }) {
    onResolve({ filter: /\/functions\/server\.ts$/ }, () => ({ path: './server.cjs', external: true }));
    onResolve({ filter: /^\.\// }, ({ path, importer, kind }) =>
      kind === 'dynamic-import' && importer.endsWith('/cli/commands.ts') && path !== START
        ? { path: './commands.cjs', external: true }
        : undefined,
    );
  },
};

/** Returns the entry of the commands' bundle: it exports what `cli/commands.ts` loads when a command is called. */
export function commandsEntry(root: string): BuildOptions {
  const list = readFileSync(join(root, 'cli/commands.ts'), 'utf8');
  const files = [...list.matchAll(/import\('(\.\/[^']+)'\)/g)].map(([, file = '']) => file);
  const contents = files
    .filter((file) => file !== START)
    .map((file) => `export * from '${file}';`)
    .join('\n');
  return {
    stdin: { contents, resolveDir: join(root, 'cli'), sourcefile: 'commands-bundle.ts', loader: 'ts' },
  };
}
