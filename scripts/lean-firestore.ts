import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Plugin } from 'esbuild';

const { resolve } = createRequire(import.meta.url);

/** What the generated clients bring along and three REST calls never touch: two megabytes to be parsed at every start. */
const UNTOUCHED = [
  // Static classes of messages. What travels is described by the JSON beside them.
  /firestore-api\/build\/protos\/protos(\.js)?$/,
  /\.\/protos\/protos$/,
  /\.\.\/protos\/(iam_service|locations|operations)$/,
  // The client for indexes and backups.
  /\.\/firestore_admin_client$/,
];

/** What there is of google-gax: its REST half, what both halves share, and the credentials of plain HTTP, which REST ignores. */
const WITHOUT_GRPC = `module.exports = Object.assign({}, require('google-gax/fallback'), require('./status.js'), {
  loggingUtils: require('google-logging-utils'),
  grpc: { credentials: { createInsecure: () => undefined } },
});`;

/**
 * Puts the `Firestore` class into the bundle, without gRPC, of which it uses nothing over REST. A deployed function loads
 * it at every cold start: 60 instead of 430 files.
 *
 * What is left out says so when it is used after all.
 */
export const leanFirestore: Plugin = {
  name: 'lean-firestore',
  setup({ onResolve, onLoad, resolve: resolveAs }) {
    // firebase-admin hands on the classes of this package, and adds apps and their credentials.
    onResolve({ filter: /^firebase-admin\/firestore$/ }, ({ resolveDir, kind }) =>
      resolveAs('@google-cloud/firestore', { resolveDir, kind }),
    );
    onResolve({ filter: /^google-gax$/ }, () => ({ path: 'google-gax', namespace: 'without-grpc' }));
    onLoad({ filter: /.*/, namespace: 'without-grpc' }, () => ({
      contents: WITHOUT_GRPC,
      resolveDir: resolve('google-gax').replace(/\/index\.js$/, ''),
      loader: 'js',
    }));
    // Half of the descriptions are of the client for indexes and backups; every start builds a tree of them.
    onLoad({ filter: /firestore-api\/build\/protos\/protos\.json$/ }, async ({ path }) => {
      const described = JSON.parse(await readFile(path, 'utf8'));
      delete described.nested.google.nested.firestore.nested.admin;
      return { contents: JSON.stringify(described), loader: 'json' };
    });
    for (const filter of UNTOUCHED) {
      onResolve({ filter }, ({ path, importer }) =>
        /node_modules\/(@google-cloud\/firestore|google-gax|google-auth-library|gaxios|gcp-metadata)/.test(
          importer,
        )
          ? { path, namespace: 'left-out' }
          : undefined,
      );
    }
    onLoad({ filter: /.*/, namespace: 'left-out' }, ({ path }) => ({
      contents: leftOut(path),
      loader: 'js',
    }));
  },
};

/** A module whose members may be named, handed on and compared with, but not used. */
function leftOut(path: string): string {
  return `const fail = () => { throw new Error(${JSON.stringify(`${path} is not part of the bundle`)}); };
const get = (target, name) => typeof name === 'symbol' || name === 'prototype' ? target[name] : member;
const member = new Proxy(class {}, { get, apply: fail, construct: fail });
module.exports = new Proxy({}, { get: (_, name) => name === '__esModule' ? true : member });`;
}
