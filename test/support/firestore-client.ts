import type { Clock } from '../../functions/clock.ts';
import { openFirestoreStore } from '../../functions/store/firestore/firestore.ts';
import type { Store } from '../../functions/store/store.ts';

/**
 * Google's emulator, where there is one (the CI workflow on GitHub). Taken out of the environment: Google's library
 * would connect every client to it, those of the simulators too.
 */
export const emulatorHost = process.env['FIRESTORE_EMULATOR_HOST'];
delete process.env['FIRESTORE_EMULATOR_HOST'];

/** The Firestore store, connected to a simulator or an emulator at `host` with a fixed bearer: nothing is fetched. */
export function connectStore(host: string, clock: Clock, projectId = 'demo-test'): Store {
  return openFirestoreStore({ clock, projectId, host, ssl: false, bearer: 'owner' });
}
