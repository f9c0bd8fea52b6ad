import type { Clock } from '../../functions/clock.ts';
import { openFirestoreStore } from '../../functions/store/firestore/firestore.ts';
import type { Store } from '../../functions/store/store.ts';

/**
 * The address of Google's emulator, if there is one (the CI workflow on GitHub). Removed from the environment, because
 * Google's library would connect every client to it, those of the simulators too.
 */
export const emulatorHost = process.env['FIRESTORE_EMULATOR_HOST'];
delete process.env['FIRESTORE_EMULATOR_HOST'];

/** Opens the Firestore store on a simulator or emulator at `host`, with a fixed bearer: it fetches no token. */
export function connectStore(host: string, clock: Clock, projectId = 'demo-test'): Store {
  return openFirestoreStore({ clock, projectId, host, ssl: false, bearer: 'owner' });
}
