// `npm run bench`: measures everything side by side, prints a table and writes docs/benchmarks.md.
// `--quick` takes few samples and writes only with `--write`; `--only NAME,NAME` measures some rows.
import { parseArgs } from 'node:util';
import type { Findings } from './figures.ts';
import { printReport, writeReport } from './report.ts';
import { measureCost } from './rows/cost.ts';
import { measureGrowth } from './rows/growth.ts';
import { measureLinking } from './rows/linking.ts';
import { measureManyLocks } from './rows/many-locks.ts';
import { measureMemory } from './rows/memory.ts';
import { measureOverhead } from './rows/overhead.ts';
import { measureSize } from './rows/size.ts';
import { measureStart } from './rows/start.ts';
import { measureSync } from './rows/sync.ts';
import { measureThroughput } from './rows/throughput.ts';
import { type Stage, say, setStage } from './stage.ts';

const ROWS: Readonly<Record<string, (stage: Stage) => Promise<Findings>>> = {
  start: measureStart,
  memory: measureMemory,
  overhead: measureOverhead,
  'many-locks': measureManyLocks,
  sync: measureSync,
  throughput: measureThroughput,
  linking: measureLinking,
  cost: measureCost,
  size: measureSize,
  growth: measureGrowth,
};

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
});
const names = values.only?.split(',') ?? Object.keys(ROWS);
const begun = performance.now();
const stage = await setStage(values.quick);
const findings: Findings[] = [];
try {
  for (const name of names) {
    const measure = ROWS[name];
    if (measure === undefined) throw new Error(`no row ${name}; there are: ${Object.keys(ROWS).join(', ')}`);
    say(name);
    findings.push(await measure(stage));
  }
} finally {
  stage.close();
}
printReport(findings);
if (values.only === undefined && (values.write || !values.quick)) writeReport(findings, values.quick);
say(`took ${Math.round((performance.now() - begun) / 1000)} s`);
process.exit(0);
