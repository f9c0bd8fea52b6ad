import { join } from 'node:path';
import type { Config } from '../functions/config/config.ts';
import { createDoctorClients, type DoctorClients } from '../functions/doctor/clients.ts';
import type { DiagnoseDeps } from '../functions/doctor/diagnose.ts';
import type { Logger } from '../functions/logs/logger.ts';
import { backupFolder, openStoreToRead } from '../functions/open-store.ts';
import { systemRandom } from '../functions/random.ts';
import { createHomeGraph } from '../functions/reporting/home-graph/client.ts';
import { createSifelyCloud } from '../functions/sifely/index.ts';
import type { Terminal } from './command.ts';

const silent = () => {};
/** The findings say all. */
const LOGGER: Logger = { debug: silent, info: silent, warn: silent, error: silent };

/** The dependencies of the checks of an address, with the real clients. */
export type AddressDoctor = Pick<DiagnoseDeps, 'clock' | 'random'> & DoctorClients;

/** Chooses the clients for the checks of an address. Calls nothing yet. */
export function openAddressDoctor({ clock }: Pick<Terminal, 'clock'>): AddressDoctor {
  return { ...createDoctorClients(clock), clock, random: systemRandom };
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
    cloud: createSifelyCloud({ ...config.sifely, clock, random: systemRandom, logger: LOGGER }),
  };
}
