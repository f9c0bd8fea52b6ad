// Builds the bundles: lib/index.cjs for Firebase, lib/server.cjs for a self-hosted server, lib/cli.cjs for the command line.
import { rmSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { leanFunctions } from './lean-functions.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const outdir = process.argv[2] ?? `${root}lib`;

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

/**
 * Loads Google's API client on first use: actions-on-google loads it at once (a fifth of a second) for a call that the
 * product never makes.
 */
const googleapisWhenAsked: Plugin = {
  name: 'googleapis-when-asked',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^googleapis$/ }, ({ pluginData }) =>
      pluginData === 'asked'
        ? { path: 'googleapis', external: true }
        : { path: 'googleapis', namespace: 'asked' },
    );
    onLoad({ filter: /^googleapis$/, namespace: 'asked' }, () => ({
      contents: "module.exports = { get google() { return require('googleapis').google; } };",
      loader: 'js',
      pluginData: 'asked',
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

/** Keeps tables of East Asian character sets (a third of a megabyte) outside: JSON and forms are UTF-8; others load on demand. */
const tablesStayOutside: Plugin = {
  name: 'tables-stay-outside',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/tables\/.+\.json$/ }, ({ path, importer }) =>
      importer.includes('/iconv-lite/')
        ? { path: path.replace('.', 'iconv-lite/encodings'), external: true }
        : undefined,
    );
  },
};

/** Lets the command line load the server's bundle, which is beside it. */
const serverStaysOutside: Plugin = {
  name: 'server-stays-outside',
  setup({ onResolve }) {
    onResolve({ filter: /\/functions\/server\.ts$/ }, () => ({ path: './server.cjs', external: true }));
  },
};

rmSync(outdir, { recursive: true, force: true });
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
await build({
  ...common,
  entryPoints: { index: 'functions/index.ts' },
  plugins: [simulatorsStayOutside, googleapisWhenAsked, noDebugOutput, tablesStayOutside, leanFunctions],
});
await build({
  ...common,
  entryPoints: { server: 'functions/server.ts' },
  // Most servers do not use Firestore: the library for its credentials (almost half a megabyte) loads on first use.
  external: ['google-auth-library'],
  plugins: [simulatorsStayOutside, googleapisWhenAsked, noDebugOutput, tablesStayOutside],
});
await build({
  ...common,
  entryPoints: { cli: 'cli/main.ts' },
  external: ['google-auth-library'],
  // A bundle of its own beside it: the server starts faster without the commands.
  plugins: [serverStaysOutside, simulatorsStayOutside, googleapisWhenAsked, noDebugOutput, tablesStayOutside],
});
for (const name of ['index', 'server', 'cli']) {
  const kilobytes = Math.round(statSync(`${outdir}/${name}.cjs`).size / 1024);
  process.stdout.write(`lib/${name}.cjs ${kilobytes} kB\n`);
}
