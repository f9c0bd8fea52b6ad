import { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import { systemClock } from '../../functions/clock.ts';
import { openSqliteStore } from '../../functions/store/sqlite/sqlite.ts';

/**
 * A process that works on a SQLite store, for tests that kill it or run several at once:
 * - `write FILE`: creates and replaces documents until it is killed, and prints `id revision` for each one that the
 *   store has acknowledged.
 * - `count FILE TIMES`: adds one to a shared counter TIMES times, while other processes do the same.
 * - `leave FILE`: writes once and ends without closing.
 * - `create FILE`: creates the file, as a process that is about to change its journal; says so, and ends after 300 ms.
 */
const [task, file = '', times = '0'] = process.argv.slice(2);
if (task === 'create') await create();
const store = openSqliteStore({ file, clock: systemClock });

async function create(): Promise<void> {
  const database = new DatabaseSync(file);
  database.exec('BEGIN IMMEDIATE; CREATE TABLE begun (n INTEGER)');
  process.stdout.write('begun\n');
  await setTimeout(300);
  database.exec('ROLLBACK');
  process.exit();
}

async function write(lane: number): Promise<void> {
  for (let round = 0; ; round += 1) {
    const id = `${process.pid}-${lane}-${round}`;
    let revision = await store.create({ collection: 'codes', id }, { round, padding: 'x'.repeat(500) });
    if (round % 2) {
      revision = await store.replace({ collection: 'codes', id }, revision ?? '', { round, replaced: true });
    }
    process.stdout.write(`${id} ${revision}\n`);
  }
}

async function count(): Promise<void> {
  const key = { collection: 'throttles', id: 'counter' } as const;
  for (let left = Number(times); left > 0; ) {
    const [document] = await store.get([key]);
    const next = Number(Object(document?.data)['count'] ?? 0) + 1;
    const written = document
      ? await store.replace(key, document.revision, { count: next })
      : await store.create(key, { count: next });
    if (written) left -= 1;
  }
}

if (task === 'write') await Promise.all([0, 1, 2, 3].map(write));
if (task === 'count') await count();
if (task === 'leave') await store.create({ collection: 'codes', id: 'left' }, {});
