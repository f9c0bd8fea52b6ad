import { readInstallation } from '../accounts/installation/installation.ts';
import { createSealer } from '../accounts/sealing.ts';
import type { Config } from '../config/config.ts';
import type { HttpClient } from '../http/http-client.ts';
import { failureCause } from '../logs/failure-cause.ts';
import type { Random } from '../random.ts';
import type { ReadStore } from '../store/store.ts';
import { withTimeout } from '../timeout.ts';
import { ADDRESS_CHECKS, HERE_CHECKS, OUTSIDE_CHECKS, STORE_CHECKS } from './all-checks.ts';
import { listening } from './checks/listening.ts';
import type { AddressDeps, HereDeps, OutsideDeps, StoreDeps } from './deps.ts';
import { type Finding, ok, problem, type Result } from './finding.ts';
import { createAddressProbes, createOutsideProbes } from './probes.ts';
import { runChecks, toFinding } from './run-checks.ts';
import { type PlanReader, scanAccounts } from './scan-accounts.ts';

/** The time that a store gets to answer, in ms. */
const STORE_MS = 10_000;

/** How the checks are made. */
interface DiagnoseOptions {
  /** False: only those that call nothing outside. */
  readonly outside: boolean;
  /** Set by a server that checks itself: it runs, so it does not look for itself, and it answers a person who waits. */
  readonly within?: {
    /** The time for the store's first answer, for each answer from outside, and for each check, in ms. */
    readonly storeMs: number;
    readonly probeMs: number;
    readonly checkMs: number;
  };
}

export interface DiagnoseDeps
  extends HereDeps,
    Pick<StoreDeps, 'backupFolder'>,
    Pick<OutsideDeps, 'homeGraph' | 'lookUp' | 'certificate'> {
  readonly random: Random;
  readonly cloud: PlanReader;
  /** Opens the store for reading; `undefined` if there is none yet. Rejects if it cannot be opened. */
  readonly openStore: () => Promise<ReadStore | undefined>;
  readonly send: HttpClient;
}

/** Makes every check, side by side. Changes nothing, and never rejects. */
export async function diagnose(
  deps: DiagnoseDeps,
  { outside, within }: DiagnoseOptions,
): Promise<readonly Finding[]> {
  const { config, random } = deps;
  const sealer = createSealer(config.encryptionKeys, random);
  const opened = await openStore(deps, within?.storeMs ?? STORE_MS);
  const limit = within && { ms: within.checkMs, clock: deps.clock };
  const { store } = opened;
  const storeFindings = async () => {
    if (store === undefined) return [];
    let scanned: ReturnType<typeof scanAccounts> | undefined;
    const accounts = () => {
      scanned ??= scanAccounts(store, sealer, deps.cloud);
      return scanned;
    };
    return runChecks(STORE_CHECKS, { ...deps, store, sealer, accounts, looksOutside: outside }, limit);
  };
  const installationId = async () => {
    if (store === undefined) return undefined;
    return (await readInstallation({ store, random, keys: config.encryptionKeys })).id;
  };
  const outsideFindings = async () => {
    if (!outside) return [];
    const { publicUrl } = config;
    const listensAt = localAddress(config);
    const probes = createOutsideProbes({ ...deps, publicUrl, sealer, listensAt, probeMs: within?.probeMs });
    const outsideDeps = { ...deps, publicUrl, listensAt, sealer, installationId, probes };
    const checks =
      within === undefined ? OUTSIDE_CHECKS : OUTSIDE_CHECKS.filter((each) => each !== listening);
    return runChecks(checks, outsideDeps, limit);
  };
  try {
    const findings = await Promise.all([
      runChecks(HERE_CHECKS, deps, limit),
      storeFindings(),
      outsideFindings(),
    ]);
    const [here, ofStore, ofOthers] = findings;
    return [...here, toFinding('database', opened.result), ...ofStore, ...ofOthers];
  } finally {
    await store?.close();
  }
}

/** Returns the host and port at which the server is reached on its own machine. */
function localAddress({ host, port }: Config): string {
  const own = { '0.0.0.0': '127.0.0.1', '::': '::1' }[host] ?? host;
  return `${own.includes(':') ? `[${own}]` : own}:${port}`;
}

/** Checks a public address alone, without knowing the installation behind it: of Firebase, or of another machine. */
export function diagnoseAddress(
  deps: Pick<AddressDeps, 'publicUrl' | 'clock' | 'lookUp' | 'certificate'> &
    Pick<DiagnoseDeps, 'send' | 'random'>,
): Promise<readonly Finding[]> {
  const probes = createAddressProbes(deps);
  return runChecks(ADDRESS_CHECKS, { ...deps, probes, installationId: async () => undefined });
}

interface Opened {
  readonly store: ReadStore | undefined;
  readonly result: Result;
}

async function openStore({ openStore: open, clock, config }: DiagnoseDeps, ms: number): Promise<Opened> {
  const name = config.store === 'sqlite' ? 'SQLite' : 'Firestore';
  let store: ReadStore | undefined;
  try {
    store = await open();
    if (store === undefined)
      return { store, result: ok('There is no database yet; the first start creates it.') };
    await withTimeout(store.dueKeys('jobs', { until: clock.now(), limit: 1 }), ms, clock);
    return { store, result: ok(`The database answers (${name}).`) };
  } catch (error) {
    await store?.close().catch(() => {});
    const { name: kind, message } = Object(error);
    const found =
      kind === 'DatabaseFileError'
        ? String(message)
        : `The database (${name}) does not answer${because(error)}.`;
    const todo =
      config.store === 'sqlite'
        ? 'Run doctor as the user of the server; docs/troubleshooting.md has the messages of the database.'
        : 'Are the credentials of this machine, the project, and the network right?';
    return { store: undefined, result: problem(found, todo) };
  }
}

function because(error: unknown): string {
  const cause = failureCause(error) ?? failureCause(Object(error).cause);
  return cause === undefined ? '' : ` (${cause})`;
}
