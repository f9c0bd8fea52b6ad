import type { Plugin } from 'esbuild';

/** Marks a module that esbuild takes from node_modules unchanged. */
const AS_IT_IS = 'as it is';
const BUNDLED = 'bundled';

/**
 * Puts the used parts of firebase-functions into the bundle. Loading it from node_modules reads 200 files and, with the
 * parts of firebase-admin that check tokens of apps, takes longer than the whole product: a third of a function's start.
 *
 * A deployment that only lists the functions (`FUNCTIONS_CONTROL_API`, set by Firebase's tools) gets the package itself,
 * because it searches for the package's own objects. firebase-admin is also loaded unchanged, when first used.
 */
export const leanFunctions: Plugin = {
  name: 'lean-functions',
  setup({ onResolve, onLoad, resolve }) {
    onResolve({ filter: /^firebase-functions\// }, ({ path, pluginData, resolveDir }) =>
      pluginData === BUNDLED ? undefined : { path, namespace: 'functions', pluginData: resolveDir },
    );
    onLoad({ filter: /.*/, namespace: 'functions' }, ({ path, pluginData }) => ({
      contents: `module.exports = process.env.FUNCTIONS_CONTROL_API === 'true'
  ? require('listed:${path}')
  : require('bundled:${path}');`,
      loader: 'js',
      resolveDir: pluginData,
    }));
    // APIs and roles are declared for the list alone; the package's main file loads all of it.
    onResolve({ filter: /^firebase-functions$/ }, ({ path }) => ({ path, namespace: 'declarations' }));
    onLoad({ filter: /.*/, namespace: 'declarations' }, ({ path }) => ({
      contents: `module.exports = process.env.FUNCTIONS_CONTROL_API === 'true'
  ? require('listed:${path}')
  : { requiresAPI() {}, requiresRole() {} };`,
      loader: 'js',
    }));
    onResolve({ filter: /^listed:/ }, ({ path }) => ({ path: path.slice('listed:'.length), external: true }));
    onResolve({ filter: /^bundled:/ }, ({ path, resolveDir, kind }) =>
      resolve(path.slice('bundled:'.length), { resolveDir, kind, pluginData: BUNDLED }),
    );
    // The product itself loads firebase-admin with the first job, unchanged.
    onResolve(
      { filter: /^firebase-admin\/(app|app-check|auth|functions)$/ },
      ({ path, pluginData, importer }) =>
        pluginData !== AS_IT_IS && /node_modules\/firebase-functions\//.test(importer)
          ? { path, namespace: 'admin-when-asked' }
          : { path, external: true },
    );
    onLoad({ filter: /.*/, namespace: 'admin-when-asked' }, ({ path }) => ({
      contents: `module.exports = new Proxy({}, {
  get: (_, name) => name === '__esModule' ? true : require(${JSON.stringify(path)})[name],
});`,
      loader: 'js',
      pluginData: AS_IT_IS,
    }));
  },
};
