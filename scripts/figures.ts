// Measures the figures of docs/figures.md and writes that file. Takes some minutes; nothing leaves this machine. Names of parts measure only
// those and leave the others as they are: `npm run figures -- million`.
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { measureAccuracy } from '../test/simulation/accuracy.ts';
import { ACCURACY_HEAD, describeAccuracy, describeMisses } from '../test/simulation/accuracy-table.ts';
import { describeAlreadyInState, measureAlreadyInState } from '../test/simulation/already-in-state.ts';
import { describeLatency, type LatencyOptions, measureLatency } from '../test/simulation/latency.ts';
import { describeLostReports } from '../test/simulation/lost-reports.ts';
import { describePolling, pollAccounts } from '../test/simulation/many-accounts.ts';
import { describeMillion, SAMPLE, WHOLE } from '../test/simulation/million/describe-million.ts';
import { BUSY, describeMonth, liveAMonth, PLAN, QUIET } from '../test/simulation/month.ts';

const HAPPENINGS = 1500;
const INTENTS = 100;
const MANY = 10_000;
const FILE = 'docs/figures.md';
const MILLION = 'A day of a million accounts';
const INTRO = `Measured in simulated time by \`npm run figures\`, which takes up to a quarter of an hour and rewrites this file; \`npm test\` asserts them on shorter runs. Names measure parts only and
leave the others as they are: \`npm run figures -- months latency\` (\`accuracy\`, \`lost-reports\`, \`latency\`, \`months\`, \`accounts\`, \`million\`, \`million-sample\`).`;

async function accuracy(): Promise<string> {
  const runs = [
    { name: 'with webhooks, seed 1', seed: 1, webhooks: true },
    { name: 'with webhooks, seed 2', seed: 2, webhooks: true },
    { name: 'with webhooks, seed 3; auto-lock sends an event', seed: 3, webhooks: true, autoLockRecord: 47 },
    { name: 'without webhooks, seed 1', seed: 1, webhooks: false },
  ] as const;
  const rows: string[] = [];
  const misses: string[] = [];
  for (const { name, ...options } of runs) {
    const run = await measureAccuracy({ ...options, happenings: HAPPENINGS });
    if (run.failures.length > 0) throw new AggregateError(run.failures, name);
    rows.push(describeAccuracy(name, run));
    if (run.misses.length > 0) misses.push(`${name}:\n\n${describeMisses(run)}`);
  }
  return `## What Google knows

Six locks on three gateways and Wi-Fi, three of which lock themselves without an event; voice, keypad, finger, card, key, phone
and hand; jams, outages of gateways, locks and Sifely, lost answers, expired tokens; webhooks that come twice, in the
wrong order, late or never. At random times the states that Google has are compared with the bolts.

${[ACCURACY_HEAD, ...rows].join('\n')}

"Within the lag" are the samples at which Google cannot know yet; "right outside the lag" leaves them out. The lag ends
15 s after we learned of a movement (a webhook was handled, or the lock or its records were read); 20 s after a command, 90 s
where the bolt was stuck; 75 s after a relock without an event; and in any case after six hours, the longest interval
of polls. A lock that moved during an outage, or is reported as offline, is excused until a few minutes after it. All of it is measured at the simulators (\`test/simulation/allowed-lag.ts\`).

Samples in which Google was wrong without an excuse, by what had moved the bolt last:

${misses.join('\n\n')}`;
}

async function latency(): Promise<string> {
  const homes: [string, Omit<LatencyOptions, 'seed' | 'intents'>][] = [
    ['1 to 5 s, webhooks', { gateways: 'slow', webhooks: true }],
    ['1 to 5 s, no webhooks', { gateways: 'slow', webhooks: false }],
    ['1 to 5 s, webhooks, stands still', { gateways: 'slow', webhooks: true, standsStill: true }],
    ['1 to 5 s, no webhooks, stands still', { gateways: 'slow', webhooks: false, standsStill: true }],
    [
      '1 to 5 s, webhooks, stands still out of reach',
      { gateways: 'slow', webhooks: true, standsStill: true, isOutOfReach: true },
    ],
    [
      '1 to 5 s, no webhooks, stands still out of reach',
      { gateways: 'slow', webhooks: false, standsStill: true, isOutOfReach: true },
    ],
    ['0.3 to 5 s, webhooks', { gateways: 'mixed', webhooks: true }],
    ['0.3 to 5 s, no webhooks, stands still', { gateways: 'mixed', webhooks: false, standsStill: true }],
  ];
  const runs = [];
  for (const [name, options] of homes) {
    runs.push({ name, run: await measureLatency({ seed: 1, intents: INTENTS, ...options }) });
  }
  const already = [
    { name: '`ALREADY_IN_STATE_SECONDS=5`', run: await measureAlreadyInState(INTENTS, 5000) },
    { name: '`ALREADY_IN_STATE_SECONDS=0`', run: await measureAlreadyInState(INTENTS, 0) },
  ];
  return `## How soon Google knows

Two locks at each of two gateways; ${INTENTS} intents of each kind, minutes apart. A gateway's times are log-normal within their bounds,
with a median of 2.2 s (1 to 5 s) or 0.9 s (0.3 to 5 s); a bolt moves 0.5 to 2 s after its gateway accepted, the record of it comes
2 to 10 s later, and the cloud answers with the old state for up to 20 s. "Behind" means that another operation holds the gateway. "Stands still":
the instance that answers has no processor from its answer to its next request, as on Cloud Run, and another one runs the jobs. Times of
answers are p50, p90 and p99, without what the product itself computes.

${describeLatency(runs)}

The reports of one process follow the gateway's acceptance, mostly before the bolt moves. To an instance that stands still the owner job sends a request, which
gives it the processor to hear its gateway. "Out of reach": such requests come to another instance, or it was killed. Then the
acceptance is lost, and the movement is known only when Sifely has its record, or when the lock answers with its new state. The time after the record is ours.
The job finds the movement by a webhook, the records or the lock itself.

"Unlock the front door" for a door that is unlocked, 1 to 8 s after the Home app asked about it:

${describeAlreadyInState(already)}`;
}

async function months(): Promise<string> {
  const parts: string[] = [];
  for (const household of [QUIET, BUSY]) {
    for (const webhooks of [true, false]) {
      const month = await liveAMonth(household, webhooks);
      if (month.failures.length > 0) throw new AggregateError(month.failures, household.name);
      parts.push(describeMonth(month));
    }
  }
  return `## What a month costs

Sifely's free plan has ${PLAN.calls} calls a month; \`SIFELY_MONTHLY_CALLS\` keeps the product within ${PLAN.budget}.

${parts.join('\n\n')}`;
}

async function manyAccounts(): Promise<string> {
  const costs = [await pollAccounts(100, 25), await pollAccounts(MANY, 25)];
  return `## Polling many accounts

Accounts of one lock each, polled by the schedule and the local runner, on one SQLite file; Sifely is simulated in a
separate process. The times are this machine's (${cpus().length} cores), the counts are not. A server enqueues no more polls than it works off: of
ten thousand accounts that are all due at once, some have one poll in this time, the others two.

${describePolling(costs)}`;
}

/** The parts in the order of the file, each with its heading. */
const PARTS = new Map<string, { readonly heading: string; readonly measure: () => Promise<string> }>([
  ['accuracy', { heading: 'What Google knows', measure: accuracy }],
  ['lost-reports', { heading: 'Reports that Google loses', measure: describeLostReports }],
  ['latency', { heading: 'How soon Google knows', measure: latency }],
  ['months', { heading: 'What a month costs', measure: months }],
  ['accounts', { heading: 'Polling many accounts', measure: manyAccounts }],
  ['million', { heading: MILLION, measure: () => describeMillion(WHOLE, console.error) }],
  ['million-sample', { heading: MILLION, measure: () => describeMillion(SAMPLE, console.error) }],
]);

const named = process.argv.slice(2);
const unknown = named.filter((name) => !PARTS.has(name));
if (unknown.length > 0) {
  console.error(`There is no part ${unknown.join(', ')}. The parts are ${[...PARTS.keys()].join(', ')}.`);
  process.exit(2);
}
// The day of a million accounts takes longer than all others together: it is measured by its name only.
const chosen = named.length > 0 ? named : [...PARTS.keys()].filter((name) => !name.startsWith('million'));
const sections = new Map(
  readFileSync(FILE, 'utf8')
    .split(/^(?=## )/m)
    .slice(1)
    .map((section) => [/^## (.*)$/m.exec(section)?.[1], section.trim()] as const),
);
// The shortest first: a fault shows early.
for (const name of [...PARTS.keys()].reverse().filter((part) => chosen.includes(part))) {
  const part = PARTS.get(name);
  const section = (await part?.measure())?.trim() ?? '';
  sections.set(part?.heading, section);
  console.log(`\n${section}`);
}
const headings = new Set([...PARTS.values()].map(({ heading }) => heading));
const ordered = [...headings].flatMap((heading) => sections.get(heading) ?? []);
const text = `# Figures\n\n${INTRO}\n\n${ordered.join('\n\n')}\n`;
writeFileSync(FILE, text);
