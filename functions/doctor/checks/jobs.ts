import { FOREVER } from '../../store/document-rules.ts';
import { JOB_CLASSES, JOB_COLLECTIONS, type JobClass, MAX_LATE_MS } from '../../store/job-collections.ts';
import type { ReadStore } from '../../store/store.ts';
import type { StoreDeps } from '../deps.ts';
import { type Check, ok, problem, warning } from '../finding.ts';
import { countOf, span } from '../words.ts';

/** The most jobs of a class that are counted. */
const MAX_JOBS = 2000;
const PAGE_SIZE = 50;
/** So many attempts take two minutes. */
const MANY_ATTEMPTS = 5;

/** Jobs that wait, are late, and fail. */
export const jobs: Check<StoreDeps> = {
  name: 'jobs',
  async run({ store, clock }) {
    const now = clock.now();
    const read = await Promise.all(JOB_CLASSES.map((jobClass) => readJobs(store, jobClass)));
    const waiting = read.flat();
    const late = waiting
      .filter(({ dueAt, jobClass }) => dueAt < now - MAX_LATE_MS[jobClass])
      .sort((one, other) => one.dueAt - other.dueAt);
    const failing = waiting.filter(({ attempts }) => attempts >= MANY_ATTEMPTS);
    const count = `${countOf(waiting.length, 'waiting job')}${read.some(({ length }) => length >= MAX_JOBS) ? ' or more' : ''}.`;
    const [first] = late;
    if (first !== undefined) {
      return [
        problem(
          `${count} Late: ${late.length}, the oldest by ${span(now - first.dueAt)}.`,
          'Is the server running? If it is, see “Polls or reports are late” in docs/troubleshooting.md.',
        ),
      ];
    }
    if (failing.length > 0) {
      const kinds = [...new Set(failing.map(({ kind }) => kind))].join(', ');
      return [
        warning(
          `${count} Failed ${MANY_ATTEMPTS} times or more: ${failing.length} (${kinds}).`,
          'Look for "job failed, it will be retried" in the log, and see docs/troubleshooting.md.',
        ),
      ];
    }
    return [ok(`${count} None is late.`)];
  },
};

interface WaitingJob {
  readonly jobClass: JobClass;
  readonly dueAt: number;
  readonly attempts: number;
  readonly kind: string;
}

async function readJobs(store: ReadStore, jobClass: JobClass): Promise<WaitingJob[]> {
  const found: WaitingJob[] = [];
  let after: { dueAt: number; id: string } | undefined;
  for (;;) {
    const query = { until: FOREVER, limit: PAGE_SIZE, ...(after && { after }) };
    const page = await store.due(JOB_COLLECTIONS[jobClass], query);
    for (const { dueAt, data } of page) {
      const { attempts, job } = Object(data);
      const kind = String(Object(job).kind ?? 'unknown');
      found.push({ jobClass, dueAt, attempts: Number(attempts ?? 0), kind });
    }
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE_SIZE || found.length >= MAX_JOBS) return found;
    after = { dueAt: last.dueAt, id: last.key.id };
  }
}
