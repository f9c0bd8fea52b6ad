import manifest from '../package.json' with { type: 'json' };

/** The product's version, from package.json. */
export const VERSION: string = manifest.version;

/** The major version of Node that the tests run on. */
export const TESTED_NODE: number = Number.parseInt(manifest.engines.node.replace(/^\D+/, ''), 10);
