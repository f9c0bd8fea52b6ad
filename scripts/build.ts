// Bundles what is deployed: lib/index.cjs for Firebase, lib/server.cjs for a server of one's own.
import { rmSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { leanFunctions } from './lean-functions.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const outdir = process.argv[2] ?? `${root}lib`;

/** The demo's simulators stay outside: they are no part of what is deployed, and are found only in a source tree. */
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
 * actions-on-google loads Google's API client at once (a fifth of a second) for a call that the product never makes; here
 * it is loaded when somebody asks for it.
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
 * actions-on-google writes every request and every answer out as text for its debug output, wanted or not: a tenth of what a
 * QUERY costs. Nothing of the product's reaches it (`functions/smarthome/dispatch.ts`), so there is nothing to write.
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

/** Tables of East Asian character sets, a third of a megabyte: JSON and forms come in UTF-8, and who wants others can have them. */
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

rmSync(outdir, { recursive: true, force: true });
const common: BuildOptions = {
  absWorkingDir: root,
  outdir,
  outExtension: { '.js': '.cjs' },
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  // Names stay readable in stack traces; white space is all that is worth saving.
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
  // Most servers have no need of Firestore: what finds its credentials, almost half a megabyte, stays where it is
  // until it is asked for.
  external: ['google-auth-library'],
  plugins: [simulatorsStayOutside, googleapisWhenAsked, noDebugOutput, tablesStayOutside],
});
for (const name of ['index', 'server']) {
  const kilobytes = Math.round(statSync(`${outdir}/${name}.cjs`).size / 1024);
  process.stdout.write(`lib/${name}.cjs ${kilobytes} kB\n`);
}
