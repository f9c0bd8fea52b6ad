import type { PlayClock } from '../play-clock.ts';

/**
 * Looks at a lock after a command are at most 40 s apart (VERIFY_AFTER_SECONDS), and what they find is fresh for 30 s
 * (SNAPSHOT_FRESH_SECONDS): after so long without a call nothing follows any more, and nothing is fresh.
 */
const QUIET_MS = 60_000;
/** A service that asks without an end does not keep a scene from its beginning. */
const MAX_MS = 10 * QUIET_MS;
/** A call ends within so long. Until then time goes in small steps: its timeout must not come before its answer. */
const CALL_MS = 5000;
const SMALL_STEP_MS = 1000;
const STEP_MS = 10_000;
/** A program that others keep busy with requests is never at rest. */
const MAX_LOOKS = 10;

interface QuietDeps {
  readonly clock: PlayClock;
  /** Resolves after a moment, with true if the programs did nothing meanwhile. */
  readonly isAtRest: () => Promise<boolean>;
  /** Returns when Sifely was called last, ms since the epoch. */
  readonly lastCallAt: () => number;
  readonly signal: AbortSignal;
}

/** Moves the clock forward until the service has called Sifely no more for a minute; takes about a second. Throws the reason of `signal`. */
export async function passToQuiet({ clock, isAtRest, lastCallAt, signal }: QuietDeps): Promise<void> {
  const beganAt = clock.now();
  for (;;) {
    const quietMs = clock.now() - Math.max(beganAt, lastCallAt());
    if (quietMs >= QUIET_MS || clock.now() - beganAt >= MAX_MS) return;
    clock.forward(quietMs < CALL_MS ? SMALL_STEP_MS : STEP_MS);
    for (let looks = 0; looks < MAX_LOOKS; looks += 1) {
      const isOver = await isAtRest();
      signal.throwIfAborted();
      if (isOver) break;
    }
  }
}
