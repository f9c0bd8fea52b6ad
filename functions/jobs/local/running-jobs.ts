import { JOB_CLASSES, type JobClass } from '../../store/job-collections.ts';

/** The places of each class that no other class takes, and those for all. */
const OWN_PLACES: Readonly<Record<JobClass, number>> = { commands: 16, events: 8, upkeep: 8 };
const SHARED_PLACES = 16;

const MAX_PER_TURN = 4;

interface Running {
  readonly jobClass: JobClass;
  readonly turn: string;
  readonly ended: Promise<void>;
}

/**
 * The jobs that run in this process. Each class has places of its own: upkeep that fills all others never delays a command, nor
 * do commands ever stop it.
 */
export class RunningJobs {
  readonly #running = new Map<string, Running>();

  get isEmpty(): boolean {
    return this.#running.size === 0;
  }

  has(name: string): boolean {
    return this.#running.has(name);
  }

  /** True if one more job of a class may run. */
  hasPlace(jobClass: JobClass): boolean {
    const counts = { commands: 0, events: 0, upkeep: 0 };
    for (const running of this.#running.values()) counts[running.jobClass] += 1;
    if (counts[jobClass] < OWN_PLACES[jobClass]) return true;
    const shared = JOB_CLASSES.map((each) => Math.max(0, counts[each] - OWN_PLACES[each]));
    return shared.reduce((sum, count) => sum + count, 0) < SHARED_PLACES;
  }

  /** True if one more job of a class and a turn may run: one account must not take the places of others. */
  mayRun(jobClass: JobClass, turn: string): boolean {
    const isOfBoth = (running: Running) => running.turn === turn && running.jobClass === jobClass;
    return [...this.#running.values()].filter(isOfBoth).length < MAX_PER_TURN;
  }

  /** Adds a job until `work`, which never rejects, has ended, and calls `onEnd` then. */
  add(name: string, job: Pick<Running, 'jobClass' | 'turn'>, work: Promise<void>, onEnd: () => void): void {
    const ended = work.finally(() => {
      this.#running.delete(name);
      onEnd();
    });
    this.#running.set(name, { ...job, ended });
  }

  /** Resolves when the jobs that run now have ended. */
  async ended(): Promise<void> {
    await Promise.all([...this.#running.values()].map(({ ended }) => ended));
  }
}
