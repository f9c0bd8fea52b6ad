import { CANCELLED, type Clock, delayUntil } from '../clock.ts';
import type { Logger } from '../logs/logger.ts';

interface ScheduleDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly everyMs: number;
  /** A failure is logged; the next run is the next attempt. */
  readonly tick: () => Promise<void>;
}

export interface Schedule {
  /** Resolves when a running tick has ended. */
  stop(): Promise<void>;
}

/** Starts the schedule of a self-hosted server: runs `tick` now and then every `everyMs`, never twice at a time. */
export function startSchedule({ clock, logger, everyMs, tick }: ScheduleDeps): Schedule {
  const stopped = new AbortController();
  const run = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      const startedAt = clock.now();
      try {
        await tick();
      } catch (error) {
        logger.error('scheduled run failed, the next one follows', { error });
      }
      // At most `everyMs`: the clock may have been set back meanwhile.
      const pause = Math.min(everyMs, Math.max(0, startedAt + everyMs - clock.now()));
      await delayUntil(clock, clock.now() + pause, stopped.signal).catch(() => {});
    }
  };
  const ended = run();
  return {
    stop: async () => {
      stopped.abort(CANCELLED);
      await ended;
    },
  };
}
