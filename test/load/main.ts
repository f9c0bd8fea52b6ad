// `npm run load`: a self-hosted server with 2,000 accounts under 500 intents a second, then five times as many. Prints a table and
// writes the section about load of docs/benchmarks.md. `--quick` takes seconds in place of minutes, and writes only with `--write`.
// `--keep` leaves the server's log and database where they are, and tells where.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock } from '../../functions/clock.ts';
import { openSqliteStore } from '../../functions/store/sqlite/sqlite.ts';
import { FLOOR, ROOT, selfHosted } from '../bench/contestants.ts';
import { Helper } from '../bench/helper.ts';
import { intentBody, postIntent } from '../bench/intents.ts';
import { linkHomes } from '../bench/linked-homes.ts';
import { nextPort, type Program } from '../bench/program.ts';
import { productEnvironment } from '../bench/settings.ts';
import { buildFloor } from '../bench/stage.ts';
import type { LoadFigures, LoadHome, LoadOrder, LoopDelay } from './load-figures.ts';
import { loadHomes } from './load-homes.ts';
import { printLoad, type Recovery, type Run, writeLoad } from './load-report.ts';
import { findFaults, type Operation, type SentCommand } from './operations.ts';
import { ownTimes } from './own-times.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    rate: { type: 'string', default: '500' },
    accounts: { type: 'string', default: '2000' },
  },
});
const rate = Number(values.rate);
const seconds = values.quick
  ? { warm: 5, normal: 15, overload: 10 }
  : { warm: 30, normal: 120, overload: 60 };
/** A gateway is quicker than that rarely. */
const OPERATION_MS = 200;
/** After an overload the server is looked at for so long. */
const RECOVERY_SECONDS = 20;

/** Settings of the product that differ from those of the other benchmarks. */
const SETTINGS = {
  SNAPSHOT_FRESH_SECONDS: '30',
  SIFELY_MONTHLY_CALLS: '10000000',
  // Each account does here in a minute what a home does in a day.
  SIFELY_CALLS_PER_MINUTE: '100000',
};

const folder = mkdtempSync(join(tmpdir(), 'load-'));
const clouds = new Helper(join(import.meta.dirname, 'clouds-process.ts'));
const generator = new Helper(join(import.meta.dirname, 'generator-process.ts'));
const programs: Program[] = [];
try {
  await measure();
} finally {
  for (const program of programs) await program.stop();
  clouds.stop();
  generator.stop();
  if (values.keep) say(`log and database are in ${folder}`);
  else rmSync(folder, { recursive: true, force: true });
}
process.exit(0);

async function measure(): Promise<void> {
  say('building');
  execFileSync(process.execPath, ['scripts/build.ts'], { cwd: ROOT, stdio: 'ignore' });
  await buildFloor();
  const { seed, homes } = loadHomes(Number(values.accounts));
  const sifelyUrl = await clouds.call<string>('startSifely', seed, OPERATION_MS);
  const homegraphUrl = await clouds.call<string>('startHomeGraph');
  say(`linking ${homes.length} accounts`);
  const dataDir = join(folder, 'data');
  mkdirSync(dataDir);
  const store = openSqliteStore({ file: join(dataDir, 'store.sqlite'), clock: systemClock });
  const linked = [...(await linkHomes(store, sifelyUrl, homes)).values()];
  await store.close();
  const known = linked.map(
    ({ lockIds: [lockId = ''], accessToken, refreshToken }): LoadHome => ({
      ...{ lockId, accessToken, refreshToken },
    }),
  );
  await generator.call('use', known);

  const floor = start(join(FLOOR, 'lib/index.cjs'), {});
  await floor.program.firstAnswer(() => postIntent(floor.program.url, 'none', intentBody('SYNC')));
  const floorRun = await run('floor', floor, {
    perSecond: rate,
    seconds: values.quick ? 10 : 30,
    isPlain: true,
  });
  await floor.program.stop();

  const product = start('lib/server.cjs', {
    ...productEnvironment(sifelyUrl, homegraphUrl),
    ...SETTINGS,
    DATA_DIR: dataDir,
  });
  await product.program.firstAnswer(() => isReady(product.program.url));
  const sent: SentCommand[] = [];
  await run('warm-up', product, { perSecond: rate, seconds: seconds.warm }, sent);
  const normal = await run('normal', product, { perSecond: rate, seconds: seconds.normal }, sent);
  const overload = await run('overload', product, { perSecond: 5 * rate, seconds: seconds.overload }, sent);
  const recovery = await recover(product, sent);
  const operations = await clouds.call<readonly Operation[]>('takeOperations');
  const faults = findFaults(operations, sent);
  const findings = { accounts: known.length, rate, floor: floorRun, normal, overload, recovery, faults };
  printLoad(findings);
  if (values.write || !values.quick) writeLoad(findings);
}

interface Server {
  readonly program: Program;
  readonly loopUrl: string;
  readonly logFile: string;
}

function start(file: string, env: Readonly<Record<string, string>>): Server {
  const loopPort = nextPort();
  const logFile = join(folder, `output-${loopPort}.log`);
  const contestant = selfHosted(file, {
    name: file,
    env: { ...env, LOOP_PORT: `${loopPort}` },
    tokenOf: () => '',
    logFile,
  });
  const program = contestant.start({ nodeArgs: ['--import', join(import.meta.dirname, 'watch-loop.ts')] });
  programs.push(program);
  return { program, loopUrl: `http://127.0.0.1:${loopPort}`, logFile };
}

async function run(
  name: string,
  { program, loopUrl, logFile }: Server,
  order: Omit<LoadOrder, 'url'>,
  sent: SentCommand[] = [],
): Promise<Run> {
  say(`${name}: ${order.perSecond} a second for ${order.seconds} s`);
  await askLoop(loopUrl);
  const from = Date.now();
  const busyBefore = program.processorSeconds;
  let memoryMiB = 0;
  const watching = setInterval(() => {
    if (program.isRunning) memoryMiB = Math.max(memoryMiB, program.memoryMiB);
  }, 500);
  try {
    const figures = await generator.call<LoadFigures>('run', {
      url: program.url,
      ...order,
    } satisfies LoadOrder);
    const elapsed = (Date.now() - from) / 1000;
    sent.push(...figures.sent);
    const loop = await askLoop(loopUrl);
    const own = order.isPlain ? {} : ownTimes(logFile, from);
    const cores = (program.processorSeconds - busyBefore) / elapsed;
    return { ...order, figures, loop, memoryMiB, cores, own };
  } finally {
    clearInterval(watching);
  }
}

/** Waits until a server that listens is ready. Rejects as long as it does not listen. */
async function isReady(url: string): Promise<void> {
  for (;;) {
    const { ok } = await fetch(`${url}/ready`);
    if (ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Looks at the server each second after an overload: when is it as before it? */
async function recover(server: Server, sent: SentCommand[]): Promise<Recovery> {
  const begun = Date.now();
  let normalSince: number | undefined;
  for (let second = 0; second < RECOVERY_SECONDS; second++) {
    const { figures, own } = await run(
      `second ${second + 1} after it`,
      server,
      { perSecond: rate, seconds: 1 },
      sent,
    );
    const kinds = Object.values(figures.kinds);
    const isNormal =
      kinds.every(({ shed, errors }) => shed === 0 && errors === 0) &&
      Object.values(own).every(({ p99 }) => p99 < 100);
    if (!isNormal) normalSince = undefined;
    else normalSince ??= Date.now() - 1000 - begun;
  }
  return { afterMs: normalSince, memoryMiB: server.program.memoryMiB };
}

async function askLoop(url: string): Promise<LoopDelay> {
  const response = await fetch(url);
  return (await response.json()) as LoopDelay;
}

function say(text: string): void {
  process.stderr.write(`load: ${text}\n`);
}
