import { CANCELLED, type Clock } from '../clock.ts';
import type { Logger } from '../logs/logger.ts';

/** What {@link startSchedule} needs. */
export interface ScheduleDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly everyMs: number;
  /** What is to be done; a failure is logged, and the next time is the next attempt. */
  readonly tick: () => Promise<void>;
}

/** A schedule that runs. */
export interface Schedule {
  /** Ends it; resolves when a tick under way has ended. */
  stop(): Promise<void>;
}

/** Ticks at once and then every so often, never twice at a time: the schedule of a self-hosted server. */
export function startSchedule({ clock, logger, everyMs, tick }: ScheduleDeps): Schedule {
  const over = new AbortController();
  const run = async (): Promise<void> => {
    while (!over.signal.aborted) {
      const startedAt = clock.now();
      try {
        await tick();
      } catch (error) {
        logger.error('scheduled run failed, the next one follows', { error });
      }
      // Never longer: the clock may have been set back meanwhile.
      const pause = Math.min(everyMs, Math.max(0, startedAt + everyMs - clock.now()));
      await clock.delay(pause, over.signal).catch(() => {});
    }
  };
  const ended = run();
  return {
    stop: async () => {
      over.abort(CANCELLED);
      await ended;
    },
  };
}
