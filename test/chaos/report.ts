import type { ChaosReport } from './run-chaos.ts';

/** Returns what must not have happened. */
export function faultsOf({ doubled, late, withoutFollowUp, failures }: ChaosReport): readonly string[] {
  return [
    ...failures,
    ...doubled.map((text) => `doubled: ${text}`),
    ...late.map((text) => `late: ${text}`),
    ...withoutFollowUp.map((text) => `without follow-up: ${text}`),
  ];
}

/** Returns the tables of a run as Markdown. */
export function describeChaos(report: ChaosReport): string {
  const { seed, faults, requests, sent, doubled, late, withoutFollowUp, failures } = report;
  const total = Object.values(faults).reduce((sum, times) => sum + times, 0);
  const row = ([name, times]: [string, number]) => `| ${name} | ${times.toLocaleString('en-US')} |`;
  const table = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts)
      .sort(([a], [b]) => a.localeCompare(b))
      .map(row)
      .join('\n');
  return `${total} faults, seed ${seed}: **${failures.length + withoutFollowUp.length} lost or wrong, ${late.length} late, ${doubled.length} doubled**. ${sent} commands reached Sifely, ${report.pending} were answered PENDING; each end was followed up, but for ${report.lost} that were sent once into a broken network and ${report.givenUp} of locks that were commanded again before their end could be observed;
power cuts took ${report.lostBytes.toLocaleString('en-US')} bytes of the log that were not flushed; ${report.guesses} wrong PINs were tried against one account.

| Fault | Times |
|---|---|
${table(faults)}

| Request or answer | Times |
|---|---|
${table(requests)}`;
}
