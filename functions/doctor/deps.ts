import type { Sealer } from '../accounts/sealing.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config/config.ts';
import type { Environment } from '../config/setting-reader.ts';
import type { PeerCertificateFacts } from '../http/peer-certificate.ts';
import type { Random } from '../random.ts';
import type { HomeGraph } from '../reporting/home-graph.ts';
import type { ReadStore } from '../store/store.ts';
import type { Probes } from './probes.ts';
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
  readonly random: Random;
  readonly sealer: Sealer;
  /** The accounts, read once for all checks. */
  readonly accounts: () => Promise<ScannedAccounts>;
}

/** The dependencies of the checks that call others. */
export interface OutsideDeps extends HereDeps {
  readonly sealer: Sealer;
  /** The id of this installation in its database; `undefined` if that cannot be read. */
  readonly installationId: () => Promise<string | undefined>;
  readonly probes: Probes;
  readonly homeGraph: Pick<HomeGraph, 'query'>;
  /** Returns the addresses of a host; rejects with the system's code. */
  readonly lookUp: (host: string) => Promise<readonly string[]>;
  /** Returns the certificate of a server; rejects if there is none in time. */
  readonly certificate: (host: string, port: number) => Promise<PeerCertificateFacts>;
}
