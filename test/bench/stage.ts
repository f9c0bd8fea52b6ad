import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { systemClock } from '../../functions/clock.ts';
import { openFirestoreStore } from '../../functions/store/firestore/firestore.ts';
import { openSqliteStore } from '../../functions/store/sqlite/sqlite.ts';
import { type Contestant, FLOOR, onFramework, ROOT, STOCK, selfHosted } from './contestants.ts';
import { Helper } from './helper.ts';
import { addAccounts, copyHomes, type LinkedHome, linkHomes } from './linked-homes.ts';
import { FIREBASE_PROJECT, productEnvironment } from './settings.ts';
import { storeStockData } from './stock-data.ts';

/** Counts of accounts in the stores that the rows about growth compare. */
export const ACCOUNT_COUNTS = [1, 100, 10_000] as const;

type Linked = ReadonlyMap<string, LinkedHome>;

/** The contestants and the servers around them. */
export interface Stage {
  readonly quick: boolean;
  readonly folder: string;
  readonly clouds: Helper;
  readonly firestoreHost: string;
  readonly homegraphUrl: string;
  readonly sifelyUrl: string;
  /** The homes of the simulated Sifely, linked in both stores. */
  readonly homes: Linked;
  readonly product: Contestant;
  readonly productOnFunctions: Contestant;
  readonly floor: Contestant;
  readonly floorOnFunctions: Contestant;
  readonly stock: Contestant;
  /** The product on SQLite files with {@link ACCOUNT_COUNTS} accounts. */
  readonly grown: readonly { readonly accounts: number; readonly contestant: Contestant }[];
  close(): void;
}

/** Builds, installs and links: all work before the first measurement. */
export async function setStage(quick: boolean): Promise<Stage> {
  say('building and installing');
  execFileSync(process.execPath, ['scripts/build.ts'], { cwd: ROOT, stdio: 'ignore' });
  await buildFloor();
  if (!existsSync(join(STOCK, 'node_modules'))) {
    const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];
    execFileSync('npm', ['ci', ...quiet], { cwd: STOCK, stdio: 'inherit' });
  }
  say('linking homes');
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const clouds = new Helper(join(import.meta.dirname, 'clouds-process.ts'));
  const sifelyUrl = await clouds.call<string>('startSifely');
  const firestoreHost = await clouds.call<string>('startFirestore');
  const homegraphUrl = await clouds.call<string>('startHomeGraph');
  const metadata = {
    GCE_METADATA_HOST: await clouds.call<string>('startMetadata'),
    METADATA_SERVER_DETECTION: 'assume-present',
  };
  const env = productEnvironment(sifelyUrl, homegraphUrl);
  const logFile = join(folder, 'output.log');

  // Called only after the homes are linked.
  const tokenOf = (home: string) => homeIn(homes, home).accessToken;
  const productOn = (name: string) =>
    selfHosted('lib/server.cjs', {
      ...{ name: 'product', tokenOf, env: { ...env, DATA_DIR: join(folder, name) }, logFile },
    });
  const sqliteIn = (name: string) => {
    mkdirSync(join(folder, name), { recursive: true });
    return openSqliteStore({ file: join(folder, name, 'store.sqlite'), clock: systemClock });
  };
  const store = sqliteIn('data');
  const homes = await linkHomes(store, sifelyUrl);
  const grown = [];
  for (const accounts of ACCOUNT_COUNTS) {
    const larger = sqliteIn(`data-${accounts}`);
    await copyHomes(store, larger, accounts === 1 ? [homeIn(homes, 'door-0')] : homes.values());
    await addAccounts(larger, homeIn(homes, 'door-0'), accounts);
    await larger.close();
    grown.push({ accounts, contestant: productOn(`data-${accounts}`) });
  }
  const firestore = openFirestoreStore({
    ...{ projectId: FIREBASE_PROJECT, host: firestoreHost, ssl: false, bearer: 'owner', clock: systemClock },
  });
  await copyHomes(store, firestore, homes.values());
  await firestore.close();
  await store.close();
  await storeStockData(firestoreHost, homes.values());

  const none = () => 'none';
  const floorFile = join(FLOOR, 'lib/index.cjs');
  return {
    ...{ quick, folder, clouds, firestoreHost, homegraphUrl, sifelyUrl, homes, grown },
    product: productOn('data'),
    productOnFunctions: onFramework(join(ROOT, 'dist'), firestoreHost, {
      ...{ name: 'product on functions', logFile, tokenOf },
      env: { ...env, ...metadata, CLOUD_TASKS_EMULATOR_HOST: await clouds.call<string>('startTasks') },
    }),
    floor: selfHosted(floorFile, { name: 'floor', env: {}, logFile, tokenOf: none }),
    floorOnFunctions: onFramework(FLOOR, firestoreHost, {
      ...{ name: 'floor on functions', env: {}, logFile, tokenOf: none },
    }),
    stock: onFramework(STOCK, firestoreHost, {
      ...{ name: 'stock way on functions', logFile, tokenOf },
      env: { SIFELY_BASE_URL: sifelyUrl, ...metadata },
    }),
    close() {
      clouds.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Returns a linked home by its name; throws if there is none. */
export function homeIn(linked: Linked, name: string): LinkedHome {
  const home = linked.get(name);
  if (home === undefined) throw new Error(`there is no home ${name}`);
  return home;
}

/** Prints progress to standard error. */
export function say(text: string): void {
  process.stderr.write(`bench: ${text}\n`);
}

/** Bundles the floor exactly as the product, so that they differ only in their work. */
export async function buildFloor(): Promise<void> {
  await build({
    absWorkingDir: FLOOR,
    entryPoints: { index: 'index.ts' },
    outdir: 'lib',
    outExtension: { '.js': '.cjs' },
    ...{ bundle: true, platform: 'node', target: 'node24', format: 'cjs', minifyWhitespace: true },
    external: ['firebase-functions'],
    logLevel: 'warning',
  });
}
