// `npm run chaos`: faults made from a seed strike two servers while people use them. `--seconds 900 --seed N` for longer runs,
// `--log FILE` keeps the logs of both servers, `--faults 500` ends after so many; `--write` puts the tables into docs/security-figures.md.
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeSection } from '../support/security-figures.ts';
import { describeChaos, faultsOf } from './report.ts';
import { runChaos } from './run-chaos.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '120' },
    faults: { type: 'string' },
    seed: { type: 'string' },
    log: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
});
const { log } = values;
const root = join(import.meta.dirname, '../..');
const report = await runChaos({
  root,
  seed: Number(values.seed ?? Date.now() % 1_000_000),
  seconds: Number(values.seconds),
  ...(log !== undefined && { onLine: (line: string) => appendFileSync(log, `${Date.now()} ${line}\n`) }),
  ...(values.faults !== undefined && { maxFaults: Number(values.faults) }),
});
const faults = faultsOf(report);
process.stdout.write(`${describeChaos(report)}\n`);
for (const fault of faults) process.stdout.write(`\n${fault}\n`);
if (values.write && faults.length === 0) writeSection(root, 'chaos', describeChaos(report));
process.exit(faults.length === 0 ? 0 : 1);
