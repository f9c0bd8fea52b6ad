import type { Clock } from '../../functions/clock.ts';
import { openFirestoreStore } from '../../functions/store/firestore.ts';
import type { Store } from '../../functions/store/store.ts';

/** The Firestore store, connected to a simulator or an emulator at `host` with a fixed bearer: nothing is fetched. */
export function connectStore(host: string, clock: Clock, projectId = 'demo-test'): Store {
  return openFirestoreStore({ clock, projectId, host, ssl: false, bearer: 'owner' });
}
