import type { Terminal } from '../command.ts';
import { type ProgramCall, type ProgramResult, type Runner, shellLine } from './run-program.ts';

/** How something stands before a step. */
export type Standing =
  | { readonly is: 'done'; readonly note?: string }
  /** `call` takes the place of the step's own. */
  | { readonly is: 'needed'; readonly call?: ProgramCall }
  | { readonly is: 'unclear' };

/** One thing that setup sees to with another program. */
export interface Step {
  readonly title: string;
  /** Asks how it stands; changes nothing. */
  readonly check?: () => ProgramCall;
  readonly standing?: (result: ProgramResult) => Standing;
  /** Does it; absent if only a person can. */
  readonly call?: () => ProgramCall;
  /** Called when `call` has done it. */
  readonly onDone?: () => void;
  /** Tells what a person can do where it fails. */
  readonly help: readonly string[];
  /** True if the rest works without it. */
  readonly isOptional?: true;
}

/** A step failed; the message says which, why, and what to do. */
export class StepError extends Error {
  override readonly name = 'StepError';
}

/** Returns the steps with the lines that run, for a person to read before. */
export function describeSteps(steps: readonly Step[]): string[] {
  return steps.flatMap(({ title, check, call }, index) => [
    `${index + 1}. ${title}`,
    ...(check === undefined ? [] : [`     look:  ${shellLine(check())}`]),
    ...(call === undefined
      ? []
      : [`     ${check === undefined ? 'run:  ' : 'if not:'} ${shellLine(call())}`]),
  ]);
}

/** Runs the steps one after another. Rejects with {@link StepError} at the first that fails and is not optional. */
export async function runSteps(steps: readonly Step[], runner: Runner, terminal: Terminal): Promise<void> {
  for (const [index, step] of steps.entries()) {
    terminal.note(`\n[${index + 1}/${steps.length}] ${step.title}`);
    const fault = await runStep(step, runner, terminal);
    if (fault === undefined) continue;
    const message = [fault, ...step.help]
      .filter((line) => line !== '')
      .map((line) => `      ${line}`)
      .join('\n');
    if (step.isOptional !== true) throw new StepError(`${step.title}: not done.\n${message}`);
    terminal.note(`${message}\n      The rest works without it.`);
  }
}

/** Returns why the step failed; `undefined` if it is done. */
async function runStep(step: Step, runner: Runner, terminal: Terminal): Promise<string | undefined> {
  const before = await look(step, runner);
  if (before.standing.is === 'done') {
    terminal.note(`      is there already${before.standing.note ?? ''}`);
    return undefined;
  }
  const call = before.standing.is === 'needed' ? (before.standing.call ?? step.call?.()) : undefined;
  if (call === undefined) return before.fault;
  const result = await runner.run(call, (line) => terminal.note(`      ${withoutInput(line, call)}`));
  if (result.code === 0) {
    step.onDone?.();
    return undefined;
  }
  // Firebase's tools fail at times although the work is done, as after a database was created slowly.
  const after = step.check === undefined ? undefined : await look(step, runner);
  if (after?.standing.is === 'done') return undefined;
  return `${shellLine(call)} ended with ${result.code}.`;
}

async function look(
  { check, standing }: Step,
  runner: Runner,
): Promise<{ standing: Standing; fault: string }> {
  if (check === undefined || standing === undefined) return { standing: { is: 'needed' }, fault: '' };
  const result = await runner.run(check());
  return { standing: standing(result), fault: faultIn(result) };
}

/** Hides the secret that went in, should the program show it. */
function withoutInput(line: string, { input }: ProgramCall): string {
  return input === undefined ? line : line.replaceAll(input, '(secret)');
}

/** Returns what a program printed with `--json`; `undefined` if that is no JSON. Other lines may stand before it. */
export function jsonOf({ stdout }: ProgramResult): unknown {
  try {
    return JSON.parse(stdout.slice(Math.max(stdout.search(/^[[{]/m), 0)));
  } catch {
    return undefined;
  }
}

/** Returns the message of a failed call, as Firebase's tools print it with `--json`, or its last line. */
export function faultIn(result: ProgramResult): string {
  const { error } = Object(jsonOf(result));
  if (typeof error === 'string') return error;
  return result.stderr.trim().split('\n').at(-1) ?? '';
}
