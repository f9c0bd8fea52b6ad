import type { FuzzReport } from './run-fuzz.ts';

/** Returns the table of a run as Markdown. */
export function describeFuzz({ seed, seconds, rows, faults, health, memoryMiB }: FuzzReport): string {
  const total = rows.reduce((sum, { inputs }) => sum + inputs, 0);
  const late = rows.reduce((sum, row) => sum + row.late, 0);
  const lines = rows.map(({ name, inputs, statuses, slowestMs, slowest }) => {
    const counts = [...statuses]
      .sort(([a], [b]) => a - b)
      .map(([status, count]) => `${status}: ${number(count)}`);
    return `| ${name} | ${number(inputs)} | ${counts.join(', ')} | ${Math.round(slowestMs)} ms | ${escaped(slowest)} |`;
  });
  const bad = rows.reduce(
    (sum, { statuses }) =>
      sum + [...statuses].reduce((n, [status, count]) => n + (status >= 500 ? count : 0), 0),
    0,
  );
  return `${number(total)} inputs in ${seconds} s, seed ${seed}: **${bad} answers of 5xx, ${faults.length} faults**. ${late} answers came after more than two seconds, and in time when sent again.
Health was answered ${number(health.answers)} times beside them, after ${Math.round(health.slowestMs)} ms at most. Memory at the end: ${Math.round(memoryMiB)} MiB.

| Inputs | Number | Answers by status | Slowest | |
|---|---|---|---|---|
${lines.join('\n')}`;
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}

function escaped(text: string): string {
  return `\`${text.replaceAll(/[|`]/g, '')}\``;
}
