// Bundles what is deployed: lib/index.cjs for Firebase, lib/server.cjs for a server of one's own.
import { rmSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';

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

rmSync(outdir, { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: { index: 'functions/index.ts', server: 'functions/server.ts' },
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
  // Loaded by path at run time (protos, service configurations), or looked for by the platform.
  external: ['firebase-functions', 'firebase-admin', 'google-auth-library'],
  plugins: [simulatorsStayOutside, googleapisWhenAsked],
  logLevel: 'warning',
});
for (const name of ['index', 'server']) {
  const kilobytes = Math.round(statSync(`${outdir}/${name}.cjs`).size / 1024);
  process.stdout.write(`lib/${name}.cjs ${kilobytes} kB\n`);
}
