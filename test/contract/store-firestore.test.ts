import { randomUUID } from 'node:crypto';
import { FirestoreSimulator } from '../../simulators/firestore/firestore-simulator.ts';
import { connectStore, emulatorHost } from '../support/firestore-client.ts';
import { storeContract } from './store-contract.ts';

storeContract('Firestore (simulated)', async (clock) => {
  const simulator = await FirestoreSimulator.start({ clock });
  const store = connectStore(simulator.host, clock);
  return {
    store,
    close: async () => {
      await store.close();
      await simulator.close();
    },
  };
});

// One project per test isolates them.
const emulator = emulatorHost;
if (emulator !== undefined) {
  storeContract('Firestore (emulator)', async (clock) => {
    const store = connectStore(emulator, clock, `demo-${randomUUID()}`);
    return { store, close: () => store.close() };
  });
}
