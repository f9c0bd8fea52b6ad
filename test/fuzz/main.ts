// `npm run fuzz`: sends inputs made from a seed to every endpoint, and prints what came of them. `--seconds 600 --seed N` for
// longer runs, `--write` puts the table into docs/security-figures.md; `--only FAMILY --path PATH` replays a failure.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeSection } from '../support/security-figures.ts';
import { describeFuzz } from './report.ts';
import { runFuzz } from './run-fuzz.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '120' },
    seed: { type: 'string' },
    only: { type: 'string' },
    path: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
});
const root = join(import.meta.dirname, '../..');
const report = await runFuzz({
  root,
  seed: Number(values.seed ?? Date.now() % 1_000_000),
  seconds: Number(values.seconds),
  ...(values.only !== undefined && { only: values.only.split(',') }),
  ...(values.path !== undefined && { path: values.path }),
});
process.stdout.write(`${describeFuzz(report)}\n`);
for (const fault of report.faults) process.stdout.write(`\n${fault}\n`);
if (values.write && report.faults.length === 0) writeSection(root, 'fuzz', describeFuzz(report));
process.exit(report.faults.length === 0 ? 0 : 1);
