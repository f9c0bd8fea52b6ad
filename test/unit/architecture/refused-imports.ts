/**
 * Prints the imports below a folder that break a rule, as JSON: `node refused-imports.ts FOLDER`. A process of its own,
 * because dependency-cruiser is an ES module and Jest runs CommonJS.
 */
import { cruise } from 'dependency-cruiser';
import { IMPORT_RULES } from './import-rules.ts';

/** An import that breaks a rule; paths are relative to the folder. */
export interface RefusedImport {
  readonly rule: string;
  readonly from: string;
  readonly to: string;
  /** The files of a circle, in order; empty for other rules. */
  readonly circle: readonly string[];
}

const [, , folder = process.cwd()] = process.argv;
const { output } = await cruise(
  ['functions', 'cli', 'simulators', 'scripts'],
  {
    baseDir: folder,
    // The default parser is TypeScript's own, which has no programming interface any more; the other sees no types.
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: '(^|/)node_modules/' },
    validate: true,
    ruleSet: { forbidden: [...IMPORT_RULES] },
  },
  { extensions: ['.ts', '.js', '.json'] },
);
if (typeof output === 'string') throw new Error('The checker answered text');
const refused: RefusedImport[] = output.summary.violations.map(({ rule, from, to, cycle }) => ({
  rule: rule.name,
  from,
  to,
  circle: cycle?.map(({ name }) => name) ?? [],
}));
process.stdout.write(JSON.stringify(refused));
