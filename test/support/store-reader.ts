import { systemClock } from '../../functions/clock.ts';
import { openFirestoreStore } from '../../functions/store/firestore/firestore.ts';

/**
 * A process that writes to and reads from a Firestore store with the credentials of its environment, closes it, and
 * prints one line of JSON: `created`, `read`, and `left`, the timers that would keep the process alive. Pauses between
 * attempts pass fifty times as fast.
 */
async function main(): Promise<void> {
  const [host = ''] = process.argv.slice(2);
  const store = openFirestoreStore({
    clock: {
      now: systemClock.now,
      delay: (ms, signal) => systemClock.delay(ms < 1000 ? ms / 50 : ms, signal),
    },
    host,
    ssl: false,
  });
  // Timers of the system clock keep no process alive, and a pause between attempts may be all that is left.
  const alive = setInterval(() => {}, 1000);
  const key = { collection: 'accounts', id: 'a1' } as const;
  const nameOf = (error: unknown): string => Object(error).name;

  const created = await store.create(key, { n: 1 }).then((revision) => revision !== undefined, nameOf);
  const read = await store.get([key]).then(([document]) => document?.data, nameOf);
  await store.close();
  clearInterval(alive);
  const left = process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout');
  process.stdout.write(JSON.stringify({ created, read, left }));
}

void main();
