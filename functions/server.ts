// The product on the owner's machine: the self-hosted server, or the demo if nothing is configured.
import { join } from 'node:path';
import { createSealer } from './accounts/sealing.ts';
import { type App, createApp } from './app.ts';
import { systemClock } from './clock.ts';
import type { Config } from './config/config.ts';
import { ConfigError } from './config/config-error.ts';
import { checkCredentialsFile } from './config/credentials-file.ts';
import { removeUnseenCharacters } from './config/env-file.ts';
import { isConfigured, loadConfig } from './config/load-config.ts';
import { removedSettings, renamedSettings } from './config/unknown-settings.ts';
import { demoEnvironment, UNKNOWN_YET } from './demo/demo-environment.ts';
import type { Demo } from './demo/start-demo.ts';
import { announceStart } from './doctor/announce-start.ts';
import { connectPatientlyByDefault } from './http/connection-pool.ts';
import { type HttpServer, listen } from './http/http-server.ts';
import { RequestLoad } from './http/request-load.ts';
import { createJobSealing } from './jobs/job-sealing.ts';
import { createLocalJobs, type LocalJobs } from './jobs/local-jobs.ts';
import { type Schedule, startSchedule } from './jobs/local-schedule.ts';
import { createLogger } from './logs/create-logger.ts';
import type { Logger } from './logs/logger.ts';
import { standardOutput } from './logs/standard-output.ts';
import { createDailyBackup } from './maintenance/daily-backup.ts';
import { countLines, withListeners } from './metrics/counting-logger.ts';
import { addJobGauges } from './metrics/job-gauges.ts';
import { metricsListener } from './metrics/metrics-endpoint.ts';
import { createProductMetrics } from './metrics/product-metrics.ts';
import type { Registry } from './metrics/registry.ts';
import { countVitals, createVitalsStore, VitalsCounter, type VitalsStore } from './metrics/vitals-counter.ts';
import { backupFolder, databaseFile, openStore } from './open-store.ts';
import { systemRandom } from './random.ts';
import { createHomeGraph } from './reporting/home-graph/client.ts';
import { createSifelyCloud } from './sifely/index.ts';
import type { Store } from './store/store.ts';
import { SERVER_TICK_MS } from './tracking/enqueue-due-polls.ts';
import { VERSION } from './version.ts';

/** The time that running requests, and then background work, get to finish after a signal. */
const GRACE_MS = 10_000;

/** The interval at which the age of the newest backup is looked at. */
const BACKUP_TICK_MS = 60 * 60_000;

const env = process.env;

connectPatientlyByDefault(systemClock);

async function main(): Promise<string | undefined> {
  removeUnseenCharacters(env);
  const configured = isConfigured(env);
  // The first line that a person sees is the address to open.
  if (!configured) standardOutput.hold();
  const settings = configured
    ? loadConfig(env, { platform: 'self-hosted' })
    : loadConfig(demoEnvironment(env, UNKNOWN_YET), { platform: 'self-hosted', demo: true });
  const { credentialsFile } = settings.google;
  checkCredentialsFile(credentialsFile);
  // Google's library reads the variable itself, and takes quotes for a part of the path.
  if (credentialsFile !== undefined) env['GOOGLE_APPLICATION_CREDENTIALS'] = credentialsFile;
  const metrics = createProductMetrics(systemClock.now());
  const plainLogger = createLogger({
    ...settings.log,
    clock: systemClock,
    projectId: env['GOOGLE_CLOUD_PROJECT'],
    colours: process.stdout.isTTY && !env['NO_COLOR'],
  });
  const counter = new VitalsCounter();
  const logger = withListeners(plainLogger, [countLines(metrics), countVitals(counter, systemClock)]);
  endOnUnexpected(logger);
  for (const name of removedSettings(env)) logger.info(`${name} is set but no longer used`);
  for (const line of renamedSettings(env)) logger.info(line);
  const server = await listen(settings.host, settings.port, systemClock);
  const url = `http://${settings.host.includes(':') ? `[${settings.host}]` : settings.host}:${server.port}`;
  const demo = configured ? undefined : await openDemo(url, settings);
  const config = demo
    ? loadConfig(demoEnvironment(env, demo.facts), { platform: 'self-hosted', demo: true })
    : settings;
  const clock = demo?.clock ?? systemClock;
  const store = await openStore({ config, env, clock, logger });
  addJobGauges(metrics.registry, { store, clock });
  const cloud = createSifelyCloud({
    ...config.sifely,
    clock,
    random: systemRandom,
    logger,
  });
  const parts = { clock, random: systemRandom, logger, store };
  const envFile = join(process.cwd(), '.env');
  const sealing = createJobSealing(createSealer(config.encryptionKeys, systemRandom));
  const jobs = createLocalJobs({ ...parts, sealing });
  const homeGraph = createHomeGraph({ ...parts, config });
  const vitals = createVitalsStore({ ...parts, counter });
  const load = new RequestLoad({ maxRequests: config.maxRequests, watch: 'always' });
  const app = createApp({
    ...parts,
    config,
    cloud,
    access: cloud,
    homeGraph,
    jobs,
    load,
    metrics: metrics.registry,
    vitals,
    machine: { env, envFile, backupFolder: backupFolder(config) },
  });
  await app.openInstallation();
  await jobs.start(app.runJob);
  let isResumed = false;
  const tick = async () => {
    await app.tick();
    if (!isResumed) await app.resumeAccounts();
    isResumed = true;
  };
  const schedule = startSchedule({ ...parts, everyMs: SERVER_TICK_MS, tick });
  const backups = startBackups(config, store, logger);
  server.handle(demo ? demo.inFront(app.express, app) : app.express);
  const metricsServer = await listenForMetrics(config, metrics.registry, logger);
  endOnSignal({ server, metricsServer, vitals, app, jobs, schedule, backups, store, demo, logger });
  logger.info('listening', { url, publicUrl: config.publicUrl, store: config.store, version: VERSION });
  if (!demo) {
    const write = (text: string) => void process.stdout.write(text);
    await announceStart({ config, env, clock: systemClock, logger, envFile, url, write });
  }
  if (demo) {
    const { demoGuide } = await import('./demo/demo-guide.ts');
    standardOutput.release(`${demoGuide(demo, config.dataDir)}\n`);
  }
  return demo && `${url}/`;
}

/** Starts the daily backups of the embedded database. */
function startBackups(config: Config, store: Store, logger: Logger): Schedule | undefined {
  const { backupsKept: kept = 0 } = config;
  if (config.store !== 'sqlite' || kept === 0) return undefined;
  const parts = { clock: systemClock, logger, store };
  const backUp = async (to: string, now: number) => {
    const { backUpDatabase } = await import('./store/sqlite/backup/back-up-database.ts');
    const { documents } = await backUpDatabase({ file: databaseFile(config), to, now, product: VERSION });
    return documents['accounts'] ?? 0;
  };
  const tick = createDailyBackup({ ...parts, kept, folder: backupFolder(config), backUp });
  return startSchedule({ ...parts, everyMs: BACKUP_TICK_MS, tick });
}

async function openDemo(publicUrl: string, { port, dataDir }: Config): Promise<Demo> {
  const { startDemo } = await import('./demo/start-demo.ts');
  return startDemo({ publicUrl, port, dataDir, random: systemRandom });
}

/** Opens the port of `/metrics`, if there is to be one. Only programs on this machine reach it. */
async function listenForMetrics(
  { metricsPort }: Config,
  registry: Registry,
  logger: Logger,
): Promise<HttpServer | undefined> {
  if (metricsPort === undefined) return undefined;
  const server = await listen('127.0.0.1', metricsPort, systemClock);
  server.handle(metricsListener(registry));
  logger.info('metrics', { url: `http://127.0.0.1:${server.port}/metrics` });
  return server;
}

interface Running {
  readonly server: HttpServer;
  readonly metricsServer: HttpServer | undefined;
  readonly vitals: VitalsStore;
  readonly app: App;
  readonly jobs: LocalJobs;
  readonly schedule: Schedule;
  readonly backups: Schedule | undefined;
  readonly store: Store;
  readonly demo: Demo | undefined;
  readonly logger: Logger;
}

/** Stops the server gracefully at the first signal, at once at the second. */
function endOnSignal(running: Running): void {
  let ending = false;
  const end = (signal: NodeJS.Signals): void => {
    if (ending) process.exit(1);
    ending = true;
    running.logger.info('stopping', { signal });
    stop(running).then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    );
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
}

async function stop({
  server,
  metricsServer,
  vitals,
  app,
  jobs,
  schedule,
  backups,
  store,
  demo,
  logger,
}: Running): Promise<void> {
  // The clock's timers do not keep the process alive, and nothing else may.
  const alive = setInterval(() => {}, 1000);
  app.endStreams();
  demo?.endStreams();
  // Starts no more jobs; running jobs and the last requests end in parallel.
  const [jobsEnded] = await Promise.all([jobs.stop(GRACE_MS), server.close(GRACE_MS)]);
  await metricsServer?.close(0);
  const settled = await Promise.race([
    Promise.all([app.settled(), schedule.stop(), backups?.stop()]).then(() => true),
    systemClock.delay(GRACE_MS).then(() => false),
  ]);
  if (!jobsEnded || !settled) logger.warn('stopped with work unfinished, the next start continues it');
  await vitals.flush(true);
  await store.close();
  await demo?.close();
  clearInterval(alive);
  logger.info('stopped');
}

/** Logs an uncaught error and exits: the state of the process is unknown. */
function endOnUnexpected(logger: Logger): void {
  process.on('uncaughtException', (error) => {
    logger.error('unexpected failure', { error });
    process.exit(1);
  });
}

/** Prints the reason, without a stack if it is a setting or a port, and exits. */
function fail(error: unknown): never {
  const { code, address, port, hostname } = Object(error);
  if (error instanceof ConfigError || Object(error).name === 'DatabaseFileError') {
    process.stderr.write(`${Object(error).message}\n`);
  } else if (code === 'EADDRINUSE') {
    const setting = port === Number(env['METRICS_PORT']) ? 'METRICS_PORT' : 'PORT';
    process.stderr.write(
      `Port ${address}:${port} is taken by another program. Choose another one, for example: ${setting}=9000 npm start (Windows: set ${setting}=9000)\n`,
    );
  } else if (code === 'ERR_MODULE_NOT_FOUND' && String(error).includes('simulators')) {
    process.stderr.write(
      'Nothing is configured, and the demo needs the source code. README.md lists the settings.\n',
    );
  } else if (code === 'EADDRNOTAVAIL' || (code === 'ENOTFOUND' && hostname === env['HOST'])) {
    process.stderr.write('HOST is no address of this machine. Use 127.0.0.1, or 0.0.0.0 in a container.\n');
  } else if (code === 'EACCES' && port !== undefined) {
    process.stderr.write(
      `This user may not listen on port ${port}. Choose one above 1023, for example: PORT=8080 (Windows: set PORT=8080)\n`,
    );
  } else {
    createLogger({ format: 'terminal', level: 'error', clock: systemClock }).error('cannot start', { error });
  }
  process.exit(1);
}

/** Resolves when the server answers: with the address of the page to open if it is the demo. A failure ends the process. */
export const started: Promise<string | undefined> = main().catch(fail);
