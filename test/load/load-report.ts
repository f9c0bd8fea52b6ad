import { readFileSync, writeFileSync } from 'node:fs';
import { LOAD_HEADING, loadSection, machine, REPORT_FILE, table } from '../bench/report.ts';
import type { LoadFigures, LoopDelay } from './load-figures.ts';
import type { UnlockFaults } from './operations.ts';
import type { OwnTimes } from './own-times.ts';

export interface Run {
  readonly perSecond: number;
  readonly seconds: number;
  readonly figures: LoadFigures;
  readonly loop: LoopDelay;
  /** The most resident memory of the server. */
  readonly memoryMiB: number;
  readonly cores: number;
  readonly own: Readonly<Record<string, OwnTimes>>;
}

export interface Recovery {
  /** Milliseconds after the overload from which the server is as before it; `undefined` if it never is. */
  readonly afterMs: number | undefined;
  readonly memoryMiB: number;
}

export interface LoadFindings {
  readonly accounts: number;
  readonly rate: number;
  readonly floor: Run;
  readonly normal: Run;
  readonly overload: Run;
  readonly recovery: Recovery;
  readonly faults: UnlockFaults;
}

/** Prints the findings. */
export function printLoad(findings: LoadFindings): void {
  process.stdout.write(`${tablesOf(findings)}\n`);
}

/** Writes the section about load of docs/benchmarks.md. */
export function writeLoad(findings: LoadFindings): void {
  const text = readFileSync(REPORT_FILE, 'utf8');
  const rest = text.slice(0, text.length - loadSection().length);
  const { accounts, rate, normal, overload } = findings;
  const section = `${LOAD_HEADING}
Written by \`npm run load\` (see [test/load](../test/load)): a self-hosted server with ${accounts.toLocaleString('en')} accounts of one lock each, ${rate} intents a second for ${normal.seconds} s (70 % QUERY,
20 % EXECUTE, 5 % SYNC, 5 % refreshes of tokens), then five times as many for ${overload.seconds} s. The load is sent at its times, whether answers come
or not. A gateway takes 200 ms; one command in ten unlocks, with a PIN. Server, clouds and load are three processes on the same cores. "Ours" is the
time from the arrival of a request to its answer, without waiting for Sifely, by the server's own log. Each account does in a minute what a home does in
a day, so that its own limits of calls to Sifely are off. Errors of the overload are true ones: a lock whose command got no answer in time and whose state
nobody knows, or a command behind one that still runs. The **floor** answers a constant.

${machine()}.

${tablesOf(findings)}
`;
  writeFileSync(REPORT_FILE, rest + section);
}

function tablesOf({ floor, normal, overload, recovery, faults, rate }: LoadFindings): string {
  const worst = (run: Run) => Math.max(...Object.values(run.own).map(({ p99 }) => p99));
  const sum = (run: Run, what: 'answers' | 'shed' | 'errors') =>
    Object.values(run.figures.kinds).reduce((total, kind) => total + kind[what], 0);
  const verdict = (target: string, wanted: string, reached: string, met: boolean) => [
    target,
    wanted,
    reached,
    met ? 'met' : '**missed**',
  ];
  const { afterMs } = recovery;
  return [
    table(
      ['Target', 'Wanted', 'Reached', ''],
      [
        verdict(
          `p99 of our own time at ${rate} a second, the slowest kind`,
          '< 100 ms',
          `${worst(normal)} ms`,
          worst(normal) < 100,
        ),
        verdict(
          `failed and shed at ${rate} a second`,
          '0',
          `${sum(normal, 'errors')} and ${sum(normal, 'shed')}`,
          sum(normal, 'errors') + sum(normal, 'shed') === 0,
        ),
        verdict(
          `answered with an error, but for 503, at ${5 * rate} a second`,
          'no limit',
          `${sum(overload, 'errors')} of ${overload.figures.requests}`,
          true,
        ),
        verdict(
          'doubled and late unlocks, of all',
          '0',
          `${faults.doubled} and ${faults.late} of ${faults.unlocks}`,
          faults.doubled + faults.late === 0,
        ),
        verdict(
          'as before after',
          '<= 10 s',
          afterMs === undefined ? 'not within 20 s' : `${(afterMs / 1000).toFixed(1)} s`,
          afterMs !== undefined && afterMs <= 10_000,
        ),
        verdict(
          'p99 of QUERY against the floor',
          'no limit',
          `${((normal.figures.kinds['QUERY']?.p99 ?? 0) / (floor.figures.kinds['QUERY']?.p99 ?? 1)).toFixed(1)} times`,
          true,
        ),
      ],
    ),
    table(
      ['Load', 'Kind', 'Answered', '503', 'Failed', 'p50, p99, longest', 'Ours p50, p99'],
      [
        ...rowsOf(`floor, ${floor.perSecond} a second`, floor),
        ...rowsOf(`${normal.perSecond} a second`, normal),
        ...rowsOf(`${overload.perSecond} a second`, overload),
      ],
    ),
    table(
      ['Load', 'Event loop late by p50, p99, longest', 'Processor', 'Memory at most'],
      [
        ['floor', floor],
        [`${normal.perSecond} a second`, normal],
        [`${overload.perSecond} a second`, overload],
      ].map(([name, run]) => machineRow(String(name), run as Run)),
    ),
    `Twenty seconds after the overload the server occupied ${Math.round(recovery.memoryMiB)} MiB.`,
    ...failuresOf(normal, overload),
  ].join('\n\n');
}

function rowsOf(name: string, { figures, own }: Run): string[][] {
  return Object.entries(figures.kinds).map(([kind, { answers, shed, errors, p50, p99, max }], index) => [
    index === 0 ? name : '',
    kind,
    `${answers}`,
    `${shed}`,
    `${errors}`,
    `${p50.toFixed(1)}, ${p99.toFixed(1)}, ${Math.round(max)} ms`,
    own[kind] === undefined ? '' : `${own[kind].p50}, ${own[kind].p99} ms`,
  ]);
}

function machineRow(name: string, { loop, cores, memoryMiB }: Run): string[] {
  return [
    name,
    `${loop.p50.toFixed(1)}, ${loop.p99.toFixed(1)}, ${Math.round(loop.max)} ms`,
    `${cores.toFixed(2)} cores`,
    `${Math.round(memoryMiB)} MiB`,
  ];
}

function failuresOf(...runs: readonly Run[]): string[] {
  const rows = runs.flatMap(({ perSecond, figures }) =>
    Object.entries(figures.failures).map(([what, count]) => [`${perSecond} a second`, what, `${count}`]),
  );
  return rows.length === 0 ? [] : [table(['Load', 'Failure', 'Count'], rows)];
}
