import { lookup } from 'node:dns/promises';
import { join } from 'node:path';
import type { Config } from '../functions/config/config.ts';
import type { DiagnoseDeps } from '../functions/doctor/diagnose.ts';
import { createHttpClient } from '../functions/http/http-client.ts';
import { peerCertificate } from '../functions/http/peer-certificate.ts';
import type { Logger } from '../functions/logs/logger.ts';
import { backupFolder, openStoreToRead } from '../functions/open-store.ts';
import { systemRandom } from '../functions/random.ts';
import { createHomeGraph } from '../functions/reporting/home-graph/client.ts';
import type { Terminal } from './command.ts';

const silent = () => {};
/** The findings say all. */
const LOGGER: Logger = { debug: silent, info: silent, warn: silent, error: silent };

/** Answers are a few hundred bytes; another program may send a page. */
const MAX_BODY_BYTES = 1_000_000;

/** The dependencies of the checks of an address, with the real clients. */
export type AddressDoctor = Pick<DiagnoseDeps, 'clock' | 'random' | 'send' | 'lookUp' | 'certificate'> & {
  /** Ends the connections. */
  close(): void;
};

/** Chooses the clients for the checks of an address. Calls nothing yet. */
export function openAddressDoctor({ clock }: Pick<Terminal, 'clock'>): AddressDoctor {
  return {
    ...createHttpClient({ clock, idleMs: 1000, maxBodyBytes: MAX_BODY_BYTES }),
    ...{ clock, random: systemRandom, certificate: peerCertificate },
    lookUp: async (host) => (await lookup(host, { all: true })).map(({ address }) => address),
  };
}

/** Chooses the adapters of doctor. Opens and calls nothing yet. */
export function openDoctor(
  { env, cwd, clock }: Pick<Terminal, 'env' | 'cwd' | 'clock'>,
  config: Config,
): DiagnoseDeps & AddressDoctor {
  const { credentialsFile } = config.google;
  // Google's library reads the variable itself, and takes quotes for a part of the path.
  if (credentialsFile !== undefined) process.env['GOOGLE_APPLICATION_CREDENTIALS'] = credentialsFile;
  return {
    ...openAddressDoctor({ clock }),
    ...{ config, env },
    envFile: join(cwd, '.env'),
    backupFolder: backupFolder(config),
    openStore: () => openStoreToRead({ config, env: { ...env }, clock }),
    homeGraph: createHomeGraph({ config, clock, logger: LOGGER }),
  };
}
