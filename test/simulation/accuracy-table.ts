import { type Accuracy, ofAllMoments, outsideTheLag } from './accuracy.ts';

/** Returns one run as a table row (Markdown). */
export function describeAccuracy(name: string, run: Accuracy): string {
  const moments = run.right + run.wrong + run.excused;
  const cells = [
    name,
    [...run.happened.values()].reduce((sum, times) => sum + times, 0),
    run.days.toFixed(1),
    moments,
    percent((100 * run.excused) / moments),
    run.wrong,
    percent(outsideTheLag(run)),
    percent(ofAllMoments(run)),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** The head of the table of {@link describeAccuracy}. */
export const ACCURACY_HEAD = `| Home | Events | Days | Samples | Within the lag | Errors | Right outside the lag | Right of all samples |
|---|---|---|---|---|---|---|---|`;

/** Returns the kinds of movement after which Google was wrong, as a list (Markdown). */
export function describeMisses(run: Accuracy): string {
  const kinds = Map.groupBy(
    run.misses,
    ({ kind, bolt, reported }) => `${kind}: bolt ${bolt}, isLocked ${reported}`,
  );
  return [...kinds].map(([kind, misses]) => `- ${kind}: ${misses.length} samples`).join('\n');
}

function percent(value: number): string {
  return `${value.toFixed(2)} %`;
}
