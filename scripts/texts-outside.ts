import type { BuildOptions, Plugin } from 'esbuild';
import { LANGUAGES } from '../functions/languages/languages.ts';

/** The folder beside a bundle that holds the texts. */
const FOLDER = 'texts';

/** The file that loads the texts of a language with its first page. */
const LOADER = /\/languages\/open-words\.ts$/;

/**
 * Leaves the texts of pages in a file for each language beside the bundle: they are as large as a third of the product, and a function
 * that starts for an intent would read them all.
 */
export const textsStayOutside: Plugin = {
  name: 'texts-stay-outside',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/texts\/\w+\.ts$/ }, ({ path, importer }) =>
      LOADER.test(importer) ? { path: path.replace(/\.ts$/, '.cjs'), external: true } : undefined,
    );
  },
};

/** Returns what builds the texts into a folder of `outdir`. Their own bundles: nothing but constants. */
export function textsEntries(outdir: string): BuildOptions {
  const entries = Object.keys(LANGUAGES).map((language) => [
    language,
    `functions/languages/texts/${language}.ts`,
  ]);
  return {
    outdir: `${outdir}/${FOLDER}`,
    entryPoints: Object.fromEntries(entries),
    // Escapes would make the texts of Japanese three times as long.
    charset: 'utf8',
    sourcemap: false,
  };
}

/** True for a path by which a bundle loads texts. */
export function isTexts(path: string): boolean {
  return path.startsWith(`./${FOLDER}/`);
}
