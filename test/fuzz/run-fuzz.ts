import { setTimeout as pause } from 'node:timers/promises';
import { EventLoopLag } from '../support/deployed/event-loop-lag.ts';
import { faultInLog } from './check-answer.ts';
import { anything } from './families/anything.ts';
import { byteStreams } from './families/byte-streams.ts';
import { intents } from './families/intents.ts';
import { authorizations, consents } from './families/linking.ts';
import { accountPages, signIns } from './families/pages.ts';
import { tokens } from './families/tokens.ts';
import { webhooks } from './families/webhooks.ts';
import type { Family } from './family.ts';
import { type Counts, MAX_MS, Session } from './session.ts';
import { Target } from './target.ts';
import { send } from './wire.ts';

/** Each family, and how many of its inputs are under way at once. */
const FAMILIES: readonly (readonly [Family, lanes: number])[] = [
  ...([
    [intents, 2],
    [tokens, 1],
    [webhooks, 1],
    [authorizations, 1],
    [consents, 1],
  ] as const),
  ...([
    [signIns, 1],
    [accountPages, 1],
    [anything, 1],
    [byteStreams, 8],
  ] as const),
];

/** Options of a run. */
export interface FuzzOptions {
  /** The root of the checkout. */
  readonly root: string;
  readonly seed: number;
  readonly seconds: number;
  /** Stops each family after so many inputs; default never. */
  readonly inputsEach?: number;
  /** The families to send; default all. */
  readonly only?: readonly string[];
  /** Replays one input, as a failure names it. */
  readonly path?: string;
}

/** The outcome of a run. */
export interface FuzzReport {
  readonly seed: number;
  readonly seconds: number;
  readonly rows: readonly (Counts & { readonly name: string })[];
  /** What must not happen, each with how to see it again. */
  readonly faults: readonly string[];
  /** The answers to a plain request every quarter of a second, beside the inputs. */
  readonly health: { readonly answers: number; readonly slowestMs: number };
  readonly memoryMiB: number;
  readonly processorSeconds: number;
}

/** Sends inputs of all families at once, one at a time of each, for some seconds. */
export async function runFuzz(options: FuzzOptions): Promise<FuzzReport> {
  const { root, seed, seconds } = options;
  const target = await Target.start(root);
  const faults: string[] = [];
  const over = new AbortController();
  const watching = watch(target, faults, over.signal);
  const families = FAMILIES.filter(([{ name }]) => options.only?.includes(name) ?? true);
  const rows = await Promise.all(
    families.map(async ([family, lanes]) => {
      const session = new Session(target);
      const seeds = Array.from({ length: options.path === undefined ? lanes : 1 }, (_, lane) => seed + lane);
      const found = await Promise.all(
        seeds.map((each) => check(family, session, { ...options, seed: each })),
      );
      faults.push(...found.flat());
      return { name: family.name, ...session.counts };
    }),
  );
  // The inputs that were under way, and the work behind their answers.
  await pause(500);
  over.abort();
  const health = await watching;
  const bystander = await target.bystanderFault().catch((error) => `the bystander: ${error}`);
  if (bystander !== undefined) faults.push(bystander);
  if (target.deaths > 0) faults.push(`the process ended ${target.deaths} times`);
  const { memoryMiB, processorSeconds } = target;
  await target.close();
  return { seed, seconds, rows, faults, health, memoryMiB, processorSeconds };
}

/** Sends inputs of one family, one after another. Returns the fault that ended it, if one did. */
async function check(
  family: Family,
  session: Session,
  { seed, seconds, inputsEach = 2 ** 31, path }: FuzzOptions,
): Promise<string[]> {
  const { failed, counterexample, counterexamplePath, errorInstance } = await family.check(session, {
    ...{ seed, numRuns: inputsEach, interruptAfterTimeLimit: seconds * 1000, markInterruptAsFailure: false },
    ...(path !== undefined && { path }),
  });
  if (!failed) return [];
  const again = `npm run fuzz -- --seed ${seed} --only '${family.name}' --path ${counterexamplePath}`;
  return [`${family.name}: ${errorInstance}\n  ${JSON.stringify(counterexample).slice(0, 2000)}\n  ${again}`];
}

/** Asks for the server's health all the time, and reads its log. */
async function watch(target: Target, faults: string[], signal: AbortSignal): Promise<FuzzReport['health']> {
  const lag = new EventLoopLag();
  let [answers, slowestMs] = [0, 0];
  for (let turn = 0; !signal.aborted; turn++) {
    const input = { method: 'GET', path: '/healthz', headers: [] };
    const answer = await send(target.port, input).catch(() => undefined);
    if (answer !== undefined) {
      answers++;
      const ms = answer.ms - lag.before(Date.now());
      slowestMs = Math.max(slowestMs, ms);
      if (answer.status !== 200 || ms > 1.5 * MAX_MS) faults.push(`health: ${answer.status} after ${ms} ms`);
    }
    if (turn % 4 === 0) readLog(target, faults);
    await pause(250);
  }
  readLog(target, faults);
  lag.close();
  return { answers, slowestMs };
}

function readLog(target: Target, faults: string[]): void {
  const line = faultInLog(target.newLogLines(), target.all);
  if (line !== undefined && faults.length < 10) faults.push(`in the log: ${line.slice(0, 1500)}`);
}
