import { TESTED_NODE, VERSION } from '../../version.ts';
import { type Check, ok, problem, type Result, warning } from '../finding.ts';

/** The versions of the product, of Node and of SQLite. */
export const versions: Check<unknown> = {
  name: 'versions',
  run: () => [versionResult(process.versions)],
};

/** Judges the versions of a runtime. */
export function versionResult({ node, sqlite }: { readonly node: string; readonly sqlite?: string }): Result {
  const found = `sifely-google-home ${VERSION}, Node ${node}, SQLite ${sqlite ?? 'unknown'}.`;
  const major = Number.parseInt(node, 10);
  if (major < TESTED_NODE) return problem(found, `This version needs Node ${TESTED_NODE}.`);
  if (major === TESTED_NODE) return ok(found);
  return warning(
    found,
    `This version was tested with Node ${TESTED_NODE}. If something fails, use that; npm start brings it.`,
  );
}
