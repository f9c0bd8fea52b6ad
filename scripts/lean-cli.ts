import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BuildOptions, Plugin } from 'esbuild';

/** `start` is in the bundle of the command line itself. */
const START = './start.ts';
/** The files of `cli/` that load others when a command is called, or asks. */
const LOADERS = ['commands.ts', 'terminal.ts'];

/**
 * Leaves the commands, and the server, in bundles of their own beside the command line: a container starts with it, and would read a
 * megabyte of code of other commands first.
 */
export const commandsStayOutside: Plugin = {
  name: 'commands-stay-outside',
  setup({ onResolve }) {
    onResolve({ filter: /\/functions\/server\.ts$/ }, () => ({ path: './server.cjs', external: true }));
    onResolve({ filter: /^\.\// }, ({ path, importer, kind }) =>
      kind === 'dynamic-import' && LOADERS.some((file) => importer.endsWith(`/cli/${file}`)) && path !== START
        ? { path: './commands.cjs', external: true }
        : undefined,
    );
  },
};

/** Returns the entry of the commands' bundle: it exports what the files of the command line's own bundle load when needed. */
export function commandsEntry(root: string): BuildOptions {
  const list = LOADERS.map((file) => readFileSync(join(root, 'cli', file), 'utf8')).join('');
  const files = [...list.matchAll(/import\('(\.\/[^']+)'\)/g)].map(([, file = '']) => file);
  const contents = files
    .filter((file) => file !== START)
    .map((file) => `export * from '${file}';`)
    .join('\n');
  return {
    stdin: { contents, resolveDir: join(root, 'cli'), sourcefile: 'commands-bundle.ts', loader: 'ts' },
  };
}
