import { FOREVER } from '../../store/document-rules.ts';
import type { ReadStore } from '../../store/store.ts';
import type { StoreDeps } from '../deps.ts';
import { type Check, ok, problem, warning } from '../finding.ts';
import { countOf, span } from '../words.ts';

/** The most jobs that are counted. */
const MAX_JOBS = 2000;
const PAGE_SIZE = 50;
/** Jobs run within seconds of their time. */
const LATE_MS = 10 * 60_000;
/** So many attempts take two minutes. */
const MANY_ATTEMPTS = 5;

/** Jobs that wait, are late, and fail. */
export const jobs: Check<StoreDeps> = {
  name: 'jobs',
  async run({ store, clock }) {
    const now = clock.now();
    const waiting = await readJobs(store);
    const late = waiting.filter(({ dueAt }) => dueAt < now - LATE_MS);
    const failing = waiting.filter(({ attempts }) => attempts >= MANY_ATTEMPTS);
    const count = `${countOf(waiting.length, 'waiting job')}${waiting.length >= MAX_JOBS ? ' or more' : ''}.`;
    const [first] = late;
    if (first !== undefined) {
      return [
        problem(
          `${count} Late: ${late.length}, the oldest by ${span(now - first.dueAt)}.`,
          'Is the server running? If it is, its log says why jobs do not run.',
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
  readonly dueAt: number;
  readonly attempts: number;
  readonly kind: string;
}

async function readJobs(store: ReadStore): Promise<WaitingJob[]> {
  const found: WaitingJob[] = [];
  let after: { dueAt: number; id: string } | undefined;
  for (;;) {
    const page = await store.due('jobs', { until: FOREVER, limit: PAGE_SIZE, ...(after && { after }) });
    for (const { dueAt, data } of page) {
      const { attempts, job } = Object(data);
      found.push({ dueAt, attempts: Number(attempts ?? 0), kind: String(Object(job).kind ?? 'unknown') });
    }
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE_SIZE || found.length >= MAX_JOBS) return found;
    after = { dueAt: last.dueAt, id: last.key.id };
  }
}
