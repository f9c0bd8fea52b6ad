import { toFields } from '../../functions/store/firestore/document.ts';
import { encodeFields } from '../../functions/store/firestore/values.ts';
import { FirestoreSimulator } from '../../simulators/firestore/firestore-simulator.ts';
import { connectStore } from '../support/firestore-client.ts';
import { duePollsContract } from './due-polls-contract.ts';

const DATABASE = 'projects/demo-test/databases/(default)';
const MAX_WRITES = 500;

duePollsContract('Firestore', async (clock) => {
  const simulator = await FirestoreSimulator.start({ clock });
  const store = connectStore(simulator.host, clock);
  const write = (ids: readonly string[], dueAt: number) => {
    const writes = ids.map((id) => {
      const fields = toFields({ collection: 'states', id }, { json: '{}', times: { dueAt } }, `w-${id}`, '');
      return { update: { name: `${DATABASE}/documents/states/${id}`, fields: encodeFields(fields) } };
    });
    return fetch(`${simulator.url}/v1/${DATABASE}/documents:commit`, {
      method: 'POST',
      headers: { authorization: 'Bearer owner' },
      body: JSON.stringify({ writes }),
    });
  };
  return {
    store,
    fill: async (ids, dueAt) => {
      for (let start = 0; start < ids.length; start += MAX_WRITES) {
        const { status } = await write(ids.slice(start, start + MAX_WRITES), dueAt);
        if (status !== 200) throw new Error(`Firestore answered ${status}`);
      }
    },
    close: async () => {
      await store.close();
      await simulator.close();
    },
  };
});
