import { randomUUID } from 'node:crypto';
import { FirestoreSimulator } from '../../simulators/firestore/firestore-simulator.ts';
import { connectStore } from '../support/firestore-client.ts';
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

// Google's emulator joins the list where there is one (the CI workflow on GitHub); a project each keeps tests apart.
const emulator = process.env['FIRESTORE_EMULATOR_HOST'];
if (emulator !== undefined) {
  storeContract('Firestore (emulator)', async (clock) => {
    const store = connectStore(emulator, clock, `demo-${randomUUID()}`);
    return { store, close: () => store.close() };
  });
}
