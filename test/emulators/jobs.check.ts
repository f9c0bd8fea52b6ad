import { systemClock } from '../../functions/clock.ts';
import { createCloudTasks } from '../../functions/jobs/cloud-tasks.ts';
import type { Job, Jobs } from '../../functions/jobs/jobs.ts';
import { type JobsUnderTest, jobsContract } from '../contract/jobs-contract.ts';
import { Surroundings } from '../support/deployment.ts';
import { UnlinkRecorder } from '../support/emulated-queue.ts';
import { type FirebaseEmulators, startEmulators } from '../support/firebase-emulators.ts';
import { freePorts } from '../support/free-ports.ts';
import { killFunction } from '../support/kill-function.ts';
import { KeptLog } from '../unit/sifely/client.ts';

// Jobs on the way that they take on Firebase: through the real library into the official tasks emulator, from there to
// the built function of their queue, in real time. They are of the class `events`.
let surroundings: Surroundings;
let recorder: UnlinkRecorder;
let emulators: FirebaseEmulators;
let opened = 0;

beforeAll(async () => {
  const port = await freePorts(6);
  recorder = await UnlinkRecorder.start();
  surroundings = await Surroundings.start(`http://127.0.0.1:${port}`);
  const env = { ...surroundings.env, HOMEGRAPH_URL: recorder.url };
  const { secrets, firestore } = surroundings;
  emulators = await startEmulators({ port, env, secrets, firestore: firestore.host });
  process.env['CLOUD_TASKS_EMULATOR_HOST'] = `127.0.0.1:${port + 5}`;
}, 300_000);

afterAll(async () => {
  await emulators?.stop();
  await surroundings?.close();
  await recorder?.close();
}, 60_000);

/** The queue lives as long as the emulators, so every test has names and keys of its own. */
async function open(): Promise<JobsUnderTest> {
  const prefix = `t${opened++}-`;
  const cloudTasks = createCloudTasks({
    projectId: 'demo-sifely',
    region: 'us-central1',
    emulated: true,
    clock: systemClock,
    logger: new KeptLog(),
  });
  const prefixed = (job: Job): Job =>
    job.kind === 'unlink' ? { ...job, agentUserId: `${prefix}${job.agentUserId}` } : job;
  const isOurs = (job: Job): boolean => job.kind === 'unlink' && job.agentUserId.startsWith(prefix);
  const plain = (job: Job): Job =>
    job.kind === 'unlink' ? { ...job, agentUserId: job.agentUserId.slice(prefix.length) } : job;
  const jobs: Jobs = {
    enqueue: (job, { key, ...options } = {}) => {
      const ownKey = key !== undefined && /^[\w-]{1,50}$/.test(key) ? `${prefix}${key}` : key;
      return cloudTasks.enqueue(prefixed(job), { ...options, ...(ownKey !== undefined && { key: ownKey }) });
    },
  };
  return {
    jobs,
    now: () => Date.now(),
    runs: () =>
      recorder.runs.filter(({ job }) => isOurs(job)).map(({ job, at }) => ({ job: plain(job), at })),
    fail: (name, times) => void recorder.failures.set(`${prefix}${name}`, times),
    pass: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    ran: (name, times) => recorder.ran(`${prefix}${name}`, times),
    async crash(name) {
      recorder.hanging.add(`${prefix}${name}`);
      await jobs.enqueue({ kind: 'unlink', agentUserId: name });
      await recorder.ran(`${prefix}${name}`, 1);
      killFunction(emulators.pid, 'events');
    },
    close: async () => {},
  };
}

jobsContract('Cloud Tasks in the emulator', open, 60_000);
