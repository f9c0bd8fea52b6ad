import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './contestants.ts';
import type { Findings } from './figures.ts';

/** Prints all results. */
export function printReport(findings: readonly Findings[]): void {
  process.stdout.write(`${tables(findings)}\n`);
}

/** The file of all figures of speed. */
export const REPORT_FILE = join(ROOT, 'docs/benchmarks.md');
/** The heading of the section that `npm run load` writes. */
export const LOAD_HEADING = '\n## Under load\n';

/** Returns the section about load with its heading; empty if there is none. */
export function loadSection(): string {
  const text = readFileSync(REPORT_FILE, 'utf8');
  const at = text.indexOf(LOAD_HEADING);
  return at < 0 ? '' : text.slice(at);
}

/** Writes `docs/benchmarks.md`, but for the section about load. */
export function writeReport(findings: readonly Findings[], quick: boolean): void {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], {
    cwd: ROOT,
    encoding: 'utf8',
  }).trim();
  const text = `# Benchmarks

Written by \`npm run bench\` (see [test/bench](../test/bench)). All candidates are measured in the same run, taking
turns; figures are medians with the middle half in parentheses. The **floor** is \`firebase-functions\` with Express
answering a constant; the **stock way** is Google's documented pattern (\`test/bench/stock\`); the clouds are simulators on the same
machine. For what profiles showed see [performance.md](performance.md).

EXECUTE is compared with the raw call to Sifely in milliseconds and as a **multiple**. Both are measured in turn, so load on
the machine slows both: on a noisy machine the milliseconds grow, the multiple does not.

${machine()}, commit ${commit}.${quick ? ' A short run (`--quick`): few samples, so the tails (p99) and the rows with one or two samples say little, and batches of 1,000 intents where it says 10,000.' : ''}

${tables(findings)}
${loadSection()}`;
  writeFileSync(REPORT_FILE, text);
}

function tables(findings: readonly Findings[]): string {
  const verdicts = findings.flatMap((each) => each.verdicts);
  const figures = findings.flatMap((each) => each.figures);
  return [
    table(
      ['Target', 'Wanted', 'Reached', ''],
      verdicts.map(({ target, wanted, reached, met }) => [
        target,
        wanted,
        reached,
        met ? 'met' : '**missed**',
      ]),
    ),
    table(
      ['Row', 'What', 'Median (middle half)'],
      figures.map(({ row, what, value }, index) => [figures[index - 1]?.row === row ? '' : row, what, value]),
    ),
  ].join('\n\n');
}

/** Returns a table in Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Describes the machine and the versions that a run was measured with. */
export function machine(): string {
  const [first] = cpus();
  const gibibytes = Math.round(totalmem() / 2 ** 30);
  const versions = ['express', 'firebase-functions', 'firebase-admin', 'actions-on-google'].map((name) => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8'));
    return `${name} ${version}`;
  });
  return `${cpus().length} cores of ${first?.model ?? 'an unknown processor'}, ${gibibytes} GiB; Node ${process.versions.node}, ${versions.join(', ')}`;
}
