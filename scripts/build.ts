// Builds the bundles: lib/server.cjs for a self-hosted server, lib/cli.cjs and lib/commands.cjs for the command line, and dist/, which
// a deployment to Firebase uploads: the bundle of the functions with a package.json and a lock file of its own. Beside each of the two,
// texts/ has the texts of pages.
import { readFileSync, rmSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { writeDeployFolder } from './deploy-folder.ts';
import { commandsEntry, commandsStayOutside } from './lean-cli.ts';
import { leanFunctions } from './lean-functions.ts';
import { textsEntries, textsStayOutside } from './texts-outside.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
/** `dist` is beside it. */
const outdir = resolve(process.argv[2] ?? `${root}lib`);
const dist = join(dirname(outdir), 'dist');

/** Keeps the demo's simulators out of the bundles: they are not deployed, and exist only in a source tree. */
const simulatorsStayOutside: Plugin = {
  name: 'simulators-stay-outside',
  setup({ onResolve }) {
    onResolve({ filter: /\/simulators\// }, ({ path }) => ({
      path: path.replace(/^.*\/simulators\//, '../simulators/'),
      external: true,
    }));
  },
};

/** Leaves out Google's API client: actions-on-google loads it (a fifth of a second) for a call that the product never makes. */
const noGoogleapis: Plugin = {
  name: 'no-googleapis',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^googleapis$/ }, () => ({ path: 'googleapis', namespace: 'left-out' }));
    onLoad({ filter: /^googleapis$/, namespace: 'left-out' }, () => ({
      contents: "module.exports = { get google() { throw new Error('googleapis is not in this bundle'); } };",
      loader: 'js',
    }));
  },
};

/**
 * Removes the debug output of actions-on-google: it formats every request and response as text, used or not, a tenth of the
 * cost of a QUERY. The product gives it no content (`functions/smarthome/dispatch.ts`), so nothing is lost.
 */
const noDebugOutput: Plugin = {
  name: 'no-debug-output',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\.\/common$/ }, ({ importer }) =>
      importer.endsWith('/actions-on-google/dist/assistant.js')
        ? { path: 'actions-on-google/dist/common.js', namespace: 'silent' }
        : undefined,
    );
    onLoad({ filter: /./, namespace: 'silent' }, ({ path }) => ({
      contents: `module.exports = { ...require('${path}'), stringify: () => '' };`,
      loader: 'js',
      resolveDir: root,
    }));
  },
};

/** Leaves out tables of East Asian character sets (a third of a megabyte): bodies are read as UTF-8, whatever their label says. */
const noTables: Plugin = {
  name: 'no-tables',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\.\/tables\/.+\.json$/ }, ({ path, importer }) =>
      importer.includes('/iconv-lite/') ? { path, namespace: 'no-tables' } : undefined,
    );
    onLoad({ filter: /./, namespace: 'no-tables' }, () => ({
      contents: "throw new Error('This bundle has no tables of East Asian character sets');",
      loader: 'js',
    }));
  },
};

/** Leaves out web streams for old versions of Node, which the library of Google's sign-in brings: Node has them since 18. */
const noOldStreams: Plugin = {
  name: 'no-old-streams',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^web-streams-polyfill\// }, ({ path }) => ({ path, namespace: 'no-old-streams' }));
    onLoad({ filter: /./, namespace: 'no-old-streams' }, () => ({
      contents: "throw new Error('This bundle needs the web streams of Node');",
      loader: 'js',
    }));
  },
};

for (const folder of [outdir, dist]) rmSync(folder, { recursive: true, force: true });
const common: BuildOptions = {
  absWorkingDir: root,
  outdir,
  outExtension: { '.js': '.cjs' },
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  // Names stay readable in stack traces; only white space is worth saving.
  minifyWhitespace: true,
  sourcemap: 'linked',
  sourcesContent: false,
  legalComments: 'none',
  logLevel: 'warning',
};
const plugins = [
  simulatorsStayOutside,
  textsStayOutside,
  noGoogleapis,
  noDebugOutput,
  noTables,
  noOldStreams,
];
const functions = await build({
  ...common,
  outdir: dist,
  metafile: true,
  entryPoints: { index: 'functions/index.ts' },
  plugins: [...plugins, leanFunctions],
});
writeDeployFolder(dist, root, functions.metafile);
for (const folder of [outdir, dist]) await build({ ...common, ...textsEntries(folder) });
/** The bundles for a person's machine: complete, since no node_modules is beside them, and with a word for a Node that is too old. */
const standalone: BuildOptions = {
  ...common,
  banner: { js: readFileSync(`${root}scripts/need-node.cjs`, 'utf8') },
};
await build({ ...standalone, entryPoints: { server: 'functions/server.ts' }, plugins });
await build({
  ...standalone,
  entryPoints: { cli: 'cli/main.ts' },
  plugins: [commandsStayOutside, ...plugins],
});
await build({
  ...standalone,
  ...commandsEntry(root),
  entryNames: 'commands',
  plugins: [commandsStayOutside, ...plugins],
});
const inLib = ['server', 'cli', 'commands'].map((name) => join(outdir, `${name}.cjs`));
for (const file of [join(dist, 'index.cjs'), ...inLib]) {
  const kilobytes = Math.round(statSync(file).size / 1024);
  process.stdout.write(`${relative(dirname(outdir), file)} ${kilobytes} kB\n`);
}
