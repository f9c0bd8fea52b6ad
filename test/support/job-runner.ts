import { systemClock } from '../../functions/clock.ts';
import { createLocalJobs } from '../../functions/jobs/local-jobs.ts';
import { createLogger } from '../../functions/logs/create-logger.ts';
import { systemRandom } from '../../functions/random.ts';
import { openFirestoreStore } from '../../functions/store/firestore/firestore.ts';
import { openSqliteStore } from '../../functions/store/sqlite/sqlite.ts';

/**
 * A process that runs the jobs of a store, for tests that kill it: prints `begun NAME` for each job and `done NAME` shortly
 * after, except for the job named by HANG. Enqueues a job named by LEAVE, due after LEAVE_MS. Arguments: `sqlite FILE` or `firestore HOST`.
 */
const [kind, where = ''] = process.argv.slice(2);
const store =
  kind === 'sqlite'
    ? openSqliteStore({ file: where, clock: systemClock })
    : openFirestoreStore({
        clock: systemClock,
        projectId: 'demo-test',
        host: where,
        ssl: false,
        bearer: 'owner',
      });
const logger = createLogger({ format: 'cloud', level: 'warn', clock: systemClock });
const jobs = createLocalJobs({ store, clock: systemClock, random: systemRandom, logger });
// The timers of the system clock do not keep a process alive.
setInterval(() => {}, 1000);
await jobs.start(async (job) => {
  const name = job.kind === 'unlink' ? job.agentUserId : job.kind;
  process.stdout.write(`begun ${name}\n`);
  if (name === process.env['HANG']) await new Promise(() => {});
  process.stdout.write(`done ${name}\n`);
});
process.stdout.write('started\n');
const { LEAVE, LEAVE_MS } = process.env;
if (LEAVE !== undefined) {
  await jobs.enqueue(
    { kind: 'unlink', agentUserId: LEAVE },
    { at: systemClock.now() + Number(LEAVE_MS ?? 0) },
  );
  process.stdout.write('left\n');
}
