import type { Sealer } from '../accounts/sealing.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config/config.ts';
import type { Environment } from '../config/setting-reader.ts';
import type { PeerCertificateFacts } from '../http/peer-certificate.ts';
import type { Random } from '../random.ts';
import type { HomeGraph } from '../reporting/home-graph.ts';
import type { ReadStore } from '../store/store.ts';
import type { AddressProbes, OutsideProbes } from './probes.ts';
import type { ScannedAccounts } from './scan-accounts.ts';

/** The dependencies of the checks that look at this machine alone, and wait for nothing. */
export interface HereDeps {
  readonly config: Config;
  readonly env: Environment;
  readonly clock: Clock;
  /** The settings file, if there may be one. */
  readonly envFile?: string | undefined;
}

/** The dependencies of the checks that read the store. */
export interface StoreDeps extends HereDeps {
  readonly store: ReadStore;
  /** The folder of the daily backups, where there are any. */
  readonly backupFolder?: string | undefined;
  readonly random: Random;
  readonly sealer: Sealer;
  /** True if the checks that call Google and Sifely are made, too. */
  readonly looksOutside: boolean;
  /** The accounts, read once for all checks. */
  readonly accounts: () => Promise<ScannedAccounts>;
}

/** The dependencies of the checks that look at a public address. */
export interface AddressDeps {
  readonly publicUrl: string;
  /** The host and port of its server, if they are known. */
  readonly listensAt?: string;
  readonly clock: Clock;
  readonly probes: AddressProbes;
  /** The keys that its server should have; absent where they are not known. */
  readonly sealer?: Sealer | undefined;
  /** The id of this installation in its database; `undefined` if that cannot be read. */
  readonly installationId: () => Promise<string | undefined>;
  /** Returns the addresses of a host; rejects with the system's code. */
  readonly lookUp: (host: string) => Promise<readonly string[]>;
  /** Returns the certificate of a server; rejects if there is none in time. */
  readonly certificate: (host: string, port: number) => Promise<PeerCertificateFacts>;
}

/** The dependencies of the checks that call Google and Sifely. */
export interface OutsideDeps extends AddressDeps, HereDeps {
  readonly listensAt: string;
  readonly probes: OutsideProbes;
  readonly homeGraph: Pick<HomeGraph, 'query'>;
}
