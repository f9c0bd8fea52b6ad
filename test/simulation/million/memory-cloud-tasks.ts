import { checkJob } from '../../../functions/jobs/job-rules.ts';
import type { Job, JobOptions, Jobs } from '../../../functions/jobs/jobs.ts';
import type { Counter } from './counts.ts';
import type { VirtualTime } from './virtual-time.ts';

/** A name cannot be used again for about an hour after its task ended (https://cloud.google.com/tasks/docs/reference/rest). */
const NAME_MS = 3_600_000;
/** Cloud Tasks sets the burst of a queue from its rate: a fifth of a second's (memory of its documentation). */
const BURST_SHARE = 0.2;

/** The settings of a queue. */
export interface QueueLimits {
  /** At most 500 (https://cloud.google.com/tasks/docs/quotas). */
  readonly perSecond: number;
  /** Concurrent dispatches. */
  readonly atOnce: number;
  readonly maxAttempts: number;
  readonly firstPauseMs: number;
  readonly maxPauseMs: number;
}

/** A task that is delivered. */
export interface DeliveredTask<Name extends string> {
  readonly queue: Name;
  readonly data: { readonly job: Job; readonly at: number };
  readonly retryCount: number;
}

interface Task {
  readonly job: Job;
  readonly at: number;
  retryCount: number;
  /** When it may be delivered, ms since the epoch. */
  readyAt: number;
}

interface Queue<Name> {
  readonly name: Name;
  readonly limits: QueueLimits;
  /** Tasks whose time has come, in order, from `next` on. */
  ready: Task[];
  next: number;
  running: number;
  tokens: number;
  filledAt: number;
  isWaking: boolean;
}

interface CloudTasksParts<Name extends string> {
  readonly counter: Counter;
  readonly time: VirtualTime;
  readonly queues: ReadonlyMap<Name, QueueLimits>;
  readonly queueOf: (job: Job) => Name;
  /** Delivers a task; resolves with false if it is to come again. */
  readonly deliver: (task: DeliveredTask<Name>) => Promise<boolean>;
}

/**
 * Cloud Tasks in memory, by its documented limits: rate and concurrency of each queue, times, retries, names that are used once. Google
 * bills each task that is offered, and each delivery.
 */
export class MemoryCloudTasks<Name extends string> implements Jobs {
  readonly #parts: CloudTasksParts<Name>;
  readonly #queues: ReadonlyMap<Name, Queue<Name>>;
  #names = new Set<string>();
  #formerNames = new Set<string>();
  #namesSince: number;

  constructor(parts: CloudTasksParts<Name>) {
    this.#parts = parts;
    const now = parts.time.now();
    this.#namesSince = now;
    this.#queues = new Map(
      [...parts.queues].map(([name, limits]) => {
        const queue = {
          name,
          limits,
          ready: [],
          next: 0,
          running: 0,
          tokens: 0,
          filledAt: now,
          isWaking: false,
        };
        return [name, queue];
      }),
    );
  }

  async enqueue(job: Job, options: JobOptions = {}): Promise<void> {
    const { time, queueOf, counter } = this.#parts;
    const at = checkJob(job, options, time.now());
    counter.add('task operations');
    if (options.key !== undefined && !this.#takeName(options.key)) return counter.add('tasks twice');
    const queue = this.#queues.get(queueOf(job));
    if (queue === undefined) throw new Error(`there is no queue ${queueOf(job)}`);
    counter.add(`job ${job.kind}`);
    this.#schedule(queue, { job, at, retryCount: 0, readyAt: at });
  }

  /** Counts for how long the tasks have waited that were not delivered so far. */
  countWaiting(): void {
    const { time, counter } = this.#parts;
    for (const { ready, next } of this.#queues.values()) {
      for (const { job, readyAt } of ready.slice(next))
        counter.addDuration(`wait ${job.kind}`, time.now() - readyAt);
    }
  }

  #takeName(name: string): boolean {
    const now = this.#parts.time.now();
    if (now - this.#namesSince >= NAME_MS) {
      [this.#formerNames, this.#names, this.#namesSince] = [this.#names, new Set(), now];
    }
    if (this.#names.has(name) || this.#formerNames.has(name)) return false;
    this.#names.add(name);
    return true;
  }

  #schedule(queue: Queue<Name>, task: Task): void {
    const ready = () => {
      queue.ready.push(task);
      this.#pump(queue);
    };
    if (task.readyAt <= this.#parts.time.now()) ready();
    else this.#parts.time.at(task.readyAt, ready);
  }

  /** Delivers what the limits of the queue allow now, and wakes again when they allow more. */
  #pump(queue: Queue<Name>): void {
    const { time, counter } = this.#parts;
    const { limits } = queue;
    const now = time.now();
    const burst = Math.max(1, limits.perSecond * BURST_SHARE);
    queue.tokens = Math.min(burst, queue.tokens + ((now - queue.filledAt) / 1000) * limits.perSecond);
    queue.filledAt = now;
    counter.atMost(`backlog ${queue.name}`, queue.ready.length - queue.next);
    while (queue.next < queue.ready.length && queue.running < limits.atOnce && queue.tokens >= 1) {
      const task = queue.ready[queue.next++];
      if (task === undefined) break;
      queue.tokens--;
      void this.#deliver(queue, task);
    }
    if (queue.next > 10_000 || queue.next === queue.ready.length) {
      queue.ready = queue.ready.slice(queue.next);
      queue.next = 0;
    }
    if (queue.ready.length === 0 || queue.running >= limits.atOnce || queue.isWaking) return;
    queue.isWaking = true;
    time.at(now + ((1 - queue.tokens) / limits.perSecond) * 1000, () => {
      queue.isWaking = false;
      this.#pump(queue);
    });
  }

  async #deliver(queue: Queue<Name>, task: Task): Promise<void> {
    const { time, deliver, counter } = this.#parts;
    const { job, at, retryCount } = task;
    counter.add('task operations');
    counter.addAt(`deliveries ${queue.name}`, time.now());
    counter.addDuration(`wait ${job.kind}`, time.now() - task.readyAt);
    queue.running++;
    const isDone = await deliver({ queue: queue.name, data: { job, at }, retryCount });
    queue.running--;
    if (!isDone) this.#retry(queue, task);
    this.#pump(queue);
  }

  #retry(queue: Queue<Name>, task: Task): void {
    const { maxAttempts, firstPauseMs, maxPauseMs } = queue.limits;
    const { counter } = this.#parts;
    counter.add(`failed ${task.job.kind}`);
    task.retryCount++;
    if (task.retryCount >= maxAttempts) {
      counter.add(`given up ${task.job.kind}`);
      return;
    }
    const pause = Math.min(maxPauseMs, firstPauseMs * 2 ** (task.retryCount - 1));
    task.readyAt = this.#parts.time.now() + pause;
    this.#schedule(queue, task);
  }
}
